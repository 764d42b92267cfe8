"""What follows where the sides differ: which line counts, what it says; both are treated the same."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any, Literal

from app.sla.agreed.conditions import Relief
from app.sla.beside import Beside, Consent, Exclusion
from app.sla.metrics import agree, own
from app.sla.periods import local_midnight
from app.sla.reconciling.compare import Reconcile
from app.sla.reconciling.reading import read_of_other
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.terms import Charges, Target, Terms
from app.sla.timeline import Timeline
from tests.sla.world import JANUARY, target, terms
from tests.sla.world import sheet as sheet_on

IN_TIME = target(">= 80%", agree("service_level", "answered_only", {"threshold": 20}))
COST = target("3 to 4", own("own", "cost / answered", "number", "neither"))


def agreed(one: Target, beyond: Literal["dispute", "client_counts"] = "dispute") -> Terms:
    measures = "answered_within_20s", "cost"
    return terms(one, reconcile=Reconcile(measures, Fraction(1, 100), beyond))


def sheet(number: int = 1, **counts: int) -> Sheet:
    return sheet_on(JANUARY + timedelta(number - 1), "billing", 1, **counts)


def judged(of: Terms, mine: list[Sheet], other: list[Sheet], **beside: Any) -> Scorecard:
    due = Timeline([of]).labelled("2026-01")
    return assess(due, mine, JANUARY.replace(month=3), beside=Beside(other=other, **beside))


def test_the_lower_value_counts_provisionally_whoever_states_it() -> None:
    good, bad = sheet(answered=1000, answered_within_20s=815), sheet(answered=1000, answered_within_20s=790)
    for mine, other in ((good, bad), (bad, good)):
        line = judged(agreed(IN_TIME), [mine], [other]).lines[0].line
        assert (line.value, line.verdict, line.provisional) == (
            Fraction(79, 100),
            "below_minimum",
            ("sides_disagree",),
        )
        step = line.working[0]
        assert (step.rule, step.result) == ("sides_differ", "dispute")
        assert (step.inputs["difference"], step.inputs["tolerance"]) == ("25", "1%")


def test_of_a_level_with_two_sides_the_worse_verdict_is_the_lower() -> None:
    for mine, theirs in ((35, 50), (50, 35)):
        figures = [sheet(cost=mine, answered=10)], [sheet(cost=theirs, answered=10)]
        line = judged(agreed(COST), *figures).lines[0].line
        assert line.verdict == "below_minimum"
        assert line.value == 5


def test_of_two_values_with_one_verdict_the_side_that_counts_stays() -> None:
    of = agreed(COST)
    line = judged(of, [sheet(cost=35, answered=10)], [sheet(cost=39, answered=10)]).lines[0].line
    assert (line.verdict, line.value, line.provisional) == ("met", Fraction(7, 2), ("sides_disagree",))


def test_a_side_that_gives_no_value_disputes_without_taking_the_verdict_away() -> None:
    mine = sheet(answered=1000, answered_within_20s=815)
    line = judged(agreed(IN_TIME), [mine], [sheet(answered=0, answered_within_20s=0)]).lines[0].line
    assert (line.value, line.verdict) == (Fraction(815, 1000), "met")
    assert line.provisional == ("sides_disagree",)


def test_the_clients_counts_are_its_own_where_the_client_measures() -> None:
    of = replace(agreed(IN_TIME, beyond="client_counts"), measured_by="client")
    client, provider = sheet(answered=1000, answered_within_20s=790), sheet(answered_within_20s=815)
    line = judged(of, [client], [provider]).lines[0].line
    assert (line.value, line.provisional) == (Fraction(79, 100), ())
    step = line.working[0]
    assert (step.inputs["provider"], step.inputs["client"], step.result) == ("815", "790", "client_counts")


def test_the_same_is_left_out_of_both_sides_before_they_are_compared() -> None:
    """On the second day the provider's system was down and counted nothing; both agreed to leave it out."""
    of = agreed(IN_TIME)
    mine = [sheet(answered=1000, answered_within_20s=815), sheet(2, answered=0, answered_within_20s=0)]
    other = [
        sheet(answered=1000, answered_within_20s=815),
        sheet(2, answered=500, answered_within_20s=100),
    ]
    second = local_midnight(JANUARY.replace(day=2), of.zone), local_midnight(JANUARY.replace(day=3), of.zone)
    yes = Consent("somebody", second[0])
    outage = Exclusion("1", "outage", "down", *second, client=yes, provider=yes)
    judged_line = judged(of, mine, other, exclusions=(outage,)).lines[0]
    assert (judged_line.line.verdict, judged_line.line.provisional) == ("met", ())
    assert judged(of, mine, other).lines[0].line.provisional == ("sides_disagree",)


def test_without_the_rule_or_without_the_other_side_nothing_changes() -> None:
    mine = [sheet(answered=1000, answered_within_20s=815)]
    other = [sheet(answered=1000, answered_within_20s=790)]
    plain = replace(agreed(IN_TIME), reconcile=None)
    assert judged(plain, mine, other).lines == judged(plain, mine, []).lines
    silent, alone = judged(agreed(IN_TIME), mine, []), judged(plain, mine, [])
    assert [one.line.working for one in silent.lines] == [one.line.working for one in alone.lines]


def test_what_may_be_read_of_the_other_side() -> None:
    plain = terms(IN_TIME)
    assert read_of_other(plain) == frozenset()
    assert read_of_other(agreed(IN_TIME)) == {"answered", "answered_within_20s"}
    relieved = replace(plain, relief=Relief(Fraction(1, 10), 5))
    assert read_of_other(relieved) == {"forecast_offered"}
    assert read_of_other(replace(relieved, measured_by="client")) == frozenset()
    assert read_of_other(replace(plain, charges=Charges(measure="charges"))) == {"charges"}
