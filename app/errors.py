"""The error tree, in words of the field and without HTTP; `app/problems.py` gives each its status.

ScorecardError
  NotFound             unknown, or not yours: both read the same
  Malformed            cannot be read at all (a broken cursor, JSON that ends early)
  Refused              understood and wrong: carries every problem with its place
  NotSignedIn          no credentials, or none that are valid
  NotAllowed           valid credentials that do not reach this far
  Gone                 was here and was taken away for good
  Conflict             contradicts what is stored
  PreconditionFailed   somebody else changed it first (a stale If-Match)
  TooSlow              the rest of the request does not come
  TooLarge             more than the limit
  Unsupported          a kind of content that is not read here
  TooMany              slow down; says for how many seconds
  Unavailable          not now; says when to come again
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `where` (line, column, field), a stable `code`, and a message for people."""

    where: str
    code: str
    message: str
    value: str | None = None


class ScorecardError(Exception):
    """The root of everything that we raise on purpose; `str()` of it is a sentence for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(ScorecardError):
    """There is no such thing, or it is not yours: nobody may tell the two apart."""

    def __init__(self, message: str = "There is nothing here by that name that you may see.") -> None:
        super().__init__(message)


class Malformed(ScorecardError):
    """The request cannot be read at all."""


class Refused(ScorecardError):
    """The request is understood and wrong; `problems` holds all that was found, not only the first."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class NotSignedIn(ScorecardError):
    """No valid credentials came with the request."""

    def __init__(self, message: str = "Sign in, or send a valid token as `Authorization: Bearer …`.") -> None:
        super().__init__(message)


class NotAllowed(ScorecardError):
    """The credentials are valid, but not for this."""

    def __init__(self, message: str = "Your role does not allow this; ask an administrator.") -> None:
        super().__init__(message)


class Gone(ScorecardError):
    """It was here, and was erased for good; what stays of it is said."""


class Conflict(ScorecardError):
    """The request contradicts what is stored."""


class PreconditionFailed(ScorecardError):
    """What the caller had read is no longer what is stored; read again, then change."""


class TooSlow(ScorecardError):
    """The rest of the request did not come; it may be sent again."""


class TooLarge(ScorecardError):
    """More bytes, rows or characters than the limit that the message names."""


class Unsupported(ScorecardError):
    """A kind of content that is not read here."""


class TooMany(ScorecardError):
    """Too many attempts; `retry_after` seconds from now it may be tried again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(ScorecardError):
    """Not now, by no fault of the caller; `retry_after` seconds from now it is worth trying again."""

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after
