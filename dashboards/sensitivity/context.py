"""What the sensitivity page shows, as frozen values."""

from dataclasses import dataclass

from dashboards.parts import Bound, Judgement, Money, Number


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A target under one variant of its metric; without a judgement ``reason`` says why not.

    ``credits`` are all credits of the period under it, caps included.
    """

    name: str
    formula: str
    agreed: bool
    flips: bool
    judgement: Judgement | None
    value: Number | None
    expected: Bound | None
    minimum: Bound | None
    credit: Money | None
    credits: Money | None
    reason: str


@dataclass(frozen=True, slots=True)
class SensitiveTarget:
    """One target under every variant; ``flips`` when some variant gives another verdict."""

    id: str
    title: str
    href: str
    expected: Bound | None
    minimum: Bound | None
    flips: bool
    variants: tuple[VariantLine, ...]


@dataclass(frozen=True, slots=True)
class Sensitive:
    """One period of a contract under every variant of its metrics."""

    reference: str
    period: str
    scorecard_href: str
    targets: tuple[SensitiveTarget, ...]
