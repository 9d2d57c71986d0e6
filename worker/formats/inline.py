"""One line of text out of HTML: titles, names, short fields."""

import re
from collections.abc import Iterator

from worker.tags import decode_references, has_markup, tidy, tokens, unescape_whole

# Elements within a line; any other tag parts words.
_PHRASES = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "nobr", "q", "ruby", "rb", "rt", "rp", "s", "samp", "script", "small", "span", "strike", "strong", "style",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_SPACE = re.compile(r"[ \t\n\f]++")
_ANY_TAG = re.compile(r"<[^<>]*+>")
_MARKED = re.compile(
    r"</(?:a|b|em|font|i|p|s|span|strong|sub|sup|u)>|&(?:#[xX]?[0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});"
)


def inline_text(html: str) -> str:
    """Return the text of a line of HTML without tags and references, in one line; plain text stays as it is.

    Angle brackets that are no tags of HTML stay. What was escaped as a whole is read as markup.
    """
    html = unescape_whole(tidy(html))
    if not has_markup(html):
        return _SPACE.sub(" ", decode_references(html)).strip()
    return _SPACE.sub(" ", "".join(_pieces(html, " "))).strip()


def plain_line(text: str) -> str:
    """Return a line that should be plain text: where it holds references or elements all the same, without them."""
    return inline_text(text) if _MARKED.search(text) else text


def have_same_letters(one: str, two: str) -> bool:
    """Whether two texts are the same but for markup and space."""
    return one == two or _letters(one) == _letters(two)


def _letters(html: str) -> str:
    return "".join(decode_references(_ANY_TAG.sub("", html)).split())


def block_lines(html: str) -> str:
    """Return the text of markup with a line for each block of it, as a page's text has it when copied."""
    return "".join(_pieces(tidy(html), "\n", keep_lines=False))


def _pieces(html: str, between: str, *, keep_lines: bool = True) -> Iterator[str]:
    for token in tokens(html):
        if not isinstance(token, str):
            if token.name not in _PHRASES:
                yield between
        else:
            yield token if keep_lines else _SPACE.sub(" ", token)
