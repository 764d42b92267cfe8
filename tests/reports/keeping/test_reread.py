"""Reading a report again with a better mapping: its figures are corrected, those of others stand."""

import json
from typing import Any

import pytest

from tests.desk import REF, Desk, calls

pytestmark = pytest.mark.slow  # the service as a whole

REPORTS = f"/contracts/{REF}/reports"
KEY = {"date": {"from": "Tag"}, "queue": {"value": "billing"}}


def by(**columns: str) -> dict[str, Any]:
    """A mapping of the measures to the columns that they come from."""
    return {"columns": {name: {"from": source} for name, source in columns.items()}, "key": KEY}


def table(*rows: str, header: str = "Tag,a,b,c") -> bytes:
    return "\n".join((header, *rows, "")).encode()


TWO_DAYS = table("2026-01-02,100,90,7", "2026-01-03,50,40,2")
WRONG, RIGHT = by(offered="b", abandoned="c"), by(offered="a", answered="b", abandoned="c")


def sent(desk: Desk, content: bytes, mapping: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = desk.send(content, params={"mapping": json.dumps(mapping)} if mapping else {})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def reread(desk: Desk, report: str, who: str = "provider_clerk", **body: Any) -> Any:
    return desk.ask(who, "POST", f"{REPORTS}/{report}/reread", json=body)


def known(desk: Desk, **params: str) -> dict[str, dict[str, str]]:
    """The measures of each day."""
    span = {"from": "2026-01-01", "to": "2026-02-01", "by": "day", "side": "provider"}
    found = desk.shown(f"/contracts/{REF}/measures", params={**span, **params})
    return {one["day"]: one["measures"] for one in found["items"]}


def test_a_better_mapping_corrects_the_figures_and_the_old_ones_stay_readable(agreed: Desk) -> None:
    first = sent(agreed, TWO_DAYS, WRONG)
    before = known(agreed)
    assert before["2026-01-02"] == {"abandoned": "7", "offered": "90"}
    answer = reread(agreed, first["id"], mapping=RIGHT)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["replaces"], told["cells_changed"], told["sheets_changed"]) == (first["id"], 4, 2)
    assert known(agreed)["2026-01-02"] == {"abandoned": "7", "answered": "90", "offered": "100"}
    old, new = (agreed.shown(f"{REPORTS}/{one}") for one in (first["id"], told["id"]))
    assert (old["replaced_by"], new["replaces"], new["sha256"]) == (new["id"], old["id"], old["sha256"])
    assert (old["received_at"], old["mapping"]["columns"]["offered"]["from"]) == (new["received_at"], "b")


def test_what_it_changed_is_told_cell_by_cell(agreed: Desk) -> None:
    first = sent(agreed, TWO_DAYS, WRONG)
    new = reread(agreed, first["id"], mapping=RIGHT).json()["id"]
    day = agreed.shown(f"{REPORTS}/{new}/changes")["items"][0]
    told = {one["measure"]: (one["old"], one["new"]) for one in day["changes"]}
    assert (day["first_day"], told) == ("2026-01-02", {"answered": (None, "90"), "offered": ("90", "100")})
    assert {one["new_report"] for one in day["changes"]} == {new}


def test_the_same_mapping_again_changes_nothing_and_the_first_one_brings_the_first_figures_back(
    agreed: Desk,
) -> None:
    first = sent(agreed, TWO_DAYS, WRONG)
    before = known(agreed)
    assert reread(agreed, first["id"], mapping=WRONG).json()["status"] == "unchanged"
    second = reread(agreed, first["id"], mapping=RIGHT).json()
    after = known(agreed)
    for report in (first["id"], second["id"]):
        again = reread(agreed, report, mapping=RIGHT)
        assert (again.status_code, again.json()["id"], again.json()["cells_changed"]) == (
            200,
            second["id"],
            0,
        )
    assert known(agreed) == after
    back = reread(agreed, first["id"], mapping=WRONG)
    assert (back.status_code, back.json()["replaces"]) == (201, second["id"])
    assert known(agreed) == before


def test_what_only_the_wrong_reading_stated_goes_back_to_what_was_known_before(agreed: Desk) -> None:
    agreed.send(calls(days=range(1, 5)))
    before = known(agreed)
    wrong = sent(agreed, TWO_DAYS, by(offered="b", abandoned="c", blocked="a"))
    assert known(agreed)["2026-01-02"]["blocked"] == "100"
    answer = reread(agreed, wrong["id"], mapping=by(abandoned="c"))
    assert answer.json()["cells_changed"] == 4
    changed = known(agreed)
    assert changed["2026-01-02"] == {"abandoned": "7", "answered": "93", "offered": "100"}
    assert {day: one for day, one in changed.items() if day > "2026-01-03"} == {
        day: one for day, one in before.items() if day > "2026-01-03"
    }


