"""Working: the steps by which a number came about, as data; ``wording`` turns them into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.sla.quantities import decimal_text


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the rule that was applied, what went in, and what came out, all as exact text."""

    rule: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    result: str = ""

    def document(self) -> dict[str, object]:
        """The step as plain JSON values."""
        return {"rule": self.rule, "inputs": dict(self.inputs), "result": self.result}


def step(rule: str, result: Fraction | str = "", **inputs: Fraction | str) -> Step:
    """A step from numbers and texts; numbers become decimal text."""
    return Step(rule, {name: _text(value) for name, value in inputs.items()}, _text(result))


def _text(value: Fraction | str) -> str:
    return value if isinstance(value, str) else decimal_text(value)
