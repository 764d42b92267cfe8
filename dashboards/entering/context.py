"""What the pages of the second step show, as frozen values; a secret is there once, when it was made."""

from dataclasses import dataclass
from typing import Literal

from dashboards.parts import Trouble


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code: the dark modules as one path, in a square of `size` modules with its quiet zone."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret for an authenticator app, as text and as a picture."""

    secret: str
    square: Square


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """The form for the code that follows the password."""

    following: str = "/"
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class SetUpAsked:
    """Setting up what the organisation asks for, on the way in: begin, scan, type, keep the codes."""

    stage: Literal["begin", "scan", "type", "done"] = "begin"
    following: str = "/"
    new: NewSecret | None = None
    recovery: tuple[str, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class AtCompany:
    """Signing in with one's company: which one is asked, it is named, or `address` leads to its provider."""

    following: str = "/"
    email: str = ""
    organisation: str = ""
    name: str = ""
    address: str = ""
    host: str = ""
    trouble: Trouble | None = None
