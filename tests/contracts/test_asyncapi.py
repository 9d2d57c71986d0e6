"""The AsyncAPI document says what is in the public streams, with real entries as examples."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import cast

import jsonschema
import pytest
import yaml
from redis import Redis

from docs.generate import examples
from schemas.generate import FOLDER
from schemas.streams import Streams
from worker.cli.embedded import EmbeddedServer
from worker.client import Client

Json = dict[str, object]

DOCUMENT = cast("Json", yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8")))
CHANNELS = cast("dict[str, Json]", DOCUMENT["channels"])
OPERATIONS = cast("dict[str, Json]", DOCUMENT["operations"])
COMPONENTS = cast("dict[str, dict[str, Json]]", DOCUMENT["components"])
MESSAGES = COMPONENTS["messages"]
EXAMPLES = [(name, entry) for name, message in MESSAGES.items() for entry in cast("list[Json]", message["examples"])]


def references(part: object) -> Iterator[str]:
    """Give every reference in a part of the document."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def resolve(reference: str) -> Json:
    """Return what a reference points to."""
    root, *names = reference.split("/")
    assert root == "#", f"{reference} leads out of the document"
    found: object = DOCUMENT
    for name in names:
        assert isinstance(found, dict), reference
        assert name in found, f"{reference} leads nowhere"
        found = found[name]
    return cast("Json", found)


def validate(value: object, schema: str) -> None:
    """Check a value against a schema of the components, as draft 7: what AsyncAPI's schemas build on."""
    jsonschema.Draft7Validator({"$ref": f"#/components/schemas/{schema}", "components": COMPONENTS}).validate(value)


def payload_schema(message: str) -> str:
    return cast("dict[str, str]", MESSAGES[message]["payload"])["$ref"].rsplit("/", 1)[1]


def test_every_reference_leads_somewhere_in_the_document() -> None:
    found = set(references(DOCUMENT))
    assert "#/components/schemas/Article" in found
    for reference in found:
        resolve(reference)


@pytest.mark.parametrize("name", list(CHANNELS))
def test_every_channel_says_what_it_is_and_has_messages(name: str) -> None:
    channel = CHANNELS[name]
    assert channel["description"]
    messages = cast("dict[str, Json]", channel["messages"])
    assert messages
    for message in messages.values():
        assert resolve(cast("str", message["$ref"]))["payload"]


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_every_operation_names_a_channel_and_messages_of_that_channel(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["action"] in ("send", "receive")
    channel = cast("dict[str, str]", operation["channel"])["$ref"]
    assert resolve(channel) in CHANNELS.values()
    for message in cast("list[dict[str, str]]", operation["messages"]):
        assert message["$ref"].startswith(f"{channel}/messages/")


def test_every_channel_has_one_operation_and_only_the_inboxes_are_sent_to() -> None:
    of_channels = {cast("dict[str, str]", one["channel"])["$ref"].rsplit("/", 1)[1]: one for one in OPERATIONS.values()}
    assert of_channels.keys() == CHANNELS.keys()
    assert len(OPERATIONS) == len(CHANNELS)
    assert {name for name, one in of_channels.items() if one["action"] == "send"} == {"inbox", "urgentInbox"}


def test_the_channels_are_the_public_streams_under_the_names_they_have() -> None:
    values = {"prefix": COMPONENTS["parameters"]["prefix"]["default"], "route": "arabic", "group": "desk"}
    streams = Streams()
    addresses = {
        name: re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]), str(channel["address"]))
        for name, channel in CHANNELS.items()
    }
    assert addresses == {
        "inbox": streams.inbox,
        "urgentInbox": streams.urgent,
        "articles": streams.articles,
        "route": streams.route("arabic"),
        "rejected": streams.rejected,
        "outcomes": streams.outcomes,
        "deadLetters": streams.dead("desk"),
    }


@pytest.mark.parametrize("name", list(CHANNELS))
def test_every_parameter_of_a_channel_is_in_its_address_and_no_other(name: str) -> None:
    channel = CHANNELS[name]
    assert set(re.findall(r"\{(\w+)\}", str(channel["address"]))) == set(cast("Json", channel["parameters"]))


@pytest.mark.parametrize("server", ["plain", "tls"])
def test_a_server_has_its_protocol_and_security(server: str) -> None:
    described = cast("dict[str, Json]", DOCUMENT["servers"])[server]
    assert described["protocol"] == {"plain": "redis", "tls": "rediss"}[server]
    schemes = [resolve(reference)["type"] for reference in references(described["security"])]
    assert schemes == {"plain": ["userPassword"], "tls": ["userPassword", "X509"]}[server]


@pytest.mark.parametrize("name", list(COMPONENTS["schemas"]))
def test_every_schema_is_valid_draft_7_and_describes_its_fields(name: str) -> None:
    schema = COMPONENTS["schemas"][name]
    jsonschema.Draft7Validator.check_schema(schema)
    for field, described in cast("dict[str, Json]", schema["properties"]).items():
        assert described.get("description"), f"{name}: {field} has no description"


def test_every_message_has_examples() -> None:
    assert {name for name, _ in EXAMPLES} == set(MESSAGES)


@pytest.mark.parametrize(("message", "example"), EXAMPLES)
def test_an_example_satisfies_its_payload_schema(message: str, example: Json) -> None:
    validate(example["payload"], payload_schema(message))


@pytest.mark.parametrize(("message", "example"), EXAMPLES)
def test_an_example_without_a_required_field_does_not_satisfy_it(message: str, example: Json) -> None:
    schema = payload_schema(message)
    for field in cast("list[str]", COMPONENTS["schemas"][schema]["required"]):
        less = {name: value for name, value in cast("Json", example["payload"]).items() if name != field}
        with pytest.raises(jsonschema.ValidationError, match=field):
            validate(less, schema)


@pytest.mark.parametrize(
    ("message", "record"), [("Article", "Article"), ("DeadLetter", "Article"), ("Rejection", "Rejection")]
)
def test_the_record_in_the_field_data_satisfies_the_schema_named_for_it(message: str, record: str) -> None:
    fields = cast("dict[str, Json]", COMPONENTS["schemas"][payload_schema(message)]["properties"])
    assert fields["data"]["contentMediaType"] == "application/json"
    assert fields["data"]["contentSchema"] == {"$ref": f"#/components/schemas/{record}"}
    for name, example in EXAMPLES:
        if name == message:
            validate(json.loads(cast("dict[str, str]", example["payload"])["data"]), record)


def test_the_examples_are_what_the_service_makes_of_the_samples(server: EmbeddedServer, redis: Redis) -> None:
    made = examples.text(examples.entries(redis, server.url))
    assert examples.FILE.read_text(encoding="utf-8") == made, "run `make schemas`"


def test_entries_of_any_client_satisfy_the_schemas_too(client: Client, redis: Redis) -> None:
    client.enqueue(b"A story.", source="desk", media_type="text/plain", url="https://news.example/1", format="wire_text")
    redis.xadd(Streams().inbox, {"payload": "only this", "transport.subject": "a mail's"})
    for _, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", redis.xrange(Streams().inbox)):
        validate({name.decode(): value.decode() for name, value in fields.items()}, "InboxEntry")


def test_the_command_prints_the_document_as_it_lies_there() -> None:
    printed = subprocess.run([sys.executable, "-m", "worker.cli", "schema", "asyncapi"], capture_output=True, check=True)
    assert printed.stdout == (FOLDER / "asyncapi.yaml").read_bytes()
