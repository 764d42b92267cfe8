"""The scorecard page as a whole: the judgement, frozen once it is issued, and where its period stands."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from app.access.roles import Part, Permission, is_open_to
from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.scorecards.history import read_history
from app.scorecards.life.read import Life, read_card
from app.scorecards.life.verifying import verify_issued
from app.scorecards.live import known_at, labels_beside
from app.scorecards.missing_intervals import missing_intervals
from app.sla.periods import Period
from dashboards.closing.beforehand import beforehand_of
from dashboards.closing.context import LifeStage
from dashboards.closing.reading import life_stage_of
from dashboards.contexts import Scorecard
from dashboards.framing import contract_frame, period_of
from dashboards.parts import Crumb, Frame, Switch, Trouble
from dashboards.reader import Reader
from dashboards.reading_scorecard import Named, Shown, scorecard_of
from dashboards.readings import Document, scorecard_href
from dashboards.typing_in import Typed

ACTS: dict[str, Permission] = {
    "issue": "scorecards:issue",
    "confirm": "scorecards:issue",
    "reply": "scorecards:reply",
    "settle": "scorecards:settle",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was typed, and why it was refused."""

    typed: Typed
    trouble: Trouble


def scorecard_page(
    w: Work,
    reader: Reader,
    ref: str,
    label: str,
    *,
    as_of: datetime | None = None,
    verify: bool = False,
    refusal: Refusal | None = None,
) -> tuple[Scorecard, Frame]:
    """The page of a period and its frame; with ``verify`` its evidence is replayed."""
    contract = find_contract(w, ref)
    document, life = read_card(w, ref, label, as_of=as_of)
    period = period_of(document)
    stage = _stage(w, contract, ref, (document, life), verify=verify, refusal=refusal)
    history = read_history(w, contract, period.start)
    before = beforehand_of(w, contract, ref, document, period, life)
    lacking = missing_intervals(w, contract, document)
    around = Shown(stage, before, lacking)
    page = scorecard_of(document, named(w, contract, period), history, ref, around)
    frame = contract_frame(
        w,
        reader,
        ref,
        contract,
        "scorecard",
        period=period.label,
        crumbs=(Crumb(period=period.label),),
        switch=_switch(w, contract, ref, period, as_of),
    )
    return page, frame


def _stage(
    w: Work,
    contract: Contract,
    ref: str,
    card: tuple[Document, Life],
    *,
    verify: bool,
    refusal: Refusal | None,
) -> LifeStage:
    document, life = card
    part = w.part_of(contract.id)
    return life_stage_of(
        document,
        life,
        ref,
        may={act: _may(w, part, permission) for act, permission in ACTS.items()},
        me=w.identity.person_id,
        typed=refusal.typed if refusal else None,
        trouble=refusal.trouble if refusal else None,
        verified=verify_issued(w, ref, document["period"]["label"]) if verify and life.issued else None,
    )


def _may(w: Work, part: Part, permission: Permission) -> bool:
    return permission in w.identity.permissions and is_open_to(permission, part)


def named(w: Work, contract: Contract, period: Period) -> Named:
    """Both parties as the terms of that time call them, and the titles of its queues."""
    timeline = known_at(w, contract, None).in_force.timeline
    terms = timeline.on(period.start).terms
    queues = {queue.id: queue.title or queue.id for queue in terms.queues}
    return Named(contract.reference, terms.client, terms.provider, queues)


def _switch(w: Work, contract: Contract, ref: str, period: Period, as_of: datetime | None) -> Switch:
    kept = "" if as_of is None else f"?as_of={quote(as_of.isoformat())}"
    beside = labels_beside(w, contract, period.start, period.end)
    before, after = (scorecard_href(ref, label) + kept if label else "" for label in beside)
    return Switch(period.label, before, after)
