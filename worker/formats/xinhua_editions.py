"""What differs between the editions of Xinhua's pages. A new edition is one entry.

A page is looked at with the phrases of all editions: not every header says of which it is.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """One language's pages; the phrases are patterns."""

    language: str
    hosts: tuple[str, ...]
    """What its hosts begin with."""
    dateline: str
    """The agency as datelines have it: a line with it is no headline."""
    furniture: tuple[str, ...] = ()
    """Whole lines of the page around the story."""
    footer: tuple[str, ...] = ()
    """What the lines below the story begin with: all that follows belongs to the page."""
    captions: tuple[str, ...] = ()
    """What a picture's caption ends with."""


_PLAYER = r"Video\s{0,3}Player(?:\s{0,3}Close)?"
_CREDIT = r"[(\uff08](?:Xinhua\s?/[^()\uff08\uff09]{1,60}|Photo by [^()\uff08\uff09]{1,60}/Xinhua)[)\uff09]"
# Names of two to four characters, or foreign ones with a dot: 新华社记者正在拍摄 is a sentence.
_CHINESE_NAME = r"[\u4e00-\u9fff](?:\s{0,2}[\u4e00-\u9fff]){1,3}|[\u4e00-\u9fff]{1,8}(?:[·•][\u4e00-\u9fff]{1,8}){1,3}"
_CHINESE_CREDIT = (
    rf"(?:^|(?<=[。！？\s(\uff08)\uff09]))新[华華]社记者\s{{0,3}}(?:{_CHINESE_NAME})(?:[\s、]{{1,3}}(?:{_CHINESE_NAME})){{0,3}}"
    r"\s{0,3}(?<!拍)[摄攝][)\uff09]?"
)
_CREDITED = r"\(\s?Xinhua\s?\)"

EDITIONS = (
    Edition(
        language="ar",
        hosts=("arabic",),
        dateline=r"\(\s?شينخوا\s?\)",
        furniture=(_PLAYER, "الصور", r"حجم\s{1,3}الخط", "اطبع", r"الكلمات\s{1,3}الرئيسية(?:\s{0,3}[:\uff1a].{0,160})?"),
        captions=(r"\(\s?شينخوا\s?/[^()]{1,60}\)",),
    ),
    Edition(language="en", hosts=("english",), dateline=_CREDITED, furniture=(_PLAYER,), captions=(_CREDIT,)),
    Edition(language="es", hosts=("spanish",), dateline=_CREDITED, captions=(_CREDIT,)),
    Edition(
        language="fr", hosts=("french",), dateline=_CREDITED, footer=(r"Vous avez une question\s?,",), captions=(_CREDIT,)
    ),
    Edition(language="ru", hosts=("russian",), dateline=r"/\s?Синьхуа\s?/"),
    Edition(language="ja", hosts=("jp", "japanese"), dateline="【新華社"),
    Edition(
        language="ko",
        hosts=("kr", "korean"),
        dateline=r"=\s?신화통신\s?\)",
        footer=(r"추천 ?기사\s?[:\uff1a]", r"핫 ?갤러리(?!\w)"),
        captions=(r"[(\uff08]\s?사진\s?/\s?신화통신\s?[)\uff09]",),
    ),
    Edition(
        language="zh",
        hosts=("www",),
        dateline=r"新[华華]社\s?[^\W\d]{1,15}(?:[0-9０-９]{4}年)?[0-9０-９]{1,2}月[0-9０-９]{1,2}日[专專]?[电電]",
        furniture=(r"[【\[]?纠错[】\]]?",),
        captions=(_CHINESE_CREDIT,),
    ),
)


def _any(patterns: list[str]) -> str:
    return "|".join(dict.fromkeys(patterns))


_FURNITURE = _any([one for edition in EDITIONS for one in edition.furniture])
FURNITURE = re.compile(rf"(?:{_FURNITURE})(?:[\s|:]{{1,3}}(?:{_FURNITURE}))*+[\s|:]{{0,3}}")
FOOTER = re.compile(_any([one for edition in EDITIONS for one in edition.footer]))
_CAPTION_END = re.compile(_any([rf"(?:{one})$" for edition in EDITIONS for one in edition.captions]))
_DATELINE = re.compile(_any([edition.dateline for edition in EDITIONS]))
_DATELINE_REACH = 300
_AGENCY_NAMES = ("Xinhua", "شينخوا", "Синьхуа", "新华社", "新華社", "신화통신")
PLAYER_AT_END = rf"{_PLAYER}\s{{0,3}}$"

LANGUAGES = {host: edition.language for edition in EDITIONS for host in edition.hosts} | {"german": "de", "portuguese": "pt"}
"""Languages by what the hosts of the editions begin with."""
_AFTER_CREDIT = " \u00a0.。\u202c\u2069"
_LONGEST_CREDIT = 100


def has_dateline(line: str) -> bool:
    """Whether a line has the agency as datelines have it, behind a caption too."""
    return any(name in line for name in _AGENCY_NAMES) and _DATELINE.search(line, 0, _DATELINE_REACH) is not None


def is_caption(line: str) -> bool:
    """Whether a line is the caption of a picture: it ends with whom the picture is from, and has no dateline."""
    end = line[-_LONGEST_CREDIT:].rstrip(_AFTER_CREDIT)
    return end.endswith((")", "\uff09", "摄", "攝")) and _CAPTION_END.search(end) is not None and not has_dateline(line)
