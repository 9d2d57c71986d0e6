"""Items of NewsML-G2, made of their parts, for tests of the reading."""

from schemas import Article
from tests.formats.items import read_one

NAMESPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
STORY = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem {NAMESPACE} guid="tag:kestrel.example,2022:bridge" version="1.10" standard="NewsML-G2" xml:lang="fr">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="Kestrel"/><versionCreated>2022-02-08T10:00:00Z</versionCreated>
</itemMeta><contentMeta><headline>L’été à Évian</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Un été
<b>très</b> chaud.</p><p>Fin.</p></body></html></inlineXML></contentSet>
</newsItem>
"""


def article_of(payload: bytes) -> Article:
    """The article of bytes that hold one story."""
    result = read_one(payload)
    assert isinstance(result, Article), result
    return result


def story(meta: str = "", item: str = "", content: str = "<inlineXML><p>Text.</p></inlineXML>", more: str = "") -> str:
    """A news item of these parts."""
    return (
        f'<newsItem {NAMESPACE} guid="tag:kestrel.example,2022:bridge" version="1" xml:lang="en">{more}'
        f"<itemMeta>{item}</itemMeta><contentMeta><headline>Headline</headline>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def read_story(
    meta: str = "", item: str = "", content: str = "<inlineXML><p>Text.</p></inlineXML>", more: str = ""
) -> Article:
    """The article of a news item of these parts."""
    return article_of(story(meta, item, content, more).encode())
