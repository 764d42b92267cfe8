"""The real folders as they go in: file, terms, mapping, and which figure of expected.json each target is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.reports import folders

HEAD = """\
schema: 1
contract: ACME-2026-01
client: The client
provider: The provider
currency: EUR
timezone: {zone}
starts: {starts}
effective: {starts}
period: {{every: {every}}}
queues:
{queues}
{more}
targets:
{targets}
"""
Stated = tuple[str, str, Decimal | None]  # period, target, the figure (None: there is no data)


@dataclass(frozen=True)
class Folder:
    """A folder of ../shared/data on its way in."""

    name: str
    file: str
    mapping: dict[str, Any] | None
    zone: str
    starts: str
    every: str
    targets: dict[str, str]
    figures: Any  # from expected.json to an iterator of Stated
    queues: tuple[str, ...] = ("line",)
    more: str = ""
    scopes: dict[str, str] = field(default_factory=dict)

    @property
    def terms(self) -> str:
        """The terms that ask for each figure once; no level is ever missed on purpose."""
        lines = [
            f"  - {{id: {name}, expected: '>= 0', {metric}{self.scopes.get(name, '')}}}"
            for name, metric in self.targets.items()
        ]
        return HEAD.format(
            zone=self.zone,
            starts=self.starts,
            every=self.every,
            queues="\n".join(f"  {name}: {{title: {name}}}" for name in self.queues),
            more=self.more,
            targets="\n".join(lines),
        )


ABANDONMENT = "metric: abandonment_rate, with: {variant: short_abandons_count}"
SHORT_REMOVED = "metric: abandonment_rate, with: {variant: short_abandons_removed, short: 5s}"
SPEED = "metric: average_speed_of_answer"


def level(variant: str, seconds: int = 20) -> str:
    return f"metric: service_level, with: {{threshold: {seconds}s, variant: {variant}}}"


def _picked(period: str, true: Any, names: dict[str, str]) -> Iterator[Stated]:
    for target, name in names.items():
        value = true[name]
        yield period, target, None if value is None else Decimal(value)


def _csv(true: Any) -> Iterator[Stated]:
    yield from _picked("2023-11", true["all"], {
        "abandonment": "abandonment_rate",
        "speed": "asa_s",
        "level-answered": "sl20_of_answered",
        "level-offered": "sl20_of_offered",
        "conversion": "booking_conversion_of_answered",
    })  # fmt: skip


def _tsv(true: Any) -> Iterator[Stated]:
    yield from _picked("1999-01", true["january"]["month"], {
        "abandonment": "abandonment_rate_queue_only",
        "abandonment-short": "abandonment_rate_queue_excl_le5s",
        "speed": "asa_s_over_all_answered",
        "level-answered": "sl20_answered_within_over_answered",
        "level-offered": "sl20_answered_within_over_answered_plus_queue_abandons",
        "level-late": "sl20_answered_within_over_answered_plus_abandons_after_20s",
        "talk": "avg_service_s",
    })  # fmt: skip


def _xlsx(true: Any) -> Iterator[Stated]:
    for month, figures in true["monthly"].items():
        yield from _picked(month, figures, {
            "abandonment": "abandonment_rate",
            "speed": "asa_s",
            "level-answered": "sl60_of_answered",
            "level-offered": "sl60_of_offered",
            "resolved": "resolved_of_all",
            "talk": "talk_s",
        })  # fmt: skip


def _asterisk(true: Any) -> Iterator[Stated]:
    names = {
        "abandonment": "abandonment_rate_of_entered",
        "speed": "asa_s",
        "level-answered": "sl20_of_connected",
    }
    yield from _picked("2018", true["queue_IT"], names | {"level-entered": "sl20_of_entered"})


def _genesys(true: Any) -> Iterator[Stated]:
    for queue, cell in folders.INBOUND.items():
        figures = true["queues"][cell]
        for target in ("abandonment", "speed", "level"):
            name = {"abandonment": "abandonment_rate_of_offered", "speed": "asa_s", "level": "service_level"}[
                target
            ]
            value = figures.get(name)
            yield "2025", f"{target}-{queue}", None if value is None else Decimal(str(value))
    whole = true["all_inbound_queues"]
    yield "2025", "abandonment", whole["abandonment_rate_ratio_of_sums"]
    yield "2025", "speed", whole["asa_s_ratio_of_sums"]
    yield "2025", "level", whole["service_level_ratio_of_sums"]


def _outcomes(true: Any) -> Iterator[Stated]:
    names = {"coding": "coding_rate", "space": "space_unavailable_individuals_share_of_coded"}
    for month, figures in true["monthly"].items():
        yield from _picked(month, figures, names)
        yield month, "referrals", Decimal(figures["referral_1A"])


def _contacts(true: Any) -> Iterator[Stated]:
    months = true["by_month_label(no year!)"]
    for target, figures in {"all": true["all"], **months}.items():
        yield "2010-05", f"success-{target}", figures["conversion_rate"]
        yield "2010-05", f"attempts-{target}", figures["attempts_per_contact"]


def _volume(true: Any) -> Iterator[Stated]:
    for month, calls in true["monthly_calls"].items():
        yield month, "calls", Decimal(calls)


GENESYS_NAMES = {"abandonment": "abandonment_rate_of_offered", "speed": "asa_s", "level": "service_level"}
MONTHS = ("all", "apr", "aug", "dec", "jul", "jun", "mar", "may", "nov", "oct", "sep")
_QUEUES = tuple(folders.INBOUND)
_SCOPED = {
    f"{kind}-{queue}": metric
    for kind, metric in (
        ("abandonment", ABANDONMENT),
        ("speed", SPEED),
        ("level", level("all_abandons_count_against")),
    )
    for queue in _QUEUES
}
_PER_CONTACT = "metrics:\n  attempts: {formula: dials / contacts, unit: number, direction: lower}"
_OWN = """\
measures:
  coded: {title: calls with a code}
