"""ninjs 1.x, 2.x and 3.x: one story as a JSON object, a list of them, one a line; and the dialects of agencies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft

_START = re.compile(r'[\ufeff\x1e\s]{0,99}(?:\[[\s\[]{0,99}\{|\{)\s*+"')
_OTHER = re.compile(r'"@context"\s{0,9}:|jsonfeed\.org\\?/version|json-schema\.org\\?/')
_TO = r"\s{0,9}:\s{0,9}"
# Names that nothing else has; in a schema they have objects.
_OWN = re.compile(
    rf'"(?:pubstatus|versioncreated|firstcreated|contentcreated|representationtype|ednote|usageterms|copyrightholder'
    rf"|copyrightnotice|infosources?|trustindicators?|body_xhtml|description_caption|headline_extended"
    rf'|article_html|pubStatus|versionCreated|firstCreated|representationType|edNote|infoSources|trustIndicators)"\s{{0,9}}:(?!\s{{0,9}}\{{)'
    rf'|"\$?standard"{_TO}\{{[^}}]{{0,200}}ninjs|"uno"{_TO}"[^"]{{0,60}}afp\.com',
)
# Names that others have too, of an id and of a text: both are needed.
_ID = re.compile(rf'"(?:(?:uri|guid)"{_TO}"|alt(?:ids?|Ids)"{_TO}["{{\[])')
_TEXT = re.compile(
    rf'"(?:headline"{_TO}"|(?:body|headline|description)_\w{{1,30}}"{_TO}"|(?:headlines|bodies|descriptions)"{_TO}\[\s{{0,99}}\{{'
    rf'|associations"{_TO}[{{\[])'
)
# A text at the beginning may be so long that nothing else is seen.
_TEXT_FIRST = re.compile(
    rf'[\ufeff\x1e\s]{{0,99}}(?:\[\s{{0,99}})?\{{\s{{0,99}}"(?:body_\w{{1,30}}"{_TO}"'
    rf'|(?:bodies|headlines|descriptions)"{_TO}\[\s{{0,99}}\{{\s{{0,99}}"(?:role|value|content[tT]ype|charCount|wordCount)")'
)


@dataclass(frozen=True, slots=True)
class Ninjs:
    """ninjs 1.x, 2.x and 3.x, with any number of items."""

    name: str = "ninjs"
    media_types: tuple[str, ...] = ("application/vnd.iptc.ninjs+json", "application/ninjs+json")

    def sniff(self, head: str) -> bool:
        """Whether it is JSON with a name that is ninjs's own, or with an id and a text as only ninjs has them."""
        if not _START.match(head) or _OTHER.search(head):
            return False
        return bool(_OWN.search(head) or _TEXT_FIRST.match(head) or (_ID.search(head) and _TEXT.search(head)))

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the stories, or why one cannot be read. Raises Unreadable: empty, binary."""
        from worker.formats.decode import decode_anyhow
        from worker.formats.ninjs_item import draft_of  # here, so that another format is read without it
        from worker.formats.ninjs_stories import stories_in

        decoded = decode_anyhow(item, source)
        for story in stories_in(decoded.text):
            if isinstance(story, Unreadable):
                yield story
                continue
            try:
                yield draft_of(story, decoded, (item.url, source.url))
            except Unreadable as error:
                yield error if error.where else Unreadable(error.code, error.message, story.where or "line 1")
