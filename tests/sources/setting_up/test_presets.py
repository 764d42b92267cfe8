"""A source that names a known system instead of a mapping, or beside one."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.sources.test_routes import AT, Bearer, body, create

__all__ = ["body"]
pytestmark = pytest.mark.slow  # the service as a whole
QUEUE = {"key": {"queue": {"names": {"q-1": "billing"}}}}


def test_a_preset_is_kept_with_what_lies_over_it(
    client: TestClient, bearer: Bearer, body: dict[str, Any]
) -> None:
    made = create(client, bearer("clerk"), {**body, "preset": "genesys-cloud", "mapping": QUEUE})
    assert made["mapping"] == {"preset": "genesys-cloud", **QUEUE}
    path = f"{AT}/{made['id']}"
    changed = client.patch(path, json={"preset": "five9"}, headers=bearer("clerk"))
    assert (changed.status_code, changed.json()["mapping"]) == (200, {"preset": "five9"}), changed.text
    none = client.patch(path, json={"mapping": None}, headers=bearer("clerk"))
    assert none.json()["mapping"] is None


def test_an_unknown_preset_or_a_wrong_mapping_over_one_is_refused(
    client: TestClient, bearer: Bearer, body: dict[str, Any]
) -> None:
    unknown = client.post(AT, json={**body, "preset": "nobody"}, headers=bearer("clerk"))
    assert (unknown.status_code, unknown.json()["errors"][0]["where"]) == (422, "preset")
    wrong = {"columns": {"offred": {"from": "x"}}}
    refused = client.post(AT, json={**body, "preset": "five9", "mapping": wrong}, headers=bearer("clerk"))
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "mapping: columns.offred")
