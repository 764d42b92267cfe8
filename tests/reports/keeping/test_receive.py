"""Receiving reports over HTTP and in the database: kept, corrected, refused, remembered, by many at once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from tests.desk import REF, Desk, calls, surveys, terms

pytestmark = pytest.mark.slow  # the service as a whole

PATH = f"/contracts/{REF}/reports"
CARD = f"/contracts/{REF}/scorecards/2026-01"


def sql(desk: Desk, statement: str) -> list[tuple[Any, ...]]:
    with desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def abandonment(desk: Desk, **params: str) -> str | None:
    value: str | None = desk.shown(CARD, params=params)["targets"][0]["value"]
    return value


# What comes in


def test_a_raw_body_is_read_and_says_what_was_read(agreed: Desk) -> None:
    answer = agreed.send(calls(), params={"name": "january.csv"})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["status"], told["revision"], told["rows"], told["sheets_changed"]) == ("accepted", 2, 31, 31)
    assert (told["first_day"], told["last_day"]) == ("2026-01-01", "2026-01-31")
    assert told["measures"] == ["abandoned", "answered", "offered"]
    assert told["mapping"]["columns"]["offered"] == {"from": "offered", "unit": "count"}
    assert abandonment(agreed) == "0.07"


def test_a_form_is_read_with_its_side_and_mapping(agreed: Desk) -> None:
    content = b"Tag;Anrufe;Verloren\n2026-01-01;100;7\n2026-01-02;100;9\n"
    mapping = {
        "schema": 1,
        "table": {"delimiter": ";"},
        "columns": {"offered": {"from": "Anrufe"}, "abandoned": {"from": "Verloren"}},
        "key": {"date": {"from": "Tag"}},
    }
    form = {"side": "provider", "mapping": json.dumps(mapping)}
    files = {"file": ("januar.csv", content, "text/csv")}
    answer = agreed.ask("provider_clerk", "POST", PATH, files=files, data=form)
    assert answer.status_code == 201, answer.text
    report = agreed.shown(f"{PATH}/{answer.json()['id']}")
    assert (report["name"], report["side"], report["rows"]) == ("januar.csv", "provider", 2)
    assert report["mapping"]["columns"]["abandoned"]["from"] == "Verloren"
    assert abandonment(agreed) == "0.08"


def test_a_mapping_is_remembered_for_files_of_the_same_columns(agreed: Desk) -> None:
    header = b"Tag;Anrufe;Verloren\n"
    mapping = {
        "schema": 1,
        "table": {"delimiter": ";", "decimal": "."},
        "columns": {"offered": {"from": "Anrufe"}, "abandoned": {"from": "Verloren"}},
        "key": {"date": {"from": "Tag", "order": "dmy"}},
    }
    unknown = agreed.send(header + b"02.01.2026;100;7\n")
    assert unknown.status_code == 422
    first = agreed.send(header + b"02.01.2026;100;7\n", params={"mapping": json.dumps(mapping)})
    assert first.status_code == 201, first.text
    second = agreed.send(header + b"03.02.2026;100;9\n")
    assert second.status_code == 201, second.text
    assert second.json()["first_day"] == "2026-02-03"
    assert second.json()["mapping"]["columns"] == first.json()["mapping"]["columns"]
    # one column more, and it is looked at anew; another side has its own memory
    assert agreed.send(b"Tag;Anrufe;Verloren;Neu\n04.02.2026;100;9;1\n").status_code == 422
    assert agreed.send(header + b"04.02.2026;100;9\n", "client_clerk").status_code == 422


def test_a_file_that_states_more_than_the_last_one_is_read_in_full(agreed: Desk) -> None:
    """A remembered mapping for fewer columns must not hide the new ones."""
    assert agreed.send(calls(days=range(1, 3))).status_code == 201
    more = b"date,queue,offered,answered,abandoned,surveys_answered\n2026-01-03,billing,100,93,7,5\n"
    assert agreed.send(more).json()["measures"] == ["abandoned", "answered", "offered", "surveys_answered"]


def test_rows_dated_by_counting_are_not_remembered(agreed: Desk) -> None:
    content = b"Index;Incoming Calls;Answered Calls;Abandoned Calls\n1;10;9;1\n2;10;8;2\n"
    mapping = {"schema": 1, "key": {"date": {"row_number": True, "starts": "2026-01-01"}}}
    assert agreed.send(content, params={"mapping": json.dumps(mapping)}).status_code == 201
    next_file = agreed.send(content.replace(b"10", b"20"))
    assert (next_file.status_code, next_file.json()["errors"][0]["code"]) == (422, "date_missing")


def test_gb18030_and_byte_order_marks_are_read(agreed: Desk) -> None:
    chinese = "日期,请求服务数,人工呼入接通数,请求呼损数\n2026年01月01日,100,94,6\n".encode("gb18030")
    assert agreed.send(chinese).status_code == 201
    assert abandonment(agreed) == "0.06"
    marked = b"\xef\xbb\xbf" + calls(days=range(2, 3))
    assert agreed.send(marked).status_code == 201


# What came before, and what is corrected


def test_the_same_bytes_again_change_nothing_and_say_so(agreed: Desk) -> None:
    first = agreed.send(calls())
    for again in (agreed.send(calls(), params={"name": "other name.csv"}), agreed.send(calls())):
        assert again.status_code == 200
        assert again.json() == {**first.json(), "status": "unchanged", "sheets_changed": 0}
    assert sql(agreed, "SELECT count(*) FROM report") == [(1,)]
    assert sql(agreed, "SELECT revision FROM contract") == [(2,)]


def test_the_same_bytes_without_a_mapping_stay_what_they_were_whatever_was_sent_since(agreed: Desk) -> None:
    """A mapping given for another file must not make new figures of the first one, sent again."""
    first = b"date,queue,offered,abandoned,extra\n2026-01-01,billing,100,7,3\n"
    assert agreed.send(first).status_code == 201
    other = first.replace(b"01-01", b"01-02")
    mapping = {
        "schema": 1,
        "columns": {"offered": {"from": "offered"}, "abandoned": {"from": "extra"}},
        "key": {"date": {"from": "date"}, "queue": {"from": "queue"}},
    }
    assert agreed.send(other, params={"mapping": json.dumps(mapping)}).status_code == 201
    assert agreed.send(first).status_code == 200
    reread = agreed.send(first, params={"mapping": json.dumps(mapping)})
    assert (reread.status_code, reread.json()["sheets_changed"]) == (201, 1)


def test_a_corrected_file_closes_the_old_sheets_and_as_of_still_reads_them(agreed: Desk) -> None:
    wrong = agreed.send(calls(abandoned=7)).json()
    known_then = agreed.shown(f"{PATH}/{wrong['id']}")["received_at"]
    assert agreed.send(calls(abandoned=5)).status_code == 201
    assert abandonment(agreed) == "0.05"
    assert abandonment(agreed, as_of=known_then) == "0.07"
    spans = sql(agreed, "SELECT from_revision, to_revision, count(*) FROM sheet GROUP BY 1, 2 ORDER BY 1")
    assert spans == [(2, 3, 31), (3, None, 31)]


def test_two_reports_that_state_different_measures_live_side_by_side(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.send(surveys())
    card = agreed.shown(CARD)
    assert [one["value"] for one in card["targets"]] == ["0.07", "0.9"]
    assert len(card["evidence"]["reports"]) == 2
    assert sql(agreed, "SELECT count(*) FROM sheet WHERE to_revision IS NULL") == [(31,)]


def test_half_an_hour_restated_leaves_the_rest_of_the_day_and_both_names(agreed: Desk) -> None:
    def halves(rows: list[str]) -> bytes:
        return "\n".join(["interval_start,queue,offered,answered,abandoned", *rows]).encode()

    whole = [f"2026-01-05 {hour:02}:00,billing,10,9,1" for hour in range(24)]
    whole += [f"2026-01-05 {hour:02}:30,billing,10,9,1" for hour in range(24)]
    assert agreed.send(halves(whole)).status_code == 201
    assert agreed.send(halves(["2026-01-05 09:30,billing,10,4,6"])).status_code == 201
    card = agreed.shown(CARD)
    assert card["targets"][0]["measures"] == {"abandoned": "53", "offered": "480"}
    assert len(card["evidence"]["reports"]) == 2
    restated = agreed.send(halves([row.replace(",10,9,1", ",10,8,2") for row in whole]))
    assert restated.status_code == 201
    assert len(agreed.shown(CARD)["evidence"]["reports"]) == 1


def test_a_grain_over_another_is_refused_and_not_summed_twice(agreed: Desk) -> None:
    agreed.send(calls())
    monthly = b"date,queue,offered,answered,abandoned\n2026-01-01,billing,3100,3000,100\n"
    mapping = {"schema": 1, "grain": "month"}
    answer = agreed.send(monthly, params={"mapping": json.dumps(mapping)})
    problem = answer.json()
    assert (answer.status_code, problem["count"]) == (422, 93)
    assert problem["errors"][0] == {
        "where": "2026-01-01 to 2026-01-31, queue billing, abandoned",
        "code": "overlap_of_grains",
        "message": "known for 2026-01-01 at 1 day(s), stated at 31 day(s)",
    }
    assert agreed.shown(f"/contracts/{REF}")["revision"] == 2
    other = monthly.replace(b"offered,answered,abandoned", b"surveys_sent,headcount,leavers")
    assert agreed.send(other, params={"mapping": json.dumps(mapping)}).status_code == 201


# What is refused


def test_a_refused_file_is_kept_with_its_problems_and_changes_no_figures(agreed: Desk) -> None:
    agreed.send(calls(days=range(1, 11)))
    before = agreed.shown(CARD)
    faulty = calls(days=range(11, 31)) + b"\n2026-01-31,billing,100,120,7\n2026-01-31,nobody,x,1,1"
    answer = agreed.send(faulty, params={"name": "faulty.csv"})
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["count"] >= 2) == (422, True)
    assert all(one["where"].startswith("row 2") for one in problem["errors"])
    kept = agreed.shown(problem["report"].removeprefix("/api/v1"))
    assert (kept["status"], kept["name"], kept["revision"]) == ("refused", "faulty.csv", None)
    assert [one["message"] for one in kept["problems"]] == [one["message"] for one in problem["errors"]]
    assert kept["problem_count"] == problem["count"]
    assert agreed.get(f"{PATH}/{kept['id']}/file").content == faulty
    assert [one["status"] for one in agreed.shown(PATH)["items"]] == ["refused", "accepted"]
    assert agreed.shown(CARD) == before


def test_five_thousand_bad_rows_are_counted_and_a_hundred_are_shown(agreed: Desk) -> None:
    rows = "\n".join(f"2026-01-01,billing,{number},x,1" for number in range(5000))
    answer = agreed.send(f"date,queue,offered,answered,abandoned\n{rows}".encode())
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 100
    assert answer.json()["count"] >= 5000
    assert agreed.shown(PATH)["items"][0]["problem_count"] == answer.json()["count"]


def test_a_contract_without_terms_takes_no_reports(desk: Desk) -> None:
    answer = desk.send(calls())
    assert answer.status_code == 422
    assert "no terms yet" in answer.json()["detail"]
    assert desk.shown(PATH)["items"][0]["problems"][0]["message"] == answer.json()["detail"]


def test_rows_of_another_contract_are_refused_whether_it_exists_or_not(agreed: Desk) -> None:
    body = {"reference": "OTHER-1", "provider": "One Centre"}
    assert agreed.ask("outsider_auditor", "POST", "/contracts", json=body).status_code == 201
    own = f"contract,date,queue,offered\n{REF},2026-01-01,billing,5\n"
    told = [
        agreed.send((own + f"{reference},2026-01-02,billing,5\n").encode())
        for reference in ("OTHER-1", "NOBODYS")
    ]
    assert [one.status_code for one in told] == [422, 422]
    messages = [one.json()["errors"][0]["message"].replace("OTHER-1", "NOBODYS") for one in told]
    assert messages[0] == messages[1]
    assert sql(agreed, "SELECT count(*) FROM sheet") == [(0,)]
    assert agreed.send(own.encode()).status_code == 201


HOSTILE: tuple[bytes, ...] = (
    b"",
    b"\x00",
    b"\n\n\n",
    b"date,offered\n",
    b"date,offered\n2026-01-01,\x00\n",
    b"date,queue,offered\n2026-01-01,a\x00b,1\n",
    b"date,offered\n2026-01-01," + b"9" * 400 + b"\n",
    b"date,offered\n2026-01-01,1e400\n",
    b"date,offered\n2026-01-01,NaN\n",
    b"date,offered\n2026-01-01,-5\n",
    b"date,offered\n9999-12-31,5\n",
    b"date,offered\n0001-01-01,5\n",
    b"date,offered\n2026-02-30,5\n",
    b"date,offered,offered\n2026-01-01,5,6\n",
    b'date,offered\n"2026-01-01,5\n',
    b"PK\x03\x04" + b"\x00" * 100,
    b"%PDF-1.7",
    b"<html><body>sign in</body></html>",
    b'{"rows": []}',
    "date,offered\n2026-01-01,\ud800\n".encode("utf-8", "surrogatepass"),
    ("date,queue,offered\n2026-01-01," + "q" * 10_000 + ",5\n").encode(),
    ("x" * 300 + ",").encode() * 300,
)


def test_whatever_comes_is_refused_with_a_reason_and_nothing_breaks(agreed: Desk) -> None:
    seen = [(content[:30], agreed.send(content)) for content in HOSTILE]
    assert [(content, one.status_code) for content, one in seen if one.status_code != 422] == []
    assert [content for content, one in seen if not one.json().get("report")] == []
    assert sql(agreed, "SELECT count(*) FROM sheet") == [(0,)]
    assert sql(agreed, "SELECT count(*) FROM report") == [(len(HOSTILE),)]


MAPPINGS: tuple[tuple[str, int], ...] = (
    ("{", 400),
    ("[1]", 422),
    ("7", 422),
    ('{"schema": 1, "schema": 1}', 400),
    ('{"schema": NaN}', 400),
    ('{"schema": ' + "9" * 5000 + "}", 400),
    ("[" * 5000, 400),
    ('{"key": {"queue": {"value": "\\u0000"}}}', 400),
    ('{"key": {"queue": {"value": "\\ud800"}}}', 400),
    ('{"columns": {"\\u0001": {"from": "offered"}}}', 422),
    ('{"columns": {"nothing": {"from": "offered"}}}', 422),
    ('{"columns": {"offered": {"expression": "__import__(1)"}}}', 422),
    ('{"columns": {"offered": {"expression": "' + "(" * 1500 + '"}}}', 422),
    ('{"unknown": 1}', 422),
    ('{"schema": 2}', 422),
)


def test_a_mapping_that_cannot_be_is_refused(agreed: Desk) -> None:
    answers = [agreed.send(calls(), params={"mapping": mapping}) for mapping, _ in MAPPINGS]
    wrong = [
        (mapping[:40], answer.status_code)
        for (mapping, status), answer in zip(MAPPINGS, answers, strict=True)
        if answer.status_code != status
    ]
    assert wrong == []
    assert sql(agreed, "SELECT count(*) FROM sheet") == [(0,)]


NAMES = (
    ("../../etc/passwd", "passwd"),
    ("C:\\reports\\january.csv", "january.csv"),
    ("nul\x00in\x1bside.csv", "nulinside.csv"),
    ("\u202egpj.exe", "gpj.exe"),
    ("line\r\nSet-Cookie: a=b", "lineSet-Cookie: a=b"),
    ("一月.csv", "一月.csv"),
    ('quo"te.csv', 'quo"te.csv'),
    ("   ", "report"),
    ("x" * 300, "x" * 200),
    ("=1+1.csv", "=1+1.csv"),
)


def test_hostile_names_are_kept_as_plain_ones_and_go_out_harmless(agreed: Desk) -> None:
    for number, (name, plain) in enumerate(NAMES, 1):
        sent = agreed.send(calls(days=range(number, number + 1)), params={"name": name})
        assert sent.status_code == 201, name
        report = agreed.shown(f"{PATH}/{sent.json()['id']}")
        assert report["name"] == plain
        file = agreed.get(f"{PATH}/{report['id']}/file")
        assert file.headers["content-disposition"].startswith(
            "attachment; filename=\"report\"; filename*=UTF-8''"
        )
        assert "set-cookie" not in file.headers
    too_long = agreed.send(calls(), params={"name": "x" * 301})
    assert too_long.status_code == 422


def test_a_form_that_is_none_is_refused(one_agreed: Desk) -> None:
    def form(**given: Any) -> int:
        return one_agreed.ask("provider_clerk", "POST", PATH, **given).status_code

    files = {"file": ("a.csv", calls(), "text/csv")}
    assert form(files={"other": ("a.csv", calls(), "text/csv")}) == 422
    assert form(files={**files, "more": ("b.csv", b"x", "text/csv")}) == 400
    assert form(files=files, data={"side": "nobody"}) == 422
    assert form(files=files, data={"mapping": "{"}) == 400
    assert form(files=files, data={f"field{n}": "x" for n in range(9)}) == 400
    assert form(content=b"--x", headers={"Content-Type": "multipart/form-data"}) == 400
    assert form(content=b"", headers={"Content-Type": "multipart/form-data; boundary=x"}) == 422
    assert form(files=files) == 201


def test_a_file_above_the_limit_is_refused_before_it_is_read(one_agreed: Desk) -> None:
    limit = one_agreed.settings.body_limit
    assert one_agreed.send(b"x" * (limit + 1)).status_code == 413
    assert one_agreed.send(b"x" * (limit + 2_000_000)).status_code == 413
    big = {"file": ("a.csv", b"x" * (limit + 1), "text/csv")}
    assert one_agreed.ask("provider_clerk", "POST", PATH, files=big).status_code == 413
    assert one_agreed.shown(PATH)["items"] == []


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
