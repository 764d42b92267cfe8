"""Who reads a page and how: language, theme and address of the request, kept in cookies; a page's frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from app.access.identity import Identity
from app.access.roles import Permission
from app.settings import Settings
from dashboards.language import choose
from dashboards.parts import Crumb, Frame, Neighbour, Person, Place, Switch

LINKS: Final[tuple[tuple[str, Permission], ...]] = (
    ("contracts", "contracts:read"),
    ("people", "access:read"),
    ("notices", "access:read"),
    ("tokens", "tokens:write"),
    ("webhooks", "access:write"),
    ("audit", "audit:read"),
)
THEMES: Final = ("system", "light", "dark")
_YEAR: Final = 365 * 24 * 3600
_MOST: Final = 20  # parts of a query that a page carries on


@dataclass(frozen=True, slots=True)
class Reader:
    """What a request says about how its page shall look."""

    path: str
    query: tuple[tuple[str, str], ...]
    asked_language: str | None
    kept_language: str | None
    accepted: str | None
    asked_theme: str | None
    kept_theme: str | None
    encrypted: bool

    @property
    def theme(self) -> str:
        """light, dark, or nothing where the system decides."""
        for theme in (self.asked_theme, self.kept_theme):
            if theme in THEMES:
                return "" if theme == "system" else str(theme)
        return ""

    def language(self, who: Identity | None = None) -> str:
        """The language to answer in; a person's own counts where the browser keeps none."""
        return choose(self.asked_language, self.kept_language or (who.locale if who else None), self.accepted)

    def frame(
        self,
        who: Identity | None = None,
        crumbs: Sequence[Crumb] = (),
        switch: Switch | None = None,
        places: tuple[Place, ...] = (),
        neighbours: tuple[Neighbour, ...] = (),
    ) -> Frame:
        """The frame of a page for this reader."""
        return Frame(
            path=self.path,
            language=self.language(who),
            query=self.query,
            theme=self.theme,
            person=Person(who.name, who.organisation, who.role, links_of(who)) if who else None,
            crumbs=tuple(crumbs),
            switch=switch,
            places=places,
            neighbours=neighbours,
        )

    def keep(self, response: Response) -> None:
        """Keep what was asked for in the address, so that the next page looks the same."""
        for name, value in (("lang", self.asked_language), ("theme", self.asked_theme)):
            if value is not None and (value in THEMES or choose(value, None, None) == value):
                response.set_cookie(
                    name, value, max_age=_YEAR, secure=self.encrypted, httponly=True, samesite="lax"
                )


def links_of(who: Identity) -> tuple[str, ...]:
    """The pages about people and machines that somebody may open, by their word, which is their address."""
    return tuple(word for word, permission in LINKS if permission in who.permissions)


def read_reader(request: Request) -> Reader:
    """The reader of this request; touches no database."""
    settings: Settings = request.app.state.settings
    asked = request.query_params
    return Reader(
        path=request.url.path,
        query=tuple((key, text) for key, text in asked.multi_items() if key not in ("lang", "theme"))[:_MOST],
        asked_language=asked.get("lang"),
        kept_language=request.cookies.get("lang"),
        accepted=request.headers.get("accept-language"),
        asked_theme=asked.get("theme"),
        kept_theme=request.cookies.get("theme"),
        encrypted=settings.encrypted,
    )


async def reader_of(request: Request) -> Reader:
    """The same as a dependency; async, so that it costs no thread."""
    return read_reader(request)


Asking = Annotated[Reader, Depends(reader_of)]
