"""The text of an ANPA 1312 transmission: what stands alone before the story, and its paragraphs."""

import re
from dataclasses import dataclass, field

from worker.draft import Paragraph, Part, Role, WrittenPerson
from worker.formats.anpa_1312_frame import Piece
from worker.formats.anpa_1312_takes import Slug, is_slug_line, kill_words, slug_of_line, urgency_word
from worker.formats.anpa_1312_units import Unit, units_before_text, units_of_text

_LONGEST_HEADLINE = 300
_LONGEST_CREDIT = 80
_MOST_AUTHORS = 20
_DATELINE = re.compile(r"^.{0,80}\((?:AP|AFP|UPI|CP|Reuters|dpa|[A-Z][A-Za-z]{1,11})\) ?[—–-]")
# `HARBOR CITY, Norland _ The ferry`: newspapers' services name no agency. "CORRECTION _ In a story" is none.
_CAPITAL = r"(?:[^\W\d_a-z]|[.'’])"
_PLACE = re.compile(
    r"(?!(?:CORRECTION|CLARIFICATION|ADVISORY|EDITORS?|EDS|NOTE|UPDATE|URGENT|BULLETIN|FLASH|KILL|WHO|WHAT|WHEN|WHERE)\b)"
    rf"(?P<place>[^\W\d_a-z]{_CAPITAL}{{1,19}}(?: {_CAPITAL}{{2,19}}){{0,3}}(?:, [^\W\d_a-z][\w.'’ ]{{1,30}})?)"
    r"\s(?:[_—–]|--)\s(?=[\"“‘'`(]{0,3}[^\W_a-z])"  # "NATO _ the alliance _ said" has no dateline
)
_SENTENCE = re.compile(r"[a-z]{3}[.!?][”\"’]?$")

# Notes to editors. A headline may begin with "With", "Moving" or "Video".
_NOTE = re.compile(
    r"\(?(?:(?i:Eds?|Editors?|Attention(?: editors)?|Note to editors)[.:]|(?i:(?:Editor(?:['’]?s?|s['’]) |Eds )note\b)"
    r"|(?i:(?:With )?AP (?:Photos?|Graphics?|Video|Audio|Interactive)|With (?:photos?|graphics?|video|audio|box|BC-|AP-))\b"
    r"|(?i:(?:photos?|graphics?) ?(?=[A-Z]{2,8}[0-9]{2,4}\b|:)|(?:photos?|graphics?)$)|With:|Moved:|(?i:\$adv)"
    r"|(?i:moving (?:on|for) (?:general|news|sports|financial|business|entertainment))"
    r"|(?:ADDS|UPDATES|LEADS|SUBS|RESTORES|CORRECTS|RECASTS|EDITS|RESENDS|REPEATING|DELETES|TRIMS|CLARIFIES|FIXES|AMENDS)"
    r"(?: [a-z(]| AP |:)|(?i:update):(?=\S)|(?i:adv\.? ?[0-9]{1,2}\b|(?:hold )?for release\b|for immediate release)"
    r"|(?i:embargoed (?:until|for)\b)|HFR\b|FOR USE\b|(?i:for use by )|(?i:multimedia):)"
)
_TO_EDITORS = re.compile(r"(?:EDITORS|Editors|EDS|Eds):")
_NOTE_IN_TEXT = re.compile(
    r"\((?:BEGIN|END|STORY CAN END|OPTIONAL|EDITORS?|EDS|NOTE TO EDITORS|(?:Begin|End) optional|Eds|Editors)\b[^()]{0,400}\)"
    r"|(?:Eds|EDS|Editors|EDITORS)[.:].*",
    re.DOTALL,
)
_HEADLINE = re.compile(r"(?:HL|HEADLINE|Headline) ?: ?(?=\S)")
_KEYWORDS = re.compile(r"INDEX ?: ?(?P<names>.+)", re.DOTALL)
_ROUTING = re.compile(r"(?:code|SYMBOL|CODE|CATEGORY) ?:.*", re.DOTALL)
_BYLINE = re.compile(r"(?:By|BY|by|Par|Von|Por|POR)\s{1,2}(?P<names>[^\W\d_][^!?:;\"]{1,200})", re.DOTALL)
_SMALL_WORD = re.compile(
    r"(?:and|et|und|y|de|du|des|del|della|di|da|dos|van|der|den|von|zu|bin|ibn|al|el|la|le|dpa|of|the|for|in),?"
)
_BEGINS_NAME = re.compile(r"(?:al|el|d|l|o)[-'’]?[A-Z]|[^\W\d_a-z]|[^\w\s]", re.UNICODE)
_TITLE = re.compile(
    r"\b(?:Writers?|Editors?|Correspondents?|Columnists?|Critics?|Reporters?|Producers?|Analysts?|Staff|Photographers?)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\b(?:Press|News|Newspapers?|Service|Agency|Times|Post|Journal|Reuters|AFP|AP|dpa|UPI|Presse)\b", re.I)
