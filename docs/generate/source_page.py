"""docs/source-fields.md: every field of every kind of source, with its default."""

from docs.generate.fields import fields
from docs.generate.markdown import page
from docs.generate.settings_page import fields_table
from schemas import FeedSource, FolderSource, MailboxSource, PageListSource, PolledSource, PushSource, Source, WebSource

_INTRO = """
What may stand in a table `[[source]]` of [sources.toml](sources.md). A field that a kind does not have, or a value that
cannot be, stops whoever reads the file, with a message that names the source and the field. Times are in seconds, sizes in
bytes.

- [All kinds](#all-kinds)
- [push](#push): these besides
- [What is polled](#what-is-polled), all kinds but `push`: these besides
- [What is fetched over HTTP](#what-is-fetched-over-http): these besides; [feed](#feed) and [page_list](#page_list) have one
  more each
- [folder](#folder), [mailbox](#mailbox)
"""

_OWN_OF_FOLDERS = {"url", "min_interval", "max_interval"}  # meant in another way, or with another default
_OWN_OF_MAILBOXES = _OWN_OF_FOLDERS | {"username", "max_bytes"}


def text() -> str:
    """Return the page."""
    return page(
        "The fields of a source",
        _INTRO,
        "## All kinds",
        fields_table(Source.model_json_schema()),
        "## push",
        f'`kind = "push"`, the default. {PushSource.__doc__}',
        fields_table(PushSource.model_json_schema(), without=_known_of(Source)),
        "## What is polled",
        "Secrets stand in files of their own, which are read at each poll.",
        fields_table(PolledSource.model_json_schema(), without=_known_of(Source) - {"url"}),
        "## What is fetched over HTTP",
        "The kinds `feed` and `page_list`.",
        fields_table(WebSource.model_json_schema(), without=_known_of(PolledSource)),
        "## feed",
        f'`kind = "feed"`. {FeedSource.__doc__}',
        fields_table(FeedSource.model_json_schema(), without=_known_of(WebSource)),
        "## page_list",
        f'`kind = "page_list"`. {PageListSource.__doc__}',
        fields_table(PageListSource.model_json_schema(), without=_known_of(WebSource)),
        "## folder",
        f'`kind = "folder"`. {FolderSource.__doc__}',
        fields_table(FolderSource.model_json_schema(), without=_known_of(PolledSource) - _OWN_OF_FOLDERS),
        "## mailbox",
        f'`kind = "mailbox"`. {MailboxSource.__doc__}',
        fields_table(MailboxSource.model_json_schema(), without=_known_of(PolledSource) - _OWN_OF_MAILBOXES),
    )


def _known_of(model: type[Source]) -> set[str]:
    return set(fields(model.model_json_schema()))
