"""Verifying: what was judged is replayed from its record alone, and every change of it is found and named."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.beside import Beside, CalendarYear, Consent, Exclusion
from app.sla.calendars import ServiceHours
from app.sla.document import evidence_document, scorecard_document
from app.sla.evidence import canonical
from app.sla.hours import Weekly
from app.sla.judging.in_order import assess_in_order
from app.sla.replaying.record import chain_sha256, evidence_record, record_sha256
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.sla.timeline import Timeline
from app.terms_files.read import TermsFile, read_terms
from app.terms_files.rules import rules_of
from app.terms_files.verify import verify_record
from app.terms_files.write import yaml_of
from tests.sla.world import months, sheet

FILE = read_terms("""
schema: 1
contract: C-1
client: Client
provider: Provider
currency: CNY
timezone: Asia/Shanghai
starts: 2026-01-01
effective: 2026-01-01
period: {every: month}
queues: {billing: {title: Billing}, complaints: {title: Complaints}}
service_hours: {weekly: {mon-sun: "00:00-24:00"}, holidays: {country: CN, makeup_days: weekday}}
charges: {fixed: "100000"}
at_risk: 10%
pools: {all: 100%}
caps: {period: 5%, excess: {carried_forward: {expires: contract_end}}}
targets:
  - id: abandonment
    metric: abandonment_rate
    expected: "<= 5%"
    remedy: {kind: pool, pool: all, allocation: 40%, repeat: {from: 2, factor: 2}}
  - id: speed
    metric: average_speed_of_answer
    expected: "<= 20s"
    weight: 3
    remedy: {kind: per_point, amount: "7", point: 7s, from: expected, counted: exact}
