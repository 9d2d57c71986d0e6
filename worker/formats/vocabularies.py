"""IPTC's NewsCodes schemes as data: the aliases agencies write before a code, and the addresses they stand for.

From IPTC's catalog for G2 standards, version 33, the one that items name most; aliases of later versions are the same.
Nothing is fetched: a code's name is what the wire gives.
"""

from collections.abc import Mapping

from worker.draft import WrittenConcept

_NEWSCODES = "http://cv.iptc.org/newscodes/"
_OF_OTHERS = "http://cvx.iptc.org/"
# Aliases whose address is IPTC's and a name of its own.
_NAMES = {
    "medtop": "mediatopic",
    "subj": "subjectcode",
    "squ": "subjectqualifier",
    "genre": "genre",
    "prodgenre": "productgenre",
    "scn": "scene",
    "oito": "ofinterestto",
    "wldreg": "worldregion",
    "loctyp": "location",
    "tpctyp": "topictype",
    "cpnat": "cpnature",
    "cinat": "cinature",
    "ninat": "ninature",
    "nityp": "newsitemtype",
    "mtyp": "mediatype",
    "medtype": "mediatype1",
    "stat": "pubstatusg2",
    "pst1": "status1",
    "sig": "signal",
    "nmsig": "newsmsgsignal",
    "urgy": "urgency",
    "prio": "priority",
    "erol": "edrole",
    "ednoterole": "ednoterole",
    "cwarn": "contentwarning",
    "prov": "provider",
    "nprov": "newsprovider",
    "nprod": "newsproduct",
    "cpprole": "contentprodpartyrole",
    "ctrol": "contributorrole",
    "isrol": "infosourcerole",
    "drol": "descriptionrole",
    "nrol": "namerole",
    "nprt": "namepart",
    "lrol": "languagerole",
    "altidrole": "altidrole",
    "irel": "itemrelation",
    "crel": "conceptrelation",
    "rnd": "rendition",
    "frmt": "format",
    "role1": "role1",
    "why": "whypresent",
    "howextr": "howextracted",
    "conf": "confidence",
    "impt": "importance",
    "rel": "relevance",
    "gen": "generic",
    "digsrctype": "digitalsourcetype",
    "ncostat": "newscoveragestatus",
    "eocstat": "eventoccurstatus",
    "aspfacet": "asportfacet",
    "aspfacetvalue": "asportfacetvalue",
    "fisymtype": "financialinstrumentsymboltype",
}
_NAMES_OF_OTHERS = {
    "a1312cat": "anpa1312-category",
    "a1312prio": "anpa1312-priority",
    "mic": "iso10383-mic",
    **{
        alias: alias
        for alias in (
            "bcp47", "cusip", "gics", "isin", "iso3166-1a2", "iso3166-1a3", "iso4217a", "iso4217n", "secst", "sedol", "tidm",
        )
    },
}  # fmt: skip
SCHEMES: Mapping[str, str] = {
    **{alias: f"{_NEWSCODES}{name}/" for alias, name in _NAMES.items()},
    **{alias: f"{_OF_OTHERS}{name}/" for alias, name in _NAMES_OF_OTHERS.items()},
    "dbpedia": "http://dbpedia.org/resource/",
    "geonames": "http://sws.geonames.org/",
    "wikidata": "http://www.wikidata.org/entity/",
}


def concept_of(code: str, name: str | None = None, schemes: Mapping[str, str] = SCHEMES) -> WrittenConcept:
    """Return the concept of a code as written, `medtop:04000000`, with its address where the alias is known.

    schemes: the document's own aliases, before IPTC's.
    """
    alias, colon, local = code.partition(":")
    address = schemes.get(alias) or SCHEMES.get(alias) if colon else None
    return WrittenConcept(
        name=name, uri=f"{address}{local}" if address else None, code=code, scheme=alias if colon else None
    )
