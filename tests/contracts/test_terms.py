"""Versions of the terms over HTTP: put, replaced, amended, refused, read as known then."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.desk import REF, Desk, terms

pytestmark = pytest.mark.slow  # the service with its database

PATH = f"/contracts/{REF}/terms"


def sql(desk: Desk, statement: str) -> list[tuple[Any, ...]]:
    with desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def test_a_version_is_put_once_and_the_same_terms_again_change_nothing(desk: Desk) -> None:
    first = desk.put_terms(terms())
    assert (first.status_code, first.json()["changed"], first.json()["revision"]) == (201, True, 1)
    again = desk.put_terms(terms())
    assert (again.status_code, again.json()["changed"], again.json()["revision"]) == (200, False, 1)
    said_otherwise = desk.put_terms("# a remark\n" + terms().replace("<= 6%", "<= 0.06"))
    assert (said_otherwise.status_code, said_otherwise.json()["sha256"]) == (200, first.json()["sha256"])
    assert sql(desk, "SELECT revision, kind FROM contract_revision") == [(1, "terms")]


def test_a_replaced_text_stays_readable_as_it_came(desk: Desk) -> None:
    first, second = terms() + "# first\n", terms(level="5%") + "# second\n"
    assert desk.put_terms(first).status_code == 201
    between = desk.shown(PATH)["items"][0]["received_at"]
    assert desk.put_terms(second).status_code == 201
    versions = desk.shown(PATH)["items"]
    assert [(one["from_revision"], one["to_revision"]) for one in versions] == [(1, 2), (2, None)]
    assert [one["document"]["targets"][0]["expected"] for one in versions] == ["<= 6%", "<= 5%"]
    assert desk.shown(f"{PATH}/2026-01-01")["text"] == second
    assert desk.shown(f"{PATH}/2026-01-01", params={"revision": 1})["text"] == first
    assert desk.shown(f"{PATH}/2026-01-01", params={"as_of": between})["text"] == first
    assert desk.get(f"{PATH}/2026-02-01").status_code == 404
    assert sql(desk, "SELECT count(*) FROM terms_version WHERE to_revision IS NULL") == [(1,)]


def test_a_text_comes_back_byte_for_byte_and_json_is_as_good_as_yaml(one_desk: Desk) -> None:
    document = one_desk.put_terms("\ufeff" + terms().replace("\n", "\r\n"))
    assert document.status_code == 201, document.text
    kept = one_desk.shown(f"{PATH}/2026-01-01")
    assert kept["text"] == terms().replace("\n", "\r\n")
    as_json = one_desk.put_terms(json.dumps(kept["document"]))
    assert (as_json.status_code, as_json.json()["changed"]) == (200, False)


def test_an_amendment_leaves_past_periods_to_the_terms_of_their_time(desk: Desk) -> None:
    desk.put_terms(terms())
    assert desk.put_terms(terms("2026-03-01", level="5%"), "2026-03-01").status_code == 201
    for period, version, expected in (("2026-02", "2026-01-01", "<= 6%"), ("2026-03", "2026-03-01", "<= 5%")):
        card = desk.shown(f"/contracts/{REF}/scorecards/{period}")
        assert (card["terms_version"], card["targets"][0]["expected"]) == (version, expected)


def test_an_amendment_inside_a_period_splits_it_or_waits_for_the_next(desk: Desk) -> None:
    desk.put_terms(terms())
    waits = desk.put_terms(terms("2026-01-11", level="5%"), "2026-01-11")
    assert [
        (one["code"], one["severity"]) for one in waits.json()["findings"] if one["severity"] == "error"
    ] == [("amendment_inside_period", "error")]
    assert desk.shown(f"/contracts/{REF}/scorecards/2026-01")["targets"][0]["expected"] == "<= 6%"
    assert desk.shown(f"/contracts/{REF}/scorecards/2026-02")["targets"][0]["expected"] == "<= 5%"
    splits = desk.put_terms(terms("2026-01-11", level="5%", more="cut: split"), "2026-01-11")
    assert splits.status_code == 201
    assert not [one for one in splits.json()["findings"] if one["severity"] == "error"]
    stubs = [desk.shown(f"/contracts/{REF}/scorecards/2026-01/{number}") for number in (1, 2)]
    assert [one["period"] for one in stubs] == [
        {"start": "2026-01-01", "end": "2026-01-11", "label": "2026-01/1"},
        {"start": "2026-01-11", "end": "2026-02-01", "label": "2026-01/2"},
    ]
    assert [one["money"]["charges"] for one in stubs] == ["80645.16", "169354.84"]
    assert desk.get(f"/contracts/{REF}/scorecards/2026-01").status_code == 404
    assert desk.get(f"/contracts/{REF}/scorecards/2026-01/3").status_code == 404


def test_terms_that_contradict_the_contract_are_refused_with_their_key(desk: Desk) -> None:
    desk.put_terms(terms())
    cases = (
        (terms(ref="OTHER-1"), "2026-01-01", "contract"),
        (terms("2026-02-01"), "2026-03-01", "effective"),
        (terms("2026-02-01").replace("currency: CNY", "currency: EUR"), "2026-02-01", "currency"),
        (terms("2026-02-01").replace("Asia/Shanghai", "Europe/Madrid"), "2026-02-01", "timezone"),
        (terms("2026-02-01", starts="2025-12-01"), "2026-02-01", "starts"),
    )
    for body, effective, key in cases:
        answer = desk.put_terms(body, effective)
        assert answer.status_code == 422, key
        assert [one["where"] for one in answer.json()["errors"]] == [key]
    assert sql(desk, "SELECT count(*) FROM terms_version") == [(1,)]
    assert sql(desk, "SELECT revision FROM contract") == [(1,)]


def test_the_only_version_may_still_correct_its_currency(desk: Desk) -> None:
    desk.put_terms(terms())
    assert desk.put_terms(terms().replace("currency: CNY", "currency: EUR")).status_code == 201
    assert desk.shown(f"/contracts/{REF}/scorecards/2026-01")["money"]["currency"] == "EUR"


def test_every_fault_of_a_file_has_its_line(one_desk: Desk) -> None:
    broken = terms().replace("currency: CNY", "currency: yuan").replace("at_risk: 12%", "at_risk: a lot")
    answer = one_desk.put_terms(broken)
    assert answer.status_code == 422
    places = [one["where"] for one in answer.json()["errors"]]
    assert places == ["line 5, currency", "line 13, at_risk"]
    assert answer.json()["count"] == 2


def test_what_no_terms_can_hold_is_refused_and_nothing_breaks(desk: Desk) -> None:
    deep = b"[" * 50_000
    hostile: tuple[tuple[bytes, int], ...] = (
        (b"", 422),
        (b"\xff\xfe", 400),
        (b"\x00", 422),
        (b'{"contract": "\\u0000"}', 422),
        (b'{"client": "\\ud800"}', 422),
        (deep, 422),
        (b"{" * 5000, 422),
        (b"a: &a [*a]", 422),
        (b"!!python/object:os.system x", 422),
        (terms().replace("12%", "1" + "0" * 400 + "%").encode(), 422),
        (terms().replace("250000.00", "9" * 30).encode(), 422),
        (terms().replace("250000.00", "1e400").encode(), 422),
        (terms().replace("250000.00", "NaN").encode(), 422),
        (terms().replace("The client", "nul \\0").replace("client: nul", 'client: "nul').encode(), 422),
        (b"x" * 1_000_001, 413),
    )
    seen = [
        (desk.ask("client_auditor", "PUT", f"{PATH}/2026-01-01", content=body), body) for body, _ in hostile
    ]
    wrong = [
        (body[:40], answer.status_code)
        for (answer, body), (_, status) in zip(seen, hostile, strict=True)
        if answer.status_code != status
    ]
    assert wrong == []
    assert all(answer.headers["content-type"] == "application/problem+json" for answer, _ in seen)
    assert sql(desk, "SELECT count(*) FROM terms_version") == [(0,)]


def test_dates_that_do_not_exist_are_refused(one_desk: Desk) -> None:
    for effective in (
        "2026-13-01",
        "2026-02-30",
        "0000-01-01",
        "1700000000",
        "2026-1-1",
        "20260101",
        "today",
    ):
        assert one_desk.put_terms(terms(), effective).status_code == 422, effective
        assert one_desk.get(f"{PATH}/{effective}").status_code == 422, effective


def test_terms_are_put_over_what_was_read_and_not_over_what_somebody_else_wrote(desk: Desk) -> None:
    nothing_there = desk.put_terms(terms(), headers={"If-Match": '"abc"'})
    assert nothing_there.status_code == 412
    put = desk.put_terms(terms())
    read = desk.get(f"{PATH}/2026-01-01").headers["etag"]
    assert read == put.headers["etag"]
    assert desk.put_terms(terms(level="5%"), headers={"If-Match": read}).status_code == 201
    stale = desk.put_terms(terms(level="4%"), headers={"If-Match": read})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:scorecard:problem:changed-meanwhile")
    assert desk.put_terms(terms(level="4%"), headers={"If-Match": "*"}).status_code == 201


@pytest.mark.on_both
def test_eight_versions_at_once_take_eight_revisions(desk: Desk) -> None:
    bodies = [terms(level=f"{number}%") for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        statuses = {answer.status_code for answer in pool.map(desk.put_terms, bodies)}
    assert statuses == {201}
    assert sql(desk, "SELECT revision FROM contract_revision ORDER BY 1") == [(n,) for n in range(1, 9)]
    assert sql(desk, "SELECT count(*) FROM terms_version WHERE to_revision IS NULL") == [(1,)]
    spans = sql(desk, "SELECT from_revision, to_revision FROM terms_version ORDER BY 1")
    assert spans == [*((n, n + 1) for n in range(1, 8)), (8, None)]


def test_each_revision_has_an_instant_of_its_own(desk: Desk) -> None:
    for number in range(1, 6):
        desk.put_terms(terms(level=f"{number}%"))
    with desk.database.writing() as session:  # a clock that was set back
        ahead = datetime.now(UTC) + timedelta(hours=1)
        at = ahead if session.get_bind().dialect.name == "postgresql" else f"{ahead:%Y-%m-%dT%H:%M:%S.%fZ}"
        session.execute(text("UPDATE contract_revision SET at = :at WHERE revision = 5"), {"at": at})
    desk.put_terms(terms(level="9%"))
    moments = [moment for (moment,) in sql(desk, "SELECT at FROM contract_revision ORDER BY revision")]
    assert moments == sorted(set(moments))
    assert len(moments) == 6


def test_who_puts_terms(one_desk: Desk) -> None:
    allowed = {"client_administrator": 201, "client_auditor": 200}
    others = (
        "client_clerk",
        "client_procurement",
        "client_reader",
        "provider_administrator",
        "provider_auditor",
    )
    for who, status in [
        *allowed.items(),
        *((who, 403) for who in others),
        ("outsider_auditor", 404),
        ("", 401),
    ]:
        assert one_desk.put_terms(terms(), who=who).status_code == status, who


def test_the_linter_speaks_before_anything_is_stored(one_desk: Desk) -> None:
    one_desk.put_terms(terms())
    body = terms("2026-01-11").encode()
    found = one_desk.ask("provider_reader", "POST", f"{PATH}/lint", content=body)
    assert found.status_code == 200
    assert "amendment_inside_period" in {one["code"] for one in found.json()["findings"]}
    assert {"path", "message", "severity", "code"} == set(found.json()["findings"][0])
    broken = one_desk.ask("provider_reader", "POST", f"{PATH}/lint", content=b"schema: 2")
    assert broken.status_code == 422
    assert len(one_desk.shown(PATH)["items"]) == 1
