"""A dateline that the wire has apart from the text is read for its parts, whatever its form."""

from datetime import UTC, datetime

import pytest

from worker.draft import Paragraph
from worker.normalise.body import Surroundings, read_body
from worker.normalise.dateline_apart import read_dateline

CREATED = datetime(2010, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "place", "day", "agency"),
    [
        ("PALM HARBOUR, Dec. 31 (Xinhua) --", "PALM HARBOUR", "Dec. 31", "Xinhua"),
        ("PALM HARBOUR (AP)", "PALM HARBOUR", None, "AP"),
        ("PALM HARBOUR, Stone Island (Reuters).", "PALM HARBOUR, Stone Island", None, "Reuters"),
        ("PALM HARBOUR--(BUSINESS WIRE)--May 12, 2009", "PALM HARBOUR", "May 12, 2009", "BUSINESS WIRE"),
        ("Palm Harbour, May 12", "Palm Harbour", "May 12", None),
        ("Palm Harbour", "Palm Harbour", None, None),
        ("PALM HARBOUR, S.I.", "PALM HARBOUR, S.I.", None, None),
        ("Palm Harbour.", "Palm Harbour", None, None),
        ("مرسى النخيل اول سبتمبر 2008 (شينخوا)", "مرسى النخيل", "اول سبتمبر 2008", "شينخوا"),
        ("مرسى النخيل 15-5 (اف ب) -", "مرسى النخيل", "15-5", "اف ب"),
        ("مرسى النخيل - أ ف ب", "مرسى النخيل", None, "أ ف ب"),
        ("(أ ف ب)", None, None, "أ ف ب"),
        ("Wien (APA)", "Wien", None, "APA"),
        ("PORT-AUX-MOUETTES 15/06 (AFP)", "PORT-AUX-MOUETTES", "15/06", "AFP"),
        ("(ANSA) - SCOGLIERA, 12 SET", "SCOGLIERA", "12 SET", "ANSA"),
        ("（新华社云岭1月8日电）", "云岭", "新华社云岭1月8日电", "新华社"),
        ("Palm Harbour (PA)", "Palm Harbour", None, None),
        ("PALM HARBOUR, March 1 AAP -", "PALM HARBOUR", "March 1", "AAP"),
        ("PALM HARBOUR, March 1 Kyodo", "PALM HARBOUR", "March 1", "Kyodo"),
        ("PALM HARBOUR, March 1, 2022 (Kestrel) --", "PALM HARBOUR", "March 1, 2022", "Kestrel"),
        ("PALM HARBOUR (Stone Island)", "PALM HARBOUR", None, None),
        ("PALM HARBOUR, PA", "PALM HARBOUR, PA", None, None),
        ("Palm Harbour/PA", "Palm Harbour", None, None),
        ("15/5", None, None, None),
        ("?", None, None, None),
    ],
)
def test_place_day_and_agency_are_found_as_far_as_they_are_there(
    written: str, place: str | None, day: str | None, agency: str | None
) -> None:
    split = read_dateline(written)
    assert (split.place, split.day.text if split.day else None, split.agency) == (place, day, agency)
    assert split.text in (written.strip(" -"), written.strip(" -."))


@pytest.mark.parametrize(
    ("apart", "text", "dateline", "paragraph"),
    [
        ("PALM HARBOUR (AP)", "Boats went out.", "PALM HARBOUR (AP)", "Boats went out."),
        ("PALM HARBOUR (AP)", "PALM HARBOUR (AP) -- Boats went out.", "PALM HARBOUR (AP)", "Boats went out."),
        ("PALM HARBOUR", "PALM HARBOUR, Dec. 31 (AP) -- Boats.", "PALM HARBOUR, Dec. 31 (AP)", "Boats."),
        ("PALM HARBOUR, Stone Island (AP)", "(AP) -- Boats.", "PALM HARBOUR, Stone Island (AP)", "Boats."),
        ("Palm Harbour, Stone Island", "PALM HARBOUR (AP) -- Boats.", "PALM HARBOUR (AP)", "Boats."),
        ("Palm Harbour", "PALM HARBOUR — Boats.", "Palm Harbour", "Boats."),
        ("Palm Harbour, Stone Island", "PALM HARBOUR - Boats.", "Palm Harbour, Stone Island", "Boats."),
        ("Palm Harbour", "Palm Harbour -- Boats.", "Palm Harbour", "Boats."),
        ("Palm Harbour", "Palm Harbour - Reed Lake: Boats.", "Palm Harbour", "Palm Harbour - Reed Lake: Boats."),
        ("Palm Harbour", "Palm Harbours — Boats.", "Palm Harbour", "Palm Harbours — Boats."),
        ("PALM HARBOUR", "PALM HARBOUR _ Boats.", "PALM HARBOUR", "Boats."),
        ("PALM HARBOUR", "REED LAKE (AP) -- Boats.", "PALM HARBOUR", "REED LAKE (AP) -- Boats."),
    ],
)
def test_where_the_text_begins_with_it_again_the_fuller_one_counts(
    apart: str, text: str, dateline: str, paragraph: str
) -> None:
    story = Surroundings("Boats return", reference=CREATED, dateline=Paragraph(apart, "line 2"))
    body = read_body([Paragraph(text, "line 4")], story)
    assert body.dateline is not None
    assert (body.dateline.text, [one.text for one in body.paragraphs]) == (dateline, [paragraph])


def test_its_missing_year_is_the_one_nearest_to_the_version() -> None:
    story = Surroundings("Boats return", reference=CREATED, dateline=Paragraph("PALM HARBOUR, Dec. 31", "line 2"))
    body = read_body([Paragraph("Boats went out.", "line 4")], story)
    assert body.dateline is not None
    assert str(body.dateline.date) == "2009-12-31"
    assert [note.code for note in body.notes] == ["year_inferred"]
