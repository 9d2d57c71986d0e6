"""The aliases of IPTC's catalog stand for the addresses that it gives them."""

import re

import pytest

from worker.formats.vocabularies import SCHEMES, concept_of

NEWSCODES = "http://cv.iptc.org/newscodes"


@pytest.mark.parametrize(
    ("code", "uri"),
    [
        ("medtop:04000000", f"{NEWSCODES}/mediatopic/04000000"),
        ("medtop:20000344", f"{NEWSCODES}/mediatopic/20000344"),
        ("subj:15054000", f"{NEWSCODES}/subjectcode/15054000"),
        ("genre:Current", f"{NEWSCODES}/genre/Current"),
        ("ninat:text", f"{NEWSCODES}/ninature/text"),
        ("stat:canceled", f"{NEWSCODES}/pubstatusg2/canceled"),
        ("pst1:Usable", f"{NEWSCODES}/status1/Usable"),
        ("sig:correction", f"{NEWSCODES}/signal/correction"),
        ("cpnat:person", f"{NEWSCODES}/cpnature/person"),
        ("nprov:AFP", f"{NEWSCODES}/newsprovider/AFP"),
        ("prov:reuters.com", f"{NEWSCODES}/provider/reuters.com"),  # the older one
        ("wldreg:r145", f"{NEWSCODES}/worldregion/r145"),
        ("isrol:originfo", f"{NEWSCODES}/infosourcerole/originfo"),
        ("rnd:highRes", f"{NEWSCODES}/rendition/highRes"),
        ("scn:010100", f"{NEWSCODES}/scene/010100"),
        ("iso3166-1a3:LBN", "http://cvx.iptc.org/iso3166-1a3/LBN"),
        ("iso3166-1a2:LB", "http://cvx.iptc.org/iso3166-1a2/LB"),
        ("isin:XS0000000000", "http://cvx.iptc.org/isin/XS0000000000"),
        ("mic:XLON", "http://cvx.iptc.org/iso10383-mic/XLON"),
        ("a1312cat:i", "http://cvx.iptc.org/anpa1312-category/i"),
        ("geonames:276781", "http://sws.geonames.org/276781"),
        ("wikidata:Q1", "http://www.wikidata.org/entity/Q1"),
        ("dbpedia:Bridge", "http://dbpedia.org/resource/Bridge"),
    ],
)
def test_a_code_of_a_known_scheme_has_its_address(code: str, uri: str) -> None:
    assert concept_of(code).uri == uri
    assert (concept_of(code).code, concept_of(code).scheme) == (code, code.partition(":")[0])


def test_every_scheme_is_an_address_that_a_code_can_follow() -> None:
    assert len(SCHEMES) > 60
    for alias, address in SCHEMES.items():
        assert re.fullmatch(r"[a-z0-9-]+", alias)
        assert re.fullmatch(
            r"http://(?:cvx?\.iptc\.org|dbpedia\.org|sws\.geonames\.org|www\.wikidata\.org)/(?:\S+/)?", address
        )
    assert len(set(SCHEMES.values())) == len(SCHEMES)


def test_a_code_of_no_known_scheme_is_kept_as_written() -> None:
    assert concept_of("dpasubject:271", "Politik") == (("Politik", None, "dpasubject:271", "dpasubject"))
    assert concept_of("04000000") == (None, None, "04000000", None)
    assert concept_of("medtop:").code == "medtop:"


def test_what_the_document_says_of_an_alias_counts() -> None:
    own = {"subj": "http://cv.wire.example/subjects/"}
    assert concept_of("subj:1", schemes=own).uri == "http://cv.wire.example/subjects/1"
    assert concept_of("genre:Current", schemes=own).uri == f"{NEWSCODES}/genre/Current"
