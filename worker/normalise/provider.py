"""The agencies known, how they write themselves, and which of them supplied a story."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from schemas import Provider, Source
from worker.normalise.keys import fold
from worker.normalise.text import clean_or_none


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency: stable code, name, and its name as it stands in datelines and signatures.

    in_brackets: what is its name only in brackets and in this case; elsewhere the letters may be a word or a state.
    domains: by which it calls itself in NewsML and ninjs.
    """

    code: str
    name: str
    spellings: tuple[str, ...] = ()
    in_brackets: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


# Only what was seen on a wire or is public: a guessed spelling would take the writer's words for a dateline.
AGENCIES = (
    Agency(
        "xinhua",
        "Xinhua News Agency",
        ("Xinhua", "شينخوا", "Синьхуа", "新华社", "新華社", "신화통신"),
        domains=("news.cn", "xinhuanet.com"),
    ),
    Agency("reuters", "Reuters", ("Reuters", "رويترز"), domains=("reuters.com", "thomsonreuters.com")),
    Agency("afp", "Agence France-Presse", ("AFP", "أ ف ب"), domains=("afp.com",)),
    Agency("ap", "Associated Press", ("AP",), domains=("ap.org", "apnews.com")),
    Agency("dpa", "Deutsche Presse-Agentur", ("dpa", "د ب أ"), domains=("dpa.com", "dpa.de")),
    Agency("tass", "TASS", ("TASS", "ТАСС", "ITAR-TASS", "ИТАР-ТАСС"), domains=("tass.com", "tass.ru", "itar-tass.com")),
    Agency("efe", "Agencia EFE", ("EFE",), domains=("efe.com", "efe.es", "efeservicios.com")),
    Agency("kyodo", "Kyodo News", ("Kyodo",), domains=("kyodonews.net", "kyodonews.jp", "kyodo.co.jp")),
    Agency("yonhap", "Yonhap News Agency", ("Yonhap", "연합뉴스"), domains=("yna.co.kr",)),
    Agency("wam", "Emirates News Agency", ("WAM", "وام"), domains=("wam.ae",)),
    Agency("petra", "Jordan News Agency", ("بترا",)),
    Agency("nina", "National Iraqi News Agency", ("NINA",)),
    Agency("prnewswire", "PR Newswire", ("PRNewswire",), domains=("prnewswire.com",)),
    Agency("globenewswire", "GlobeNewswire", ("GLOBE NEWSWIRE",), domains=("globenewswire.com",)),
    Agency("businesswire", "Business Wire", ("BUSINESS WIRE",), domains=("businesswire.com",)),
    Agency("apa", "Austria Presse Agentur", in_brackets=("APA",), domains=("apa.at",)),
    Agency("kna", "Katholische Nachrichten-Agentur", in_brackets=("KNA",)),
    Agency("epd", "Evangelischer Pressedienst", in_brackets=("epd",)),
    Agency(
        "sda",
        "Keystone-SDA",
        in_brackets=("sda", "SDA", "ats", "ATS", "Keystone-SDA", "Keystone-ATS"),
        domains=("keystone-sda.ch", "sda.ch"),
    ),
    Agency("awp", "AWP Finanznachrichten", in_brackets=("awp", "AWP")),
    Agency("sid", "Sport-Informations-Dienst", in_brackets=("SID",)),
    Agency("ansa", "ANSA", in_brackets=("ANSA",), domains=("ansa.it",)),
    Agency("ntb", "Norsk Telegrambyrå", in_brackets=("NTB",), domains=("ntb.no",)),
    Agency("tt", "Tidningarnas Telegrambyrå", in_brackets=("TT",), domains=("tt.se",)),
    Agency("ritzau", "Ritzau", in_brackets=("Ritzau", "RITZAU", "ritzau"), domains=("ritzau.dk",)),
    Agency("stt", "Suomen Tietotoimisto", in_brackets=("STT",), domains=("stt.fi",)),
    Agency("belga", "Belga", in_brackets=("Belga", "BELGA"), domains=("belga.be",)),
    Agency("anp", "Algemeen Nederlands Persbureau", in_brackets=("ANP",), domains=("anp.nl",)),
    Agency("upi", "United Press International", in_brackets=("UPI",), domains=("upi.com",)),
    Agency(
        "cp",
        "The Canadian Press",
        in_brackets=("CP", "The Canadian Press", "THE CANADIAN PRESS"),
        domains=("thecanadianpress.com",),
    ),
    Agency("aap", "Australian Associated Press", in_brackets=("AAP",), domains=("aap.com.au",)),
    Agency("pa", "PA Media", in_brackets=("PA",)),
    Agency("pap", "Polska Agencja Prasowa", in_brackets=("PAP",), domains=("pap.pl",)),
    Agency("ctk", "Česká tisková kancelář", in_brackets=("ČTK", "CTK"), domains=("ctk.cz",)),
    Agency("mti", "Magyar Távirati Iroda", in_brackets=("MTI",), domains=("mti.hu",)),
    Agency("lusa", "Lusa", in_brackets=("Lusa", "LUSA"), domains=("lusa.pt",)),
)


