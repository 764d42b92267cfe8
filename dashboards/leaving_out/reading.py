"""From a contract's exclusions and their prices to their page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.access.roles import Part
from app.contracts.consent import Step, after
from app.contracts.excluded import version_of
from app.contracts.tables import ExclusionState
from app.errors import Conflict
from app.scorecards.exclusions.price import Price
from app.sla.terms import Terms
from dashboards.leaving_out.context import Excluded, PeriodPrice, ProposalForm, TurnedVerdict
from dashboards.parts import Judgement
from dashboards.readings import amount, scorecard_href
from dashboards.typing_in import Typed

_STEPS: tuple[Step, ...] = ("agree", "decline", "withdraw")


@dataclass(frozen=True, slots=True)
class Known:
    """What the page must know beside the exclusions: the contract's words, and who looks."""

    ref: str
    terms: Terms
    titles: Mapping[str, str]
    side: Part
    may: bool

    @property
    def queues(self) -> dict[str, str]:
        """The titles of the queues."""
        return {queue.id: queue.title or queue.id for queue in self.terms.queues}


def excluded_of(row: ExclusionState, price: Price | None, known: Known) -> Excluded:
    """One exclusion."""
    return Excluded(
        id=str(row.exclusion_id),
        name=row.name,
        reason=row.reason,
        begins=_local(row.starts_at, known.terms.zone),
        ends=_local(row.ends_at, known.terms.zone),
        queues=tuple(known.queues.get(queue, queue) for queue in row.queues),
        channels=tuple(row.channels),
        whole_days=row.whole_days,
        state=row.state,
        proposed_by=row.proposed_name,
        proposed_side=row.proposed_side,
        agreed_by=row.agreed_name or "",
        waived=None if price is None else amount(price.waived, price.currency),
        periods=tuple(_periods(price, known)) if price else (),
        turned=tuple(_turned(price, known)) if price else (),
        steps=tuple(_steps(row, known)),
        version=version_of(row),
    )


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _steps(row: ExclusionState, known: Known) -> Iterator[str]:
    """The steps that this side may take from where the exclusion stands."""
    if not known.may:
        return
    for step in _STEPS:
        try:
            after(row.state, step, known.side, row.asked_side)  # type: ignore[arg-type]
        except Conflict:
            continue
        yield step


def _periods(price: Price, known: Known) -> Iterator[PeriodPrice]:
    for one in price.periods:
        yield PeriodPrice(
            period=one.label,
            href=scorecard_href(known.ref, one.label),
            without=amount(one.without, price.currency),
            with_it=amount(one.with_it, price.currency),
        )


def _turned(price: Price, known: Known) -> Iterator[TurnedVerdict]:
    for one in price.turned:
        yield TurnedVerdict(
            period=one.period,
            title=known.titles.get(one.target, one.target),
            href=scorecard_href(known.ref, one.period, one.target),
            without=Judgement(one.without),  # type: ignore[arg-type]
            with_it=Judgement(one.with_it),  # type: ignore[arg-type]
        )


def form_of(known: Known, typed: Typed | None) -> ProposalForm | None:
    """The form for a proposal, where the reader may make one."""
    if not known.may:
        return None
    typed = typed or Typed()
    return ProposalForm(
        queues=tuple(known.queues.items()),
        zone=known.terms.zone.key,
        name=typed.get("name"),
        reason=typed.get("reason"),
        begins=typed.get("begins"),
        ends=typed.get("ends"),
        chosen=typed.all("queue"),
        whole_days=typed.get("whole_days") == "true",
    )


def items_of(
    rows: Sequence[ExclusionState], prices: Mapping[str, Price], known: Known
) -> tuple[Excluded, ...]:
    """All of them, the newest first."""
    return tuple(excluded_of(row, prices.get(str(row.exclusion_id)), known) for row in reversed(rows))
