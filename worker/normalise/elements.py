"""What the elements of HTML are to a reader: blocks that part paragraphs, parts of tables, what is no text at all."""

AS_DIV = {
    "address", "article", "aside", "center", "details", "dialog", "dir", "fieldset", "footer", "header", "hgroup",
    "legend", "main", "menu", "nav", "search", "section", "summary", "form", "option", "optgroup", "xmp", "listing",
    "plaintext",
}  # fmt: skip
"""Blocks that leave as div."""

BLOCKS = {
    "p", "div", "hr", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6",
    "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr",
}  # fmt: skip
"""Blocks that leave as they are."""

UNMARKED = {"html", "head", "body", "frameset"}
"""The document's frame: it leaves no tag and parts no text."""

PHRASES = {
    "em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "small", "cite", "abbr", "q", "time", "code", "samp",
    "kbd", "var", "dfn", "sub", "sup", "ruby", "rt", "rp", "span", "bdi", "bdo",
}  # fmt: skip
"""Elements within a line that leave as they are."""

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
TABLE_PARTS = {"caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
ROW_GROUPS = {"thead", "tbody", "tfoot"}
NO_CONTENT = {"table", "thead", "tbody", "tfoot", "tr"}
"""No text stands in them, only in their cells."""

SCOPE = {"table", "td", "th", "caption"}
"""What an end tag does not reach out of (WHATWG HTML, 13.2.4.2)."""

NOT_SPECIAL_TO_ITEMS = {"p", "div"}
"""A list item is ended by the next one even from within these."""

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "frame", "bgsound",
}  # fmt: skip

SKIPPED = {
    "script", "style", "title", "textarea", "iframe", "noembed", "noframes", "noscript", "template", "select",
    "datalist", "button", "svg", "math", "object", "applet", "canvas", "map", "audio", "video",
}  # fmt: skip
"""Not text of the story: controls, pictures drawn by code, what stands for something that cannot be shown."""

ACTIVE = {
    "script", "iframe", "frame", "object", "embed", "applet", "form", "button", "input", "select", "textarea", "svg",
    "math", "base", "meta",
}  # fmt: skip
"""What does something, or could."""
