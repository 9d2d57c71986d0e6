"""The story's text among all that is on a page: by trafilatura, within bounds."""

import re

from worker.formats.inline import block_lines
from worker.tags import tidy, tokens

# A row of elements takes it quadratic time: 1.5 s for 11,000 <span>, 100 s for 55,000. Pages of news have 500 to 5,000.
_MOST_ELEMENTS = 10_000
_MOST_LETTERS = 3_000_000
_INNER = re.compile(r"\s*+<(?:html|body)>|</(?:html|body)>\s*+")
_INDENTATION = re.compile(r">\n\s*+<")
_NOT_TEXT = {"script", "style", "noscript", "template", "svg", "iframe", "nav", "footer", "aside", "form"}
_PARAGRAPH = re.compile(r"<p(?:\s[^<>]*+)?>(?:[^<]++|<(?!p[\s>]|/p>))*+", re.IGNORECASE)
_FEWEST_LETTERS = 40
_MOST_PARAGRAPHS = 2_000


def find_body(markup: str, elements: int, *, has_long_tag: bool) -> str:
    """Return the markup of a page's story, empty where none was found; nothing of it is sanitised."""
    markup = tidy(markup)
    if elements > _MOST_ELEMENTS or len(markup) > _MOST_LETTERS or has_long_tag:
        return _paragraphs(markup)
    try:
        return _extracted(markup)
    except Exception:  # whatever page it stumbles over, there is still the plain way
        return _paragraphs(markup)


def text_of(markup: str) -> str:
    """Return the text of markup, its blocks in lines."""
    return "\n".join(filter(None, map(str.strip, block_lines(markup).splitlines())))


def _extracted(markup: str) -> str:
    import logging

    from lxml import html
    from trafilatura import extract

    # It reports each page without text as an error; for us that is a rejection like any other.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(markup.encode(), parser=parser)
    for one in tree.xpath("//script | //style | //template"):
        one.drop_tree()  # JSON-LD is read apart: what a paywall hides must not come in by its back door
    found: str | None = extract(
        tree, output_format="html", include_comments=False, include_formatting=True, include_links=False, with_metadata=False
    )
    return _INDENTATION.sub(">\n<", _INNER.sub("", found)) if found else ""


def _paragraphs(markup: str) -> str:
    """Return the p elements with some text, of a page too large or too odd for anything better."""
    outside = "".join(_without_surroundings(markup))
    found = [one for one in _PARAGRAPH.findall(outside) if len(text_of(one)) >= _FEWEST_LETTERS]
    return "".join(f"{one}</p>" for one in found[:_MOST_PARAGRAPHS])


def _without_surroundings(markup: str) -> list[str]:
    """Cut out the elements that hold no story, by the places of their tags."""
    kept, place, hidden = [], 0, ""
    for token in tokens(markup):
        if isinstance(token, str) or token.name not in _NOT_TEXT:
            continue
        if not hidden and not token.is_end:
            kept.append(markup[place : token.place])
            hidden = token.name
        elif token.name == hidden and token.is_end:
            hidden, place = "", token.place
    return kept if hidden else [*kept, markup[place:]]
