"""The catalogue of metrics: each with its definition, unit, direction, variants and source (domain.md §4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from app.sla.catalogue.text import TEXT

MetricUnit = Literal["ratio", "seconds", "money", "number"]
Direction = Literal["higher", "lower", "neither"]

HANDLING = "talk_seconds + hold_seconds + wrap_seconds"
_COPC = "COPC CX Standard; ICMI glossary"


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric of the catalogue; ``default`` is the variant when the terms name none, empty if they must.

    ``variants`` are formulas by name; ``procedures`` name, by variant, what works out the names in the
    formula that are no measures.
    """

    name: str
    title: str
    unit: MetricUnit
    direction: Direction
    definition: str
    source: str
    variants: Mapping[str, str]
    default: str
    procedures: Mapping[str, str] = field(default_factory=dict)


def _blocks() -> Iterator[list[str]]:
    block: list[str] = []
    for line in TEXT.strip().splitlines():
        if block and not line.startswith(" "):
            yield block
            block = []
        block.append(line.strip())
    yield block


def _read(lines: Sequence[str]) -> Definition:
    name, title, unit, direction, *source = lines[0].split(" | ")
    variants, procedures, default = {}, {}, ""
    for line in lines[2:]:
        label, _, said = line.partition("= ")
        formula, _, procedure = said.partition(" ; ")
        variant = label.strip("* ") or "standard"
        variants[variant] = formula.replace("{HANDLING}", HANDLING)
        default = variant if label.strip() in ("", f"* {variant}") else default
        if procedure:
            procedures[variant] = procedure
    made = cast("MetricUnit", unit), cast("Direction", direction)
    return Definition(
        name, title, *made, lines[1], source[0] if source else _COPC, variants, default, procedures
    )


CATALOGUE: dict[str, Definition] = {one.name: one for one in map(_read, _blocks())}
