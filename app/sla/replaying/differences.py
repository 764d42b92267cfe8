"""Differences between two documents, place by place, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.sla.replaying.parts import printable

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two documents differ: what is stated there, and what it should be."""

    where: str
    stated: str
    right: str


def differences(stated: object, right: object, where: str = "") -> Iterator[Difference]:
    """Every place where what is stated is not what is right, first the outermost, in the order of ``right``.

    Entries of a list that have an ``id`` are named by it: ``targets[abandonment].credit``.
    """
    if isinstance(stated, Mapping) and isinstance(right, Mapping):
        for key in dict.fromkeys([*right, *stated]):
            name = printable(str(key), _SHOWN)
            yield from _of_key(stated, right, key, f"{where}.{name}" if where else name)
    elif isinstance(stated, list) and isinstance(right, list) and len(stated) == len(right):
        for index, (one, other) in enumerate(zip(stated, right, strict=True)):
            yield from differences(one, other, f"{where}[{_name(other, index)}]")
    elif type(stated) is not type(right) or stated != right:
        yield Difference(where, shown(stated), shown(right))


def _of_key(
    stated: Mapping[str, object], right: Mapping[str, object], key: str, here: str
) -> Iterator[Difference]:
    if key not in right:
        yield Difference(here, shown(stated[key]), "nothing")
    elif key not in stated:
        yield Difference(here, "nothing", shown(right[key]))
    else:
        yield from differences(stated[key], right[key], here)


def _name(entry: object, index: int) -> str:
    return printable(str(entry["id"])) if isinstance(entry, Mapping) and "id" in entry else str(index)


def shown(value: object) -> str:
    """A value for people: texts in quotes, the parts of larger values by how many they are."""
    if isinstance(value, str):
        return f"“{printable(value, _SHOWN)}”"
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return f"an object of {len(value)} keys"
    return f"a list of {len(value)}" if isinstance(value, list) else str(value).lower()[:_SHOWN]
