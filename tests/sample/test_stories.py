"""What an auditor sees: the sample world judged by its own terms, months in a row, through the core alone."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from app.sample.calls import MEASURES as CALLS
from app.sample.days import MEASURES as DAYS
from app.sample.outbound import MEASURES as CAMPAIGN
from app.sample.providers import provider
from app.sample.sources import terms
from app.sample.world import World
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.timeline import Timeline
from app.terms_files.read import read_terms

pytestmark = pytest.mark.slow  # eighteen months of four centres

WORLD = World(date(2026, 11, 22))
MILLIONTHS = {"cost": 10_000, "revenue": 10_000}  # in the world they are minor units


def sheets(slug: str, month: date, *, corrected: bool) -> list[Sheet]:
    totals: dict[tuple[str, str, date], Counter[str]] = {}
    stated = (
        (CALLS, WORLD.calls(slug, month, corrected=corrected)),
        (DAYS, WORLD.days(slug, month)),
        (CAMPAIGN, WORLD.campaign(slug, month)),
    )
    for names, rows in stated:
        for row in rows:
            place = totals.setdefault((row.queue, getattr(row, "segment", ""), row.day), Counter())
            for name in names:
                place[name] += getattr(row, name) * MILLIONTHS.get(name, 1_000_000)
    return [
        Sheet(queue, segment, "voice", day, day, 1440, dict(sums))
        for (queue, segment, day), sums in totals.items()
    ]


def scorecard(slug: str, month: date, *, corrected: bool = True) -> Scorecard:
    contract = provider(slug).contract
    versions = [one.path.read_text("utf-8") for one in terms() if one.contract == contract]
    due = Timeline([read_terms(text).terms for text in versions]).on(month)
    return assess(due, sheets(slug, month, corrected=corrected), WORLD.until)


def verdicts(card: Scorecard) -> dict[str, str]:
    return {judged.line.target.id: judged.line.verdict for judged in card.lines}


def test_chengdu_keeps_every_promise_for_thirteen_months_and_then_pays_more_each_month() -> None:
    cards = [scorecard("chengdu", month) for month in WORLD.months]
    assert {verdict for card in cards[:13] for verdict in verdicts(card).values()} == {"met"}
    owed = [card.money.credits for card in cards]
    assert owed[:13] == [0] * 13
    assert 0 < owed[13] < owed[14] < owed[15]
    assert [card.terms.effective.year for card in cards] == [2025] * 8 + [2026] * 10


def test_the_amendment_decides_about_the_first_month_of_the_slip() -> None:
    june = date(2026, 6, 1)
    assert verdicts(scorecard("chengdu", june))["service-level"] == "below_expected"
    contract = provider("chengdu").contract
    first = next(one.path.read_text("utf-8") for one in terms() if one.contract == contract)
    due = Timeline([read_terms(first).terms]).on(june)
    before = assess(due, sheets("chengdu", june, corrected=True), WORLD.until)
    assert verdicts(before)["service-level"] == "met"


def test_ibericas_correction_turns_a_kept_promise_into_a_credit() -> None:
    august = date(2026, 8, 1)
    first = scorecard("iberica", august, corrected=False)
    second = scorecard("iberica", august)
    assert set(verdicts(first).values()) == {"met"}
    assert verdicts(second)["service-level"] == verdicts(second)["abandonment"] == "below_minimum"
    assert (first.money.credits, second.money.credits) == (0, 610_000)  # 10 % of 61,000.00 EUR


def test_baltic_is_marginal_and_harbor_never_misses_by_the_formula_it_signed() -> None:
    baltic = Counter(verdicts(scorecard("baltic", month))["service-level"] for month in WORLD.months[:-1])
    assert set(baltic) == {"met", "below_expected"}
    for month in WORLD.months:
        card = scorecard("harbor", month)
        assert verdicts(card)["service-level"] == "met"
        [line] = [judged.line for judged in card.lines if judged.line.target.id == "service-level"]
        totals = line.totals
        offered = sum(row.offered for row in WORLD.calls("harbor", month))
        assert totals["answered_within_20s"].value / offered < Fraction(77, 100)


def test_a_campaign_has_a_plan_that_some_months_reach_and_some_miss() -> None:
    months = [WORLD.campaign("harbor", date(2026, month, 1)) for month in range(1, 11)]
    sums = [
        (sum(day.successes for day in found), sum(day.planned_successes for day in found)) for found in months
    ]
    assert all(planned for _, planned in sums)
    assert {done >= planned for done, planned in sums} == {True, False}
    assert all(abs(done - planned) * 5 < planned for done, planned in sums)
    assert not any(day.planned_successes for found in months for day in found if day.day.weekday() > 4)
