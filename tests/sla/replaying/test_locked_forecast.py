"""The client's forecast as it was locked is a part of the record, and of it alone what is a forecast."""

from app.sla.beside import Beside
from app.sla.replaying.record import write_record
from app.sla.scorecard import assess
from app.sla.timeline import Timeline
from app.terms_files.read import read_terms
from app.terms_files.rules import rules_of
from tests.desk import terms
from tests.sla.test_scorecard import AFTER
from tests.sla.world import JANUARY, sheet


def test_a_locked_forecast_stands_in_the_record_and_one_that_nobody_locked_does_not() -> None:
    file = read_terms(terms())
    due = Timeline([file.terms]).labelled("2026-01")
    sheets = [sheet(JANUARY, offered=100, abandoned=5)]
    locked = [sheet(JANUARY, forecast_offered=90, offered=100)]
    rules = rules_of(file.document, file.sha256)
    without, with_it = (
        write_record(assess(due, sheets, AFTER, beside=beside), rules, []).record()
        for beside in (Beside(), Beside(forecasts=locked))
    )
    assert "forecasts" not in without
    assert "90" in str(with_it["forecasts"])
    assert "100" not in str(with_it["forecasts"])
