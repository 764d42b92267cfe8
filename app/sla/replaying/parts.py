"""Parts of a record that came from outside: each value is read as what it must be, and named by its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction

from app.sla.quantities import MILLION

LONGEST = 4000  # digits; Python itself refuses a little more
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(/[0-9]*[1-9][0-9]*)?", re.ASCII)
_SHOWN = 40


class RecordFault(ValueError):
    """A record that cannot be replayed; ``path`` is the place in it, such as ``sheets[3].totals.offered``."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a record and its place; every reading raises RecordFault where it is something else."""

    value: object
    path: str = ""

    def part(self, key: str) -> "Part":
        """What stands under a key that must be there."""
        found = self.maybe(key)
        if found is None:
            raise RecordFault(self._under(key), "is missing")
        return found

    def maybe(self, key: str) -> "Part | None":
        """What stands under a key, or None."""
        entries = self.mapping()
        return Part(entries[key], self._under(key)) if key in entries else None

    def only(self, *keys: str) -> None:
        """Refuse every other key: what nothing reads would be evidence of nothing."""
        for key in self.mapping():
            if key not in keys:
                raise RecordFault(self._under(key), "is not a part of such a record")

    def mapping(self) -> dict[str, object]:
        """An object, as it is."""
        if not isinstance(self.value, dict):
            raise self._not("an object with keys")
        return self.value

    def entries(self) -> dict[str, "Part"]:
        """Every key with what stands under it."""
        return {key: Part(value, self._under(key)) for key, value in self.mapping().items()}

    def each(self) -> list["Part"]:
        """Every entry of a list."""
        if not isinstance(self.value, list):
            raise self._not("a list")
        return [Part(value, f"{self.path}[{index}]") for index, value in enumerate(self.value)]

    def text(self) -> str:
        """A text."""
        if not isinstance(self.value, str):
            raise self._not("a text")
        return self.value

    def choice(self, allowed: Sequence[str]) -> str:
        """One of these words."""
        if self.text() not in allowed:
            raise self._not(f"one of {', '.join(allowed)}")
        return self.text()

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self._not("true or false")
        return self.value

    def number(self) -> Fraction:
        """An exact number: decimal text, or numerator/denominator where the decimals never end."""
        text = self.text()
        if len(text) > LONGEST or not _NUMBER.fullmatch(text) or ("/" in text and "." in text):
            raise self._not("a number as text, in its plain form")
        return Fraction(text)

    def whole(self) -> int:
        """A whole number."""
        value = self.number()
        if value.denominator != 1:
            raise self._not("a whole number as text")
        return value.numerator

    def millionths(self) -> int:
        """A number that was measured, in whole millionths."""
        value = self.number() * MILLION
        if value.denominator != 1:
            raise self._not("a number of at most six decimals")
        return value.numerator

    def day(self) -> date:
        """A day, as 2026-04-01."""
        text = self.text()
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.isoformat() != text:
            raise self._not("a day like 2026-04-01")
        return found

    def instant(self) -> datetime:
        """An instant in UTC, as 2026-04-01T16:00:00Z."""
        text = self.text()
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or instant_text(found) != text:
            raise self._not("an instant like 2026-04-01T16:00:00Z")
        return found

    def faulty(self, fault: ValueError) -> RecordFault:
        """The fault of what stands here; one that already names its place stays as it is."""
        return fault if isinstance(fault, RecordFault) else RecordFault(self.path, str(fault))

    def _under(self, key: str) -> str:
        shown = printable(key)
        return f"{self.path}.{shown}" if self.path else shown

    def _not(self, wanted: str) -> RecordFault:
        shown = f"“{printable(self.value)}”" if isinstance(self.value, str) else type(self.value).__name__
        return RecordFault(self.path, f"there stands {shown}, and it must be {wanted}")


def printable(text: str, longest: int = _SHOWN) -> str:
    """The beginning of a text, without what would move a cursor or break a line where it is shown."""
    return "".join(sign if sign.isprintable() else "�" for sign in text[:longest])


def instant_text(instant: datetime) -> str:
    """A UTC instant as it stands in a record: to the second, and finer only where it is."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
