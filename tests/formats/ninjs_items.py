"""Objects of ninjs for tests of the reading."""

import json

from schemas import Article, Rejection
from tests.formats.items import item_of, read_one
from worker.pipeline import read

STORY = {
    "uri": "tag:lantern.example,2026:ferry",
    "type": "text",
    "version": "2",
    "versioncreated": "2026-11-02T08:00:00Z",
    "pubstatus": "usable",
    "language": "en",
    "headline": "Ferry returns",
    "body_text": "The ferry is back.",
}
STORY_3 = {
    "uri": "tag:lantern.example,2026:ferry",
    "type": "text",
    "version": "2",
    "versionCreated": "2026-11-02T08:00:00Z",
    "pubStatus": "usable",
    "language": "en",
    "headlines": [{"role": "main", "value": "Ferry returns"}],
    "bodies": [{"contentType": "text/plain", "value": "The ferry is back."}],
    "altIds": [{"role": "internal", "value": "f1"}],
    "people": [{"name": f"Person {number}"} for number in range(3)],
}


def article(**fields: object) -> Article:
    """The article of a story with other fields; None takes a field out."""
    written = {name: value for name, value in (STORY | fields).items() if value is not None}
    result = read_one(json.dumps(written).encode())
    assert isinstance(result, Article), result
    return result


def rejection(**fields: object) -> str:
    result = read_one(json.dumps({name: value for name, value in (STORY | fields).items() if value is not None}).encode())
    assert isinstance(result, Rejection), result
    return result.code


def contents(payload: bytes) -> list[object]:
    """What a reading gives, apart from how it came about."""
    return [
        one.model_dump(exclude={"provenance"}) if isinstance(one, Article) else one.code for one in read(item_of(payload))
    ]
