"""Takes of ANPA 1312: what replaces its story, follows it, kills it, is for editors; what identifies a story."""

import pytest

from schemas import Rejection
from tests.formats.anpa_items import ITEM, SLUG, TRAILER, URI, article_of, with_lines, with_take
from tests.formats.items import item_of
from worker.formats.anpa_1312_takes import slug_of_header, slug_of_line
from worker.pipeline import read

REPLACING = [
    ("1stLd", "1st Ld"),
    ("2ndLd", "2nd Ld"),
    ("10thLd", "10th Ld"),
    ("1stLd-Writethru", "1st Ld-Writethru"),
    ("1stLd-Writethru", "1st Ld - Writethru"),
    ("7thWritethru", "7th Writethru"),
    ("Writethru", "Writethru"),
    ("1stLd-Writethru", None),
    ("1stSub", "1st Sub"),
    ("Sub", "Sub"),
    ("Correction", "Correction"),
    ("Corrective", "CORRECTIVE"),
    ("Correct", "Correct"),
    ("Bjt", "Bjt"),
    ("1stLd a0512", "1st Ld, a0512"),
    ("1stLd,a0512", "1st Ld, a0512"),
]


@pytest.mark.parametrize(("take", "in_line"), REPLACING)
def test_a_take_that_replaces_is_the_same_story(take: str, in_line: str | None) -> None:
    article = article_of(with_take(take, in_line))
    assert (article.uri, article.follows, article.status, article.slugline) == (URI, None, "usable", "LT--Ferry Sails")
    assert article.genres[0].name == (in_line or take).removesuffix(", a0512")
    assert article.identity.wire_version is None


@pytest.mark.parametrize(
    ("take", "in_line", "apart"),
    [
        ("1stAdd", "1st Add", "add-1"),
        ("Add1", "Add 1", "add-1"),
        ("Add", "Add", "add-2870"),
        ("1stLd-1stAdd", "1st Ld-1st Add", "add-1"),
        ("More", "More", "more-2870"),
        ("1stTake", "1st Take", "take-1"),
        ("2ndTake", "2nd Take", "take-2"),
        ("1stAdd", None, "add-1"),
        ("1stInsert", "1st Insert", "insert-1"),
    ],
)
def test_an_addition_is_a_story_of_its_own_that_follows(take: str, in_line: str | None, apart: str) -> None:
    article = article_of(with_take(take, in_line))
    assert (article.uri, article.follows, article.status) == (f"{URI}-{apart}", URI, "usable")


@pytest.mark.parametrize(
    ("take", "in_line"), [("Advisory", "Advisory"), ("Adv", "Adv"), ("Advisory", None), ("", "ADVISORY")]
)
def test_an_advisory_follows_its_story_and_is_withheld(take: str, in_line: str | None) -> None:
    article = article_of(with_take(take, in_line))
    assert (article.uri, article.follows, article.status) == (f"{URI}-advisory-2870", URI, "withheld")
    assert article.provenance.notes[0].code == "for_editors"


@pytest.mark.parametrize(
    "slug",
    [
        "AP-News-Digest",
        "AP-Sports-Digest",
        "Photo-Advisory",
        "AP--Photo-Digest",
        "Advisory",
        "AP-NewsBudget",
        "AP-World-News-Digest",
        "US--AP-NewsDigest-5pm",
    ],
)
def test_a_digest_is_for_editors_and_follows_nothing(slug: str) -> None:
    article = article_of(ITEM.replace("LT--Ferry-Sails", slug).replace(SLUG, ""))
    assert (article.status, article.follows, article.identity.basis) == ("withheld", None, "slug")


@pytest.mark.parametrize(
    "slug", ["US--Travel-Advisory", "Police-Kill", "ROAD-KILL", "State-Budget", "Digestive-Aid", "Add-Ons", "Killdeer"]
)
def test_a_story_about_such_a_thing_is_a_story(slug: str) -> None:
    article = article_of(ITEM.replace("LT--Ferry-Sails", slug).replace(SLUG, ""))
    assert (article.status, article.follows, article.slugline) == ("usable", None, slug)


