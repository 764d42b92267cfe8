"""The presets that come with the program: a YAML file for each vendor, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from app.errors import Problem, Refused
from app.reports.mapping.document import Document, checked
from app.reports.mapping.text import read_mapping_text
from app.reports.refusal import shown

TestedOn = Literal["documented_answer", "names_only"]
SAID: Final[Mapping[TestedOn, str]] = {
    "documented_answer": "tested on real or documented answers of this system",
    "names_only": "made from published column names alone and never tested on an answer of this system",
}
_HERE = Path(__file__).with_name("vendors")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file or answer that a system gives, and the mapping that reads it."""

    id: str
    title: str
    mapping: Document


@dataclass(frozen=True, slots=True)
class Preset:
    """How the reports of one system are read: the documentation that it follows, what it was tested on,
    what whoever uses it still has to say, and a mapping for each shape.
    """

    id: str
    title: str
    source: str
    tested_on: TestedOn
    add: str
    shapes: tuple[Shape, ...]

    @property
    def said(self) -> str:
        """In words what the preset was tested on."""
        return SAID[self.tested_on]


@cache
def presets() -> tuple[Preset, ...]:
    """Every preset, by its id."""
    return tuple(_read(path) for path in sorted(_HERE.glob("*.yaml")))


def preset_named(name: str) -> Preset:
    """The preset of that id; raises Refused, naming those there are."""
    found = next((one for one in presets() if one.id == name), None)
    if found is None:
        known = ", ".join(one.id for one in presets())
        raise Refused(
            f"There is no preset “{shown(name)}”; known are {known}.",
            [Problem("preset", "unknown", "is unknown")],
        )
    return found


def _read(path: Path) -> Preset:
    document, _ = read_mapping_text(path.read_text("utf-8"))
    shapes = tuple(_shape(one) for one in document["shapes"])
    given = {name: str(document[name]) for name in ("id", "title", "source")}
    tested = cast("TestedOn", document["tested_on"])
    return Preset(**given, tested_on=tested, add=str(document.get("add", "")), shapes=shapes)


def _shape(document: Mapping[str, Any]) -> Shape:
    return Shape(str(document["id"]), str(document["title"]), checked(document["mapping"], {}))
