"""Documents of NewsML 1, made of their parts, for tests of the reading."""

from schemas import Article, Rejection
from tests.formats.items import read_one

URN = "urn:newsml:gull.example:20261020:b1"
TEXT = "<ContentItem><DataContent><p>The harbour is open again.</p></DataContent></ContentItem>"
LINES = "<NewsLines><HeadLine>Harbour open</HeadLine></NewsLines>"
ENGLISH = '<DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>'


def identified(
    public: str = "", *, provider: str = "gull.example", day: str = "20261020", item: str = "b1", revision: str = "1"
) -> str:
    parts = f"<ProviderId>{provider}</ProviderId><DateId>{day}</DateId><NewsItemId>{item}</NewsItemId>"
    end = f'<RevisionId PreviousRevision="0" Update="N">{revision}</RevisionId><PublicIdentifier>{public}</PublicIdentifier>'
    return f"<Identification><NewsIdentifier>{parts}{end}</NewsIdentifier></Identification>"


def item_in(component: str, *, identity: str | None = None, management: str = "", head: str = "") -> bytes:
    """A document of one news item with this in its component."""
    item = f"{identified() if identity is None else identity}<NewsManagement>{management}</NewsManagement>"
    return f"<NewsML>{head}<NewsItem>{item}<NewsComponent>{component}</NewsComponent></NewsItem></NewsML>".encode()


def story_in(component: str, **around: str) -> Article:
    """What becomes of a news item with this in its component."""
    result = read_one(item_in(component, **around))
    assert isinstance(result, Article), result
    return result


def rejected(component: str, **around: str) -> str:
    """The code with which such a news item is rejected."""
    result = read_one(item_in(component, **around))
    assert isinstance(result, Rejection), result
    return result.code


def content(data: str, facts: str = "") -> str:
    return f"<ContentItem>{facts}<DataContent>{data}</DataContent></ContentItem>"


def component(inside: str, role: str = "", attributes: str = "") -> str:
    named = f'<Role FormalName="{role}"/>' if role else ""
    return f"<NewsComponent {attributes}>{named}{inside}</NewsComponent>"