def test_a_day_that_only_the_wrong_reading_stated_is_missing_again(agreed: Desk) -> None:
    dated = table("02/01/2026,100,90,7")
    first = sent(agreed, dated, {**WRONG, "key": {**KEY, "date": {"from": "Tag", "order": "mdy"}}})
    assert list(known(agreed, to="2026-03-01")) == ["2026-02-01"]
    better = {**WRONG, "key": {**KEY, "date": {"from": "Tag", "order": "dmy"}}}
    assert reread(agreed, first["id"], mapping=better).status_code == 201
    assert list(known(agreed, to="2026-03-01")) == ["2026-01-02"]


def test_what_a_later_file_corrected_stays_corrected(agreed: Desk) -> None:
    first = sent(agreed, TWO_DAYS, WRONG)
    sent(agreed, table("2026-01-03,60,50,9"), by(abandoned="c"))
    assert reread(agreed, first["id"], mapping=RIGHT).status_code == 201
    assert known(agreed)["2026-01-03"] == {"abandoned": "9", "answered": "40", "offered": "50"}
    # and the later one may be read again as well, though the earlier one was read again after it
    [later] = [one for one in agreed.shown(REPORTS)["items"] if one["rows"] == 1]
    assert reread(agreed, later["id"], mapping=by(abandoned="c", offered="a")).status_code == 201
    assert known(agreed)["2026-01-03"] == {"abandoned": "9", "answered": "40", "offered": "60"}


def test_half_hours_of_a_later_file_stand_beside_those_read_again(agreed: Desk) -> None:
    key = {"interval_start": {"from": "Tag"}, "queue": {"value": "billing"}}
    day = table("2026-01-02 09:00,10,8,1", "2026-01-02 09:30,20,18,2")
    first = sent(agreed, day, {**by(offered="b"), "key": key})
    sent(agreed, table("2026-01-02 09:30,99,99,9"), {**by(offered="b"), "key": key})
    assert known(agreed)["2026-01-02"] == {"offered": "107"}
    told = reread(agreed, first["id"], mapping={**by(offered="a"), "key": key}).json()
    assert (known(agreed)["2026-01-02"], told["cells_changed"]) == ({"offered": "109"}, 1)


def test_a_refused_file_is_accepted_once_it_can_be_read(agreed: Desk) -> None:
    refused = agreed.send(TWO_DAYS)
    assert refused.status_code == 422
    report = refused.json()["report"].rpartition("/")[2]
    assert reread(agreed, report, mapping=by(offred="a")).status_code == 422
    answer = reread(agreed, report, mapping=RIGHT)
    assert (answer.status_code, answer.json()["replaces"]) == (201, report), answer.text
    assert known(agreed)["2026-01-03"]["offered"] == "50"
    assert reread(agreed, report, mapping=RIGHT).json()["status"] == "unchanged"


def test_after_a_correction_by_hand_no_mapping_need_be_given(agreed: Desk) -> None:
    first = sent(agreed, TWO_DAYS, WRONG)
    [line] = agreed.shown(f"/contracts/{REF}/mappings")["items"]
    path = f"/contracts/{REF}/mappings/{line['id']}"
    assert agreed.ask("provider_clerk", "PUT", path, json={"mapping": RIGHT}).status_code == 200
    assert reread(agreed, first["id"]).status_code == 201
    assert known(agreed)["2026-01-02"]["offered"] == "100"


def test_a_grain_that_would_count_twice_is_refused_and_nothing_changes(agreed: Desk) -> None:
    agreed.send(calls(days=range(1, 5)))
    month = sent(agreed, table("2026-01,100,90,7"), {**by(blocked="a"), "grain": "month"})
    before = known(agreed)
    answer = reread(agreed, month["id"], mapping={**by(offered="a"), "grain": "month"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "overlap_of_grains")
    assert known(agreed) == before
    assert agreed.shown(f"{REPORTS}/{month['id']}")["replaced_by"] is None


def test_who_may_and_who_may_not(agreed: Desk) -> None:
    first = sent(agreed, TWO_DAYS, WRONG)
    assert reread(agreed, first["id"], "provider_reader", mapping=RIGHT).status_code == 403
    assert reread(agreed, first["id"], "outsider_clerk", mapping=RIGHT).status_code == 404
    own = agreed.send(TWO_DAYS, "client_clerk", params={"mapping": json.dumps(WRONG)}).json()
    assert reread(agreed, own["id"], mapping=RIGHT).status_code == 403  # the client's own measurement
    assert reread(agreed, first["id"], "client_auditor", mapping=RIGHT).status_code == 201


def test_the_scorecard_follows(agreed: Desk) -> None:
    first = sent(agreed, table("2026-01-02,100,93,7"), by(offered="a", abandoned="b"))
    card = f"/contracts/{REF}/scorecards/2026-01"
    assert agreed.shown(card)["targets"][0]["value"] == "0.93"
    assert reread(agreed, first["id"], mapping=by(offered="a", abandoned="c")).status_code == 201
    assert agreed.shown(card)["targets"][0]["value"] == "0.07"
    agreed.judge()
