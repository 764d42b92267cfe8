"""L08: what an organisation may store has an end; the service and everybody else go on."""

import pytest

from app.reports.arriving.quota import EACH
from tests.desk import REF, Begin, Desk, agree, calls

pytestmark = pytest.mark.slow  # the service as a whole

FILE = calls()
ROOM = 2 * (len(FILE) + EACH)  # for two files


def sent(desk: Desk, who: str, **given: object) -> tuple[int, str]:
    answer = desk.send(FILE.replace(b",7", b",6"), who, **given)
    return answer.status_code, answer.json().get("detail", "")


def test_beyond_its_quota_an_organisation_stores_no_more(begin_one: Begin) -> None:
    desk = begin_one(agree, stored_bytes=ROOM)
    first = desk.send(FILE)
    assert first.status_code == 201
    assert desk.send(calls(month="2026-02", days=range(1, 29))).status_code == 201
    status, sentence = sent(desk, "provider_clerk")
    assert (status, "stored as much as it may" in sentence) == (413, True)
    assert desk.send(FILE).json()["status"] == "unchanged"  # it is here already and takes no room
    assert sent(desk, "client_auditor", params={"side": "client"})[0] == 201  # another one's room
    assert desk.shown(f"/contracts/{REF}/scorecards/2026-01")["targets"][0]["value"] == "0.07"
    erased = f"/contracts/{REF}/reports/{first.json()['id']}/erase"
    reason = {"reason": "no longer needed"}
    assert desk.ask("client_administrator", "POST", erased, json=reason).is_success
    assert sent(desk, "provider_clerk")[0] == 201  # what was erased makes room


def test_a_large_file_is_refused_before_it_waits_to_be_read(begin_one: Begin) -> None:
    desk = begin_one(agree, stored_bytes=ROOM // 2 - 1, background_bytes=500)
    assert desk.send(FILE).status_code == 413
    assert desk.shown(f"/contracts/{REF}/reports")["items"] == []


def test_without_a_quota_nothing_is_counted(begin_one: Begin) -> None:
    desk = begin_one(agree, stored_bytes=0)
    assert desk.send(FILE).status_code == 201


def test_files_that_are_looked_at_count_too(begin_one: Begin) -> None:
    desk = begin_one(agree, stored_bytes=ROOM)
    clerk = {"Authorization": f"Bearer {desk.tokens['provider_clerk']}"}
    look = [
        desk.http.post(
            f"/contracts/{REF}/drafts",
            files={"file": ("a.csv", FILE.replace(b",7", b",%d" % number))},
            headers=clerk,
            follow_redirects=False,
        ).status_code
        for number in range(3)
    ]
    assert look == [303, 303, 413]
    assert desk.send(FILE).status_code == 413
