"""The story of a transmission of IPTC 7901: what its header, its text and its stamp say."""

from dataclasses import replace

from schemas import Note, NoteCode
from worker.draft import Draft, IdOfDay, Part, WrittenConcept, WrittenTime
from worker.formats.iptc_7901_frame import AFTER_TEXT, FILL, HEADER, Transmission
from worker.formats.iptc_7901_text import agency_id_in, read_text
from worker.formats.lines import Line


def draft_of(one: Transmission) -> Draft:
    """Return the story as written."""
    story = read_text(one.front, one.text)
    header = HEADER.fullmatch(one.header.text.strip(FILL)) if one.header else None
    ids = [("transmission", f"{header['service']}{header['number']}")] if header else []
    if agency_id := (agency_id_in(header["options"] or "") if header else None):
        ids.append(("agency_id", agency_id))
    parts = [Part("header", one.header.text.strip(), one.header.where)] if one.header else []
    parts += [*story.parts, *(Part("time", line.text.strip(), line.where) for line in one.end)]
    parts += [Part("furniture", text, line.where) for line in one.furniture if (text := line.text.strip())]
    is_cut = not one.end and one.place in ("front", "text")
    return replace(
        story,
        urgency=int(header["priority"]) if header else None,
        subjects=(WrittenConcept(code=header["category"], scheme="iptc7901"),) if header else (),
        of_day=IdOfDay("transmission", header["service"], header["number"]) if header else None,
        alt_ids=(*ids, *story.alt_ids),
        version_created=_written_time(one.end[0]) if one.end else None,
        parts=tuple(parts),
        notes=(*story.notes, *((Note(code=NoteCode.CUT_OFF),) if is_cut else ())),
    )


def _written_time(line: Line) -> WrittenTime:
    match = AFTER_TEXT.fullmatch(line.text.strip(FILL))
    text = match["stamp"] if match else line.text
    return WrittenTime(" ".join(text.split()), line.where, doubtful=True, is_stamp=True)
