"""An item of ANPA 1312 for tests, what it becomes, and other forms of it."""

from schemas import Article
from tests.formats.items import item_of
from worker.pipeline import read

HEADER = "\x16\x16\x01W2870\x1fasian\n"
PRIORITY = "r l \x13\x11  BC-LT--Ferry-Sails   11-13 0466\n"
SLUG = "^BC-LT--Ferry Sails,466<\n"
NAMES = "^Ferry sails again<\n^By HANNA VELDT=\n^Associated Press=\n"
STORY = f"{NAMES}\t   VELDHAVEN (AP) _ The ferry sailed on\nWednesday.\n\t   It was full.\n"
TRAILER = "\x03AP-WF-11-13-13 1509GMT<\n"
ITEM = HEADER + PRIORITY + "\x02" + SLUG + STORY + TRAILER + "\x0c\n\x04\n"
URI = "urn:wirecopy:test:w-ltferrysails-2013-11-13"


def articles_of(text: str | bytes) -> list[Article]:
    found = read(item_of(text.encode() if isinstance(text, str) else text).model_copy(update={"format": "anpa_1312"}))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def article_of(text: str | bytes) -> Article:
    (article,) = articles_of(text)
    return article


def with_take(take: str, in_line: str | None = None) -> str:
    """The item as another take of its story, as the header and the slug line write it."""
    item = ITEM.replace("BC-LT--Ferry-Sails ", f"BC-LT--Ferry-Sails {take} ")
    return item.replace("Ferry Sails,466", f"Ferry Sails, {in_line},466" if in_line else "Ferry Sails,466")


def with_lines(*lines: str) -> str:
    """The item with other lines between slug line and text."""
    head, _, text = ITEM.partition(NAMES)
    return head + "".join(f"^{line}\n" for line in lines) + text
