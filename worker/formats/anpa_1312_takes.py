"""What the words of an ANPA header and of its slug line say: the keyword slug, and which take of the story it is.

`BC-LT--Boats 1stLd-Writethru` in the header is `BC-LT--Boats, 1st Ld-Writethru,466` in the slug line.
"""

import re
from typing import Literal, NamedTuple

Kind = Literal["version", "kill", "apart", "advisory", "advance", "flag", "other"]

_ORDINAL = r"(?:[0-9]{1,2}(?:st|nd|rd|th)?[ -]?)?"
# What replaces the story; what continues it; what is for editors. Longer words first.
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("version", rf"{_ORDINAL}(?:Writethr(?:ough|u)|Write-?thru|Leads?|Lds?|Subs?(?:titute)?)"),
    ("version", rf"{_ORDINAL}(?:Correct(?:ion|ive|ed|s)?s?|Clarification|Update[sd]?|Recast)[ -]?[0-9]{{0,2}}"),
    ("kill", r"(?:Mandatory[ -])?(?:Kill(?:ed)?|Withh(?:old|eld)|Eliminat(?:ion|ed?))"),
    ("apart", rf"{_ORDINAL}(?:Add|Take|Insert)s?[ -]?[0-9]{{0,2}}|More"),
    ("advance", r"Adv(?:ance)?\.?[ -]?[0-9]{1,2}(?:-[0-9]{1,2})?"),
    ("advisory", r"Advisor(?:y|ies)|Adv"),
    ("flag", r"Urgent|Bulletin|Flash|News ?Alert"),
    ("other", r"Bjt|Budget|Repeat(?:ing)?|Rpt|Resend(?:ing)?|HFR|Optional|Pick-?up|Final"),
)
_WORDS = tuple((kind, re.compile(rf"(?:{pattern})(?![a-z])", re.IGNORECASE)) for kind, pattern in _KINDS)
_BETWEEN = re.compile(r"[\s,/&:-]*+")
_LONGEST_TAKE = 60

_VERSION = re.compile(r"^(?:BC|AM|PM|AP)-+", re.IGNORECASE)
_REFERENCE = re.compile(r"[a-z][0-9]{4}|[A-Z]{2}[0-9]{2}")
_COUNT = re.compile(r"[0-9]{1,5}")
# In capitals at an end of a keyword that is not: `KILL-Boats`, `Boats-KILL`.
_LOUD = r"KILL|WITHHOLD|ELIMINATION|CORRECTION|CORRECTIVE|ADVISORY|URGENT|BULLETIN|FLASH"
_LOUD_BEFORE = re.compile(rf"(?P<take>{_LOUD})[ -]{{1,2}}(?=.{{0,60}}[a-z])")
_LOUD_AFTER = re.compile(rf"[ -]{{1,2}}(?P<take>{_LOUD})$")
# With a number it is no word of a keyword: `NORLAND-FERRY-1stLd-NYT`.
_NUMBERED_TAKE = re.compile(
    r"(?<=[^\s-])-(?P<take>[0-9]{1,2}(?:st|nd|rd|th)[ -]?(?:Lds?|Leads?|Adds?|Takes?|Subs?|Writethru)(?:-Writethru)?)"
    r"(?=-|$)",
    re.IGNORECASE,
)
# Whole slugs of what is for editors: `AP-News-Digest`, `Photo Advisory`. "Travel-Advisory" is a story.
_FOR_EDITORS = re.compile(
    r"(?:AP|AFP|CP|UPI|NYT|KRT|[A-Z]{2})?(?:News|Sports|Business|Financial|Photos?|Graphics?|Features|Online|Evening|Morning|Weekend"
    r"|World|International|National|State|Regional|Entertainment|Lifestyles?|AP|AM|PM){0,4}(?:Digest|Advisory|Advisories)"
    r"(?:[0-9]{1,4}[ap]m)?"
    r"|(?:AP|AFP|CP|UPI|NYT|KRT)?(?:News|Sports|Photo|Features)Budget",
    re.IGNORECASE,
)
_OF_MANY = re.compile(r"(?:ap|afp|cp|upi)?(?:newsalert|alert|flash|bulletin|urgent)s?")
_NOT_IN_KEY = re.compile(r"[\W_]+")
_DESCRIPTION = re.compile(r"\s(?:[_—]\s|\().*")  # `BC-FERRY:TB _ business (900 words)`
_SHORTEST_CUT = 18  # a header holds 24 characters of the keyword, perhaps with what stands before it
_NUMBER = re.compile(r"[0-9]{1,2}")
_URGENCY = {"flash": 1, "bulletin": 2, "urgent": 3}
_PLAIN_WORD = re.compile(r"add|take|insert|more", re.IGNORECASE)


