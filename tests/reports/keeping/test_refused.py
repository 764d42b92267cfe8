"""What is refused over HTTP: kept with its problems, and no figure is changed by it."""

from typing import Any

import pytest

from tests.desk import REF, Desk, calls
from tests.reports.keeping.told import CARD, PATH, sql

pytestmark = pytest.mark.slow  # the service as a whole


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