def _key(written: str) -> str:
    return fold(written).replace(" ", "").replace(".", "")


_BY_SPELLING = {_key(spelling): agency for agency in AGENCIES for spelling in (*agency.spellings, *agency.in_brackets)}
_NAMES = {agency.code: agency.name for agency in AGENCIES}
_BY_NAME = {_key(name): agency.code for agency in AGENCIES for name in (agency.code, agency.name, *agency.domains)} | {
    spelling: agency.code for spelling, agency in _BY_SPELLING.items()
}
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,20}", re.IGNORECASE)


def _spelling_pattern(spelling: str) -> str:
    """Letters with spaces between them may have dots (أ.ف.ب) or nothing instead; the hamza may be left out."""
    letters = re.escape(spelling).replace(r"\ ", r"[\s.]{0,2}").replace("أ", "[أا]")
    return letters + (r"\.?" if " " in spelling else "")


def _pattern(spellings: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(_spelling_pattern, spellings))})(?!\\w)"


def _several(agency: str) -> str:
    """Up to four agencies that supplied a story together: `AFP/Reuters`, `AP, Kyodo`; a service of dpa: `dpa/lno`."""
    service = r"(?:(?<=dpa)[/-](?-i:[a-z]{2,10}|[A-Z]{2,4})(?!\w))?"
    return rf"{agency}{service}(?:\s?[/,،、-]\s?{agency}){{0,3}}"


_SPELLINGS = [spelling for agency in AGENCIES for spelling in agency.spellings]
_IN_BRACKETS = [spelling for agency in AGENCIES for spelling in agency.in_brackets]

AGENCY = _several(rf"(?:{_pattern(_SPELLINGS)}|(?-i:{_pattern(_IN_BRACKETS)}))")
"""Pattern of one agency's name as it stands in brackets, or of several, for use with re.IGNORECASE."""

AGENCY_AS_IS = _several(_pattern(dict.fromkeys([*_SPELLINGS, *map(str.upper, _SPELLINGS)])))
"""The same in the agencies' own case or in capitals, for places where only the name tells it from a word."""

AGENCY_AT_END = _several(_pattern(dict.fromkeys([*_SPELLINGS, *_IN_BRACKETS])))
"""The same, of those too that are words elsewhere: for the end of a dateline that the wire has apart."""

AGENCY_LETTERS = "".join(
    sorted(
        {letter for name in _SPELLINGS for letter in name[0].lower() + name[0].upper()}
        | {"ا", *(name[0] for name in _IN_BRACKETS)}
    )
)
"""The letters that agencies' names begin with, for a class in a pattern."""

AGENCY_LAST_LETTERS = frozenset({name[-1] for name in _SPELLINGS} | {name[-1].upper() for name in _SPELLINGS} | {"ا", "."})
"""The letters that agencies' names end with in their own case and in capitals."""

_BETWEEN_AGENCIES = re.compile(r"[/,،、-]")


def agency_code(written: str | None) -> str | None:
    """Return the code of an agency by its name as written, of the first of several; None for an unknown one."""
    if not written:
        return None
    agency = _BY_SPELLING.get(_key(written)) or _BY_SPELLING.get(_key(_BETWEEN_AGENCIES.split(written)[0]))
    return agency.code if agency else None


class Supplier(NamedTuple):
    """Who supplied a story, as its format states it: the code where the format belongs to one, a name, a domain."""

    code: str | None = None
    name: str | None = None
    domain: str | None = None


def provider_of(source: Source, stated: Supplier, dateline_agency: str | None, signature: str | None) -> Provider | None:
    """Return who supplied the story: what the source declares, the format states, the dateline or the signature says.

    The domain is only ever the one the wire gave, in lower case (RFC 1035, 2.3.3: case does not matter in it).
    """
    named = clean_or_none(stated.name)
    code = source.provider or stated.code or _stated_code(named)
    if code is None and named is None:
        code = agency_code(dateline_agency) or agency_code(signature)
    domain = stated.domain or (named if named and _DOMAIN.fullmatch(named) else None)
    name = _NAMES.get(code or "") or (named if named != domain else None)
    if not (code or name or domain):
        return None
    return Provider(code=code, name=name, domain=domain.lower() if domain else None)


def _stated_code(name: str | None) -> str | None:
    """Return the code of an agency by what it calls itself in its metadata: a name, short or full, a domain."""
    key = _key(name.removeprefix("www.")) if name else ""
    return _BY_NAME.get(key) or _BY_NAME.get(key.removeprefix("the"))
