"""Pages that are no story: error messages, checks for robots, consent forms, logins, paywalls, lists of links."""

from typing import NamedTuple

from schemas import Code
from schemas.errors import Unreadable
from worker.formats.page_metadata import Metadata
from worker.formats.page_phrases import CONSENT, COOKIE, ERROR_TITLE, NEEDS_SCRIPT, PAYWALL, ROBOT_CHECK
from worker.formats.page_scan import Scan

# The shortest stories of agencies have 200 letters; error messages and forms have fewer, or go on about themselves.
_LITTLE_TEXT = 400
_FORM_TEXT = 1500
# Teasers seen have one to three paragraphs; sites that show more than this in full show all of it.
_TEASER_TEXT = 1200
_FEW_WORDS_AFTER = 600
_LINKS_OF_AN_INDEX = 0.6  # share of the letters; story pages with long menus have .2 to .5
_LINKS_OF_ITS_TEXT = 0.5
_COOKIES_OF_A_FORM = 3
_ERROR_STATUS = 400
_LOOK = 20_000
_MOST_LOOKED_AT = 60_000
_WHERE = "page"


class Page(NamedTuple):
    """What a page turned out to hold. text: the story's, as far as it was found."""

    scan: Scan
    metadata: Metadata
    text: str


def refuse_status(status: str | None) -> None:
    """Raise Unreadable (error_page) where the server itself said that this is an error: 400 and more."""
    if status and status.isascii() and status.isdigit() and int(status[:4]) >= _ERROR_STATUS:
        raise Unreadable(Code.ERROR_PAGE, f"the server answered {status[:4]}: the page is its message, not a story", _WHERE)


def refuse_other_kinds(page: Page) -> None:
    """Raise Unreadable for a page that is no story: error_page, paywall or no_story, with what gave it away."""
    scan, metadata = page.scan, page.metadata
    # Letters that are no letter of a story count too: what matters is how little there is.
    length = len(page.text)
    if reason := _error(scan, metadata, length):
        raise Unreadable(Code.ERROR_PAGE, reason, _WHERE)
    if reason := _paywall(scan, metadata, page.text):
        raise Unreadable(Code.PAYWALL, f"{reason}; a source that has paid needs its credentials set", _WHERE)
    if not metadata.is_story and _is_index(scan, page.text):
        raise Unreadable(Code.NO_STORY, "nearly all of its text is links: it is a list of stories, not one", _WHERE)


def _is_index(scan: Scan, text: str) -> bool:
    """Whether links are most of a page, and most of what was found as its story."""
    if scan.letters == 0 or scan.letters_of_links / scan.letters < _LINKS_OF_AN_INDEX:
        return False
    text = text[:_LOOK]
    return sum(len(link) for link in set(scan.link_texts) if link in text) >= _LINKS_OF_ITS_TEXT * len(text)


def _error(scan: Scan, metadata: Metadata, length: int) -> str | None:
    titles = [title for title in (scan.title, *scan.headings[:1]) if title]
    seen = scan.text[:_LOOK]
    if length < _FORM_TEXT and not metadata.is_story and any(map(ERROR_TITLE.match, titles)):
        return f"its title is that of an error message: {titles[0][:80]!r}"
    if length < _LITTLE_TEXT and any(map(ROBOT_CHECK.search, (*titles, seen[:_FORM_TEXT]))) and not metadata.is_story:
        return "it is a check for robots"
    if length < _LITTLE_TEXT and scan.refresh and "url" in scan.refresh.lower() and len(seen) < _LITTLE_TEXT:
        return "it sends browsers on to another address and has no text of its own"
    if length < _FORM_TEXT and not metadata.is_story and _is_consent(seen):
        return "it is a consent form"
    if length < _LITTLE_TEXT and scan.asks_for_password and not metadata.is_story:
        return "it asks for a password"
    if len(seen) < _LITTLE_TEXT and length < _LITTLE_TEXT and NEEDS_SCRIPT.search(f"{seen} {scan.without_scripts[:_LOOK]}"):
        return "it is empty without its scripts"
    return None


def _is_consent(seen: str) -> bool:
    asked = CONSENT.search(seen[:_FORM_TEXT])
    return asked is not None and len(COOKIE.findall(seen)) >= _COOKIES_OF_A_FORM and len(seen) < 4 * _FORM_TEXT


def _paywall(scan: Scan, metadata: Metadata, text: str) -> str | None:
    if metadata.is_free is False and len(text) < _TEASER_TEXT:
        return "it says that it is not free, and shows only its beginning"
    if len(text) >= _TEASER_TEXT or metadata.is_free:
        return None
    marker = PAYWALL.search(scan.text[:_MOST_LOOKED_AT])
    if marker and (len(text) < _FEW_WORDS_AFTER or PAYWALL.search(text)):
        return f"it shows only its beginning, then {marker[0][:60]!r}"
    return None
