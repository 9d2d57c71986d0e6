"""docs/record.md: every field of the article record, the codes of notes and rejections, two records in full."""

import json
from typing import cast

from docs.generate import examples
from docs.generate.fields import Json, fields, may_be_none, meaning_and_origin, referred, type_of
from docs.generate.markdown import code, fenced, page, table
from schemas import Article, Rejection, WireItem
from schemas.article import NOTE_MEANINGS
from schemas.rejection import CODE_MEANINGS
from worker.pipeline import read

_INTRO = """
What consumers get: one JSON object for each published version of a story. Names and meanings follow IPTC ninjs 3.1, in
snake_case, where ninjs has the field. The machine's version of this page is
[article.schema.json](../schemas/json/article.schema.json) (`wirecopy schema`);
[asyncapi.yaml](../schemas/json/asyncapi.yaml) (`wirecopy schema asyncapi`) describes the streams it comes in.

- [What you can rely on](#what-you-can-rely-on)
- [Article](#article) and the records in it
- [Codes of notes](#codes-of-notes)
- [Rejection](#rejection) and its [codes](#codes-of-rejections)
- A record [in Arabic](#a-record-in-arabic) and one [in English](#a-record-in-english)

## What you can rely on

- **Every time is in UTC**, as `2026-02-15T11:20:05Z`. Where the wire stated no zone, a note says which one was taken.
- **Unknown is null**, never an empty text, and never a guess without a note. Every field is there in every record; lists may
  be empty.
- **The body is `paragraphs`**, plain texts in reading order. Markup, if the wire carried any, is in `body_html`, sanitised.
- **Text is Unicode NFC**, without controls, byte order marks and presentation forms of Arabic letters. Diacritics, tatweel,
  zero-width joiners, paired direction marks and the writer's own punctuation stay.
- **`uri` is the story, `version` its version**: 1, 2, 3 …, one more for each publication. Delivery is at least once: key on
  the two. A higher version replaces the lower ones.
- **`status` is to be heeded**: `usable`; `withheld`, not to be used; `canceled`, killed for good: withdraw what you show of
  it. A story that was canceled never comes back. The client gives usable and canceled records unless asked otherwise.
- **`provenance` says how the record came about**: source, format, item, digest of the bytes, and a note for everything that
  was assumed, inferred or removed.
- **The schema has a version of its own**, `schema_version`. Fields and codes are added, never changed in meaning: ignore
  fields you do not know.
"""

_RIGHT_TO_LEFT = """
Texts are stored in logical order, the order in which they are read. Where this page shows right-to-left text within JSON,
punctuation, digits and quotation marks beside it may seem to have changed places: that is the viewer's doing, the bytes are
in order. To show a record, set `direction` as the base direction of headline and paragraphs (HTML: `dir="rtl"`), and put
right-to-left values that stand in other text into isolates (`<bdi>`).
"""


def text() -> str:
    """Return the page."""
    article = _schema(Article)
    parts = cast("dict[str, Json]", article["$defs"])
    return page(
        "The article record",
        _INTRO,
        *_record("Article", article),
        *(section for name in _in_order(article, parts) for section in _record(name, parts[name])),
        "## Codes of notes",
        "The codes in `provenance.notes`. The note's `detail` says what it was this time: the zone, the year, the lines.",
        table(("code", "means"), ((code(one), meaning) for one, meaning in NOTE_MEANINGS.items())),
        *_record("Rejection", _schema(Rejection)),
        "## Codes of rejections",
        "The rejection's `message` says what it was this time and what to do about it. "
        "`wirecopy rejected` lists, shows and replays rejections.",
        table(("code", "means"), ((code(one), meaning) for one, meaning in CODE_MEANINGS.items())),
        "## A record in Arabic",
        "What `samples/01-xinhua-ar.txt` becomes.",
        _RIGHT_TO_LEFT,
        _example(examples.arabic_item()),
        "## A record in English",
        "What `samples/05-xinhua-en.txt` becomes.",
        _example(examples.english_item()),
    )


def _schema(model: type[Article] | type[Rejection]) -> Json:
    return model.model_json_schema(mode="serialization")


def _in_order(article: Json, parts: dict[str, Json]) -> list[str]:
    """The names of the records in the article, in the order in which they are first met."""
    names: list[str] = []
    waiting = referred(article["properties"])
    while waiting:
        name = waiting.pop(0)
        if name not in names:
            names.append(name)
            waiting = referred(parts[name]["properties"]) + waiting
    return names


def _record(name: str, schema: Json) -> tuple[str, ...]:
    rows = [_field_row(field, described) for field, described in fields(schema).items()]
    head = ["field", "holds", "present", "ninjs 3.1", "means"]
    if not any(row[3] for row in rows):
        head, rows = head[:3] + head[4:], [row[:3] + row[4:] for row in rows]
    return f"## {name}", str(schema["description"]), table(head, rows)


def _field_row(name: str, described: Json) -> list[str]:
    meaning, origin = meaning_and_origin(str(described["description"]))
    return [code(name), type_of(described), _presence(described), origin, meaning]


def _presence(described: Json) -> str:
    if may_be_none(described):
        return "or null"
    return "may be empty" if described.get("type") in ("array", "object") else "always"


def _example(item: WireItem) -> str:
    (result,) = read(item)
    return fenced("json", json.dumps(result.model_dump(mode="json"), ensure_ascii=False, indent=2))
