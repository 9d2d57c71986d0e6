"""Sources fetched over HTTP: feeds, and pages whose links lead to stories."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Text
from schemas.source import PolledSource, WebAddress


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return text


class WebSource(PolledSource):
    """A source that is fetched over HTTP."""

    url: WebAddress = Field(description="The address that is polled.")
    min_interval: int = Field(300, ge=10, description="Shortest time between two polls.")
    first_entries: int = Field(
        30, ge=0, description="Entries taken by the first poll, from the top of the feed or list; the rest counts as seen."
    )
    username: Text | None = Field(None, description="User, where the site asks for one (HTTP Basic).")
    headers: dict[str, str] = Field(default_factory=dict, description="Headers sent with each request to its host.")
    header_files: dict[str, str] = Field(
        default_factory=dict, description="Headers whose values are secrets, by the file that holds each."
    )
    token_file: Text | None = Field(None, description="File that holds a bearer token.")
    certificate_file: Text | None = Field(None, description="Client certificate (PEM), where the site asks for one.")
    key_file: Text | None = Field(None, description="Key of the client certificate.")
    proxy: WebAddress | None = Field(None, description="HTTP proxy, instead of that of the settings.")
    allow_private: bool = Field(
        False, description="Whether private, loopback and link-local addresses may be fetched for it."
    )

    @model_validator(mode="after")
    def _must_fit_together(self) -> Self:
        if (self.username is None) != (self.password_file is None):
            raise ValueError("username and password_file go together")
        if self.username and self.token_file:
            raise ValueError("a site is asked with a user or with a token, not both")
        if self.key_file and not self.certificate_file:
            raise ValueError("key_file goes with certificate_file")
        return self


class FeedSource(WebSource):
    """A feed: RSS, Atom or JSON Feed."""

    kind: Literal["feed"] = Field("feed", description="feed: RSS, Atom, JSON Feed.")
    full_text: bool = Field(
        False, description="Whether the page of each new entry is fetched for its text; the entry's own facts win."
    )


class PageListSource(WebSource):
    """A page whose links lead to stories."""

    kind: Literal["page_list"] = Field("page_list", description="page_list: a page whose links lead to stories.")
    link_pattern: Annotated[str, AfterValidator(_pattern)] = Field(
        min_length=1, description="Regular expression; links whose address holds a match are stories."
    )
