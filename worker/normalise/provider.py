"""The agencies known, how they write themselves, and which of them supplied a story."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas import Provider, Source
from worker.normalise.keys import fold


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency: stable code, name, and its name as it stands in datelines and signatures.

    in_brackets: what is its name only in brackets and in this case; elsewhere the letters may be a word or a state.
    """

    code: str
    name: str
    spellings: tuple[str, ...] = ()
    in_brackets: tuple[str, ...] = ()


# Only what was seen on a wire or is public: a guessed spelling would take the writer's words for a dateline.
AGENCIES = (
    Agency("xinhua", "Xinhua News Agency", ("Xinhua", "شينخوا", "Синьхуа", "新华社", "新華社", "신화통신")),
    Agency("reuters", "Reuters", ("Reuters", "رويترز")),
    Agency("afp", "Agence France-Presse", ("AFP", "أ ف ب")),
    Agency("ap", "Associated Press", ("AP",)),
    Agency("dpa", "Deutsche Presse-Agentur", ("dpa", "د ب أ")),
    Agency("tass", "TASS", ("TASS", "ТАСС")),
    Agency("efe", "Agencia EFE", ("EFE",)),
    Agency("kyodo", "Kyodo News", ("Kyodo",)),
    Agency("yonhap", "Yonhap News Agency", ("Yonhap", "연합뉴스")),
    Agency("wam", "Emirates News Agency", ("WAM", "وام")),
    Agency("petra", "Jordan News Agency", ("بترا",)),
    Agency("nina", "National Iraqi News Agency", ("NINA",)),
    Agency("prnewswire", "PR Newswire", ("PRNewswire",)),
    Agency("globenewswire", "GlobeNewswire", ("GLOBE NEWSWIRE",)),
    Agency("businesswire", "Business Wire", ("BUSINESS WIRE",)),
    Agency("apa", "Austria Presse Agentur", in_brackets=("APA",)),
    Agency("kna", "Katholische Nachrichten-Agentur", in_brackets=("KNA",)),
    Agency("epd", "Evangelischer Pressedienst", in_brackets=("epd",)),
    Agency("sda", "Keystone-SDA", in_brackets=("sda", "SDA", "ats", "ATS", "Keystone-SDA", "Keystone-ATS")),
    Agency("awp", "AWP Finanznachrichten", in_brackets=("awp", "AWP")),
    Agency("sid", "Sport-Informations-Dienst", in_brackets=("SID",)),
    Agency("ansa", "ANSA", in_brackets=("ANSA",)),
    Agency("ntb", "Norsk Telegrambyrå", in_brackets=("NTB",)),
    Agency("tt", "Tidningarnas Telegrambyrå", in_brackets=("TT",)),
    Agency("ritzau", "Ritzau", in_brackets=("Ritzau", "RITZAU", "ritzau")),
    Agency("stt", "Suomen Tietotoimisto", in_brackets=("STT",)),
    Agency("belga", "Belga", in_brackets=("Belga", "BELGA")),
    Agency("anp", "Algemeen Nederlands Persbureau", in_brackets=("ANP",)),
    Agency("upi", "United Press International", in_brackets=("UPI",)),
    Agency("cp", "The Canadian Press", in_brackets=("CP", "The Canadian Press", "THE CANADIAN PRESS")),
    Agency("aap", "Australian Associated Press", in_brackets=("AAP",)),
    Agency("pa", "PA Media", in_brackets=("PA",)),
)


def _key(written: str) -> str:
    return fold(written).replace(" ", "").replace(".", "")


_BY_SPELLING = {_key(spelling): agency for agency in AGENCIES for spelling in (*agency.spellings, *agency.in_brackets)}
_NAMES = {agency.code: agency.name for agency in AGENCIES}


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


def provider_of(
    source: Source, stated: str | None, domain: str | None, dateline_agency: str | None, signature: str | None
) -> Provider | None:
    """Return who supplied the story: what the source declares, the format states, the dateline or the signature says.

    The domain is only ever the one the wire gave, in lower case (RFC 1035, 2.3.3: case does not matter in it).
    """
    code = source.provider or stated or agency_code(dateline_agency) or agency_code(signature)
    if code is None and domain is None:
        return None
    return Provider(code=code, name=_NAMES.get(code or ""), domain=domain.lower() if domain else None)
