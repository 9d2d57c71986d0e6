"""Arabic Gigaword SGML (LDC2011T11), its sister collections in other languages and those before it: a DOC for each story."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.decode import decode_anyhow

_OTHERS = r"(?:\s++|<[!?][^<>]*+>)*+"
# A prologue or an element around all documents may stand first; DOC elements of other files hold other elements.
_BEGINNING = re.compile(
    rf"\ufeff?{_OTHERS}(?:<(?!DOC[\s>])[A-Z][^<>]*+>{_OTHERS})?<DOC(?=[\s>])"
    rf"(?:(?=[^<>]*?\sid\s*+=)(?=[^<>]*?\stype\s*+=)"
    rf"|[^<>]*+>{_OTHERS}<(?:DOCNO|DOCID|DOCTYPE|HEADER|BODY|HEADLINE|DATELINE|TEXT)[\s>])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gigaword:
    """Files of Gigaword, with any number of documents."""

    name: str = "gigaword"
    media_types: tuple[str, ...] = ("text/sgml", "application/sgml", "text/x-sgml")

    def sniff(self, head: str) -> bool:
        """Whether the first element is a DOC with an id and a type, or with the elements that documents have."""
        return _BEGINNING.match(head) is not None

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the story of each DOC, or why it cannot be read. Raises Unreadable: empty, binary, no_story."""
        from worker.formats.gigaword_documents import documents_of
        from worker.formats.gigaword_story import draft_of
        from worker.tags import tidy

        decoded = decode_anyhow(item, source)
        document = None
        for document in documents_of(tidy(decoded.text)):
            try:
                yield document if isinstance(document, Unreadable) else draft_of(document, decoded)
            except Unreadable as error:
                yield error
        if document is None:
            raise Unreadable(Code.NO_STORY, "there is no DOC element in it", "line 1")
