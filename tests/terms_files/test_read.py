import json
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.calendars import DueIn
from app.sla.evidence import digest
from app.sla.life import Windows
from app.sla.quantities import Rounding, exact
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.carrying import Excess, MinimumPayable
from app.sla.remedies.escalation import CountsFrom, Promotion, Repeat
from app.sla.remedies.limits import Caps
from app.sla.remedies.lines import LineRules
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.prices import FREE, Price
from app.sla.remedies.triggers import Trigger
from app.sla.terms import Charges
from app.terms_files.nodes import LARGEST, FileFault
from app.terms_files.read import read_terms, terms_of
from app.terms_files.write import document_of, yaml_of
from tests.terms_files.example import FULL, changed

HERE = Path(__file__).parent
SMALL: dict[str, Any] = {
    "schema": "1",
    "contract": "C-1",
    "client": "C",
    "provider": "P",
    "currency": "CNY",
    "timezone": "UTC",
    "starts": "2026-01-01",
    "effective": "2026-01-01",
    "period": {"every": "month"},
    "targets": [{"id": "t", "metric": "abandonment_rate", "expected": "<= 5%"}],
}
READ = read_terms(FULL)


def faults(text: str) -> list[str]:
    with pytest.raises(FileFault) as refusal:
        read_terms(text)
    return [f"{fault.where}: {fault.message}" for fault in refusal.value.faults]


def test_every_key_is_read() -> None:
    terms = READ.terms
    first, second, third = terms.targets
    assert (terms.contract, terms.provider, terms.timezone) == (
        "ACME-2026-01",
        "成都联络服务",
        "Asia/Shanghai",
    )
    assert (terms.period.first_day, terms.cut, terms.measured_by) == (16, "split", "client")
    assert (str(terms.starts), str(terms.ends), str(terms.signed)) == (
        "2026-01-01",
        "2029-01-01",
        "2025-12-10",
    )
    assert [(queue.id, queue.direction) for queue in terms.queues] == [
        ("billing", "inbound"),
        ("renewals", "outbound"),
    ]
    assert (terms.charges, terms.at_risk) == (Charges(Fraction(250_000)), Fraction(12, 100))
    assert (terms.pools, terms.caps) == (
        {"operations": Fraction(3, 5), "quality": Fraction(2, 5)},
        Caps(Price(share=Fraction(3, 25))),
    )
    assert (first.weight, first.round, first.minimum) == (
        40,
        Rounding(2, "half_even"),
        read_level(">= 75%", "ratio"),
    )
    assert (first.queues, first.channels, first.segments) == (("billing",), ("voice",), ("gold",))
    assert isinstance(second.remedy, BandsRemedy)
    assert [band.amount for band in second.remedy.bands] == [5000, exact("2500.50"), 0, 0]
    assert third.metric == terms.metrics["letters"]
    assert terms.reports.incomplete == "provisional"


MONEY = changed(
    "caps: {period: 12%}",
    """caps:
  period: 12%
  rolling_12: "30000"
  groups: {operations: {period: 5%, rolling_12: 4%}}
  excess: {carried_forward: {expires: 12 periods}}
minimum_payable: {amount: "100", below: carried_forward}
credits_from: 2026-03-01
points: {table: [{from: 0, amount: 0}]}
claims: {within: 30 business days}
closing: {reply: 10d, time_bar: 60d}
terminate:
  - {kind: in_a_row, times: 3, targets: [letters], level: minimum, clause: "14.2"}
  - {kind: out_of, times: 4, within: 6}
  - {kind: points, points: 30.5, within: 12}
  - {kind: cap_reached}""",
).replace(
    "    remedy: {kind: pool, pool: operations, allocation: 40%, pays_on: minimum}",
    """    importance: important
    promotion: {after: 3, begins: next_period}
    group: operations
    event: outage
    remedy:
      {kind: pool, pool: operations, allocation: 40%, pays_on: minimum, cap: 5%,
       repeat: {from: 2, factor: 1.5}, counts_from: {nth: 4}, earn_back: {after: 3}, critical: "9000"}""",
)


