"""The mapping document: its schema, its errors with their place, its one canonical text and hash."""

import json
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.errors import Refused
from app.reports.mapping.columns import named_columns
from app.reports.mapping.document import canonical, checked, columns_of, mapping_hash
from app.reports.mapping.schema import SCHEMA
from app.sla.measures import Measure
from tests.reports.written import OK, ONE_QUEUE, read, refused, text, whole

FULL: dict[str, Any] = {
    "schema": 1,
    "format": "csv",
    "encoding": "utf-8",
    "table": {"delimiter": ",", "decimal": ".", "header_row": 1, "total_rows": ["Zusammen"]},
    "columns": {
        "offered": {"from": "Anrufe", "unit": "count"},
        "wait_seconds": {"expression": '"Mittel" * offered', "unit": "s"},
    },
    "inputs": {"Mittel": {"unit": "s"}},
    "key": {"date": {"from": "Tag", "order": "dmy"}, "queue": {"value": "billing"}},
    "time_zone": "Asia/Shanghai",
    "grain": 1440,
    "skip": {"columns": ["Notiz"], "last_lines": 0},
}


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_full_document_is_taken_as_it_is() -> None:
    assert checked(FULL, {}) == FULL
    reading = read(text("1/3/2025,10,17.5,x", header="Tag,Anrufe,Mittel,Notiz"), FULL)
    assert (whole(reading, "wait_seconds"), reading.guessed, reading.proven) == (175, False, True)


def change(path: str, value: object) -> dict[str, Any]:
    document = json.loads(json.dumps(FULL))
    *parents, last = path.split(".")
    at = document
    for parent in parents:
        at = at[parent]
    at[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("schema", 2, "mapping: schema"),
        ("format", "exe", "mapping: format"),
        ("encoding", "ebcdic", "mapping: encoding"),
        ("table.delimiter", "a", "mapping: table.delimiter"),
        ("table.header_row", 0, "mapping: table.header_row"),
        ("table.header_row", True, "mapping: table.header_row"),
        ("table.thousands", ".", "mapping: table.thousands"),
        ("colums", {}, "mapping"),
        ("columns.offered.form", "x", "mapping: columns.offered"),
        ("columns.offered", {"unit": "count"}, "mapping: columns.offered"),
        ("columns.offered", {"from": "a", "expression": "b"}, "mapping: columns.offered"),
        ("columns.offered.unit", "percent", "mapping: columns.offered.unit"),
        ("columns.wait_seconds.unit", "count", "mapping: columns.wait_seconds.unit"),
        ("columns.calls_lost", {"from": "x"}, "mapping: columns.calls_lost"),
        ("columns.wait_seconds.expression", "Mittel *", "mapping: columns.wait_seconds.expression"),
        ("columns.wait_seconds.expression", "__import__('os')", "mapping: columns.wait_seconds.expression"),
        ("columns.wait_seconds.expression", "wait_seconds * 2", "mapping: columns.wait_seconds.expression"),
        ("columns.wait_seconds.expression", "17", "mapping: columns.wait_seconds.expression"),
        ("columns", {}, "mapping: columns"),
        ("key.date", {"row_number": True}, "mapping: key.date"),
        ("key.date", {"from": "Tag", "starts": "2020-01-01"}, "mapping: key.date"),
        ("key.date", {"starts": "2020-02-30"}, "mapping: key.date.starts"),
        ("key.interval_start", {"from": "x"}, "mapping: key"),
        ("key.queue", {"from": "a", "value": "b"}, "mapping: key.queue"),
        ("time_zone", "Mars/Olympus", "mapping: time_zone"),
        ("time_zone", "../../etc/passwd", "mapping: time_zone"),
        ("grain", 7, "mapping: grain"),
        ("grain", "fortnight", "mapping: grain"),
    ],
)
def test_every_fault_has_its_place(path: str, value: object, where: str) -> None:
    with pytest.raises(Refused) as caught:
        checked(change(path, value), {})
    assert where in [problem.where for problem in caught.value.problems]
    assert where in caught.value.message or len(caught.value.problems) > 1


def test_a_document_that_is_none_is_refused_with_words() -> None:
    with pytest.raises(Refused):
        checked({"columns": "offered"}, {})


def test_an_unknown_key_names_the_known_ones() -> None:
    with pytest.raises(Refused, match="known are schema, format"):
        checked({"colums": {}}, {})


def test_own_measures_of_the_contract() -> None:
    declared = {"kittens": Measure("kittens", "kittens seen")}
    assert columns_of({"columns": {"kittens": {"from": "K"}}}, declared)[0].measure.title == "kittens seen"
    context = type(ONE_QUEUE)("UTC", ("q",), declared=declared)
    assert whole(read(text("2025-03-01,3", header="date,kittens"), None, context), "kittens") == 3


def test_the_canonical_text_does_not_depend_on_order() -> None:
    backwards = json.loads(json.dumps(FULL), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert canonical(backwards) == canonical(FULL)
    assert mapping_hash(backwards) == mapping_hash(FULL)
    assert mapping_hash(change("grain", 30)) != mapping_hash(FULL)
    assert b" " not in canonical({"schema": 1, "grain": 30})


def test_named_columns_are_those_that_must_be_there() -> None:
    assert set(named_columns(FULL)) == {"Anrufe", "Mittel", "Tag"}


def test_a_completed_mapping_reads_the_same_again() -> None:
    first = read(OK)
    again = read(OK, first.mapping)
    assert again.sheets == first.sheets
    assert mapping_hash(again.mapping) == mapping_hash(first.mapping)
    assert (first.guessed, again.guessed) == (True, False)


def test_the_given_document_is_not_changed() -> None:
    given: dict[str, Any] = {"key": {"date": {"starts": "2020-01-01"}}}
    read(text("1,5", header="Index,offered"), given)
    assert given == {"key": {"date": {"starts": "2020-01-01"}}}


def test_columns_are_found_whatever_their_case() -> None:
    assert whole(read(OK, {"columns": {"offered": {"from": "OFFERED"}}}), "offered") == 300


def test_a_column_that_is_given_is_not_guessed_anew() -> None:
    reading = read(OK, {"columns": {"answered": {"from": "offered"}}})
    assert reading.measures == ("answered",)
    assert refused(OK, {"columns": {"answered": {"from": "nothing"}}}).problems[0].code == "column_missing"


def test_days_that_a_yaml_reader_made_are_taken_as_text() -> None:
    reading = read(text("5", header="offered"), {"key": {"date": {"starts": date(2020, 1, 1)}}})
    assert reading.mapping["key"]["date"]["starts"] == "2020-01-01"
