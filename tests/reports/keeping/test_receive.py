"""Receiving reports over HTTP and in the database: kept, corrected, remembered."""

import json

import pytest

from tests.desk import REF, Desk, calls, surveys
from tests.reports.keeping.told import CARD, PATH, abandonment, sql

pytestmark = pytest.mark.slow  # the service as a whole

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
