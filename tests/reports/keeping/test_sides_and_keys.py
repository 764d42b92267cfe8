"""Whose figures a report states, keys that take it once, and many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.desk import REF, Desk, calls, surveys, terms
from tests.reports.keeping.told import PATH, abandonment, sql

pytestmark = pytest.mark.slow  # the service as a whole

# Whose figures


def test_the_clients_own_measurement_is_kept_apart(agreed: Desk) -> None:
    agreed.send(calls(abandoned=5))
    own = agreed.send(calls(abandoned=9), "client_clerk")
    assert agreed.shown(f"{PATH}/{own.json()['id']}")["side"] == "client"
    sums = {
        side: agreed.shown(
            f"/contracts/{REF}/measures",
            params={"from": "2026-01-01", "to": "2026-02-01", "by": "month", "side": side},
        )["items"][0]["measures"]["abandoned"]
        for side in ("provider", "client")
    }
    assert sums == {"provider": "155", "client": "279"}
    assert abandonment(agreed) == "0.05"
    assert agreed.put_terms(terms(more="measured_by: client")).status_code == 201
    assert abandonment(agreed) == "0.09"


def test_the_side_follows_from_who_sends(agreed: Desk) -> None:
    assert agreed.send(calls(), params={"side": "client"}).status_code == 403
    assert agreed.send(calls(), params={"side": "nobody"}).status_code == 422
    handed_in = agreed.send(calls(), "client_auditor", params={"side": "provider"})
    assert agreed.shown(f"{PATH}/{handed_in.json()['id']}")["side"] == "provider"
    assert agreed.shown(PATH)["items"][0]["side"] == "provider"
    assert len(agreed.shown(PATH)["items"]) == 1


def test_the_original_bytes_come_back_and_it_is_on_record(agreed: Desk) -> None:
    content = b"\xef\xbb\xbf" + calls().replace(b"\n", b"\r\n")
    sent = agreed.send(content)
    file = agreed.get(f"{PATH}/{sent.json()['id']}/file", "provider_reader")
    assert file.content == content
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["x-content-type-options"] == "nosniff"
    recorded = [action for (action,) in sql(agreed, "SELECT action FROM audit_entry ORDER BY id")]
    assert recorded[-2:] == ["report.receive", "report.download"]


# Keys, and many at once


def test_an_idempotency_key_takes_a_report_once(agreed: Desk) -> None:
    key = {"Idempotency-Key": "upload-1"}
    first, again = agreed.send(calls(), headers=key), agreed.send(calls(), headers=key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    other = agreed.send(surveys(), headers=key)
    assert (other.status_code, "errors" in other.json()) == (422, False)
    assert len(agreed.shown(PATH)["items"]) == 1  # a key that was used is no fault of the file


def test_eight_different_files_at_once_lose_nothing(agreed: Desk) -> None:
    files = [calls(abandoned=number, days=range(number, number + 20)) for number in range(1, 9)]
    answers = at_once(agreed.send, files)
    assert [one.status_code for one in answers] == [201] * 8
    assert sorted(one.json()["revision"] for one in answers) == list(range(2, 10))
    assert sql(agreed, "SELECT revision FROM contract_revision ORDER BY 1") == [(n,) for n in range(1, 10)]
    assert sql(agreed, "SELECT count(*) FROM sheet WHERE to_revision IS NULL") == [(27,)]
    newest = {}
    for one in sorted(answers, key=lambda one: one.json()["revision"]):
        number = one.json()["first_day"][-2:]
        newest |= {day: int(number) for day in range(int(number), int(number) + 20)}
    kept = agreed.shown(
        f"/contracts/{REF}/measures", params={"from": "2026-01-01", "to": "2026-02-01", "by": "day"}
    )
    stated = {int(one["day"][-2:]): int(one["measures"]["abandoned"]) for one in kept["items"]}
    assert stated == newest


def test_one_file_eight_times_at_once_is_taken_once(agreed: Desk) -> None:
    answers = at_once(agreed.send, [calls()] * 8)
    assert sorted(one.status_code for one in answers) == [200] * 7 + [201]
    assert {one.json()["id"] for one in answers} == {answers[0].json()["id"]}
    assert sql(agreed, "SELECT count(*) FROM report") == [(1,)]
    assert sql(agreed, "SELECT revision FROM contract") == [(2,)]


def at_once(act: Callable[[bytes], Any], given: list[bytes]) -> list[Any]:
    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(act, given))


@pytest.mark.parametrize("side", ["provider", "client"])
def test_who_sends(one_agreed: Desk, side: str) -> None:
    expected = {"administrator": 201, "auditor": 200, "clerk": 200, "procurement": 403, "reader": 403}
    for role, status in expected.items():
        assert one_agreed.send(calls(), f"{side}_{role}").status_code == status, role
    assert one_agreed.send(calls(), "outsider_clerk").status_code == 404
    assert one_agreed.send(calls(), "").status_code == 401
