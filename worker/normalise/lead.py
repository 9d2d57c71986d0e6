"""Between headline and lead: a lead in the headline's lines, because no blank line parts them; a headline made of a lead."""

import re
from dataclasses import replace

from worker.draft import Draft, Paragraph, Part
from worker.normalise.dateline import split_dateline
from worker.normalise.text import clean

_LONGEST_BEGINNING = 100
_SENTENCE = re.compile(r".{20,}?[.!?؟。！？](?=\s|$|[”\"»’)])", re.DOTALL)


def beginning_of(text: str) -> str:
    """Return what serves as headline of a story without one: its first sentence, or its first words and an ellipsis.

    A dateline before them is none of it.
    """
    dateline = split_dateline(text)
    text = dateline.body if dateline and dateline.body else text
    sentence = _SENTENCE.match(text[: _LONGEST_BEGINNING + 1])
    if sentence or len(text) <= _LONGEST_BEGINNING:
        return sentence[0] if sentence else text
    return f"{text[:_LONGEST_BEGINNING].rpartition(' ')[0] or text[:_LONGEST_BEGINNING]}…"


def separate_lead(draft: Draft) -> Draft:
    """Return a draft with the lines of its headline from a dateline on as its first paragraph."""
    if "\n" not in (draft.headline or ""):
        return draft
    lines = [part for part in draft.parts if part.role == "headline"]
    begin = next((index for index, line in enumerate(lines) if index and split_dateline(clean(line.text)[0])), None)
    if begin is None:
        return draft
    lead = Part("paragraph", "\n".join(line.text for line in lines[begin:]), lines[begin].where)
    others = [part for part in draft.parts if part not in lines[begin:]]
    place = others.index(lines[begin - 1]) + 1
    return replace(
        draft,
        headline="\n".join(line.text for line in lines[:begin]),
        paragraphs=(Paragraph(lead.text, lead.where), *draft.paragraphs),
        parts=(*others[:place], lead, *others[place:]),
    )
