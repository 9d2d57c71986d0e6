"""What only resembles a dateline stays in the text: sentences, quotes, lists, results, names of agencies."""

import time
from datetime import UTC, datetime

import pytest

from schemas import Rejection
from schemas.errors import Unreadable
from tests.formats.items import read_one
from worker.normalise.dateline import dateline_alone, split_dateline
from worker.normalise.signature import split_signature

NOT_DATELINES = [
    "Boats in Lantern Bay, May 3, 2021 (Xinhua)",
    "Fog in Lantern Bay, May 3, 2021. (Xinhua)",
    "LANTERN BAY, May 3, 2021. (Xinhua)",
    "جانب من معرض الكتاب في بكين، 5 مايو 2023 (شينخوا)",
    "معرض الكتاب في بكين، 5 مايو 2023. (شينخوا)",
    "LONDON, Jan. 3 ((Reuters) - Text",
    "LONDON, Jan. 3 ((Reuters)) - Text",
    "LONDON, Jan. 3 (Reuters)) - Text",
    "قال المتحدث لوكالة أنباء ((شينخوا)) إن الميناء فتح.",
    "أعلنت الشركة يوم 17 مايو 2024 أنها ستبني مصنعا.",
    "LONDON, Jan. 3 (Nowhere News) -- Text",
    "المدينة - وامتدت الطوابير أمام المخابز.",
    "The club (AP) had nine members.",
    "The club (AP) — nine members — met.",
    "The Associated Press (AP) - a news agency - said",
    "On Jan. 3 (AP) reported that",
    "On Jan. 3 (AP) -- reported that",
    "In Berlin, Jan. 3 (AP) reported",
    "On Monday, Jan. 3 (AP) reported",
    "Jan. 3 (AP) reported",
    "Smith Jan. 3 (AP) said",
    "The club said, Jan. 3 (AP) reported",
    '"LONDON, Jan. 3 (Reuters) - text"',
    "“LONDON, Jan. 3 (Reuters) - text”",
    "- LONDON, Jan. 3 (Reuters) - text",
    "* LONDON (AP) - text",
    "1. LONDON (AP) - text",
    "Lakers 3, Bulls 2 (AP) - text",
    "Result: Mar 3 (AP)",
    "London (AP)-based club",
    "The London (AP)-based club",
    "see http://news.example.com/ap/ - text",
    "http://news.example.com/ap/ - text",
    "VIJAYAWADA, AP - text",
    "وقالت الشركة يوم 3 مايو 2023 (شينخوا) إن",
    "وصل الوفد الى الرياض في 3 مايو 2023 (شينخوا) قال",
    "في 3 مايو 2023 (شينخوا) قال",
    "وقال المتحدث 3 مايو 2023 (شينخوا) قال",
    "قالت الشركة في بيان نقلته وكالة (رويترز) إن المصنع جاهز.",
    "وكالة الأنباء الألمانية (د ب أ) - قال",
    "قال لـ(رويترز) - قال",
    "LONDON, 1/2/2021 (Reuters) - text",
    "The exhibition was opened in the old town of Bremen by the mayor on 3 May 2023 (dpa) and lasts",
    "The show began. It was opened in Bremen on 3 May 2023 (dpa) and lasts",
    "المدينة - وامرأة تقول",
    "روسيا - وامريكا تقولان",
    "القدس - وامن المدينة",
    "( (شينخوا) ) قال",
    "عدن 17 مايو 2024 ( (شينخوا) ) قال",
    "BEIJING, Dec. 13 （（Xinhua）） -- text",
    "Reuters - a new look",
    "Photo (AP) - x",
    "TOKYO, Jan 3 - text",
    "Kyodo - a city guide",
    "He moved to TOKYO, Kyodo - and stayed",
    "The fair in Nara ends on Jan. 3, 12 Kyodo - bound trains run",
    "Feb. 30 was a joke (AP) - and",
    "1 مايو 2016 - 3 مايو 2017 / قال",
    "Jane Roe, May 3 (AP), said",
    "The city of Bremen, May 3 (AP), said",
    "On Jan. 3 (AP) reported that boats returned.",
    "Harbour 3, Hill 2 (AP) - final score",
    "• LONDON, Jan. 3 (Reuters) - text",
    "LONDON, 22/1/2021 (Reuters) - text",
    "The Harbour Club of Lantern Bay and Hill, Jan. 3 (AP) -- x",
    "Москва в январе 2026 /ТАСС/ выросла",
    "В Москве 14 января /ТАСС/ сообщил",
    "Le 3 mai (AFP), le port",
    "El 3 de mayo (EFE) el puerto",
    "وأعلن الميناء 22/1/2021 (شينخوا) أن",
    "صورة نشرت يوم 22/1/2021 (شينخوا)",
    "انظر http://news.example/ap/ - قال",
    "www.example.com/afp/ - x",
    "Agence France-Presse (AFP) — x",
    "Smith (AP) said",
    "A friend of Reuters - and others",
    "لندن - قال رويترز",
    "AP - x",
    "(Reuters) said boats returned",
    "TOKYO, Kyodo and others - x",
    "Bonn (KNA) meldet",
    "Hill-side Assembly (SDA) Church leaders",
    "Harbour Board (NTB) Chair Ada Hill",
    "Der Verein (sda) tagt",
    "Bern (sda), Freitag",
    "Berlin (EPD). Text",
    "Scranton (PA) - text",
    "SCRANTON (PA) - text",
    "Her assistant, Jane Roe (PA) - said",
    "The Wheel (TT) - text",
    "The Wheel (tt) - text",
    "Hall (CP) — text",
    "Hall (CP) Text",
    "HALL (CP) Text",
    "Hall (anp) - text",
    "HARRISBURG, PA - text",
    "Cidade Nova (belga) - texto",
    "Cheese (APA), Bread",
    "Advanced Placement (AP) = a course",
    "LONDON 15/06 (Reuters) - text",
    "LONDON 15/13 (AFP) = text",
    "London, 3/15/06 (AFP) = text",
    "Die Boote kamen am 15/06 (AFP) = an",
    "Halle (dpa/Holm) - Text",
    "Москва, 21 января /ТАСС сообщил/ - текст",
    "Москва /корр. газеты Иван Иволгин/ - текст",
    "HILL, Jan. 3 /AFP Ada Hill/ - text",
    "وصل الوفد في 22 أبريل / وام / قال",
    "الرياض في 22 أبريل (رويترز) قال",
]


