"""A scorecard as it goes out: a live one is checked field by field, a frozen one is as it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.scorecards.judging import judge_periods
from app.scorecards.life.payloads import LifeShown, ScorecardRead
from app.scorecards.life.read import life_of, life_of_live, read_label, read_live
from app.scorecards.life.tables import IssuedScorecard
from app.scorecards.live import find_due, known_at
from app.scorecards.missing_intervals import missing_intervals
from app.scorecards.payloads import MissingIntervalsShown
from app.scorecards.remembered import Remembered


def written_card(
    w: Work, known: Remembered, reference: str, label: str, *, live: bool, as_of: datetime | None
) -> bytes:
    """The JSON of a period: as it was issued, else as it is judged now; with where it stands.

    Raises as `read_card`, which reads the same for pages.
    """
    contract = find_contract(w, reference)
    now = known.moment(w, contract)
    found = None if live or as_of is not None else read_label(w, now, label)
    if isinstance(found, IssuedScorecard):
        life = LifeShown.of(life_of(w, contract, found, now.in_force.timeline))
        return _frozen(found.document, life, _missing(w, contract, found.document))
    moment = now if as_of is None else known_at(w, contract, as_of)
    found = found or read_live(w, contract, find_due(moment, label))
    due = found.due
    life = LifeShown.of(life_of_live(w, now, found))

    def judge() -> bytes:
        document = judge_periods(w.session, moment, [due])[0].document
        beside = {"life": life, "missing_intervals": _missing(w, contract, document)}
        checked = ScorecardRead.model_validate({**document, **beside})
        return checked.model_dump_json(exclude_unset=True, exclude={"life"}).encode()

    card = known.card(moment, due.period.label, judge) if as_of is None else judge()
    return card[:-1] + b',"life":' + life.model_dump_json(exclude_unset=True).encode() + b"}"


def _missing(w: Work, contract: Contract, document: Mapping[str, Any]) -> MissingIntervalsShown:
    return MissingIntervalsShown.of(missing_intervals(w, contract, document))


def _frozen(document: Mapping[str, Any], life: LifeShown, missing: MissingIntervalsShown) -> bytes:
    """Evidence that was hashed goes out byte for byte as it was kept."""
    beside = {"life": life, "missing_intervals": missing}
    return orjson.dumps({**document, **{name: one.model_dump(mode="json") for name, one in beside.items()}})