metrics:
  coding: {formula: coded / handled, unit: ratio}
  space: {formula: '"outcome.3B" / coded', unit: ratio}
  referrals: {formula: '"outcome.1A" / 1', unit: number}"""
ASTERISK = {
    "abandonment": ABANDONMENT,
    "speed": SPEED,
    "level-answered": level("answered_only"),
    "level-entered": "metric: of_entered",
}
OF_ENTERED = "metrics:\n  of_entered: {formula: answered_within_20s / offered, unit: ratio}"

OUTCOME_TARGETS = {name: f"metric: {name}" for name in ("coding", "space", "referrals")}

FOLDERS = (
    Folder(
        "calls_csv_bom", "Call Center Data.csv", folders.CALLS_CSV, "Europe/London", "2023-11-01", "month",
        {
            "abandonment": ABANDONMENT,
            "speed": SPEED,
            "level-answered": level("answered_only"),
            "level-offered": level("all_abandons_count_against"),
            "conversion": "metric: conversion",
        },
        _csv,
        more="metrics:\n  conversion: {formula: successes / answered, unit: ratio}",
    ),
    Folder(
        "calls_tsv_1999", "january.txt", folders.calls_of_1999(only_queued=True),
        "Asia/Jerusalem", "1999-01-01", "month",
        {
            "abandonment": ABANDONMENT,
            "abandonment-short": SHORT_REMOVED,
            "speed": SPEED,
            "level-answered": level("answered_only"),
            "level-offered": level("all_abandons_count_against"),
            "level-late": level("late_abandons_count_against"),
            "talk": "metric: talk",
        },
        _tsv,
        more="metrics:\n  talk: {formula: talk_seconds / answered, unit: seconds}",
    ),
    Folder(
        "calls_xlsx_day_fractions", "01 Call-Center-Dataset.xlsx", folders.CALLS_XLSX, "Europe/Zurich",
        "2021-01-01", "month",
        {
            "abandonment": ABANDONMENT,
            "speed": SPEED,
            "level-answered": level("answered_only", 60),
            "level-offered": level("all_abandons_count_against", 60),
            "resolved": "metric: resolved",
            "talk": "metric: talk",
        },
        _xlsx,
        more="measures:\n  satisfaction: {title: points of satisfaction, unit: points}\nmetrics:\n"
        "  talk: {formula: talk_seconds / answered, unit: seconds}\n"
        "  resolved: {formula: resolved_first_contact / resolvable, unit: ratio}",
    ),
    Folder(
        "asterisk_queue_log", "queue_log.reconstructed.txt", None, "America/Bogota", "2018-01-01", "year",
        ASTERISK, _asterisk, queues=("IT",), more=OF_ENTERED,
    ),
    Folder(
        "asterisk_queue_log", "queue_log_redacted.csv", folders.EVENTS_CSV, "America/Bogota", "2018-01-01",
        "year", ASTERISK, _asterisk, queues=("IT",), more=OF_ENTERED,
    ),
    Folder(
        "genesys_aggregates_json", "conversation_aggregates_response.json", folders.GENESYS,
        "Europe/Istanbul", "2025-01-01", "year",
        {
            **_SCOPED,
            "abandonment": ABANDONMENT,
            "speed": SPEED,
            "level": level("all_abandons_count_against"),
        },
        _genesys,
        queues=_QUEUES,
        scopes={f"{kind}-{queue}": f", queues: [{queue}]" for kind in GENESYS_NAMES for queue in _QUEUES},
    ),
    Folder(
        "outcome_codes_daily", "raw_central_intake_call.csv", folders.OUTCOMES,
        "America/Toronto", "2020-11-01", "month", OUTCOME_TARGETS, _outcomes, more=_OWN,
    ),
    Folder(
        "outbound_contacts", "bank-additional.csv", folders.CONTACTS, "Europe/Lisbon", "2010-05-01", "month",
        {
            **{f"success-{month}": "metric: success" for month in MONTHS},
            **{f"attempts-{month}": "metric: attempts" for month in MONTHS},
        },
        _contacts,
        more=f"{_PER_CONTACT}\n  success: {{formula: successes / contacts, unit: ratio}}",
        scopes={
            f"{kind}-{month}": f", segments: [{month}]"
            for kind in ("success", "attempts")
            for month in MONTHS[1:]
        },
    ),
    Folder(
        "volume_5min", "bank_calls.csv", folders.VOLUME, "America/New_York", "2003-03-01", "month",
        {"calls": "metric: calls"}, _volume, more="metrics:\n  calls: {formula: offered / 1, unit: number}",
    ),
)  # fmt: skip