class Slug(NamedTuple):
    """A keyword slug without version and take, and the take's words as written, each of which is one kind of take."""

    keyword: str = ""
    takes: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[Kind]:
        """What kinds of take it is."""
        return frozenset(kind for take in self.takes for kind, _ in _words_of(take))

    @property
    def key(self) -> str:
        """The keyword as it identifies a story: letters and digits, since header and slug line differ in the spaces."""
        return _NOT_IN_KEY.sub("", _DESCRIPTION.sub("", self.keyword)).lower()

    @property
    def is_for_editors(self) -> bool:
        """Whether the keyword is that of a digest or an advisory, not of a story."""
        return _FOR_EDITORS.fullmatch(_NOT_IN_KEY.sub("", self.keyword)) is not None

    @property
    def is_of_many(self) -> bool:
        """Whether the keyword is one that all alerts of a day have."""
        return _OF_MANY.fullmatch(self.key) is not None

    @property
    def advance_day(self) -> int | None:
        """The day of the month on which an advance (`Adv17`, `Adv16-17`) may be used first."""
        texts = (text for take in self.takes for kind, text in _words_of(take) if kind == "advance")
        return next((int(number[0]) for text in texts if (number := _NUMBER.search(text))), None)

    def apart(self) -> str | None:
        """Return what tells an addition or an advisory apart from its story, `add-1`; None if it is the story itself.

        One without a number ends in a hyphen.
        """
        for take in self.takes:
            for kind, text in _words_of(take):
                if kind == "apart":
                    word, number = _PLAIN_WORD.search(text), _NUMBER.search(text)
                    return f"{word[0].lower() if word else ''}-{int(number[0]) if number else ''}"
        return "advisory-" if "advisory" in self.kinds and "kill" not in self.kinds else None


def slug_of_header(words: str) -> Slug:
    """Read the words of a header behind the two letters: version, keyword, take, reference number."""
    tokens = _VERSION.sub("", words.strip()).replace(",", ", ").split()
    if len(tokens) > 1 and _REFERENCE.fullmatch(tokens[-1]):
        del tokens[-1]
    for begin in range(1, len(tokens)):
        take = " ".join(tokens[begin:])
        if _is_take(take):
            return _with_loud_words(" ".join(tokens[:begin]), (take,))
    return _with_loud_words(" ".join(tokens), ())


def slug_of_line(line: str) -> Slug:
    """Read a slug line without its marks: version, keyword, then take, reference and word count behind commas."""
    version = _VERSION.match(line)
    keyword, *others = (text.strip() for text in line[version.end() if version else 0 :].split(","))
    rest = [text for text in others if text and not _COUNT.fullmatch(text) and not _REFERENCE.fullmatch(text)]
    takes = tuple(text for text in rest if _is_take(text))
    before = rest.index(takes[0]) if takes else len(rest)
    keyword = ", ".join((keyword, *rest[:before]))
    if not takes:
        return slug_of_header(keyword)
    return _with_loud_words(keyword, takes)


def is_slug_line(line: str, header: Slug) -> bool:
    """Whether a line without its marks is the slug line: it has a version, or the header's keyword, or ends as one does."""
    if len(line) > 200:
        return False
    if _VERSION.match(line):
        return True
    slug = slug_of_line(line)
    if header.key and slug.key[:20] == header.key[:20]:
        return True
    last = line.rpartition(",")[2].strip()
    return bool(slug.takes) and _COUNT.fullmatch(last) is not None


def joined(header: Slug, line: Slug | None) -> Slug:
    """Return the header's keyword, or the slug line's where the header's is absent or cut, with the slug line's takes."""
    if line is None:
        return header
    is_cut = len(header.keyword) >= _SHORTEST_CUT and line.key.startswith(header.key)
    return Slug(line.keyword if is_cut or not header.key else header.keyword, line.takes or header.takes)


def kill_words(text: str) -> bool:
    """Whether a line is nothing but the order to kill a story."""
    return len(text) <= _LONGEST_TAKE and {kind for kind, _ in _words_of(text.rstrip(".!:"))} in ({"kill"}, {"kill", "flag"})


def urgency_word(text: str) -> int | None:
    """Return the urgency of a line or take that says flash (1), bulletin (2) or urgent (3); None for any other."""
    words = [word.lower() for kind, word in _words_of(text.rstrip(".!:")) if kind == "flag"]
    return min((_URGENCY[word] for word in words if word in _URGENCY), default=None)


def _with_loud_words(keyword: str, takes: tuple[str, ...]) -> Slug:
    keyword = keyword.strip(" -,")
    if before := _LOUD_BEFORE.match(keyword):
        return Slug(keyword[before.end() :], (*takes, before["take"]))
    if (after := _LOUD_AFTER.search(keyword)) and any(letter.islower() for letter in keyword[: after.start()]):
        return Slug(keyword[: after.start()], (*takes, after["take"]))
    if numbered := _NUMBERED_TAKE.search(keyword):
        return Slug(keyword[: numbered.start()] + keyword[numbered.end() :], (*takes, numbered["take"]))
    return Slug(keyword, takes)


def _is_take(text: str) -> bool:
    return bool(_words_of(text))


def _words_of(text: str) -> tuple[tuple[Kind, str], ...]:
    """Return the words a take consists of, nothing if it holds any other."""
    if len(text) > _LONGEST_TAKE:
        return ()
    found: list[tuple[Kind, str]] = []
    position = 0
    while position < len(text):
        for kind, pattern in _WORDS:
            if match := pattern.match(text, position):
                found.append((kind, match[0]))
                break
        else:
            return ()
        between = _BETWEEN.match(text, match.end())
        position = between.end() if between else match.end()
    return tuple(found)
