"""What the page of the two sides shows, as frozen values."""

from dataclasses import dataclass

from dashboards.parts import Money, Number


@dataclass(frozen=True, slots=True)
class SideLine:
    """One measure as both sides state it over the days that both state; ``apart`` of the larger figure.

    ``apart`` is above zero where the provider states more. ``follows`` says what was agreed for a difference
    beyond the tolerance, and is empty within it.
    """

    measure: str
    provider: Number | None
    client: Number | None
    difference: Number | None
    apart: Number | None
    compared: int
    follows: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A target whose line the difference changed."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class SidesPeriod:
    """One period; without a tolerance the terms agree on no comparison."""

    period: str
    href: str
    tolerance: Number | None
    lines: tuple[SideLine, ...]
    touched: tuple[Touched, ...]
    charges: tuple[tuple[str, Money], ...]
    charges_flag: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides' figures of one contract: a period, and the ones before it, oldest first."""

    reference: str
    reports_href: str
    scorecard_href: str
    now: SidesPeriod
    past: tuple[SidesPeriod, ...]
