"""What the page that compares providers shows, as frozen values."""

from dataclasses import dataclass

from dashboards.parts import Judgement, Number


@dataclass(frozen=True, slots=True)
class MetricChoice:
    """A metric on which contracts can be compared in the month."""

    title: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One contract on the metric: its rate, what it is made of, and where chance would leave it.

    ``apart`` is above or below where it stands out by more than chance, else empty.
    """

    reference: str
    provider: str
    href: str
    period: str
    judgement: Judgement
    value: Number
    part: Number
    volume: Number
    low: Number
    high: Number
    apart: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The limits at one volume: two and three sigma around the common rate, in percent."""

    volume: Number
    low: Number
    high: Number
    inner_low: Number
    inner_high: Number


@dataclass(frozen=True, slots=True)
class Compare:
    """Every visible contract on one metric in one month; no ``centre`` where nothing can be compared."""

    period: str
    title: str
    choices: tuple[MetricChoice, ...]
    points: tuple[Compared, ...]
    centre: Number | None
    widened: Number | None
    curve: tuple[CurvePoint, ...]
