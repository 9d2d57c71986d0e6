"""A kill is never lost: not for the headline and text it lacks, not for a time that cannot be read."""

import pytest

from schemas import Article
from tests.formats.items import read_one

G2 = """<newsItem guid="urn:newsml:kestrel.example:20261101:k1" version="4" xmlns="http://iptc.org/std/nar/2006-10-01/">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="kestrel.example"/><versionCreated>{time}</versionCreated>
<embargoed>{embargo}</embargoed><pubStatus qcode="stat:canceled"/></itemMeta></newsItem>"""
NEWSML_1 = """<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier><ProviderId>kestrel.example</ProviderId>
<DateId>20261101</DateId><NewsItemId>k1</NewsItemId><RevisionId PreviousRevision="3" Update="N">4</RevisionId>
<PublicIdentifier>urn:newsml:kestrel.example:20261101:k1:4N</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><ThisRevisionCreated>{time}</ThisRevisionCreated>
<Status FormalName="Canceled"/></NewsManagement></NewsItem></NewsML>"""
NITF = """<nitf><head><docdata management-status="canceled"><doc-id id-string="urn:newsml:kestrel.example:20261101:k1"/>
<date.issue norm="{time}"/><date.release norm="{embargo}"/></docdata></head><body/></nitf>"""
NINJS = """{{"uri": "urn:newsml:kestrel.example:20261101:k1", "version": "4", "type": "text", "pubstatus": "canceled",
"versioncreated": "{time}", "embargoed": "{embargo}"}}"""
FORMATS = {"newsml_g2": G2, "newsml_1": NEWSML_1, "nitf": NITF, "ninjs": NINJS}


@pytest.mark.parametrize("name", FORMATS)
def test_a_kill_that_says_nothing_but_its_id_cancels_the_story(name: str) -> None:
    result = read_one(FORMATS[name].format(time="2026-11-01T12:00:00Z", embargo="").encode())
    assert isinstance(result, Article), result
    assert (result.uri, result.status) == ("urn:newsml:kestrel.example:20261101:k1", "canceled")


@pytest.mark.parametrize("name", FORMATS)
def test_a_kill_with_times_that_cannot_be_read_cancels_the_story(name: str) -> None:
    result = read_one(FORMATS[name].format(time="yesterday or so", embargo="soon").encode())
    assert isinstance(result, Article), result
    assert (result.uri, result.status) == ("urn:newsml:kestrel.example:20261101:k1", "canceled")
    assert result.version_created is None
    assert "date_unreadable" in [note.code for note in result.provenance.notes]
