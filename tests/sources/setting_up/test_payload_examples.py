"""What is published with the API works: each example is taken, pulled from a server of its kind, and read."""

import json
import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.sources.setting_up.payload_examples import AMAZON_CONNECT, EXAMPLES, GENESYS_CLOUD, HUAWEI_CLOUD
from app.sources.setting_up.payloads import SourceBody
from tests.sources.conftest import World
from tests.sources.faulty_provider import Provider, answer, raw

pytestmark = pytest.mark.slow  # the service as a whole

AT = "/api/v1/contracts/ACME-2026-01/sources"
Bearer = Callable[[str], dict[str, str]]
MIDNIGHT = 1_767_196_800  # of 1 January in Shanghai


@pytest.fixture
def world(one_world: World) -> World:
    """What a body says has nothing to do with the kind of database."""
    return one_world


def here(example: dict[str, Any], provider: Provider) -> dict[str, Any]:
    """The example with its hosts replaced by the provider of the tests."""
    text = re.sub(r"https://[a-z.-]+\.example", f"http://127.0.0.1:{provider.port}", json.dumps(example))
    moved: dict[str, Any] = json.loads(text)
    return moved


def tried(client: TestClient, who: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    made = client.post(AT, json=body, headers=who)
    assert made.status_code == 201, made.text
    seen = client.post(f"{AT}/{made.json()['id']}/try", json={"day": "2026-01-01"}, headers=who)
    told: dict[str, Any] = seen.json()
    assert told["outcome"] == "readable", told
    return told


def sent(request: bytes) -> Any:
    return json.loads(request.rsplit(b"\r\n\r\n", 1)[1])


def metric(name: str, value: float, *threshold: object) -> dict[str, Any]:
    limit = [dict(zip(("Comparison", "ThresholdValue"), threshold, strict=True))] if threshold else []
    return {"Metric": {"Name": name, "Threshold": limit}, "Value": value}


def amazon_page(day: int, token: str | None) -> dict[str, Any]:
    start = MIDNIGHT + day * 86_400
    row = {
        "Dimensions": {"QUEUE": "q-1", "CHANNEL": "VOICE"},
        "MetricInterval": {"Interval": "DAY", "StartTime": start, "EndTime": start + 86_400},
        "Collections": [
            metric("CONTACTS_QUEUED", 100.0),
            metric("CONTACTS_HANDLED", 95.0),
            metric("CONTACTS_ABANDONED", 5.0),
            metric("SUM_CONTACTS_ANSWERED_IN_X", 80.0, "LTE", 20.0),
        ],
    }
    return {"MetricResults": [row], **({"NextToken": token} if token else {})}


def test_amazon_connect_is_asked_by_post_and_its_token_goes_back_in_the_body(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    def page(_: Provider, connection: socket.socket, request: bytes) -> None:
        told = amazon_page(1, None) if "NextToken" in sent(request) else amazon_page(0, "n/2=")
        connection.sendall(answer(json.dumps(told).encode()))

    world.provider.answers["metrics/data"] = page
    seen = tried(client, bearer("clerk"), here(AMAZON_CONNECT, world.provider))
    assert (seen["rows"], seen["queues"], seen["last_day"]) == (2, ["billing"], "2026-01-02")
    assert {"offered", "answered", "abandoned", "answered_within_20s"} <= set(seen["measures"])
    first, second = world.provider.requests
    assert (sent(first)["StartTime"], sent(first)["Interval"]["TimeZone"]) == (MIDNIGHT, "Asia/Shanghai")
    assert sent(second) == {**sent(first), "NextToken": "n/2="}
    assert b"x-api-key: the-key-of-your-gateway" in second.lower()


def test_genesys_cloud_is_asked_with_a_token(client: TestClient, bearer: Bearer, world: World) -> None:
    stats = (("nOffered", {"count": 20}), ("tAnswered", {"count": 18, "sum": 90500}))
    data = {
        "interval": "2025-12-31T16:00:00.000Z/2025-12-31T16:30:00.000Z",
        "metrics": [{"metric": name, "stats": told} for name, told in stats],
    }
    told = {"results": [{"group": {"mediaType": "voice", "queueId": "q-1"}, "data": [data]}]}
    query = "api/v2/analytics/conversations/aggregates/query"
    world.provider.answers |= {
        "oauth/token": raw(answer(b'{"access_token": "t0ken", "token_type": "bearer", "expires_in": 86399}')),
        query: raw(answer(json.dumps(told).encode())),
    }
    seen = tried(client, bearer("clerk"), here(GENESYS_CLOUD, world.provider))
    assert (seen["rows"], seen["queues"]) == (1, ["billing"])
    _, asked = world.provider.requests
    assert sent(asked)["interval"] == "2025-12-31T16:00:00Z/2026-01-01T16:00:00Z"
    assert b"Authorization: Bearer t0ken" in asked


def test_huawei_cloud_is_asked_with_a_key_page_by_page(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    header = "日期,请求服务数,人工呼入接通数,请求呼损数\n"
    rows = ["2026-01-01,100,90,10\n", "2026-01-02,120,100,20\n", ""]

    def page(_: Provider, connection: socket.socket, request: bytes) -> None:
        number = int(re.search(rb"pageNum=([0-9])", request)[1])  # type: ignore[index]
        connection.sendall(answer((header + rows[number - 1]).encode()))

    world.provider.answers["reports/summary"] = page
    seen = tried(client, bearer("clerk"), here(HUAWEI_CLOUD, world.provider))
    assert (seen["rows"], seen["first_day"], seen["last_day"]) == (2, "2026-01-01", "2026-01-02")
    assert b"GET /reports/summary?from=2026-01-01&to=2026-01-31&pageNum=3 " in world.provider.requests[2]
    assert b"x-app-key: the-key-of-the-application" in world.provider.requests[0].lower()


def test_the_examples_are_published_with_the_api() -> None:
    assert SourceBody.model_json_schema()["examples"] == EXAMPLES