@pytest.mark.parametrize(
    "take",
    ["KILL", "Kill", "1stLd-KILL", "Withhold", "WITHHOLD", "Elimination", "Eliminate", "Mandatory Kill", "Kill Advisory"],
)
@pytest.mark.parametrize("cut", [None, "\x03", "^Ferry", "^BC"])
def test_a_kill_cancels_the_story_however_little_of_it_came(take: str, cut: str | None) -> None:
    item = with_take(take, take)
    article = article_of(item[: item.index(cut)] if cut else item)
    year = "2026" if cut else "2013"
    assert (article.uri, article.status) == (URI.replace("2013", year), "canceled")
    assert article.version_created is None or cut is None


@pytest.mark.parametrize("line", ["KILL", "BULLETIN KILL", "MANDATORY KILL", "KILL KILL KILL", "ELIMINATION"])
def test_a_line_that_orders_to_kill_does_so_without_a_take(line: str) -> None:
    article = article_of(with_lines(f"{line}<"))
    assert (article.uri, article.status, article.genres[0].name) == (URI, "canceled", line)


@pytest.mark.parametrize("slug", ["KILL-LT--Ferry-Sails", "LT--Ferry-Sails-KILL"])
def test_a_kill_in_capitals_may_stand_in_the_keyword(slug: str) -> None:
    article = article_of(ITEM.replace("LT--Ferry-Sails", slug))
    assert (article.uri, article.status) == (URI, "canceled")


@pytest.mark.parametrize("version", ["AM-", "PM-", "AP-", "BC-", "bc-", ""])
def test_the_version_is_no_part_of_the_identity(version: str) -> None:
    assert article_of(ITEM.replace("BC-", version)).uri == URI


@pytest.mark.parametrize("letter", ["f", "b"])
def test_a_flash_or_bulletin_may_be_a_headline_alone(letter: str) -> None:
    item = ITEM.replace("r l ", f"{letter} l ")
    article = article_of(item[: item.index("^By")] + TRAILER)
    assert (article.headline, article.paragraphs) == ("Ferry sails again", ())


def test_other_stories_without_text_are_refused() -> None:
    (result,) = read(item_of((ITEM[: ITEM.index("^By")] + TRAILER).encode()))
    assert isinstance(result, Rejection)
    assert result.code == "no_body"


def test_an_advisory_of_a_note_alone_is_not_refused() -> None:
    item = with_take("Advisory", "Advisory")
    article = article_of(item[: item.index("^Ferry")] + "^Eds: A lead will move by 1800GMT.<\n" + TRAILER)
    assert (article.status, article.headline) == ("withheld", "LT--Ferry Sails Advisory")
    assert article.editor_note == "Eds: A lead will move by 1800GMT."


def test_services_days_and_slugs_tell_stories_apart() -> None:
    others = [ITEM, ITEM.replace("W2870", "A2870"), ITEM.replace("11-13", "11-14"), ITEM.replace("Ferry", "Boat")]
    assert len({article_of(other).uri for other in others}) == 4


def test_a_take_after_midnight_is_the_same_story_if_it_is_filed_under_the_same_day() -> None:
    late = article_of(with_take("1stLd", "1st Ld").replace("11-13-13 1509", "11-14-13 0030"))
    assert (late.uri, str(late.version_created)) == (URI, "2013-11-14 00:30:00+00:00")


def test_a_story_filed_at_the_end_of_a_year_keeps_its_year() -> None:
    article = article_of(ITEM.replace("11-13 0466", "12-31 0466").replace("11-13-13 1509", "01-01-14 0030"))
    assert article.uri.endswith("-2013-12-31")


