"""The kinds of sources by name."""

from schemas.folder_source import FolderSource
from schemas.mailbox_source import MailboxSource
from schemas.source import PushSource, Source
from schemas.web_source import FeedSource, PageListSource

KINDS: dict[str, type[Source]] = {
    "push": PushSource,
    "feed": FeedSource,
    "page_list": PageListSource,
    "folder": FolderSource,
    "mailbox": MailboxSource,
}
"""The model of each kind."""
