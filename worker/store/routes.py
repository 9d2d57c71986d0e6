"""Routes: extra article streams, each with a filter, written in the same step as the articles stream."""

from pydantic import Field

from schemas import Article
from schemas.base import Record, Text
from schemas.languages import is_among
from schemas.streams import ROUTE_NAME


class Route(Record):
    """A named stream and what goes into it. Every filter given must match; one matches where any of its values does.

    A canceled record passes all but the filter of status: an operator's kill has no provider, no urgency and its own source,
    and must reach whoever has the story.
    """

    name: Text = Field(pattern=ROUTE_NAME, description="Its stream is articles:<name>.")
    language: tuple[Text, ...] = Field((), description="BCP 47 tags; `ar` lets ar-EG through too.")
    source: tuple[Text, ...] = Field((), description="Ids of sources.")
    provider: tuple[Text, ...] = Field((), description="Codes of providers.")
    status: tuple[Text, ...] = Field((), description="usable, withheld, canceled.")
    max_urgency: int | None = Field(
        None, ge=1, le=9, description="Lets through this urgency and higher ones (lower numbers)."
    )

    def matches(self, article: Article) -> bool:
        """Whether an article goes into this route's stream."""
        if self.status and article.status not in self.status:
            return False
        if article.status == "canceled":
            return True
        provider = article.provider.code if article.provider else None
        return (
            (not self.language or is_among(article.language, self.language))
            and (not self.source or article.provenance.source in self.source)
            and (not self.provider or provider in self.provider)
            and (self.max_urgency is None or (article.urgency is not None and article.urgency <= self.max_urgency))
        )