_CREDIT = re.compile(
    r"(?:The )?(?:Associated Press|Canadian Press|Agence France-Presse|Reuters|United Press International|AFP"
    r"|Deutsche Presse-Agentur|[^.!?,\n]{2,40} (?:News Service|Newspapers))"
    r"|(?:\(c\)|c\.|©|Copyright) ?[0-9]{4}\b[^\n]{0,80}|Information from: ?[^\n]{1,120}",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r",?\s(?:and|AND|et|und|y)\s|[,;&]")
_RULE = re.compile(r"[\W_]++|\([a-z]{1,3}\)")  # nothing but signs; the initials of a desk
_MORE = re.compile(r"[(\-—\s]{0,4}MORE[)\-—\s]{0,4}")


@dataclass(slots=True)
class Story:
    """What the text of a transmission consists of."""

    slug: Slug | None = None
    headline: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    is_killed: bool = False
    marks_of_more: list[str] = field(default_factory=list)
    dateline: Paragraph | None = None
    """A place alone, with which the text begins."""
    paragraphs: list[Paragraph] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def is_to_editors(self) -> bool:
        """Whether it addresses them in a line of its own where a headline would stand."""
        return not self.headline and any(_TO_EDITORS.fullmatch(note) for note in self.notes)

    @property
    def byline(self) -> str | None:
        """The names as written."""
        return " ".join(self.names) or None

    @property
    def authors(self) -> tuple[WrittenPerson, ...]:
        """The names one by one, with the title that stands below them."""
        title = ", ".join(self.titles) or None
        found = (name.split(" of ")[0].strip() for name in _BETWEEN_NAMES.split(" ".join(self.names)))
        names = [name for name in found if name and not _TITLE.search(name) and not _SOURCE.search(name)]
        return tuple(WrittenPerson(name, role=title) for name in names[:_MOST_AUTHORS])


def read_text(pieces: list[Piece], header: Slug, *, tabular: bool) -> Story:
    """Read the text of a transmission, of which the header gave this slug."""
    story = Story()
    begin = 0
    last: Role | None = None
    for unit in units_before_text(pieces, tabular=tabular):
        text = unit.text
        role = _role(story, unit, last, header, tabular=tabular)
        if role is None:
            break
        story.parts += unit.parts(role)
        _take(story, role, text)
        begin, last = unit.index + len(unit.lines), role if role != "furniture" else last
    may_have_place = not tabular and not (story.slug or header).is_for_editors
    _read_paragraphs(story, pieces[begin:], tabular=tabular, may_have_place=may_have_place)
    return story


def _role(story: Story, unit: Unit, last: Role | None, header: Slug, *, tabular: bool) -> Role | None:
    """Return what a line before the text is; None for the first one of the text."""
    text = unit.text
    if story.slug is None and not story.headline and is_slug_line(text, header):
        return "slug"
    if not text or _RULE.fullmatch(text):
        return "furniture"
    if kill_words(text) or urgency_word(text):
        return "flag"
    if _ROUTING.fullmatch(text):
        return "header"
    if _KEYWORDS.fullmatch(text):
        return "keyword"
    if _NOTE.match(text):
        return "editor_note"
    return _role_of_names(story, unit, last, tabular=tabular) or _role_of_headline(story, text, last, tabular=tabular)


