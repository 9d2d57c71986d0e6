"""Items of the XML and JSON wires for tests: a small story of Northtown, with what a test wants to be different."""

import json
from collections.abc import Mapping

TEXT = "The mayor opened the new bridge in Northtown on Monday."
GUID = "urn:newsml:wire.example:20260723:1"
CREATED = "2026-07-23T09:15:00Z"
STATUS = '<pubStatus qcode="stat:usable"/>'


def g2_item(
    body: str = f"<p>{TEXT}</p>",
    *,
    guid: str = GUID,
    version: str | None = "1",
    created: str = CREATED,
    status: str = STATUS,
    management: str = "",
    content: str = "",
    headline: str = "Bridge opens",
) -> str:
    """A newsItem of NewsML-G2. management and content: more elements of itemMeta and contentMeta."""
    says_version = f' version="{version}"' if version else ""
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.28" guid="{guid}"'
        f'{says_version} xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>{created}</versionCreated>'
        f"{management}{status}</itemMeta><contentMeta><headline>{headline}</headline>{content}</contentMeta><contentSet>"
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
        f"<body>{body}</body></html></inlineXML></contentSet></newsItem>"
    )


def g2_message(*items: str) -> str:
    """A newsMessage of these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>'
        f"2026-07-23T09:16:00Z</sent></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


def newsml_1_item(text: str = TEXT, *, created: str = "20260723T091500Z", number: str = "1", revision: str = "1") -> str:
    """A NewsItem of NewsML 1."""
    return (
        "<NewsItem><Identification><NewsIdentifier><ProviderId>wire.example</ProviderId><DateId>20260723</DateId>"
        f'<NewsItemId>{number}</NewsItemId><RevisionId PreviousRevision="0" Update="N">{revision}</RevisionId>'
        f"<PublicIdentifier>urn:newsml:wire.example:20260723:{number}:{revision}N</PublicIdentifier></NewsIdentifier>"
        f'</Identification><NewsManagement><NewsItemType FormalName="News"/><FirstCreated>{created}</FirstCreated>'
        f'<ThisRevisionCreated>{created}</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>'
        '<NewsComponent xml:lang="en"><NewsLines><HeadLine>Bridge opens</HeadLine></NewsLines><ContentItem>'
        f'<MediaType FormalName="Text"/><DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent></NewsItem>'
    )


def newsml_1(*items: str) -> str:
    """A NewsML 1.2 document of these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20260723T091600Z'
        f"</DateAndTime></NewsEnvelope>{''.join(items)}</NewsML>"
    )


def nitf(text: str = TEXT, *, head: str = f'<doc-id id-string="{GUID}"/>', created: str = "20260723T091500Z") -> str:
    """A NITF document. head: what stands in docdata beside date.issue."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<nitf><head><title>Bridge opens</title><docdata>{head}'
        f'<date.issue norm="{created}"/></docdata></head><body xml:lang="en"><body.head><hedline><hl1>Bridge opens</hl1>'
        f"</hedline></body.head><body.content><block><p>{text}</p></block></body.content></body></nitf>"
    )


def ninjs(body: str = f"<p>{TEXT}</p>", /, fields: Mapping[str, object] | None = None, **others: object) -> str:
    """An object of ninjs 1. fields, others: more of its fields, or None for one that is to be missing."""
    story: dict[str, object] = {
        "uri": GUID,
        "version": "1",
        "versioncreated": CREATED,
        "type": "text",
        "pubstatus": "usable",
        "language": "en",
        "headline": "Bridge opens",
        "body_html": body,
        **(fields or {}),
        **others,
    }
    return json.dumps({name: value for name, value in story.items() if value is not None}, ensure_ascii=False)
