"""What the page that compares providers shows, as frozen values."""

from dataclasses import dataclass

from dashboards.parts import Bound, Judgement, Number


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
class PanelPoint:
    """One period of a contract's panel, judged by the terms of its time."""

    period: str
    judgement: Judgement
    value: Number | None
    expected: Bound | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One contract on the metric over the last periods, drawn on the axis that all panels share.

    Of its ``judged`` points so many were ``met``; ``slipping`` is how many it missed in a row up to the last.
    """

    reference: str
    provider: str
    href: str
    points: tuple[PanelPoint, ...]
    judged: int
    met: int
    slipping: int


@dataclass(frozen=True, slots=True)
class Compare:
    """Every visible contract on one metric in one month; no ``centre`` where nothing can be compared.

    ``panels`` are the same contracts over the last twelve months, who slips first; ``labels`` all periods.
    """

    period: str
    title: str
    choices: tuple[MetricChoice, ...]
    points: tuple[Compared, ...]
    centre: Number | None
    widened: Number | None
    curve: tuple[CurvePoint, ...]
    panels: tuple[Panel, ...] = ()
    labels: tuple[str, ...] = ()
