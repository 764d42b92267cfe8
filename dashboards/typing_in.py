"""What somebody typed into a form of ours, and what was wrong with it, so that nothing typed is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from pydantic import ValidationError

from app.errors import Conflict, NotAllowed, PreconditionFailed, Refused, ScorecardError, TooMany
from dashboards.parts import Trouble, WrongPlace

_MOST_FIELDS: Final = 2000
_STATUS: Final[dict[type[ScorecardError], int]] = {
    Refused: 422,
    Conflict: 409,
    PreconditionFailed: 412,
    NotAllowed: 403,
    TooMany: 429,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form in the order in which they came; files are left out."""

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """The last value of that field, without space at its ends."""
        return next((text.strip() for key, text in reversed(self.pairs) if key == name), default)

    def whole(self, name: str) -> str:
        """The last value of that field as it was typed: a password may begin with space."""
        return next((text for key, text in reversed(self.pairs) if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that field."""
        return tuple(text for key, text in self.pairs if key == name)

    def after(self, prefix: str) -> list[str]:
        """What stands behind the prefix in the names of fields: the rows of a form, in order."""
        return [key.removeprefix(prefix) for key, _ in self.pairs if key.startswith(prefix)]


async def typed_of(request: Request) -> Typed:
    """The form of a request."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    pairs = [(key, text) for key, text in form.multi_items() if isinstance(text, str)]
    # A browser sends line ends as CR LF; the rest of the service knows LF alone.
    return Typed(tuple((key, text.replace("\r\n", "\n")) for key, text in pairs))


FromForm = Annotated[Typed, Depends(typed_of)]


def attempted(act: Callable[[], None]) -> tuple[Trouble | None, int]:
    """What was wrong with an act, and the status of the answer; None and 303 when it was done."""
    try:
        act()
    except ValidationError as fault:
        told = tuple(
            WrongPlace(".".join(str(part) for part in one["loc"]), one["msg"].removeprefix("Value error, "))
            for one in fault.errors(include_url=False, include_input=False)
        )
        return Trouble("Something that was typed is wrong.", told), 422
    except tuple(_STATUS) as refused:
        problems = refused.problems if isinstance(refused, Refused) else ()
        told = tuple(WrongPlace(one.where, one.message) for one in problems if one.message != refused.message)
        status = next(code for kind, code in _STATUS.items() if isinstance(refused, kind))
        return Trouble(refused.message, told), status
    return None, 303
