"""docs/source-fields.md: every field of every kind of source, with its default."""

from docs.generate.fields import fields
from docs.generate.markdown import page
from docs.generate.settings_page import fields_table
from schemas.source import FeedSource, PageListSource, PolledSource, Source

_INTRO = """
What may stand in a table `[[source]]` of [sources.toml](sources.md). A field that a kind does not have, or a value that
cannot be, stops whoever reads the file, with a message that names the source and the field. Times are in seconds, sizes in
bytes.

- [All kinds](#all-kinds); `push` has no others
- [What is polled](#what-is-polled), the kinds `feed` and `page_list`: these besides
- [feed](#feed) and [page_list](#page_list): one each
"""


def text() -> str:
    """Return the page."""
    return page(
        "The fields of a source",
        _INTRO,
        "## All kinds",
        fields_table(Source.model_json_schema()),
        "## What is polled",
        "Secrets stand in files of their own, which are read at each poll.",
        fields_table(PolledSource.model_json_schema(), without=_known_of(Source) - {"url"}),
        "## feed",
        f'`kind = "feed"`. {FeedSource.__doc__}',
        fields_table(FeedSource.model_json_schema(), without=_known_of(PolledSource)),
        "## page_list",
        f'`kind = "page_list"`. {PageListSource.__doc__}',
        fields_table(PageListSource.model_json_schema(), without=_known_of(PolledSource)),
    )


def _known_of(model: type[Source]) -> set[str]:
    return set(fields(model.model_json_schema()))
