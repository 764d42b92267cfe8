"""How a sender's files are read is remembered by their header, whatever their format, in versions."""

import gzip
import json
from typing import Any

import pytest

from tests.desk import REF, Desk
from tests.reports.formats.test_workbooks import rows, workbook
from tests.reports.presets import answers

PATH = f"/contracts/{REF}/mappings"
HEADER = ("Tag", "Anrufe", "Verloren", "Foo")
COLUMNS = {"offered": {"from": "Anrufe"}, "abandoned": {"from": "Verloren"}}
BY_DAY = {"columns": COLUMNS, "key": {"date": {"from": "Tag"}}}
pytestmark = pytest.mark.slow


def as_xlsx(day: int) -> bytes:
    return workbook({f"Tag {day}": rows(1, HEADER, (f"2026-01-{day:02}", 100, 7, 1))})


def as_json(day: int) -> bytes:
    row = dict(zip(HEADER, (f"2026-01-{day:02}", 100, 7, 1), strict=True))
    return json.dumps({"data": [row]}).encode()


def as_lines(day: int) -> bytes:
    lines = [dict(zip(HEADER, (f"2026-01-{day + n:02}", 100, 7, 1), strict=True)) for n in (0, 1)]
    return b"\n".join(json.dumps(line).encode() for line in lines)


def as_gzip(day: int) -> bytes:
    return gzip.compress(f"{','.join(HEADER)}\n2026-01-{day:02},100,7,1\n".encode(), mtime=0)


def given(desk: Desk, content: bytes, mapping: dict[str, Any]) -> dict[str, Any]:
    answer = desk.send(content, params={"mapping": json.dumps(mapping)})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("made", [as_xlsx, as_json, as_lines, as_gzip])
def test_the_next_file_of_the_same_header_needs_no_mapping(agreed: Desk, made: Any) -> None:
    assert agreed.send(made(2)).status_code == 422
    given(agreed, made(2), BY_DAY)
    again = agreed.send(made(5))
    assert again.status_code == 201, again.text
    assert again.json()["mapping"]["columns"]["abandoned"]["from"] == "Verloren"
    [line] = agreed.shown(PATH)["items"]
    assert (line["version"], line["origin"], line["kind"]) == (1, "given", again.json()["mapping"]["format"])
    assert sorted(line["columns"]) == sorted(HEADER)


def test_another_header_is_looked_at_anew(agreed: Desk) -> None:
    given(agreed, as_xlsx(2), BY_DAY)
    other = workbook({"Tag": rows(1, ("Tag", "Anrufe", "Verloren", "Bar"), ("2026-01-05", 100, 7, 1))})
    assert agreed.send(other).status_code == 422
    assert agreed.send(as_xlsx(6), "client_clerk").status_code == 422  # each side has its own memory


def test_a_preset_stays_one_because_the_next_answer_may_lack_a_metric(agreed: Desk) -> None:
    queue = {"key": {"queue": {"names": {"q-1": "billing"}}}}
    full = [
        ("nOffered", {"count": 20}),
        ("tAnswered", {"count": 18, "sum": 5}),
        ("tHeldComplete", {"sum": 9}),
    ]
    first = answers.genesys_cloud(*full).replace(b"2025-", b"2026-")
    given(agreed, first, {"preset": "genesys-cloud", **queue})
    later = answers.genesys_cloud(*full[:2]).replace(b"2025-03", b"2026-04")
    again = agreed.send(later)
    assert again.status_code == 201, again.text
    assert "hold_seconds" not in again.json()["measures"]
    [line] = agreed.shown(PATH)["items"]
    assert line["mapping"] == {"preset": "genesys-cloud", **queue}


def test_what_dates_one_file_is_not_remembered(agreed: Desk) -> None:
    dated = {"columns": COLUMNS, "key": {"date": {"value": "2026-01-02"}}}
    content = b"Anrufe,Verloren\n100,7\n"
    given(agreed, content, dated)
    assert agreed.shown(PATH)["items"] == []
    assert agreed.send(b"Anrufe,Verloren\n100,9\n").status_code == 422


def test_a_mapping_is_corrected_by_hand_and_old_versions_are_kept(agreed: Desk) -> None:
    sent = given(agreed, as_json(2), BY_DAY)
    [line] = agreed.shown(PATH)["items"]
    one = f"{PATH}/{line['id']}"
    etag = agreed.get(one).headers["ETag"]
    better = {**BY_DAY, "columns": {**COLUMNS, "blocked": {"from": "Foo"}}}

    def put(body: object, who: str = "provider_clerk", tag: str = etag) -> Any:
        return agreed.ask(who, "PUT", one, json={"mapping": body}, headers={"If-Match": tag})

    corrected = put(better)
    assert (corrected.status_code, corrected.json()["version"]) == (200, 2), corrected.text
    assert put(better).status_code == 412
    assert agreed.send(as_json(5)).json()["measures"] == ["abandoned", "blocked", "offered"]
    told = agreed.shown(f"{one}/versions")["items"]
    assert [(v["version"], v["origin"]) for v in told[-2:]] == [(2, "corrected"), (1, "given")]
    assert (told[-1]["report_id"], told[-2]["report_id"]) == (sent["id"], None)
    assert "blocked" not in told[-1]["mapping"]["columns"]
    assert all(version["person_id"] for version in told)


def test_a_correction_that_cannot_be_used_names_the_place(agreed: Desk) -> None:
    given(agreed, as_json(2), BY_DAY)
    [line] = agreed.shown(PATH)["items"]
    one = f"{PATH}/{line['id']}"
    wrong = agreed.ask("provider_clerk", "PUT", one, json={"mapping": {"columns": {"offred": {"from": "a"}}}})
    assert (wrong.status_code, wrong.json()["errors"][0]["where"]) == (422, "mapping: columns.offred")
    assert agreed.ask("provider_reader", "PUT", one, json={"mapping": BY_DAY}).status_code == 403
    assert agreed.ask("outsider_clerk", "PUT", one, json={"mapping": BY_DAY}).status_code == 404
    assert agreed.get(f"{PATH}/{REF}").status_code == 422
    assert agreed.shown(one)["version"] == 1


IMPOSSIBLE = [
    b'{"mapping": {"columns": {"offered": {"from": "a\\u0000b"}}}}',
    b'{"mapping": {"columns": {"offered": {"from": "\\ud800"}}}}',
    b'{"mapping": {"grain": 1.5}}',
    b'{"mapping": {"grain": NaN}}',
    b'{"mapping": {"grain": 1e400}}',
    b'{"mapping": {"preset": "../x"}}',
    b'{"mapping": {"preset": ["a"]}}',
    b'{"mapping": {"preset": "five9", "columns": 5}}',
    b'{"mapping": {"preset": "five9", "key": {"queue": 7}}}',
    b'{"mapping": []}',
    b'{"preset": "five9\\u0000"}',
]


def test_what_no_mapping_can_hold_is_refused_and_never_a_fault_of_ours(agreed: Desk) -> None:
    sent = given(agreed, as_json(2), BY_DAY)
    [line] = agreed.shown(PATH)["items"]
    headers = {"Content-Type": "application/json"}
    one = f"{PATH}/{line['id']}"
    again = f"/contracts/{REF}/reports/{sent['id']}/reread"
    for body in IMPOSSIBLE:
        for method, path in (("PUT", one), ("POST", again)):
            answer = agreed.ask("provider_clerk", method, path, content=body, headers=headers)
            assert answer.status_code in (400, 422), (method, body, answer.text)
        assert agreed.shown(one)["version"] == 1, body
