"""Datelines of the agencies whose wires were seen, in alphabetic scripts: place, day, agency."""

from datetime import UTC, date, datetime

import pytest

from schemas.errors import Unreadable
from worker.normalise.dateline import Split, split_dateline

REFERENCE = datetime(2026, 4, 1, tzinfo=UTC)
BODIES = {"قال", "text", "texto", "texte", "текст", "Text", "Texto"}

FORMS = [
    ("رام الله 24 فبراير 2020 (شينخوا) قال", "رام الله", date(2020, 2, 24), "شينخوا"),
    ("بكين اول سبتمبر 2008 (شينخوا) قال", "بكين", date(2008, 9, 1), "شينخوا"),
    ("بكين أول أيلول 2008 (شينخوا) قال", "بكين", date(2008, 9, 1), "شينخوا"),
    ("بكين 24 فبراير 2016 / قال", "بكين", date(2016, 2, 24), None),
    ("بغداد22 يناير 2021 (شينخوا) قال", "بغداد", date(2021, 1, 22), "شينخوا"),
    ("رام الله22يناير2021(شينخوا)قال", "رام الله", date(2021, 1, 22), "شينخوا"),
    ("دمشق 21 ديسمبر/كانون الأول 2015 (شينخوا) قال", "دمشق", date(2015, 12, 21), "شينخوا"),
    ("دمشق 21 كانون الأول (ديسمبر) 2015 (شينخوا) قال", "دمشق", date(2015, 12, 21), "شينخوا"),
    ("الجزائر 5 جويلية 2022 (شينخوا) قال", "الجزائر", date(2022, 7, 5), "شينخوا"),
    ("الرباط 20 غشت 2022 (شينخوا) قال", "الرباط", date(2022, 8, 20), "شينخوا"),
    ("عدن ٣ اذار ٢٠٢١ (شينخوا) قال", "عدن", date(2021, 3, 3), "شينخوا"),
    ("عدن 17 مايو 2024 ( الإثنين) (شينخوا) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن (الجمعة) 17 مايو 2024 (شينخوا) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن 17 مايو 2024 (شينخوا) (الجمعة) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("بكين 24 فبراير 2016 (الأربعاء) / قال", "بكين", date(2016, 2, 24), None),
    ("نيويورك (الأمم المتحدة) 17 مايو 2024 (شينخوا) قال", "نيويورك (الأمم المتحدة)", date(2024, 5, 17), "شينخوا"),
    ("القاهرة 9 يونيو حزيران 2020 (رويترز) - قال", "القاهرة", date(2020, 6, 9), "رويترز"),
    ("القاهرة 9 يونيو-حزيران 2020 (رويترز) - قال", "القاهرة", date(2020, 6, 9), "رويترز"),
    ("القاهرة 9 يونيو حزيران (رويترز) - قال", "القاهرة", date(2026, 6, 9), "رويترز"),
    ("عدن\u200f 17 مايو 2024 \u200f(شينخوا)\u200f قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن 17\u061c مايو 2024 (\u202bشينخوا\u202c) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("نيويورك\u200f - وام\u200f قال", "نيويورك", None, "وام"),
    ("مكة 1 محرم 1444هـ - الموافق 30 يوليو 2022م (شينخوا) قال", "مكة", date(2022, 7, 30), "شينخوا"),
    ("مانيلا، 3 ديسمبر (رويترز) - قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("9 يونيو (رويترز) - قال", None, date(2026, 6, 9), "رويترز"),
    ("سانت دينيس (أ ف ب) - قال", "سانت دينيس", None, "أ ف ب"),
    ("سانت دينيس (أ.ف.ب) - قال", "سانت دينيس", None, "أ.ف.ب"),
    ("نيويورك - وام قال", "نيويورك", None, "وام"),
    ("نيويورك - وامقال", "نيويورك", None, "وام"),
    ("BEIJING, Dec. 13 (Xinhua) -- text", "BEIJING", date(2025, 12, 13), "Xinhua"),
    ("ULAN BATOR, Mongolia, Jan. 1(Xinhua) text", "ULAN BATOR, Mongolia", date(2026, 1, 1), "Xinhua"),
    ("ST. LOUIS, Sept. 3 (Xinhua) — text", "ST. LOUIS", date(2026, 9, 3), "Xinhua"),
    ("BEIJING, 24 may (Xinhua) -- texto", "BEIJING", date(2026, 5, 24), "Xinhua"),
    ("CANBERRA (Xinhua) -- texto", "CANBERRA", None, "Xinhua"),
    ("BEIJING, 28 décembre (Xinhua) -- texte", "BEIJING", date(2025, 12, 28), "Xinhua"),
    ("LYON, 1er août (Xinhua) -- texte", "LYON", date(2026, 8, 1), "Xinhua"),
    ("Москва, 14 января /Синьхуа/ -- текст", "Москва", date(2026, 1, 14), "Синьхуа"),
    ("MOSCOW, January 21. /TASS/. Text", "MOSCOW", date(2026, 1, 21), "TASS"),
    ("Nueva Delhi, 21 ene (EFE).- Texto", "Nueva Delhi", date(2026, 1, 21), "EFE"),
    ("TOKYO (Kyodo) -- Text", "TOKYO", None, "Kyodo"),
    ("SEOUL, Aug. 14 (Yonhap) -- Text", "SEOUL", date(2026, 8, 14), "Yonhap"),
    ("ABU DHABI, 22nd April, 2026 (WAM) -- Text", "ABU DHABI", date(2026, 4, 22), "WAM"),
    ("WASHINGTON, May 12 (AFP) -- Text", "WASHINGTON", date(2026, 5, 12), "AFP"),
    ("LONDON (Reuters) - Text", "LONDON", None, "Reuters"),
    ("WASHINGTON, D.C. (AP) — Text", "WASHINGTON, D.C.", None, "AP"),
    ("WASHINGTON, D.C., March 5 (Xinhua) -- text", "WASHINGTON, D.C.", date(2026, 3, 5), "Xinhua"),
    ("San José (Costa Rica), 2 jun (EFE).- Texto", "San José (Costa Rica)", date(2026, 6, 2), "EFE"),
    ("(AP) — Text", None, None, "AP"),
    ("Baghdad / NINA / - Text", "Baghdad", None, "NINA"),
    ("بكين الأول من يناير 2024 (شينخوا) قال", "بكين", date(2024, 1, 1), "شينخوا"),
    ("بكين الاول من يناير 2024 (شينخوا) قال", "بكين", date(2024, 1, 1), "شينخوا"),
    ("بكين أول يناير 2024 (شينخوا) قال", "بكين", date(2024, 1, 1), "شينخوا"),
    ("بكين اول يناير 2024 (شينخوا) قال", "بكين", date(2024, 1, 1), "شينخوا"),
    ("بكين 1 يناير 2024 (شينخوا) قال", "بكين", date(2024, 1, 1), "شينخوا"),
    ("بكين ١ يناير 2024 (شينخوا) قال", "بكين", date(2024, 1, 1), "شينخوا"),
    ("القاهرة 22/1/2021 (شينخوا) قال", "القاهرة", date(2021, 1, 22), "شينخوا"),
    ("برلين 15-7 (اف ب) - قال", "برلين", date(2026, 7, 15), "اف ب"),
    ("القاهرة 22-1-2021 (شينخوا) قال", "القاهرة", date(2021, 1, 22), "شينخوا"),
    ("القاهرة 22 / 1 / 2021 (شينخوا) قال", "القاهرة", date(2021, 1, 22), "شينخوا"),
    ("القاهرة ٢٢/١/٢٠٢١ (شينخوا) قال", "القاهرة", date(2021, 1, 22), "شينخوا"),
    ("القاهرة 2021/1/22 (شينخوا) قال", "القاهرة", date(2021, 1, 22), "شينخوا"),
    ("القاهرة 22/01/2021م (شينخوا) قال", "القاهرة", date(2021, 1, 22), "شينخوا"),
    ("القاهرة 22/1/2021 / قال", "القاهرة", date(2021, 1, 22), None),
    ("القاهرة 24 فبراير 2016/ قال", "القاهرة", date(2016, 2, 24), None),
    ("رام الله 24 فبراير 2020 （شينخوا） قال", "رام الله", date(2020, 2, 24), "شينخوا"),
    ("مانيلا, 3 ديسمبر (رويترز) - قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا٬ 3 ديسمبر (رويترز) - قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) - قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا ، 3 ديسمبر (رويترز) - قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) – قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) — قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) ـ قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) -- قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) _ قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) / قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز): قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز)-قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز)قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("مانيلا، 3 ديسمبر (رويترز) - - قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("عدن الجمعة 17 مايو 2024 (شينخوا) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن، الجمعة 17 مايو 2024 (شينخوا) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن 17 مايو 2024 （الجمعة） (شينخوا) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("القاهرة/ بيروت 5 مايو 2023 (شينخوا) قال", "القاهرة/ بيروت", date(2023, 5, 5), "شينخوا"),
    ("مقر الأمم المتحدة (نيويورك) 5 مايو 2023 (شينخوا) قال", "مقر الأمم المتحدة (نيويورك)", date(2023, 5, 5), "شينخوا"),
    ("على متن سفينة الطائر الأزرق 5 مايو 2023 (شينخوا) قال", "على متن سفينة الطائر الأزرق", date(2023, 5, 5), "شينخوا"),
    ("24 فبراير 2020 (شينخوا) قال", None, date(2020, 2, 24), "شينخوا"),
    ("مكة 1 محرم 1444 هـ (الموافق 30 يوليو 2022م) (شينخوا) قال", "مكة", date(2022, 7, 30), "شينخوا"),
    ("الخرطوم 3 فبراير/ شباط 2021 (شينخوا) قال", "الخرطوم", date(2021, 2, 3), "شينخوا"),
    ("القاهرة (د ب أ)- قال", "القاهرة", None, "د ب أ"),
    ("القاهرة - رويترز: قال", "القاهرة", None, "رويترز"),
    ("باريس - أ ف ب - قال", "باريس", None, "أ ف ب"),
    ("عمان ـ بترا ـ قال", "عمان", None, "بترا"),
    ("BEIJING, Dec. 13 （Xinhua） -- text", "BEIJING", date(2025, 12, 13), "Xinhua"),
    ("BEIJING， Dec. 13 (Xinhua) -- text", "BEIJING", date(2025, 12, 13), "Xinhua"),
    ("BEIJING,\u00a0Dec.\u00a013\u00a0(Xinhua)\u00a0--\u00a0text", "BEIJING", date(2025, 12, 13), "Xinhua"),
    ("BEIJING,\u3000Dec.\u300013\u3000(Xinhua)\u3000-- text", "BEIJING", date(2025, 12, 13), "Xinhua"),
    ("BEIJING, DEC 13 ( Xinhua )text", "BEIJING", date(2025, 12, 13), "Xinhua"),
    ("Xi'an, Jan. 3 (Xinhua) -- text", "Xi'an", date(2026, 1, 3), "Xinhua"),
    ("XI’AN, Jan. 3 (Xinhua) -- text", "XI’AN", date(2026, 1, 3), "Xinhua"),
    ("N'DJAMENA, Jan. 3 (Xinhua) -- text", "N'DJAMENA", date(2026, 1, 3), "Xinhua"),
    ("ST. PETERSBURG, Sept. 3 (Xinhua) -- text", "ST. PETERSBURG", date(2026, 9, 3), "Xinhua"),
    ("UNITED NATIONS, Jan. 3 (Xinhua) -- text", "UNITED NATIONS", date(2026, 1, 3), "Xinhua"),
    ("NEW YORK (United Nations), Jan. 3 (Xinhua) -- text", "NEW YORK (United Nations)", date(2026, 1, 3), "Xinhua"),
    ("BEIJING/SHANGHAI, Jan. 3 (Xinhua) -- text", "BEIJING/SHANGHAI", date(2026, 1, 3), "Xinhua"),
    ("GAZA / JERUSALEM, Jan. 3 (Xinhua) -- text", "GAZA / JERUSALEM", date(2026, 1, 3), "Xinhua"),
    ("ON BOARD BLUE BIRD, Jan. 3 (Xinhua) -- text", "ON BOARD BLUE BIRD", date(2026, 1, 3), "Xinhua"),
    ("IN AMENAS, Algeria, Jan. 3 (Xinhua) -- text", "IN AMENAS, Algeria", date(2026, 1, 3), "Xinhua"),
    ("Port-au-Prince, 3 janv. (Xinhua) -- texte", "Port-au-Prince", date(2026, 1, 3), "Xinhua"),
    ("BEIJING, 28 DÉC. 2025 (Xinhua) -- texte", "BEIJING", date(2025, 12, 28), "Xinhua"),
    ("BEIJING, 9 ene. (Xinhua) -- texto", "BEIJING", date(2026, 1, 9), "Xinhua"),
    ("LA HABANA, 1 de enero (Xinhua) -- texto", "LA HABANA", date(2026, 1, 1), "Xinhua"),
    ("LA HABANA, 1º de enero de 2026 (Xinhua) -- texto", "LA HABANA", date(2026, 1, 1), "Xinhua"),
    ("Río de Janeiro, 2 sept (EFE).- Texto", "Río de Janeiro", date(2026, 9, 2), "EFE"),
    ("МОСКВА, 21 января. /ТАСС/. текст", "МОСКВА", date(2026, 1, 21), "ТАСС"),
    ("Москва, 14 янв. /Синьхуа/ -- текст", "Москва", date(2026, 1, 14), "Синьхуа"),
    ("Ростов-на-Дону, 21 января 2026 г. /ТАСС/. текст", "Ростов-на-Дону", date(2026, 1, 21), "ТАСС"),
    ("LYNCHBURG, Tenn. (AP) _ Text", "LYNCHBURG, Tenn.", None, "AP"),
    ("LYNCHBURG, Tenn., May 3 (AP) — Text", "LYNCHBURG, Tenn.", date(2026, 5, 3), "AP"),
    ("NEWPORT NEWS, Va. (AP) _ Text", "NEWPORT NEWS, Va.", None, "AP"),
    ("MINNEAPOLIS and ST. PAUL, Minn. (AP) — Text", "MINNEAPOLIS and ST. PAUL, Minn.", None, "AP"),
    ("Frankfurt am Main (dpa) - Text", "Frankfurt am Main", None, "dpa"),
    ("PARIS, May 3 (AFP/Reuters) - Text", "PARIS", date(2026, 5, 3), "AFP/Reuters"),
    ("TOKYO (AP, Kyodo) — Text", "TOKYO", None, "AP, Kyodo"),
    ("TOKYO, Kyodo - Text", "TOKYO", None, "Kyodo"),
    ("NARA, Japan, Jan. 3 Kyodo - Text", "NARA, Japan", date(2026, 1, 3), "Kyodo"),
    ("TOKYO, Jan. 3, Kyodo -- Text", "TOKYO", date(2026, 1, 3), "Kyodo"),
    ("AP, Kyodo - Text", None, None, "AP, Kyodo"),
    ("Baghdad /NINA/- Text", "Baghdad", None, "NINA"),
    ("LONDON--(BUSINESS WIRE)--Text", "LONDON", None, "BUSINESS WIRE"),
    ("NEW YORK, Jan. 3, 2026 /PRNewswire/ -- Text", "NEW YORK", date(2026, 1, 3), "PRNewswire"),
    ("Wien (APA) - Text", "Wien", None, "APA"),
    ("Wien/Berlin (APA/dpa) - Text", "Wien/Berlin", None, "APA/dpa"),
    ("Möwenfels (dpa/lno) - Text", "Möwenfels", None, "dpa/lno"),
    ("MÖWENFELS (dpa-AFX) - Text", "MÖWENFELS", None, "dpa-AFX"),
    ("Möwenfels (dpa-infocom) - Text", "Möwenfels", None, "dpa-infocom"),
    ("Mühlheim a.d. Ruhr (dpa) - Text", "Mühlheim a.d. Ruhr", None, "dpa"),
    ("Genève (awp/ats) - Text", "Genève", None, "awp/ats"),
    ("Köln (SID) - Text", "Köln", None, "SID"),
    ("Bonn (KNA) Text", "Bonn", None, "KNA"),
    ("Berlin (epd). Text", "Berlin", None, "epd"),
    ("Bern (sda) Text", "Bern", None, "sda"),
    ("Bern (Keystone-SDA) Text", "Bern", None, "Keystone-SDA"),
    ("Genève (ats) Text", "Genève", None, "ats"),
    ("Bern, 15. Juni (sda) Text", "Bern", date(2026, 6, 15), "sda"),
    ("Rom (ANSA) - Text", "Rom", None, "ANSA"),
    ("(ANSA) - ROMA, 15 GIU - Text", "ROMA", date(2026, 6, 15), "ANSA"),
    ("(ANSA) - SAN PIETRO/ROMA, 2 GEN - Text", "SAN PIETRO/ROMA", date(2026, 1, 2), "ANSA"),
    ("(ANSA) - Text", None, None, "ANSA"),
    ("Oslo (NTB) - Text", "Oslo", None, "NTB"),
    ("Oslo (NTB): Text", "Oslo", None, "NTB"),
    ("København (Ritzau) - Text", "København", None, "Ritzau"),
    ("Helsinki (STT) - Text", "Helsinki", None, "STT"),
    ("STOCKHOLM (TT) Text", "STOCKHOLM", None, "TT"),
    ("Brussel (Belga) - Text", "Brussel", None, "Belga"),
    ("DEN HAAG (ANP) - Text", "DEN HAAG", None, "ANP"),
    ("HALIFAX (CP) — Text", "HALIFAX", None, "CP"),
    ("Lantern Bay, N.S. (The Canadian Press) — Text", "Lantern Bay, N.S.", None, "The Canadian Press"),
    ("SYDNEY, Jan. 15 (AAP) - Text", "SYDNEY", date(2026, 1, 15), "AAP"),
    ("LONDON, Jan. 15 (PA) - Text", "LONDON", date(2026, 1, 15), "PA"),
    ("HILL, Jan. 15 (UPI) -- Text", "HILL", date(2026, 1, 15), "UPI"),
    ("Paris, 15 juin (AFP) - texte", "Paris", date(2026, 6, 15), "AFP"),
    ("Paris, 15. Juni (AFP) - Text", "Paris", date(2026, 6, 15), "AFP"),
    ("Paris, 3. März 2026 (AFP) - Text", "Paris", date(2026, 3, 3), "AFP"),
    ("LISBONNE 15/06 (AFP) = texte", "LISBONNE", date(2026, 6, 15), "AFP"),
    ("Lisbonne, 05/06/2025 (AFP) = texte", "Lisbonne", date(2025, 6, 5), "AFP"),
    ("ANVERS (BELGA) = texte", "ANVERS", None, "BELGA"),
    ("أبوظبي في 22 أبريل / وام / قال", "أبوظبي", date(2026, 4, 22), "وام"),
]


@pytest.mark.parametrize(("paragraph", "place", "day", "agency"), FORMS)
def test_a_dateline_is_split_into_place_day_and_agency(
    paragraph: str, place: str | None, day: date | None, agency: str | None
) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    found = split.day.resolve(REFERENCE, "line 1")[0] if split.day else None
    assert (split.place, found, split.agency) == (place, day, agency)
    assert split.body in BODIES
    assert paragraph.startswith(split.text)
    assert split.caption is None


@pytest.mark.parametrize(
    ("paragraph", "agency", "name"),
    [
        ("МОСКВА, 21 января. /Корр. ТАСС Иван Иволгин/. Текст", "ТАСС", "Иван Иволгин"),
        ("МОСКВА, 21 января. /ТАСС Иван Иволгин/. Текст", "ТАСС", "Иван Иволгин"),
        ("MOSCOW, January 21. /TASS Correspondent Ivan Ivolgin/. Text", "TASS", "Ivan Ivolgin"),
    ],
)
def test_the_reporter_in_a_dateline_is_its_byline(paragraph: str, agency: str, name: str) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    assert (split.agency, split.byline, split.text) == (agency, name, paragraph.rpartition("/")[0] + "/")


def test_a_dateline_may_stand_alone_on_its_line() -> None:
    split = split_dateline("LONDON, Jan. 3 (Reuters)")
    assert split is not None
    assert (split.place, split.text, split.body) == ("LONDON", "LONDON, Jan. 3 (Reuters)", "")


@pytest.mark.parametrize(
    ("paragraph", "caption"),
    [
        ("Boats leave the harbor of Hill. HILL, Jan. 3 (Xinhua) -- x", "Boats leave the harbor of Hill."),
        ("قوارب تغادر ميناء البلدة القديمة. عدن 17 مايو 2024 (شينخوا) قال", "قوارب تغادر ميناء البلدة القديمة."),
        ("قوارب تغادر ميناء البلدة (شينخوا/سامي) عدن 17 مايو 2024 (شينخوا) قال", "قوارب تغادر ميناء البلدة (شينخوا/سامي)"),
    ],
)
def test_a_caption_glued_before_a_dateline_is_told_apart(paragraph: str, caption: str) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    assert (split.caption, split.place) == (caption, "HILL" if "HILL" in paragraph else "عدن")


@pytest.mark.parametrize(
    ("paragraph", "reference", "expected"),
    [
        ("HILL, Dec. 31 (AP) -- x", datetime(2026, 1, 1, tzinfo=UTC), date(2025, 12, 31)),
        ("HILL, Jan. 1 (AP) -- x", datetime(2025, 12, 31, 16, tzinfo=UTC), date(2026, 1, 1)),
        ("HILL, Feb. 29 (AP) -- x", datetime(2024, 3, 1, tzinfo=UTC), date(2024, 2, 29)),
        ("HILL, Jan. 1 (AP) -- x", None, None),
    ],
)
def test_a_missing_year_is_the_one_nearest_to_the_header(
    paragraph: str, reference: datetime | None, expected: date | None
) -> None:
    split = split_dateline(paragraph)
    assert isinstance(split, Split)
    assert split.day is not None
    found, notes = split.day.resolve(reference, "line 1")
    assert found == expected
    assert [note.code for note in notes] == (["year_inferred"] if expected else [])


def test_a_day_the_calendar_does_not_have_is_refused_with_its_place() -> None:
    split = split_dateline("HILL, Feb. 29, 2023 (AP) -- x")
    assert split is not None
    assert split.day is not None
    with pytest.raises(Unreadable, match="day is out of range") as caught:
        split.day.resolve(REFERENCE, "line 9")
    assert (caught.value.code, caught.value.where) == ("impossible_date", "line 9")
