"""Who is in the sample world: the four centres, their queues, and how each of them behaves.

A character is placed by the position of the month in the world (0 … 17), so that the last months tell the
story whenever the world is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

CLIENT = "Meridian Bank"
MONTHS = 18


@dataclass(frozen=True)
class Line:
    """An inbound queue: calls a day, opening minutes of the local day, seconds of work and of patience."""

    name: str
    calls: int
    shape: str
    opens: int
    closes: int
    talk: int
    wrap: int
    patience: int
    resolved: int  # thousandths resolved at first contact


@dataclass(frozen=True)
class Campaign:
    """An outbound queue: lists (segments) with the records loaded a month and the thousandths that buy."""

    name: str
    lists: Mapping[str, tuple[int, int]]
    price: int  # revenue of a success, minor units


@dataclass(frozen=True)
class Provider:
    """One outsourced centre: the agents it rosters beyond the bare load, by month, and its habits."""

    slug: str
    name: str
    contract: str
    zone: str
    currency: str
    lines: tuple[Line, ...]
    reserve: tuple[int, ...]  # thousandths of the root of the load, one per month of the world
    hourly: int  # cost of a staffed hour, minor units
    per_call: int  # cost of an answered call, minor units
    reports_on: int  # the day of the next month on which a month's report comes
    campaign: Campaign | None = None
    restates: int | None = None  # the month that is reported too well at first
    bunches: tuple[int, int] | None = None  # share answered in time of the answered, hundred-thousandths
    late: Mapping[int, int] = field(default_factory=dict)  # month → the day on which its report comes
    missing: frozenset[int] = frozenset()

    def time_zone(self) -> ZoneInfo:
        """The zone of the centre's reports."""
        return ZoneInfo(self.zone)


_STEADY = (1040, 1080, 1020, 1060, 1050, 1100, 1040, 1030, 1080, 1100, 1060, 1090, 1070)
CHENGDU = Provider(
    slug="chengdu",
    name="Chengdu Contact Services",
    contract="MER-CHENGDU-2025",
    zone="Asia/Shanghai",
    currency="CNY",
    lines=(
        Line("cards", 620, "office", 420, 1440, 205, 40, 320, 790),
        Line("loans", 300, "evening", 480, 1260, 260, 60, 360, 740),
    ),
    reserve=(*_STEADY, 800, 620, 420, 440, 450),
    hourly=4200,
    per_call=95,
    reports_on=3,
)
IBERICA = Provider(
    slug="iberica",
    name="Ibérica Atención",
    contract="MER-IBERICA-2025",
    zone="Europe/Madrid",
    currency="EUR",
    lines=(
        Line("clientes", 420, "evening", 420, 1320, 230, 45, 300, 760),
        Line("tarjetas", 260, "office", 480, 1200, 190, 35, 280, 800),
    ),
    reserve=(900, 940, 880, 860, 920, 940, 900, 870, 860, 920, 940, 910, 900, 890, 860, 640, 860, 900),
    hourly=1650,
    per_call=40,
    reports_on=5,
    restates=15,
)
BALTIC = Provider(
    slug="baltic",
    name="Baltic Voice",
    contract="MER-BALTIC-2025",
    zone="Europe/Riga",
    currency="EUR",
    lines=(Line("support", 460, "office", 0, 1440, 240, 50, 340, 770),),
    reserve=(760, 800, 860, 840, 880, 900, 860, 780, 720, 760, 820, 880, 900, 860, 800, 820, 700, 760),
    hourly=1450,
    per_call=35,
    reports_on=8,
    late={16: 30},
    missing=frozenset({17}),
)
HARBOR = Provider(
    slug="harbor",
    name="Harbor Outreach",
    contract="MER-HARBOR-2025",
    zone="America/New_York",
    currency="USD",
    lines=(Line("servicing", 560, "office", 420, 1320, 220, 45, 300, 750),),
    reserve=(640, 560, 600, 680, 520, 620, 580, 660, 540, 600, 640, 560, 620, 580, 660, 540, 600, 620),
    hourly=2400,
    per_call=60,
    reports_on=2,
    campaign=Campaign(
        "renewals", {"lapsed": (2400, 110), "movers": (1500, 170), "premier": (700, 260)}, 6900
    ),
    bunches=(80_050, 80_550),
)
PROVIDERS = (CHENGDU, IBERICA, BALTIC, HARBOR)


def provider(slug: str) -> Provider:
    """The provider of that short name; KeyError when there is none."""
    return {one.slug: one for one in PROVIDERS}[slug]
