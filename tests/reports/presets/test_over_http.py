"""Presets over HTTP: listed, shown, used by an upload; and what a file would become, with nothing stored."""

import json
from typing import Any

import pytest

from app.reports.presets.read import presets
from tests.desk import REF, Desk
from tests.reports.presets import answers

PATH = f"/contracts/{REF}/reports"
pytestmark = pytest.mark.slow  # the service as a whole
QUEUE = {"key": {"queue": {"names": {"q-1": "billing"}}}}
GENESYS = answers.genesys_cloud(("nOffered", {"count": 20}), ("tAnswered", {"count": 18, "sum": 90500}))
IN_2026 = GENESYS.replace(b"2025-03", b"2026-03")


def test_every_preset_is_listed_with_what_it_was_tested_on(one_desk: Desk) -> None:
    listed = one_desk.shown("/presets", "provider_clerk")["items"]
    assert [one["id"] for one in listed] == [one.id for one in presets()]
    assert {one["tested_on"] for one in listed} == {"documented_answer", "names_only"}
    [webex] = [one for one in listed if one["id"] == "webex"]
    assert "never tested on an answer" in webex["said"]


def test_one_preset_has_its_mappings(one_desk: Desk) -> None:
    shown = one_desk.shown("/presets/amazon-connect", "provider_clerk")
    assert [shape["id"] for shape in shown["shapes"]] == ["api-iso", "api-epochs", "csv"]
    assert shown["shapes"][0]["mapping"]["format"] == "json"
    assert one_desk.get("/presets/nobody").status_code == 404
    assert one_desk.get("/presets", "").status_code == 401


def test_an_upload_names_a_preset_and_lays_its_own_queues_over_it(agreed: Desk) -> None:
    params = {"preset": "genesys-cloud", "mapping": json.dumps(QUEUE)}
    sent = agreed.send(IN_2026, params=params)
    assert sent.status_code == 201, sent.text
    assert (sent.json()["flags"][0]["code"], sent.json()["measures"][:2]) == (
        "preset",
        ["abandoned", "answered"],
    )
    assert sent.json()["mapping"]["key"]["queue"]["names"] == {"q-1": "billing"}
    again = agreed.send(IN_2026, params=params)
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")


def test_a_form_names_a_preset_too(agreed: Desk) -> None:
    files = {"file": ("five9.csv", answers.FIVE9.replace(b"2025", b"2026"), "text/csv")}
    answer = agreed.ask("provider_clerk", "POST", PATH, files=files, data={"preset": "five9"})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    ("content", "preset", "where"),
    [
        (IN_2026, "nobody", "preset"),
        (answers.FIVE9, "genesys-cloud", "file"),
        (b'{"MetricResults": []}', "amazon-connect", "preset: api-iso"),
        (answers.AVAYA, "amazon-connect", "file"),
    ],
)
def test_a_file_that_a_preset_does_not_fit_is_refused_with_the_reason(
    agreed: Desk, content: bytes, preset: str, where: str
) -> None:
    sent = agreed.send(content, params={"preset": preset})
    assert (sent.status_code, sent.json()["errors"][0]["where"]) == (422, where)


def test_what_a_file_would_become_is_shown_and_nothing_is_stored(agreed: Desk) -> None:
    def seen(**given: Any) -> dict[str, Any]:
        answer = agreed.ask("provider_clerk", "POST", f"{PATH}/preview", content=IN_2026, **given)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    params = {"preset": "genesys-cloud", "mapping": json.dumps(QUEUE)}
    shown = seen(params=params)
    assert (shown["guessed"], shown["proven"], shown["rows"]) == (False, True, 1)
    [example] = shown["examples"]
    assert example["cells"]["tAnswered.stats.sum"] == "90500"
    assert (example["becomes"]["wait_seconds"], example["becomes"]["queue"]) == ("90.5", "billing")
    without = seen(params={"preset": "genesys-cloud"})
    assert [(one["code"], one["where"]) for one in without["problems"]] == [
        ("queue", "row 1, column group.queueId")
    ]
    assert agreed.shown(PATH)["items"] == []


def test_a_provider_does_not_preview_as_the_client(agreed: Desk) -> None:
    answer = agreed.ask("provider_clerk", "POST", f"{PATH}/preview", content=b"x", params={"side": "client"})
    assert answer.status_code == 403
    assert agreed.ask("provider_reader", "POST", f"{PATH}/preview", content=b"x").status_code == 403
    assert agreed.ask("outsider_clerk", "POST", f"{PATH}/preview", content=b"x").status_code == 404
    refused = agreed.ask("provider_clerk", "POST", f"{PATH}/preview", content=b"<html>")
    assert (refused.status_code, agreed.shown(PATH)["items"]) == (422, [])