def _role_of_names(story: Story, unit: Unit, last: Role | None, *, tabular: bool) -> Role | None:
    """Return what a line of byline, title or credit is: the latter two stand below names."""
    text = unit.text
    continues = last == "byline" and re.search(r"(?:\band|,)$", story.names[-1]) is not None
    if continues or _names_of(text, centred=unit.is_centred):
        return "byline"
    if _CREDIT.fullmatch(text):
        return "credit"
    if last in {"byline", "author", "credit"} and len(text) <= _LONGEST_CREDIT:
        if _TITLE.search(text) and not _SENTENCE.search(text):
            return "author"
        if (unit.is_centred and not tabular) or (_SOURCE.search(text) and not _SENTENCE.search(text)):
            return "credit"
    return None


def _role_of_headline(story: Story, text: str, last: Role | None, *, tabular: bool) -> Role | None:
    """Return what any other line is: part of the headline, of a note above it, or of the text."""
    if _HEADLINE.match(text):
        return "headline"
    if _DATELINE.match(text) or len(text) > _LONGEST_HEADLINE:
        return None
    if last == "editor_note" and (story.headline or _SENTENCE.search(text)):
        return "editor_note"
    if last == "headline":
        if tabular:  # what follows is a heading of the table
            return None
        return "headline" if sum(map(len, story.headline)) + len(text) <= _LONGEST_HEADLINE else None
    return None if story.headline else "headline"


def _take(story: Story, role: Role, text: str) -> None:
    match role:
        case "slug":
            story.slug = slug_of_line(text)
        case "flag":
            story.flags.append(text)
            story.is_killed = story.is_killed or kill_words(text)
        case "keyword":
            names = _KEYWORDS.fullmatch(text)
            story.keywords += names["names"].split(",") if names else []
        case "editor_note":
            story.notes.append(text)
        case "byline":
            story.names.append(_names_of(text, centred=True) or text)
        case "author":
            story.titles.append(text)
        case "credit":
            story.credits.append(text)
        case "headline":
            story.headline.append(_HEADLINE.sub("", text, count=1))


def _names_of(text: str, *, centred: bool) -> str | None:
    """Return the names of a line that is `By` and names; a line that is centred may hold other words too."""
    match = _BYLINE.fullmatch(text)
    if match is None or (not centred and _SENTENCE.search(text)):
        return None
    first, *words = match["names"].split()
    is_of_names = _BEGINS_NAME.match(first) and all(
        _SMALL_WORD.fullmatch(word) or _BEGINS_NAME.match(word) for word in words
    )
    return match["names"] if centred or is_of_names else None


def _read_paragraphs(story: Story, pieces: list[Piece], *, tabular: bool, may_have_place: bool) -> None:
    last: Role | None = None
    for unit in units_of_text(pieces, tabular=tabular):
        text = unit.text
        if (names := _names_in_text(story, unit, last)) is not None:
            last = names
            story.parts += unit.parts(names)
            _take(story, names, text)
        elif not text or (unit.row is None and _RULE.fullmatch(text)):
            story.parts += unit.parts("furniture")
        elif _MORE.fullmatch(text):
            story.marks_of_more.append(text)
            story.parts += unit.parts("end_mark")
        elif _NOTE_IN_TEXT.fullmatch(text) or (unit.is_own and _NOTE.match(text)):
            story.notes.append(text)
            story.parts += unit.parts("editor_note")
        elif may_have_place and not story.paragraphs and (place := _PLACE.match(text)):
            story.dateline = Paragraph(place["place"], unit.where)
            story.paragraphs.append(Paragraph(text[place.end() :], unit.where))
            story.parts += _parts_with_place(unit)
        else:
            story.paragraphs.append(Paragraph(text, unit.where))
            story.parts += unit.parts("paragraph")


def _names_in_text(story: Story, unit: Unit, last: Role | None) -> Role | None:
    """Return what an indented line above the story is, if it holds names, a title or a credit; Reuters writes them so."""
    text = unit.text
    if story.paragraphs or unit.row is not None or len(text) > _LONGEST_CREDIT or (story.names and last is None):
        return None
    if _DATELINE.match(text) or _PLACE.match(text):
        return None
    return _role_of_names(story, unit, last, tabular=True)  # an equals sign at the end of text centres nothing


def _parts_with_place(unit: Unit) -> list[Part]:
    """Part a paragraph as written from the place with which it begins."""
    whole, *codes = unit.parts("paragraph")
    place = _PLACE.match(whole.text)
    if place is None:  # a control character stands in it
        return [whole, *codes]
    return [Part("dateline", place[0].strip(), unit.where), whole._replace(text=whole.text[place.end() :]), *codes]
