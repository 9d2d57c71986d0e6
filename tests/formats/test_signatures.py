"""Signatures of agencies at the end of a story, and what only looks like one."""

import pytest

from schemas import Article
from tests.formats.items import read_one
from worker.normalise.signature import split_signature


@pytest.mark.parametrize(
    ("last", "rest", "mark"),
    [
        ("عادت القوارب. (د ب أ)", "عادت القوارب.", "(د ب أ)"),
        ("عادت القوارب (د ب أ).", "عادت القوارب", "(د ب أ)."),
        ("عادت القوارب.(د.ب.أ)", "عادت القوارب.", "(د.ب.أ)"),
        ("عادت القوارب. （شينخوا）", "عادت القوارب.", "（شينخوا）"),
        ("عادت القوارب --(بترا)", "عادت القوارب", "(بترا)"),
        ("عادت القوارب. -- (بترا) --", "عادت القوارب.", "(بترا)"),
        ("عادت القوارب — (بترا)", "عادت القوارب", "(بترا)"),
        ("عادت القوارب. (رويترز/أ ف ب)", "عادت القوارب.", "(رويترز/أ ف ب)"),
        ("عادت القوارب. ( رويترز ، أ ف ب )", "عادت القوارب.", "( رويترز ، أ ف ب )"),
        ("Boats returned. (AFP/Reuters)", "Boats returned.", "(AFP/Reuters)"),
        ("“Boats returned.” (dpa)", "“Boats returned.”", "(dpa)"),
        ("Boats returned -- (AP)", "Boats returned", "(AP)"),
        ("Die Boote sind da. (APA/dpa)", "Die Boote sind da.", "(APA/dpa)"),
        ("Le barche sono tornate. (ANSA).", "Le barche sono tornate.", "(ANSA)."),
        ("Лодки вернулись. (ТАСС)", "Лодки вернулись.", "(ТАСС)"),
        ("渔船返港。（新华社）", "渔船返港。", "（新华社）"),
        ("어선이 돌아왔다. (연합뉴스)", "어선이 돌아왔다.", "(연합뉴스)"),
        ("(د ب أ)", "", "(د ب أ)"),
        ("--(بترا)", "", "(بترا)"),
        ("*** (AFP) ***", "", "(AFP)"),
    ],
)
def test_a_signature_is_split_off_the_last_paragraph(last: str, rest: str, mark: str) -> None:
    signature = split_signature(last)
    assert signature is not None
    assert (signature.rest, signature.mark) == (rest, mark)


@pytest.mark.parametrize(
    "last",
    [
        "عادت القوارب. (وكالة الخليج)",
        "عادت القوارب. ((شينخوا))",
        "عادت القوارب. (شينخوا/سامي)",
        "حسبما ذكرت وكالة الأنباء الألمانية (د ب أ).",
        "لـ(د ب أ)",
        "وغادرت القوارب الميناء حسبما نقلت (رويترز).",
        "وعمل سنوات مع (أ ف ب)",
        "He told the Associated Press (AP).",
        "The class prepares for advanced placement (AP).",
        "She flew with the club (AFP)",
        "Boats returned. (Harbour News)",
        "Boats returned. (AP) said the clerk.",
        "Boats returned. (AFP/Harbour News)",
        "Boats (AP) returned.",
        "He plays this on a portable player (CP)",
        "It lies near Scranton (PA)",
        "Die Boote sind da. (apa)",
        "Boats returned. AFP",
        "Las barcas de EFE",
    ],
)
def test_what_only_resembles_a_signature_stays_in_the_text(last: str) -> None:
    assert split_signature(last) is None


def article_of(*paragraphs: str) -> Article:
    article = read_one("\n\n".join(("عودة القوارب", *paragraphs)).encode())
    assert isinstance(article, Article), article
    return article


def test_a_signature_of_its_own_paragraph_is_the_credit_and_no_text() -> None:
    article = article_of("عادت القوارب.", "(د ب أ)")
    assert (article.paragraphs, article.credit) == (("عادت القوارب.",), "د ب أ")
    assert article.provider is not None
    assert article.provider.code == "dpa"


def test_of_several_agencies_the_first_is_the_provider() -> None:
    article = article_of("عادت القوارب. (رويترز/أ ف ب)")
    assert article.credit == "رويترز/أ ف ب"
    assert article.provider is not None
    assert article.provider.code == "reuters"


def test_a_signature_of_an_agency_that_is_not_known_stays_in_the_text() -> None:
    article = article_of("عادت القوارب. (وكالة الخليج)")
    assert (article.paragraphs, article.credit) == (("عادت القوارب. (وكالة الخليج)",), None)
