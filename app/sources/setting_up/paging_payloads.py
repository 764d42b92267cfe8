"""How the pages of one pull follow each other, as it is given and shown."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.payloads import Payload
from app.sources.outside.destinations import NotFetchable, plain_host

Path = Annotated[str, Field(min_length=1, max_length=200, examples=["paging.next"])]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.~$-]+$")]
MostPages = Annotated[int, Field(ge=1, le=1000, description="A pull that needs more fails.")]


def _host(name: str) -> str:
    try:
        return plain_host(name)
    except NotFetchable as wrong:
        raise ValueError(str(wrong)) from None


Hosts = Annotated[
    list[Annotated[str, Field(max_length=253), AfterValidator(_host)]],
    Field(max_length=5, description="Hosts on which a next page may lie; they get no credentials."),
]


class ByLink(Payload):
    """The answer's header `Link: <…>; rel="next"` leads to the next page."""

    kind: Literal["link"]
    most_pages: MostPages = 100
    other_hosts: Hosts = Field(default_factory=list)


class ByCursor(Payload):
    """The answer carries a cursor (or the next address) until there is no further page."""

    kind: Literal["cursor"]
    cursor: Annotated[Path, Field(description="Where it stands in the JSON answer.")]
    into: Literal["query", "body", "address"] = "query"
    name: Annotated[Name | None, Field(description="The parameter, or the field of the body.")] = None
    most_pages: MostPages = 100
    other_hosts: Hosts = Field(default_factory=list)


class ByNumber(Payload):
    """Pages are counted until one is empty, or until as many pages or rows came as the answer states."""

    kind: Literal["page"]
    name: Name
    into: Literal["query", "body"] = "query"
    first: Annotated[int, Field(ge=0, le=1)] = 1
    step: Annotated[int, Field(ge=1, le=10_000, description="More than 1 for offsets: rows of a page.")] = 1
    rows: Annotated[str, Field(max_length=200, description="Path of the array of rows; '' for any.")] = ""
    total: Annotated[str, Field(max_length=200, description="Path of the stated total, '' for none.")] = ""
    total_of: Literal["pages", "rows"] = "pages"
    most_pages: MostPages = 100


Paging = Annotated[ByLink | ByCursor | ByNumber, Field(discriminator="kind")]
