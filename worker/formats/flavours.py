"""How the wires of some agencies differ from the standard they are in: a difference is an entry here, not a copied reader.

A flavour is known by what an item calls its provider. Where none is known, the standard alone counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flavour:
    """What differs: its signs are names, codes and domains of the provider in lower case.

    zone: in which times without offset are written.
    for_editors: profiles of ninjs whose items are not for publication, in lower case.
    furniture: classes of elements in its HTML that are none of the text.
    title_is_slug: the title of an item is its slug.
    has_session_in_ids: the query in an id differs with each request.
    version_in_id: how an id ends with its version (groups id, version).
    """

    name: str
    signs: frozenset[str] = frozenset()
    zone: str | None = None
    for_editors: frozenset[str] = frozenset({"advisory"})
    furniture: frozenset[str] = frozenset()
    title_is_slug: bool = False
    has_session_in_ids: bool = False
    version_in_id: re.Pattern[str] | None = None


STANDARD = Flavour("standard")
FLAVOURS = (
    Flavour("afp", frozenset({"afp", "afp.com", "agence france-presse"})),
    Flavour("dpa", frozenset({"dpa", "dpa.com", "dpa.de", "deutsche presse-agentur"}), zone="Europe/Berlin"),
    Flavour("efe", frozenset({"efe", "efe.com", "efe.es", "efeservicios.com", "agencia efe"}), zone="Europe/Madrid"),
    Flavour("ansa", frozenset({"ansa", "ansa.it"}), zone="Europe/Rome"),
    Flavour("tass", frozenset({"tass", "tass.com", "tass.ru", "itar-tass", "itar-tass.com"}), zone="Europe/Moscow"),
    Flavour("kyodo", frozenset({"kyodo", "kyodonews.jp", "kyodonews.net", "kyodo news"}), zone="Asia/Tokyo"),
    Flavour("xinhua", frozenset({"xinhua", "xinhuanet.com", "news.cn", "xinhua news agency"}), zone="Asia/Shanghai"),
    Flavour("stt", frozenset({"stt", "stt.fi", "suomen tietotoimisto"}), zone="Europe/Helsinki"),
    Flavour(
        "reuters",
        frozenset({"reuters", "reuters.com", "thomsonreuters.com", "rtrs", "thomson reuters"}),
        version_in_id=re.compile(
            r"(?P<id>tag:reuters\.com,[0-9]{4}:newsml_[A-Za-z0-9]{4,40}):(?P<version>[0-9]{1,12})", re.IGNORECASE
        ),
    ),
    Flavour(
        "ap",
        frozenset({"ap", "ap.org", "associated press", "the associated press"}),
        title_is_slug=True,
        has_session_in_ids=True,
    ),
    Flavour("ntb", frozenset({"ntb", "ntb.no", "norsk telegrambyrå"}), zone="Europe/Oslo"),
    Flavour("ritzau", frozenset({"ritzau", "ritzau.dk", "ritzaus bureau"}), zone="Europe/Copenhagen"),
    Flavour("apa", frozenset({"apa", "apa.at", "austria presse agentur"}), zone="Europe/Vienna"),
    Flavour("pa", frozenset({"pa", "pa media", "press association", "the press association"}), zone="Europe/London"),
    Flavour("cp", frozenset({"cp", "thecanadianpress.com", "canadian press", "the canadian press"})),
    Flavour("aap", frozenset({"aap", "aap.com.au", "australian associated press"})),
    Flavour("belga", frozenset({"belga", "belga.be", "belga news agency"}), zone="Europe/Brussels"),
    Flavour("anp", frozenset({"anp", "anp.nl", "algemeen nederlands persbureau"}), zone="Europe/Amsterdam"),
    Flavour("bbc", frozenset({"bbc", "bbc news"})),
    Flavour("globenewswire", frozenset({"globenewswire", "globenewswire.com", "globe newswire"})),
    Flavour(
        "tt",
        frozenset({"tt", "tt.se", "tt nyhetsbyrån", "tidningarnas telegrambyrå"}),
        for_editors=frozenset({"info"}),
        furniture=frozenset({"dat", "byline"}),
    ),
    Flavour(
        "businesswire",
        frozenset({"businesswire", "businesswire.com", "business wire"}),
        zone="America/New_York",
        version_in_id=re.compile(r"(?P<id>(?:bw)?[0-9]{14})r(?P<version>[0-9]{1,4})"),
    ),
    Flavour("pap", frozenset({"pap", "pap.pl"}), zone="Europe/Warsaw"),
    Flavour("ctk", frozenset({"čtk", "ctk", "ctk.cz"}), zone="Europe/Prague"),
    Flavour("mti", frozenset({"mti", "mti.hu"}), zone="Europe/Budapest"),
    Flavour("lusa", frozenset({"lusa", "lusa.pt"}), zone="Europe/Lisbon"),
    Flavour("prnewswire", frozenset({"prnewswire", "prnewswire.com", "pr newswire"}), zone="America/New_York"),
)
_BY_SIGN = {sign: flavour for flavour in FLAVOURS for sign in flavour.signs}


def flavour_of(names: Iterable[str | None]) -> Flavour:
    """Return the flavour of the first name that is a sign of one, the standard where none is."""
    for name in names:
        if name and (flavour := _BY_SIGN.get(name.strip().lower().removeprefix("www."))):
            return flavour
    return STANDARD