def test_every_rule_of_money_is_read_and_written() -> None:
    read = read_terms(MONEY)
    terms = read.terms
    assert terms.caps == Caps(Price(share=Fraction(3, 25)), Price(amount=Fraction(30_000)))
    assert terms.group_caps == {
        "operations": Caps(Price(share=Fraction(1, 20)), Price(share=Fraction(1, 25)))
    }
    assert terms.excess == Excess("carried_forward", 12)
    assert terms.minimum_payable == MinimumPayable(Fraction(100), "carried_forward")
    assert str(terms.credits_from) == "2026-03-01"
    assert terms.claim_within == DueIn(30, business=True)
    assert terms.closing == Windows(10, 60)
    assert terms.terminate == (
        Trigger("in_a_row", Fraction(3), 1, ("letters",), "minimum", "14.2"),
        Trigger("out_of", Fraction(4), 6),
        Trigger("points", Fraction(61, 2), 12),
        Trigger("cap_reached", Fraction(1)),
    )
    assert terms.targets[0].rules == LineRules(
        own_cap=Price(share=Fraction(1, 20)),
        repeat=Repeat(2, Fraction(3, 2)),
        counts_from=CountsFrom(4, 12),
        importance="important",
        promotion=Promotion(3, "next_period"),
        critical_credit=Price(amount=Fraction(9000)),
        group="operations",
        event="outage",
        earn_back=3,
    )
    assert terms.looks_back
    assert not READ.terms.looks_back
    assert read_terms(yaml_of(terms)) == read == read_terms(json.dumps(read.document))


@pytest.mark.parametrize("excess", ["lost", "carried_forward", "{carried_forward: {}}"])
def test_excess_may_be_a_word(excess: str) -> None:
    read = read_terms(changed("caps: {period: 12%}", f"caps: {{period: 12%, excess: {excess}}}"))
    assert read.terms.excess == (Excess() if excess == "lost" else Excess("carried_forward"))
    assert read_terms(yaml_of(read.terms)) == read


def test_a_share_of_nothing_is_nothing() -> None:
    read = read_terms(changed('amount: "5000"', "amount: 3%").replace('amount: "0"', "amount: 0%"))
    remedy = read.terms.targets[1].remedy
    assert isinstance(remedy, PercentBandsRemedy)
    assert [band.price for band in remedy.bands[::2]] == [Price(share=Fraction(3, 100)), FREE]
    assert read_terms(yaml_of(read.terms)) == read


def test_numbers_are_read_as_they_are_written() -> None:
    precise = read_terms(changed("at_risk: 12%", "at_risk: 0.123456789012345678")).terms
    assert precise.at_risk == Fraction("0.123456789012345678")
    assert read_terms(changed("weight: 40", "weight: 33.3")).terms.targets[0].weight == Fraction(333, 10)
    assert read_terms(changed("weight: 40", "weight: 0.1")).terms.targets[0].weight == Fraction(1, 10)


def test_a_share_may_be_written_both_ways() -> None:
    assert read_terms(changed("at_risk: 12%", "at_risk: 0.12")).sha256 == READ.sha256
    assert read_terms(changed('expected: ">= 80%"', 'expected: ">= 0.80"')).sha256 == READ.sha256


def test_texts_that_a_plain_loader_would_alter_stay() -> None:
    text = changed("client: Acme Bank", "client: NO").replace("title: Answered in time", "title: 12:30")
    terms = read_terms(text).terms
    assert (terms.client, terms.targets[0].title) == ("NO", "12:30")


def test_round_trips_without_loss() -> None:
    assert read_terms(yaml_of(READ.terms)) == READ
    assert read_terms(json.dumps(READ.document)) == READ
    assert terms_of(READ.document) == READ.terms
    assert digest(READ.document) == READ.sha256


def test_json_by_the_same_door() -> None:
    indented = json.dumps(READ.document, indent="\t", ensure_ascii=False)
    assert read_terms(indented) == READ
    assert read_terms(json.dumps(READ.document, ensure_ascii=True, separators=(",", ":"))) == READ


def test_json_with_escaped_characters_beyond_the_basic_plane() -> None:
    named = {**READ.document, "client": "𠮷野家 😀 a/b"}
    escaped = json.dumps(named).replace("a/b", "a\\/b")
    assert "\\ud842" in escaped
    assert read_terms(escaped).terms.client == "𠮷野家 😀 a/b"
    (fault,) = faults(escaped.replace("\\udfb7", ""))
    assert "half a character stands here" in fault


def test_tabs_in_yaml_stay_a_fault_with_its_line() -> None:
    (fault,) = faults("{\n\t'a': b}\n")
    assert fault.startswith("line 2: this is not readable YAML or JSON")


