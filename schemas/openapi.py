"""The OpenAPI 3.1 document of HTTP intake: what people write of each operation, with schemas from the models.

It is complete in itself: every reference points into it. `make schemas` writes schemas/json/openapi.json, the service gives
it as GET /openapi.json, and tests/intake/test_fuzz.py holds the service to it.
"""

import json
from typing import cast

from pydantic.json_schema import models_json_schema

from schemas.article import Article
from schemas.http import ItemState, ProblemDetails, Taken
from schemas.outcome import Outcome

Json = dict[str, object]

_MODELS = (Article, ItemState, Outcome, ProblemDetails, Taken)
_ITEM_ID = "1763952000000-0"
_URI = "urn:wirecopy:xinhua-ar:139700001"

_ABOUT = """\
Puts wire items in, and tells what became of them. Once 202 has come, the items are durably in the inbox: each will come out
as articles, or be found among the rejections. Where an answer got lost, send the same request again: with an
Idempotency-Key it gets the same item ids; without one, what was there before is found to be a duplicate.

Every refusal is a problem as RFC 9457 writes it, with a stable `code`. Objects may get new fields: ignore what you do not
know.
"""

_PUT = """\
Three kinds of body, told apart by Content-Type:

- `application/x-ndjson`: an item a line. A line is an envelope, an object with `payload` (text) or `payload_base64` (bytes)
  and any of `media_type`, `filename`, `url`, `format`, `urgent`; any other object is itself the item.
- `multipart/*`: each part is an item, with its own Content-Type and file name.
- anything else: the body is one item, and Content-Type its media type.

All items of a request are accepted, or none. What the query says holds for every item that does not say otherwise.
"""

# What each refusal means. Which of them an operation has is below.
_REFUSALS: dict[int, tuple[str, str]] = {
    400: ("BadRequest", "It is no HTTP, or its body broke off; nothing was accepted."),
    401: ("Unauthorized", "No token, one that is not known, or a signature that is missing or does not fit."),
    403: ("Forbidden", "The token is good, and not for this."),
    404: ("NotFound", "Not known here, or no longer; an item of another source too."),
    405: ("MethodNotAllowed", "The path has no such method; Allow says which it has."),
    408: ("RequestTimeout", "The body did not come in time; nothing was accepted."),
    409: ("Conflict", "The request contradicts what was accepted before; nothing was accepted."),
    410: ("Gone", "The story was trimmed, or purged: then what you have of it is to be deleted."),
    411: ("LengthRequired", "The body's length is needed and was not given; nothing was accepted."),
    413: ("ContentTooLarge", "The body, an item, or what it unpacks to is beyond the limits; nothing was accepted."),
    415: ("UnsupportedMediaType", "No Content-Type, or a Content-Encoding that is not taken; nothing was accepted."),
    422: ("UnprocessableContent", "Something in it cannot be: `errors` has each place. Nothing was accepted."),
    429: ("TooManyRequests", "The source's items of this minute are used up; nothing was accepted."),
    503: ("ServiceUnavailable", "The server is full or does not answer; send it again after Retry-After seconds."),
}
_HEADERS_OF: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
_HEADERS: dict[str, Json] = {
    "Allow": {"description": "The methods that the path has.", "schema": {"type": "string"}},
    "ETag": {
        "description": "Changes with the record; for If-None-Match.",
        "schema": {"type": "string", "pattern": '^"[0-9a-f]+"$'},
    },
    "Retry-After": {"description": "Seconds after which to try again.", "schema": {"type": "integer", "minimum": 0}},
    "WWW-Authenticate": {"description": "How to show who you are.", "schema": {"type": "string"}},
}


