import pytest

from app.sla.measures import CATALOGUE, Measure, UnknownMeasure, measure

NAMED_BY_THE_DOMAIN = """
offered answered abandoned blocked handled wait_seconds wait_seconds_abandoned longest_wait_seconds
talk_seconds hold_seconds wrap_seconds transferred callbacks_requested callbacks_completed
resolved_first_contact resolvable repeat_contacts misdirected staffed_seconds ready_seconds
scheduled_seconds adherent_seconds full_time_hours headcount leavers trained_hours roster_wishes
roster_wishes_met evaluations evaluation_points evaluation_points_possible critical_errors surveys_sent
surveys_answered surveys_satisfied promoters detractors complaints complaints_on_time
complaints_escalated records records_attempted dials connected contacts pitches successes refusals
appointments interested qualified_leads do_not_call_breaches hours_breaches cost charges revenue margin
new_customers baseline_cost forecast_offered forecast_handle_seconds planned_successes planned_contacts
"""


def test_the_catalogue_is_that_of_the_domain() -> None:
    assert set(CATALOGUE) == set(NAMED_BY_THE_DOMAIN.split())
    assert all(name == known.name and known.title for name, known in CATALOGUE.items())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("answered_within_20s", "answered within 20 seconds"),
        ("abandoned_within_5s", "abandoned within 5 seconds"),
        ("outcome.SALE", "contacts with result SALE"),
        ("outcome.无人接听", "contacts with result 无人接听"),
        ("outcome.call back later", "contacts with result call back later"),
    ],
)
def test_patterns(name: str, title: str) -> None:
    assert measure(name) == Measure(name, title)


@pytest.mark.parametrize(
    "name",
    ["", "Offered", "answered_within_0s", "answered_within_020s", "answered_within_２０s",
     "answered_within_100000s", "handled_within_5s", "outcome.", "outcome. x", 'outcome."', "outcome.a\nb"],
)  # fmt: skip
def test_others_are_unknown(name: str) -> None:
    with pytest.raises(UnknownMeasure, match="not a known measure; see the list of measures, or declare it"):
        measure(name)


def test_how_measures_add() -> None:
    assert {name: known.adds for name, known in CATALOGUE.items() if known.adds != "sum"} == {
        "headcount": "mean_by_day",
        "longest_wait_seconds": "maximum",
    }


def test_a_measure_has_a_unit_and_a_way_to_add() -> None:
    with pytest.raises(ValueError, match="unit of x must be count"):
        Measure("x", "x", "minutes")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="x must add as sum"):
        Measure("x", "x", "count", "mean")  # type: ignore[arg-type]
