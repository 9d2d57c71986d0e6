"""The agencies known, how they write themselves, and which of them supplied a story."""

import re
from dataclasses import dataclass

from schemas import Provider, Source
from worker.normalise.keys import fold


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency: stable code, name, and its name as it stands in datelines and signatures."""

    code: str
    name: str
    spellings: tuple[str, ...]


# Only what was seen on a wire: a guessed spelling would take the writer's words for a dateline.
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
)


def _key(written: str) -> str:
    return fold(written).replace(" ", "").replace(".", "")


_BY_SPELLING = {_key(spelling): agency for agency in AGENCIES for spelling in agency.spellings}
_NAMES = {agency.code: agency.name for agency in AGENCIES}


def _spelling_pattern(spelling: str) -> str:
    """Letters with spaces between them may have dots (أ.ف.ب) or nothing instead; the hamza may be left out."""
    letters = re.escape(spelling).replace(r"\ ", r"[\s.]{0,2}").replace("أ", "[أا]")
    return letters + (r"\.?" if " " in spelling else "")


AGENCY = f"(?:{'|'.join(_spelling_pattern(spelling) for agency in AGENCIES for spelling in agency.spellings)})"
"""Pattern of an agency's name as written, for use with re.IGNORECASE."""


def agency_code(written: str | None) -> str | None:
    """Return the code of an agency by its name as written, None for an unknown one."""
    agency = _BY_SPELLING.get(_key(written)) if written else None
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
