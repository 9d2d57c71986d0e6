"""ninjs: what is a story, a medium of one, or no news; what is withheld, and what each part was taken for."""

import json

import pytest

from tests.formats.items import item_of
from tests.formats.ninjs_items import STORY_3, article, rejection
from worker.pipeline import explain


def test_the_pictures_of_an_associated_gallery_are_media_and_files_of_text_are_none() -> None:
    picture = {"type": "picture", "renditions": {"main": {"href": "https://l.example/1.jpg"}}}
    texts = {"iptc": {"href": "https://l.example/1", "type": "text"}}
    found = article(associations={"g": {"type": "composite", "associations": {"g--1": picture}}}, renditions=texts)
    assert [[file.href for file in one.renditions] for one in found.media] == [["https://l.example/1.jpg"]]


@pytest.mark.parametrize("fields", [{"definition_short": "x", "dates": {}}, {"coverages": [{"coverage_id": "1"}]}])
def test_an_event_or_plan_that_does_not_say_its_type_is_no_news(fields: dict[str, object]) -> None:
    assert rejection(type=None, **fields) == "not_news"


def test_an_associated_text_is_no_medium_and_one_picture_in_two_places_is_one() -> None:
    picture = {
        "type": "picture",
        "renditions": {name: {"href": f"https://l.example/{name}.jpg"} for name in ("big", "small")},
    }
    html = '<p>Text.</p><img src="https://l.example/small.jpg"><p>More.</p>'
    found = article(
        body_html=html,
        associations={"editor_0": picture, "featuremedia": picture, "related": {"type": "text", "headline": "x"}},
    )
    assert [[file.href[-9:] for file in one.renditions] for one in found.media] == [["small.jpg", "e/big.jpg"]]


@pytest.mark.parametrize("kind", ["event", "planning", "Planning", "ninat:event", "assignment"])
def test_plans_and_events_are_no_news(kind: str) -> None:
    assert rejection(type=kind) == "not_news"


@pytest.mark.parametrize(("kind", "read_as"), [("cinat:picture", "picture"), ("photo", "picture"), ("article", "text")])
def test_types_are_read_with_and_without_their_alias(kind: str, read_as: str) -> None:
    assert article(type=kind).kind == read_as


def test_the_profiles_that_are_for_editors_are_withheld() -> None:
    assert article(profile="advisory").status == "withheld"
    assert article(profile="INFO").status == "usable"
    assert article(profile="INFO", copyrightholder="TT").status == "withheld"


def test_a_time_that_cannot_be_read_costs_a_note_and_no_story() -> None:
    found = article(versioncreated="soon", firstcreated="0001-01-01T00:00:00")
    assert (found.version_created, found.first_created) == (None, None)
    assert [note.detail for note in found.provenance.notes] == ["soon", "0001-01-01T00:00:00"]


def test_every_part_has_the_place_of_its_field_as_written() -> None:
    payload = json.dumps({"items": [STORY_3]}).encode()
    (reading,) = explain(item_of(payload))
    places = {part.role: part.where for part in reading.parts}
    assert places["headline"] == "items[0].headlines[0].value"
    assert places["time"] == "items[0].versionCreated"
    assert places["paragraph"].startswith("items[0].bodies[0].value")