CASES = [
    re.fullmatch(r"(.*)\n=> ?(.*)\n!! (.*)", block, re.DOTALL)
    for block in (HERE / "faults.txt").read_text(encoding="utf-8").strip().split("\n\n")
]


@pytest.mark.parametrize("case", [case.groups() for case in CASES if case], ids=lambda case: case[1][:40])
def test_every_fault_has_its_line_and_path_and_says_what_to_do(case: tuple[str, str, str]) -> None:
    old, new, fault = (part.replace("\\n", "\n").replace("\\0", "\0").replace("\\\\", "\\") for part in case)
    assert fault in faults(changed(old, new))


def test_every_case_of_faults_is_read() -> None:
    assert all(CASES)
    assert len(CASES) > 60


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        changed("currency: CNY", "currency: ¥")
        .replace("digits: 2", "digits: two")
        .replace("id: letters", "ID: x")
    )
    assert [line.split(":")[0] for line in faults(text)] == [
        "line 5, currency",
        "line 40, targets[0].round.digits",
        "line 52, targets[2].ID",
        "line 52, targets[2].id",
    ]


def test_a_fault_of_the_core_comes_once() -> None:
    assert len(faults(changed("first_day: 16", "first_day: 31"))) == 1
    assert len(faults(changed("letters_due, 1)", "letters_due, 1"))) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: the file is empty"),
        ("# nothing\n", "line 1: the file is empty"),
        ("- a\n", "line 1: expected keys and values here"),
        ("text", "line 1: expected keys and values here"),
        ("a: b\n---\nc: d\n", "line 2: this is not readable YAML or JSON: but found another document"),
        ("{" * 3000, "line 1: the file is nested too deeply"),
        ("[" * 3000, "line 1: the file is nested too deeply"),
        ("- " * 3000, "line 1: the file is nested too deeply"),
        ("a: b\nc: \x00\n", "line 2: there is a character here that no text can hold"),
        ("a: b\nc: \ud800\n", "line 2: there is a character here that no text can hold"),
        ("a" * (LARGEST + 1), f"line 1: the file is larger than {LARGEST:,} characters"),
        ("%YAML 9.9\n---\na: b\n", "line 1: this is not readable YAML or JSON"),
        ('{"a": \t' + "[" * 3000, "line 1: this is not readable YAML or JSON: found character"),
        ("[\n" * 40, "line 32: the file is nested too deeply"),
        ("a: b\n" * 1000, "line 2, a: “a” stands twice"),
    ],
    ids=range(15),
)
def test_what_is_no_terms_file_at_all(text: str, fault: str) -> None:
    assert faults(text)[0].startswith(fault)


def test_a_stored_document_that_was_altered_is_refused() -> None:
    without: Mapping[str, object] = {key: part for key, part in READ.document.items() if key != "targets"}
    for altered in (
        without,
        {**READ.document, "x": "y"},
        {**READ.document, "at_risk": 0.12},
        {**READ.document, "at_risk": "x"},
    ):
        with pytest.raises(FileFault):
            terms_of(altered)


SAFE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
    lambda text: text == text.strip()
)


@given(SAFE, SAFE)
def test_any_text_comes_back_as_it_was(client: str, title: str) -> None:
    document = {**SMALL, "client": client, "targets": [{**SMALL["targets"][0], "title": title}]}
    for text in (json.dumps(document), yaml.safe_dump(document, allow_unicode=True)):
        terms = read_terms(text).terms
        assert (terms.client, terms.targets[0].title) == (client, title)


@given(
    st.sampled_from([">=", "<=", ">", "<"]),
    st.decimals(0, 10**12, places=6).map(lambda number: f"{number:f}"),
    st.sampled_from(["%", ""]),
    st.decimals(0, 10**15, places=6).map(lambda number: f"{number:f}"),
)
def test_any_number_comes_back_as_it_was(sign: str, number: str, suffix: str, weight: str) -> None:
    changed_target = {**SMALL["targets"][0], "expected": f"{sign} {number}{suffix}", "weight": weight}
    terms = terms_of({**SMALL, "targets": [changed_target]})
    assert terms.targets[0].weight == Fraction(weight)
    assert terms_of(document_of(terms)) == terms == read_terms(yaml_of(terms)).terms