def test_alerts_that_share_one_slug_are_told_apart_by_their_number() -> None:
    alert = ITEM.replace("LT--Ferry-Sails", "APNewsAlert").replace(SLUG, "^BC-APNewsAlert,12<\n")
    first, second = article_of(alert), article_of(alert.replace("W2870", "W2871"))
    assert (first.identity.basis, first.uri) == ("transmission", "urn:wirecopy:test:w-2870-2013-11-13")
    assert first.uri != second.uri


WHOLE = "US--Norland-Parliament-Elections Scene"
CUT = "US--Norland-Parliament-El"


def with_keyword(in_header: str, in_line: str) -> str:
    """The item with other keywords in header and slug line."""
    return ITEM.replace("LT--Ferry-Sails", in_header).replace("LT--Ferry Sails", in_line)


def test_a_keyword_that_the_header_cuts_is_whole_in_the_slug_line() -> None:
    whole = article_of(with_keyword(WHOLE.replace(" ", "-"), WHOLE)).uri
    assert article_of(with_keyword(CUT, WHOLE)).uri == whole
    assert article_of(with_keyword(CUT[:22], f"{WHOLE}, KILL")).uri == whole
    assert article_of(with_keyword(CUT, WHOLE.replace("Scene", "Glance"))).uri != whole


def test_a_description_behind_the_keyword_is_no_part_of_the_identity() -> None:
    described = article_of(with_keyword("NORLAND-PARLIAMENT-TB", "NORLAND-PARLIAMENT:TB _ politics (900 words)"))
    assert described.uri == article_of(with_keyword("NORLAND-PARLIAMENT-TB", "NORLAND-PARLIAMENT:TB")).uri


def test_a_take_between_keyword_and_service_is_the_same_story() -> None:
    lead, update = (article_of(with_keyword(slug, slug)) for slug in ("NORLAND-FERRY-NYT", "NORLAND-FERRY-1stLd-NYT"))
    assert (lead.uri, update.genres[0].name, update.slugline) == (update.uri, "1stLd", "NORLAND-FERRY-NYT")
    assert article_of(with_keyword("NORLAND-FERRY-2ndTake-NYT", "NORLAND-FERRY-2ndTake-NYT")).follows == lead.uri


@pytest.mark.parametrize(("slug", "status"), [("Norland-Advisory", "withheld"), ("Norland-Ferry", "usable")])
def test_an_advisory_that_addresses_editors_is_for_them(slug: str, status: str) -> None:
    text = with_lines("EDITORS:<").replace("LT--Ferry-Sails", slug).replace(SLUG, "")
    assert article_of(text).status == status


@pytest.mark.parametrize(
    ("line", "keyword", "takes"),
    [
        ("BC-LT--Ferry Sails, 1st Ld-Writethru,466", "LT--Ferry Sails", ("1st Ld-Writethru",)),
        ("PM-Ferry Sails, 1st Ld-Writethru, a0512,300", "Ferry Sails", ("1st Ld-Writethru",)),
        ("BC-Ferry,ADV15-16,466", "Ferry", ("ADV15-16",)),
        ("AM-Ferry, 2nd Ld, Bjt,0466", "Ferry", ("2nd Ld", "Bjt")),
        ("BC-Ferry, Boats, 1st Ld,466", "Ferry, Boats", ("1st Ld",)),
        ("Ferry-Markets, 7th Writethru", "Ferry-Markets", ("7th Writethru",)),
        ("BC-FERRY-KRT", "FERRY-KRT", ()),
        ("BC-NL--Ferry,1st Ld-Writethru", "NL--Ferry", ("1st Ld-Writethru",)),
        ("BC-Ferry 1st Ld", "Ferry", ("1st Ld",)),
    ],
)
def test_a_slug_line_is_keyword_take_and_count(line: str, keyword: str, takes: tuple[str, ...]) -> None:
    slug = slug_of_line(line)
    assert (slug.keyword, slug.takes) == (keyword, takes)


def test_header_and_slug_line_give_the_same_key() -> None:
    assert slug_of_header("BC-LT--Ferry-Sails 1stLd TB06").key == slug_of_line("BC-LT--Ferry Sails, 1st Ld,466").key
