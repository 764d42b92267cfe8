"""The ratchet and what could have been achieved, over the last twelve periods."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.agreed.targets import unjudged_target
from app.sla.judging.in_order import assess_in_order
from app.sla.measures import Measure
from app.sla.metrics import agree, own
from app.sla.quantities import Rounding
from app.sla.remedies.pool import PoolRemedy
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
from app.sla.terms import Target
from app.sla.timeline import Timeline
from app.sla.what_if.achievability import achievability
from app.sla.what_if.documents import achievability_document, outlook_document, proposal_document
from app.sla.what_if.ratchet import Proposal, ratchet
from app.sla.what_if.sentences import REASONS
from app.sla.wording import tell
from tests.sla.world import priced, sheet, target

AFTER = date(2027, 6, 1)
LEVEL = agree("connect_rate", "inbound", {})
ABANDONED = agree("abandonment_rate", None, {})


def first_of(number: int) -> date:
    return date(2026 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def year(*counts: dict[str, int]) -> list[Sheet]:
    """A sheet for each month from January 2026 on; an empty one has no report."""
    return [sheet(first_of(number), **part) for number, part in enumerate(counts, 1) if part]


def cards_of(one: Target, sheets: list[Sheet], months: int = 12, **more: Any) -> list[Scorecard]:
    timeline = Timeline([priced(one, **more)])
    dues = [timeline.on(first_of(number)) for number in range(1, months + 1)]
    return list(
        assess_in_order(timeline, dues, lambda due: [s for s in sheets if s.first_day in due.period], AFTER)
    )


def proposed(one: Target, sheets: list[Sheet], months: int = 12, **more: Any) -> Proposal:
    cards = cards_of(one, sheets, months, **more)
    return ratchet(cards[-1].terms, one, cards)


def of(answered: int, offered: int = 100) -> dict[str, int]:
    return {"answered": answered, "offered": offered}


def test_agreed_80_and_achieved_86_propose_83() -> None:
    found = proposed(target(">= 80%", LEVEL), year(of(80), of(92)))
    assert found.achieved == Fraction(86, 100)
    assert found.proposed == read_level(">= 83%", "ratio")
    assert (found.reason, found.counted) == ("", ("2026-01", "2026-02"))
    assert len(found.without_value) == 10
    assert tell(found.working) == (
        "Achieved over 2 periods: 172 / 200 = 0.86."
        " Midway between the agreed >= 80% and the achieved 0.86: >= 83%."
    )
    assert tell(found.working, "zh_Hans").startswith("2 个周期合计达到：172 / 200 = 0.86。")


def test_on_average_is_the_ratio_of_sums_and_no_mean_of_rates() -> None:
    """90 of 100 and 300 of 900 are 39 % together; the mean of 90 % and 33.33 % would be 61.67 %."""
    found = proposed(target(">= 30%", LEVEL), year(of(90), of(300, 900)))
    assert found.achieved == Fraction(39, 100)
    assert found.proposed == read_level(">= 34.5%", "ratio")


def test_where_less_is_better_the_level_comes_down() -> None:
    months = year({"offered": 100, "abandoned": 2}, {"offered": 100, "abandoned": 3})
    found = proposed(target("<= 5%"), months)
    assert found.proposed == read_level("<= 3.75%", "ratio")


def test_only_the_last_twelve_periods_count() -> None:
    months = year(of(100), of(100), *[of(86)] * 12)
    found = proposed(target(">= 80%", LEVEL), months, 14)
    assert found.proposed == read_level(">= 83%", "ratio")
    assert (found.counted[0], len(found.counted)) == ("2026-03", 12)


@pytest.mark.parametrize(
    ("level", "metric", "counts", "reason"),
    [
        (">= 80%", LEVEL, [of(79)], "not_better"),
        (">= 80%", LEVEL, [of(80)], "not_better"),
        (">= 80%", LEVEL, [{}], "no_period_has_a_value"),
        ("70% to 90%", LEVEL, [of(80)], "two_sided_level"),
        ("<= 90%", LEVEL, [of(80)], "level_against_the_metric"),
        (
            ">= 2%",
            agree("abandonment_rate", None, {}),
            [{**of(90), "abandoned": 9}],
            "level_against_the_metric",
        ),
        (">= 80%", LEVEL, [of(800_001, 1_000_000)], "not_better"),
    ],
)
def test_the_level_stays_with_its_reason(level: str, metric: Any, counts: Any, reason: str) -> None:
    found = proposed(target(level, metric), year(*counts))
    assert (found.reason, found.proposed) == (reason, read_level(level, "ratio"))
    assert reason in REASONS


def test_digits_are_those_of_the_terms_and_at_least_those_of_the_level() -> None:
    by_level = proposed(target(">= 99.995%", LEVEL), year(of(99_999, 100_000)))
    assert by_level.proposed == read_level(">= 99.997%", "ratio")
    by_rounding = target("< 45s", agree("average_speed_of_answer", None, {}), round=Rounding(0))
    found = proposed(by_rounding, year({"wait_seconds": 100, "answered": 3}))
    assert found.proposed == read_level("< 40s", "seconds")  # midway is 39.17: cut towards the agreed 45
    assert proposed(target(">= 80%", LEVEL), year(of(2, 3), of(1, 1))).proposed.low == Fraction(80, 100)


def test_a_count_a_period_is_averaged_over_the_periods() -> None:
    metric = own("answered_a_month", "answered", "number", "higher")
    found = proposed(target(">= 80", metric), year(of(80), of(100)), metrics={metric.name: metric})
    assert (found.achieved, found.proposed) == (90, read_level(">= 85", "number"))
    assert tell(found.working[:1]) == "Achieved on average a period, over 2 periods: 90."


def test_a_formula_that_is_no_single_division_is_reckoned_over_the_sums() -> None:
    metric = own("share", "min(answered / offered, 1)", "ratio", "higher")
    found = proposed(target(">= 30%", metric), year(of(90), of(300, 900)), metrics={metric.name: metric})
    assert found.proposed == read_level(">= 34.5%", "ratio")
    assert "min(answered / offered, 1) = 0.39" in tell(found.working)


def test_what_does_not_add_up_over_periods_is_not_guessed() -> None:
    longest = Measure("longest", "Longest wait", "seconds", "maximum")
    metric = own("share", "1 - longest / offered", "ratio", "higher")
    found = proposed(
        target(">= 30%", metric),
        year({"longest": 10, "offered": 100}),
        metrics={"share": metric},
        measures={"longest": longest},
    )
    assert (found.reason, found.achieved) == ("not_one_ratio", None)
    difference = own("share", "1 - answered / (offered - handled)", "ratio", "neither")
    months = year({**of(1), "handled": 90}, {**of(1), "handled": 110})
    nothing = proposed(target(">= 30%", difference), months, metrics={"share": difference})
    assert nothing.reason == "not_one_ratio"


def test_sums_that_cancel_out_give_no_average() -> None:
    metric = own("share", "answered / (offered - handled)", "ratio", "neither")
    months = year({**of(1), "handled": 90}, {**of(1), "handled": 110})
    assert proposed(target(">= 3%", metric), months, metrics={"share": metric}).reason == "not_one_ratio"


@given(st.lists(st.integers(0, 100), min_size=1, max_size=4), st.integers(1, 99))
def test_the_proposal_lies_between_the_agreed_level_and_what_was_achieved(
    answered: list[int], agreed: int
) -> None:
    found = proposed(target(f">= {agreed}%", LEVEL), year(*map(of, answered)))
    assert found.achieved is not None
    assert found.proposed.low is not None
    assert Fraction(agreed, 100) <= found.proposed.low <= max(Fraction(agreed, 100), found.achieved)


def test_how_often_a_level_would_have_been_met_with_the_periods_named() -> None:
    one = target(">= 80%", LEVEL)
    cards = cards_of(one, year(of(86), {}, of(82), of(83)))
    found = achievability(cards[-1].terms, one, read_level(">= 83%", "ratio"), cards)
    assert (found.met, found.missed) == (("2026-01", "2026-04"), ("2026-03",))
    assert found.share == Fraction(2, 3)
    assert found.without_value[0] == "2026-02"
    document = achievability_document(found)
    assert (document["level"], document["share"]) == (">= 83%", "0.6666666666666666666666666667")
    assert document["met"] == ["2026-01", "2026-04"]


def test_rounding_of_the_terms_counts_and_a_looser_level_needs_no_minimum() -> None:
    one = target(">= 80%", LEVEL, minimum=">= 75%", round=Rounding(0))
    cards = cards_of(one, year(of(696, 1000)))
    found = achievability(cards[-1].terms, one, read_level(">= 70%", "ratio"), cards)
    assert found.met == ("2026-01",)


def test_a_pool_that_says_what_it_pays_on_does_not_stand_in_the_way() -> None:
    one = target(">= 80%", LEVEL, minimum=">= 75%", remedy=PoolRemedy("pool", Fraction(1), "minimum"))
    cards = cards_of(one, year(of(78)))
    found = achievability(cards[-1].terms, one, read_level(">= 90%", "ratio"), cards)
    assert (found.met, found.missed) == ((), ("2026-01",))


def test_no_period_with_a_value_has_no_share() -> None:
    one = target(">= 80%", LEVEL)
    cards = cards_of(one, [])
    found = achievability(cards[-1].terms, one, one.expected, cards)
    assert (found.share, len(found.without_value)) == (None, 12)
    assert achievability_document(found)["share"] is None


def test_the_document_of_a_proposal() -> None:
    document = proposal_document(proposed(target(">= 80%", LEVEL), year(of(86))))
    assert document["working"]
    shown = {key: document[key] for key in ("id", "agreed", "achieved", "proposed", "reason", "periods")}
    assert shown == {
        "id": "t",
        "agreed": ">= 80%",
        "achieved": "0.86",
        "proposed": ">= 83%",
        "reason": "",
        "periods": ["2026-01"],
    }
    assert proposal_document(proposed(target(), []))["achieved"] is None


def test_the_outlook_is_the_proposal_and_how_often_a_level_would_have_held() -> None:
    one = target(">= 80%", LEVEL)
    cards = cards_of(one, year(of(86), of(80)))
    proposal = ratchet(cards[-1].terms, one, cards)
    held = achievability(cards[-1].terms, one, proposal.proposed, cards)
    document: Any = outlook_document(proposal, held)
    assert document["proposed"] == document["achievability"]["level"] == ">= 81.5%"
    assert (document["achievability"]["met"], document["id"]) == (["2026-01"], "t")
    assert "id" not in document["achievability"]


def test_a_target_with_windows_of_its_own_is_seen_by_those_that_end_in_the_periods() -> None:
    """Quarters of 80 % and 92 %: eight months have no window that ends in them."""
    one = target(">= 80%", LEVEL, measured="quarter")
    timeline = Timeline([priced(one)])
    sheets = year(of(80), of(70), of(90), of(92), of(92), of(92))
    dues = [timeline.on(first_of(number)) for number in range(1, 13)]
    cards = list(assess_in_order(timeline, dues, lambda _: sheets, AFTER))
    found = ratchet(cards[-1].terms, one, cards)
    assert (found.counted, found.achieved) == (("2026-Q1", "2026-Q2"), Fraction(86, 100))
    assert found.without_value == ("2026-Q3", "2026-Q4")
    assert found.proposed == read_level(">= 83%", "ratio")
    held = achievability(cards[-1].terms, one, found.proposed, cards)
    assert (held.met, held.missed) == (("2026-Q2",), ("2026-Q1",))


def test_a_rule_that_nobody_can_reckon_has_no_proposal() -> None:
    one = unjudged_target("statistics", "7.1", "A statistical margin", "the margin is not said")
    document = proposal_document(proposed(one, year(of(86))))
    shown = {key: document[key] for key in ("agreed", "proposed", "reason", "achieved")}
    assert shown == {"agreed": "", "proposed": "", "reason": "not_expressible", "achieved": None}