""")
TODAY = date(2026, 4, 1)
SHEETS = [
    sheet(date(2026, month, 5), offered=100, abandoned=9, answered=91, wait_seconds=3001)
    for month in (1, 2, 3)
]
YES = Consent("Ada", datetime(2026, 3, 1, tzinfo=UTC))
FLOOD = Exclusion(
    id="e1",
    name="Flood",
    reason="line cut",
    start=datetime(2026, 3, 5, 3, tzinfo=UTC),
    end=datetime(2026, 3, 5, 4, 30, 1, 5, UTC),
    queues=("billing",),
    channels=("voice",),
    whole_days=True,
    client=YES,
)
YEAR = CalendarYear(2026, frozenset({date(2026, 2, 17)}), frozenset({date(2026, 2, 14)}), "confirmed")
BESIDE = Beside(exclusions=(FLOOD,), calendar=(YEAR,))


def card_of(
    label: str, sheets: list[Sheet], terms: Terms = FILE.terms, today: date = TODAY, beside: Beside = BESIDE
) -> Scorecard:
    timeline = Timeline([terms])
    (card,) = assess_in_order(timeline, [timeline.labelled(label)], lambda _: sheets, today, lambda _: beside)
    return card


def document_of(card: Scorecard, file: TermsFile = FILE) -> dict[str, Any]:
    """The scorecard as ``score --json`` prints it, read from that text."""
    report = {"name": "r.csv", "sha256": "ab" * 32, "rows": 3}
    rules = rules_of(file.document, file.sha256)
    evidence = evidence_document(card, rules, [report], with_record=True)
    found: dict[str, Any] = json.loads(json.dumps({**scorecard_document(card), "evidence": evidence}))
    return found


MARCH = document_of(card_of("2026-03", SHEETS))


def findings(document: Mapping[str, Any], previous: str | None = None) -> list[str]:
    found = verify_record(document["evidence"]["record"], document, previous).findings
    return [f"{one.code} {one.where}: {one.message}" for one in found]


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(MARCH))
    change(document)
    return document


@pytest.mark.slow
@given(months(date(2026, 1, 1), 90), st.sampled_from(["2026-01", "2026-02", "2026-03"]))
def test_what_was_judged_is_replayed_digit_for_digit(sheets: list[Sheet], label: str) -> None:
    document = document_of(card_of(label, sheets))
    assert findings(document) == []
    assert record_sha256(document["evidence"]["record"]) == document["evidence"]["sha256"]


@pytest.mark.slow
@given(months(date(2026, 1, 1), 90), st.randoms(use_true_random=False))
def test_judging_twice_in_any_order_is_the_same(sheets: list[Sheet], random: Random) -> None:
    shuffled = sorted(sheets, key=lambda _: random.random())
    assert document_of(card_of("2026-03", sheets)) == document_of(card_of("2026-03", shuffled))


@pytest.mark.parametrize("days", [0, 1, 400])
def test_once_all_is_over_the_day_of_reading_leaves_no_trace(days: int) -> None:
    assert document_of(card_of("2026-03", SHEETS, today=TODAY + timedelta(days))) == MARCH


def test_while_the_period_runs_it_does() -> None:
    running = document_of(card_of("2026-03", SHEETS, today=TODAY - timedelta(1)))
    assert findings(running) == []
    assert running["evidence"]["sha256"] != MARCH["evidence"]["sha256"]


def test_a_record_is_its_own_canonical_form_without_nulls_or_bare_numbers() -> None:
    record = MARCH["evidence"]["record"]
    assert json.loads(canonical(record)) == record
    assert [past["label"] for past in record["history"]] == ["2026-01", "2026-02"]
    assert record["history"][1]["balance"]
    assert "/" in record["history"][0]["lines"]["speed"]["credit"]
    assert record["exclusions"][0]["end"] == "2026-03-05T04:30:01.000005Z"
    assert record["reports"] == ["ab" * 32]
    assert record["engine"] == str(MARCH["evidence"]["engine"])


def test_figures_of_another_side_are_replayed_as_that_sides() -> None:
    document = document_of(card_of("2026-03", SHEETS, replace(FILE.terms, measured_by="client")))
    assert document["evidence"]["side"] == "client"
    assert findings(document) == []


def test_a_period_that_was_cut_is_replayed_with_its_part_of_the_charges() -> None:
    later = replace(FILE.terms, effective=date(2026, 3, 11), cut="split")
    timeline = Timeline([FILE.terms, later])
    dues = [timeline.labelled("2026-03/1"), timeline.labelled("2026-03/2")]
    first, second = assess_in_order(timeline, dues, lambda _: SHEETS, TODAY)
    assert (first.charges, second.charges) == (Fraction("32258.06"), Fraction("67741.94"))
    amended = read_terms(yaml_of(later))
    assert findings(document_of(first)) == findings(document_of(second, amended)) == []


CREDIT = ("targets", 0, "credit")
RECORD = ("evidence", "record")
PAST = (*RECORD, "history", 0)
EXCLUDED = (*RECORD, "exclusions", 0)


def put(path: tuple[str | int, ...], value: object) -> Callable[[Any], None]:
    """What puts a value into its place; MISSING takes what stands there away."""

    def change(document: Any) -> None:
        *above, last = path
        for key in above:
            document = document[key]
        if value is MISSING:
            del document[last]
        else:
            document[last] = value

    return change


MISSING = object()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (CREDIT, "1.00", "digits_differ targets[abandonment].credit: there stands “1.00”, and the evidence"),
        (("score", "value"), None, "digits_differ score.value: there stands nothing, and the evidence gives"),
        (
            ("money", "note"),
            "x",
            "digits_differ money.note: there stands “x”, and the evidence gives nothing",
        ),
        (("targets",), [], "digits_differ targets: there stands a list of 0, and the evidence gives a list"),
        (("targets", 1, "working", 0, "result"), 7, "digits_differ targets[speed].working[0].result: there"),
        (("money",), MISSING, "digits_differ money: there stands nothing, and the evidence gives an object"),
        (("evidence", "sha256"), MISSING, "evidence_changed evidence.sha256: there stands nothing, and"),
        ((*RECORD, "sheets", 0, "totals", "offered"), "99", "evidence_changed evidence.sha256: there stands"),
        ((*RECORD, "sheets", 0, "totals", "offered"), 99, "not_replayable evidence.record.sheets[0].totals."),
        ((*RECORD, "sheets", 0, "totals", "offered"), 9.9, "not_canonical evidence.record: float has no"),
        ((*RECORD, "sheets"), "x" * 100, f"sheets: there stands “{'x' * 40}”, and it must be a list"),
        ((*RECORD, "terms", "at_risk"), "11%", "terms_changed evidence.record.terms_sha256: there stands"),
        ((*RECORD, "terms", "charges"), "x", "not_replayable evidence.record.terms, line 1, charges"),
        ((*RECORD, "terms"), [], "evidence.record.terms: there stands list, and it must be an object"),
        ((*RECORD, "terms"), MISSING, "not_replayable evidence.record.terms: is missing"),
        ((*RECORD, "engine"), "2", "not_replayable evidence.record.engine: this scorecard was judged by"),
        ((*RECORD, "engine"), "99", "verify it with a version that has that engine"),
        ((*PAST, "lines", "speed", "credit"), "1/0", "there stands “1/0”, and it must be a number as text"),
        ((*PAST, "lines", "speed", "paid"), "1.5", "there stands “1.5”, and it must be a whole number"),
        ((*PAST, "lines", "speed", "verdict"), "late", "must be one of met, below_expected"),
        ((*PAST, "end"), "2026-02-02", "evidence.record.history: 2026-02 does not come after 2026-01"),
        (
            (*RECORD, "history", 1, "balance", 0, "amount"),
            "0",
            "balance[0]: what is carried forward is more than nothing",
        ),
        ((*EXCLUDED, "end"), "2026-03-05T03:00:00Z", "exclusions[0]: the exclusion “Flood” ends before"),
        ((*EXCLUDED, "end"), "2026-02-01", "must be an instant like 2026-04-01T16:00:00Z"),
        ((*EXCLUDED, "end"), "never", "exclusions[0].end: there stands “never”, and it must be an instant"),
        ((*EXCLUDED, "whole_days"), "yes", "must be true or false"),
        ((*EXCLUDED, "client", "who"), MISSING, "exclusions[0].client.who: is missing"),
        ((*RECORD, "calendar", 0, "year"), "1.5", "calendar[0].year: there stands “1.5”, and it must be"),
        ((*RECORD, "calendar", 0, "state"), "sure", "must be one of confirmed, proposed"),
        ((*RECORD, "period", "begins"), "2026-02-28T17:00:00Z", "by the time zones of this machine it is"),
        ((*RECORD, "period", "index"), "1", "period.index: is not the number of one of the parts"),
        ((*RECORD, "period", "parts"), ["32"], "period.parts: the days of the parts do not fit"),
        ((*RECORD, "period", "end"), "2026-03-01", "period: a period ends after it begins"),
        ((*RECORD, "side"), "both", "side: there stands “both”, and it must be one of provider, client"),
        ((*RECORD, "surprise"), "", "evidence.record.surprise: is not a part of such a record"),
        ((*RECORD, "day"), MISSING, "not_replayable evidence.record.day: is missing"),
    ],
)
def test_every_change_is_found_and_named(path: tuple[str | int, ...], value: object, said: str) -> None:
    assert [one for one in findings(changed(put(path, value))) if said in one]


def test_what_was_added_after_judging_is_not_compared() -> None:
    assert findings(changed(put(("state",), "issued"))) == []


def issued(document: Mapping[str, Any], previous: str) -> dict[str, Any]:
    evidence = document["evidence"]
    link = chain_sha256(previous, evidence["sha256"], document)
    return {**document, "evidence": {**evidence, "previous_sha256": previous or None, "chain_sha256": link}}


def test_each_link_holds_the_one_before() -> None:
    first = issued(document_of(card_of("2026-02", SHEETS)), "")
    link = first["evidence"]["chain_sha256"]
    second = issued(MARCH, link)
    assert findings(first) == findings(first, "") == []
    assert findings(second) == findings(second, link) == []
    (broken,) = findings(second, "cd" * 32)
    assert "chain_broken evidence.previous_sha256: there stands" in broken
    moved = {**second, "evidence": {**second["evidence"], "previous_sha256": None}}
    (broken,) = findings(moved)
    assert "chain_broken evidence.chain_sha256: there stands" in broken
    touched = {**second, "status": "provisional"}
    assert [one.split()[0] for one in findings(touched)] == ["chain_broken", "digits_differ"]


def test_a_judgement_that_is_no_plain_json_has_no_link() -> None:
    found = findings({**issued(MARCH, ""), "score": 1.5})
    assert [one.split(":")[0] for one in found] == ["digits_differ score"]


def test_a_record_as_plain_values_is_what_was_written() -> None:
    card = card_of("2026-03", SHEETS)
    assert (
        evidence_record(card, rules_of(FILE.document, FILE.sha256), ["ab" * 32])
        == MARCH["evidence"]["record"]
    )


def test_what_no_target_reads_is_no_part_of_what_was_left_out() -> None:
    """A day of surveys alone is left out with the flood; nothing of any target was, and nothing is listed."""
    agreed = replace(FLOOD, provider=YES)
    surveys = [sheet(date(2026, 3, 5), surveys_answered=3)]
    for sheets in (surveys, SHEETS, [*SHEETS, *surveys]):
        document = document_of(card_of("2026-03", sheets, beside=replace(BESIDE, exclusions=(agreed,))))
        assert findings(document) == []


def test_a_calendar_without_holidays_in_the_terms_is_not_asked() -> None:
    hours = replace(FILE.terms, service_hours=ServiceHours(Weekly.read({"mon": "08:00-12:00"})))
    newyear = replace(YEAR, holidays=frozenset({date(2026, 3, 5)}))
    file = read_terms(yaml_of(hours))
    cards = [
        card_of("2026-03", SHEETS, file.terms, beside=Beside(calendar=years)) for years in ((), (newyear,))
    ]
    first, second = (document_of(card, file) for card in cards)
    assert first == second
    assert findings(second) == []