def text() -> str:
    """Return the document as JSON."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def document() -> Json:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wirecopy, HTTP intake",
            "version": "1.0.0",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The server that gave this document."}],
        "tags": [
            {"name": "items", "description": "Putting items in, and what became of them."},
            {"name": "articles", "description": "The records that came of them."},
            {"name": "service", "description": "The service itself; no token is needed."},
        ],
        "paths": {
            "/v1/items": {"post": _put_items()},
            "/v1/items/{id}": {"get": _tell_item()},
            "/v1/articles/{uri}": {"get": _tell_article()},
            "/openapi.json": {"get": _describe()},
            "/healthz": {"get": _health()},
        },
        "components": {
            "securitySchemes": _security_schemes(),
            "headers": _HEADERS,
            "responses": {name: _refusal(status, says) for status, (name, says) in _REFUSALS.items()},
            "schemas": _schemas(),
        },
    }


def _put_items() -> Json:
    return {
        "operationId": "putItems",
        "tags": ["items"],
        "summary": "Put one item or many in.",
        "description": _PUT,
        "security": [{"token": []}, {"token": [], "signature": []}],
        "parameters": [
            _query("filename", {"type": "string", "minLength": 1}, "File name that the item came under."),
            _query("url", {"type": "string", "minLength": 1}, "Address that the item is of."),
            _query("format", {"type": "string"}, "Name of the format to read it with; it is recognised if not given."),
            _query("urgent", {"type": "boolean"}, "Whether it is read before others; told from the item if not given."),
            _header("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255}, "Tells this request from your "
                    "others. The same body under the same key gets the same answer, and nothing is put in twice."),
            _header("Content-Encoding", {"type": "string"}, "How the body is compressed."),
            _header("webhook-id", {"type": "string"}, "Of a signed request: its id (Standard Webhooks). It is the "
                    "Idempotency-Key where there is none."),
            _header("webhook-timestamp", {"type": "string"}, "Of a signed request: seconds since 1970 when it was signed."),
        ],
        "requestBody": {
            "required": True,
            "description": "One item, or many.",
            "content": {
                "application/x-ndjson": {
                    "schema": {"type": "string"},
                    "example": '{"payload":"Bridge opens\\n\\nThe mayor came.","filename":"1.txt"}\n'
                    '{"payload_base64":"QnJpZGdlIG9wZW5z","media_type":"text/plain","urgent":true}\n',
                },
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "additionalProperties": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "minProperties": 1,
                    }
                },
                "*/*": {"schema": {}, "example": "Bridge opens\n\nThe mayor came."},
            },
        },
        "responses": {
            "202": _json_answer("The items are in the inbox.", "Taken", {
                "items": [{"id": _ITEM_ID, "url": f"/v1/items/{_ITEM_ID}"}], "repeated": False,
            }),
            **_refusals(400, 401, 403, 405, 408, 411, 413, 415, 422, 429, 503),
        },
    }  # fmt: skip


def _tell_item() -> Json:
    outcome = {
        "item_id": _ITEM_ID, "story": 0, "outcome": "published", "source": "xinhua-ar", "uri": _URI, "version": 1,
        "code": None, "raw_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }  # fmt: skip
    return {
        "operationId": "tellItem",
        "tags": ["items"],
        "summary": "What became of an item.",
        "description": "A source's token sees the items of its own source; those of others are not found. A reader's token "
        "sees all.",
        "security": [{"token": []}],
        "parameters": [
            _path("id", {"type": "string", "pattern": "^[uk]?[0-9]{1,20}-[0-9]{1,20}$"}, "Its item id.", _ITEM_ID),
            _query("wait", {"type": "integer", "minimum": 0, "maximum": 30, "default": 0}, "Seconds to wait at most "
                   "while it was not read yet; then the answer says `waiting`."),
        ],
        "responses": {
            "200": _json_answer("What became of it so far.", "ItemState", {
                "id": _ITEM_ID, "state": "done", "outcomes": [outcome],
            }),
            **_refusals(401, 404, 405, 422, 503),
        },
    }  # fmt: skip


def _tell_article() -> Json:
    etag = {"ETag": {"$ref": "#/components/headers/ETag"}}
    return {
        "operationId": "tellArticle",
        "tags": ["articles"],
        "summary": "The current record of a story.",
        "description": "The newest published version; of a killed story the one that says so, with the status `canceled`. A "
        "source's token sees the stories of its own authority, a reader's token all.",
        "security": [{"token": []}],
        "parameters": [
            _path("uri", {"type": "string", "minLength": 1}, "Identity of the story, percent-encoded. Slashes may stand as "
                  "they are.", _URI),
            _query("as", {"type": "string", "enum": ["ninjs", "schema.org"]}, "The standard to give it in: ninjs 3.1 or "
                   "schema.org's NewsArticle. Without it comes the record."),
            _header("If-None-Match", {"type": "string"}, "ETags of what you have; 304 where it is still so."),
        ],
        "responses": {
            "200": {
                "description": "The record, or the story in the standard asked for.",
                "headers": etag,
                "content": {
                    "application/json": {"schema": {"anyOf": [
                        {"$ref": "#/components/schemas/Article"},
                        {
                            "type": "object",
                            "description": "ninjs 3.1, where ?as=ninjs asks for it.",
                            "required": ["standard", "uri"],
                            "properties": {"standard": {"type": "object"}, "uri": {"type": "string"}},
                        },
                    ]}},
                    "application/ld+json": {"schema": {
                        "type": "object",
                        "description": "schema.org's NewsArticle.",
                        "required": ["@context", "@type"],
                    }},
                },
            },
            "304": {"description": "It is what you have.", "headers": etag},
            **_refusals(401, 403, 404, 405, 410, 422, 503),
        },
    }  # fmt: skip


def _describe() -> Json:
    return {
        "operationId": "describe",
        "tags": ["service"],
        "summary": "This document.",
        "security": [],
        "responses": {
            "200": {
                "description": "An OpenAPI document.",
                "content": {"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}},
            },
            **_refusals(405),
        },
    }


def _health() -> Json:
    status = {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}}
    return {
        "operationId": "health",
        "tags": ["service"],
        "summary": "Whether items can be taken in.",
        "security": [],
        "responses": {
            "200": {"description": "The server answers.", "content": {"application/json": {"schema": status}}},
            **_refusals(405, 503),
        },
    }


def _security_schemes() -> Json:
    return {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A source's token (`wirecopy sources token`), or a reader's, which puts nothing in.",
        },
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "webhook-signature",
            "description": "Needed beside the token where the source declares signature_secret_file: `v1,` and the "
            "HMAC-SHA256, in Base64, of webhook-id, webhook-timestamp and the body as sent, joined by full stops (Standard "
            "Webhooks).",
        },
    }


def _query(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _header(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _path(name: str, schema: Json, description: str, example: str) -> Json:
    return {
        "name": name, "in": "path", "required": True, "description": description, "schema": schema, "example": example,
    }  # fmt: skip


def _json_answer(description: str, model: str, example: Json) -> Json:
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"description": description, "content": {"application/json": {"schema": schema, "example": example}}}


def _refusals(*statuses: int) -> dict[str, Json]:
    return {str(status): {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"} for status in statuses}


def _refusal(status: int, says: str) -> Json:
    problem = {"allOf": [{"$ref": "#/components/schemas/ProblemDetails"}], "properties": {"status": {"const": status}}}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS_OF.get(status, ())}
    refusal: Json = {"description": says, "content": {"application/problem+json": {"schema": problem}}}
    return refusal | ({"headers": headers} if headers else {})


def _schemas() -> dict[str, Json]:
    _, found = models_json_schema(
        [(model, "serialization") for model in _MODELS], ref_template="#/components/schemas/{model}"
    )
    schemas = cast("dict[str, Json]", found["$defs"])
    for schema in schemas.values():
        schema.pop("additionalProperties", None)  # readers take fields that they do not know
    return {name: schemas[name] for name in sorted(schemas)}