@pytest.mark.parametrize("paragraph", NOT_DATELINES)
def test_what_only_resembles_a_dateline_stays_in_the_text(paragraph: str) -> None:
    assert split_dateline(paragraph) is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "HILL, Feb. 29, 2023 (AP) -- x",
        "HILL, Feb. 30 (AP) -- x",
        "HILL, 32 mai (AFP) -- x",
        "التل 32 يناير 2021 (رويترز) - قال",
        "التل 22/13/2021 (شينخوا) قال",
        "التل 31-4-2021 (شينخوا) قال",
        "التل 21 ديسمبر/كانون الثاني 2015 (شينخوا) قال",
        "新华社北京2月30日电正文",
        "【新華社北京13月1日】本文",
    ],
)
def test_a_day_the_calendar_does_not_have_is_refused_with_its_place(paragraph: str) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    assert split.day is not None
    with pytest.raises(Unreadable) as caught:
        split.day.resolve(datetime(2026, 4, 1, tzinfo=UTC), "line 9")
    assert (caught.value.code, caught.value.where) == ("impossible_date", "line 9")


@pytest.mark.parametrize(
    "body",
    [
        "HILL, Jan. 3 (AP) -- Boats returned.",
        "عدن 22/1/2021 (شينخوا) عادت القوارب.",
        "新华社北京1月25日电 渔船返港。",
        "(서울=연합뉴스) 어선이 돌아왔다.",
        "【新華社北京1月21日】漁船が戻った。",
        "Москва, 14 января /Синьхуа/ -- Лодки вернулись.",
    ],
)
def test_text_that_begins_with_its_dateline_has_no_headline(body: str) -> None:
    result = read_one(f"{body}\n\nMore follow.\n".encode())
    assert isinstance(result, Rejection)
    assert (result.code, result.where) == ("no_headline", "line 1")


ROWS = [
    "(شينخوا",
    "(شينخوا) ",
    "x (AP) - ",
    "22/1/2021 ",
    "22 يناير ",
    "1 محرم 1444هـ - الموافق ",
    "يناير/",
    "Jan. 3 ",
    "AP, Kyodo - ",
    "(ANSA) - ROMA, 15 GIU ",
    "APA/dpa/",
    "Bonn (KNA) ",
    "15/06 (AFP) = ",
    "في 22 أبريل / وام / ",
    "/ AP ",
    " / ",
    "/AP/",
    "الجمعة ",
    "(الجمعة) ",
    "ـ ",
    "- ",
    "، ",
    "A. ",
    "abcd. ",
    "a b, ",
    "新华社",
    "新华社北京1月25日",
    "（新华社北京1月25日电",
    "【新華社",
    "記者=",
    "(서울=",
    "홍길동 ",
    "(",
    ")",
    "\uff08",
    "\u00a0",
    "\u3000",
    "１",
]


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("frame", ["{}", "HILL, Jan. 3 (AP) -- {}", "{} (AP)", "عدن {} (شينخوا)", "（新华社{}）"])
def test_a_mebibyte_of_anything_is_looked_at_in_a_moment(row: str, frame: str) -> None:
    text = frame.format(row * (1_000_000 // len(row.encode())))
    started = time.perf_counter()
    split_dateline(text)
    dateline_alone(text)
    split_signature(text)
    assert time.perf_counter() - started < 0.5
