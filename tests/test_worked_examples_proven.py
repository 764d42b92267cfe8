"""Every worked example is proven twice more: replayed from its evidence alone, and told in both languages."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.sla.beside import Beside, CalendarYear, Consent, Exclusion
from app.sla.document import evidence_document, scorecard_document
from app.sla.evidence import digest
from app.sla.judging.in_order import assess_in_order
from app.sla.judging.reach import consumed, reach
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet, day_sheet
from app.sla.timeline import Due, Timeline
from app.sla.wording import LANGUAGES, SENTENCES, say
from app.sla.working import Step
from app.terms_files.rules import rules_of
from app.terms_files.verify import verify
from app.terms_files.write import document_of
from tests.test_worked_examples import Document, card_of, cases, versions_of

pytestmark = pytest.mark.slow
CASES = [*cases()]


@pytest.mark.parametrize(("example", "case"), CASES)
def test_is_replayed_from_its_evidence_alone(example: Document, case: Document) -> None:
    assert verify(printed(card_of(example, case)), "").findings == ()


def printed(card: Scorecard) -> dict[str, Any]:
    """The scorecard as `score --json` prints it, read from that text."""
    terms = document_of(card.terms)
    evidence = evidence_document(card, rules_of(terms, digest(terms)), [], with_record=True)
    found: dict[str, Any] = json.loads(json.dumps({**scorecard_document(card), "evidence": evidence}))
    return found


def steps_of(card: Scorecard) -> list[Step]:
    steps = [*card.money.working, *(found.step() for found in card.triggers)]
    return [*steps, *(one for judged in card.lines for one in judged.working)]


@pytest.mark.parametrize(("example", "case"), CASES)
def test_every_step_reads_as_a_sentence(example: Document, case: Document) -> None:
    for step, language in product(steps_of(card_of(example, case)), LANGUAGES):
        assert step.rule in SENTENCES
        sentence = say(step, language)
        assert sentence.endswith(".。"[LANGUAGES.index(language)])
        assert not re.search(r"[{}\[\]?]|  ", sentence), sentence


YES = Consent("Ada", datetime(2026, 3, 1, tzinfo=UTC))


@st.composite
def sheets_of(draw: st.DrawFn, due: Due) -> list[Sheet]:
    """Days of some queues, some of them by half-hours, with any figures of the measures that are read."""
    names = sorted(consumed(due.terms) | {"offered", "forecast_offered"})
    queues = [queue.id for queue in due.terms.queues] or ["q"]
    days = st.dates(reach(due).start, due.period.last_day)
    counts = st.dictionaries(st.sampled_from(names), st.integers(0, 10**9), max_size=len(names))
    cells = draw(st.dictionaries(st.tuples(days, st.sampled_from(queues)), counts, max_size=6))
    made = []
    for (day, queue), totals in cells.items():
        split = draw(st.sets(st.sampled_from(names)))
        columns = {
            name: (None,) * 10 + (n, 0, 0, 0) + (None,) * 34 for name, n in totals.items() if name in split
        }
        slack = dict.fromkeys(draw(st.sets(st.sampled_from(names))) & totals.keys(), 500_000)
        made.append(replace(day_sheet(queue, day, totals), intervals=columns, slack=slack))
    return made


@st.composite
def exclusions_of(draw: st.DrawFn, due: Due) -> Exclusion:
    """A span in or near the period that both, one or none of the parties agreed to."""
    begin, _ = due.period.bounds(due.terms.zone)
    start = begin + timedelta(hours=draw(st.integers(-30, 24 * due.period.days)))
    end = start + timedelta(minutes=draw(st.sampled_from((1, 45, 600, 3000))))
    name, (client, provider) = draw(st.text(max_size=3)), draw(st.tuples(st.booleans(), st.booleans()))
    return Exclusion(
        id=str(draw(st.integers(0, 9))),
        name=name,
        reason="",
        start=start,
        end=end,
        whole_days=draw(st.booleans()),
        client=YES if client else None,
        provider=YES if provider else None,
    )


@st.composite
def figures(draw: st.DrawFn) -> tuple[Scorecard, list[Sheet]]:
    """The terms of some example on figures that nobody thought of: judged, and given in another order."""
    example, case = draw(st.sampled_from(CASES)).values
    timeline = Timeline(versions_of(example))
    due = timeline.labelled(case["period"])
    sheets, other = draw(sheets_of(due)), draw(sheets_of(due))
    holidays = draw(st.frozensets(st.dates(due.period.start, due.period.last_day), max_size=2))
    beside = Beside(
        other=other,
        forecasts=draw(st.none() | st.just(other)),
        exclusions=tuple(draw(st.lists(exclusions_of(due), max_size=2))),
        calendar=(CalendarYear(due.period.start.year, holidays, state="confirmed"),),
    )
    today = draw(st.dates(due.period.start, due.period.end + timedelta(20)))
    (card,) = assess_in_order(timeline, [due], lambda _: sheets, today, lambda _: beside)
    return card, draw(st.permutations(sheets))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(figures())
def test_any_figures_are_replayed_in_any_order(found: tuple[Scorecard, list[Sheet]]) -> None:
    card, shuffled = found
    first = printed(card)
    assert verify(first).findings == ()
    again = assess(card.due, shuffled, card.given.today, card.given.history, card.given.beside)
    assert printed(again) == first
