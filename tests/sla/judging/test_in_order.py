from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from app.sla.document import evidence_document
from app.sla.history import Carried, History, Past
from app.sla.judging.in_order import assess_in_order, to_assess
from app.sla.remedies.escalation import Repeat
from app.sla.remedies.lines import LineRules
from app.sla.remedies.order import NO_HISTORY
from app.sla.remedies.pool import PoolRemedy
from app.sla.replaying.record import Rules
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.sla.timeline import Due, Timeline
from tests.sla.world import JANUARY, priced, sheet, target

TODAY = date(2026, 5, 1)
RULES = Rules("{}", "", "2026.2")
PLAIN = priced(target(remedy=PoolRemedy("pool", Fraction(2, 5))))
TWICE = LineRules(repeat=Repeat(2, Fraction(2)))
REPEATED = replace(PLAIN, targets=(replace(PLAIN.targets[0], rules=TWICE),))
SHEETS = [sheet(date(2026, month, 5), offered=100, abandoned=9) for month in (1, 2, 3)]


def cards(made: Terms, *labels: str, sheets: object = None) -> list[Scorecard]:
    timeline = Timeline([made])
    dues = [timeline.labelled(label) for label in labels]
    given = SHEETS if sheets is None else sheets
    return list(assess_in_order(timeline, dues, lambda _: given, TODAY))  # type: ignore[arg-type, return-value]


def test_only_what_is_asked_for_comes_back_judged_on_all_before() -> None:
    assert [card.money.credits // 100 for card in cards(REPEATED, "2026-02")] == [8000]
    assert [card.period.label for card in cards(REPEATED, "2026-03", "2026-01")] == ["2026-01", "2026-03"]
    assert [card.money.credits // 100 for card in cards(PLAIN, "2026-02", "2026-03")] == [4000, 4000]


def test_without_such_a_rule_no_other_period_is_looked_at() -> None:
    timeline, looked = Timeline([PLAIN]), []

    def sheets_of(due: Due) -> list[object]:
        looked.append(due.period.label)
        return []

    march = [timeline.labelled("2026-03")]
    list(assess_in_order(timeline, march, sheets_of, TODAY))  # type: ignore[arg-type]
    assert looked == ["2026-03"]
    assert to_assess(timeline, march) == march
    assert to_assess(Timeline([REPEATED]), []) == []
    assert [due.period.label for due in to_assess(Timeline([REPEATED]), march)] == [
        "2026-01",
        "2026-02",
        "2026-03",
    ]


def test_one_version_that_looks_back_is_enough() -> None:
    later = replace(REPEATED, effective=date(2026, 3, 1))
    timeline = Timeline([PLAIN, later])
    (card,) = assess_in_order(timeline, [timeline.labelled("2026-03")], lambda _: SHEETS, TODAY)
    assert card.money.credits == 8000_00


def test_evidence_names_the_history_where_there_is_one() -> None:
    digests = []
    for abandoned in (9, 1):
        sheets = [sheet(date(2026, 1, 5), offered=100, abandoned=abandoned), *SHEETS[1:]]
        (card,) = cards(REPEATED, "2026-02", sheets=sheets)
        digests.append(evidence_document(card, RULES, []))
    assert digests[0]["sheets_sha256"] == digests[1]["sheets_sha256"]
    assert digests[0]["history_sha256"] != digests[1]["history_sha256"]
    assert digests[0]["sha256"] != digests[1]["sha256"]


@pytest.mark.parametrize("made", [PLAIN, REPEATED])
def test_the_first_period_has_no_history(made: Terms) -> None:
    (card,) = cards(made, "2026-01")
    assert card == assess(Timeline([made]).labelled("2026-01"), SHEETS, TODAY)
    assert evidence_document(card, RULES, [])["history_sha256"] is None


def test_known_periods_are_not_assessed_again_and_the_chain_goes_on_from_them() -> None:
    timeline = Timeline([REPEATED])
    january, february, march = (timeline.labelled(f"2026-0{month}") for month in (1, 2, 3))
    (first,) = assess_in_order(timeline, [january], lambda _: SHEETS, TODAY)
    known, looked = History((first.past(),)), []

    def sheets_of(due: Due) -> list[Sheet]:
        looked.append(due.period.label)
        return SHEETS

    cards = list(assess_in_order(timeline, [february, march], sheets_of, TODAY, known=known))
    assert looked == ["2026-02", "2026-03"]
    assert [card.money.credits // 100 for card in cards] == [8000, 8000]
    assert [past.label for past in cards[1].given.history.periods] == ["2026-01", "2026-02"]
    (again,) = assess_in_order(timeline, [january], sheets_of, TODAY, known=known)
    assert again == first
    assert again.given.history.periods == ()


def test_what_was_carried_forward_is_paid_by_terms_that_carry_nothing_themselves() -> None:
    carried = History(
        (Past("2025-12", "2025-12", date(2025, 12, 1), JANUARY, balance=(Carried("2025-12", 9),)),)
    )
    timeline = Timeline([PLAIN])
    for known, paid in ((carried, 4000_09), (NO_HISTORY, 4000_00)):
        (card,) = assess_in_order(
            timeline, [timeline.labelled("2026-01")], lambda _: SHEETS, TODAY, known=known
        )
        assert card.money.credits == paid
