"""The page about sources is complete, and every example on it is one that the API takes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.sources.fetching.template import PLACES
from app.sources.setting_up.payload_examples import EXAMPLES
from app.sources.setting_up.payloads import SourceBody

PAGE = (Path(__file__).parents[2] / "docs/sources.md").read_text(encoding="utf-8")
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
LEAST = {"name": "daily", "url": "https://reports.example/", "every_minutes": 60}


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_is_taken(block: dict[str, Any]) -> None:
    given = SourceBody.model_validate_json(json.dumps({**LEAST, **block})).model_dump()
    for name in ("url", "method", "body", "headers"):
        if name in block:
            assert given[name] == block[name]
    for part in ("credentials", "paging"):
        assert block.get(part, {}).items() <= (given[part] or {}).items()


def test_every_place_key_and_kind_is_told() -> None:
    assert [place for place in PLACES if f"{{{place}}}" not in PAGE] == []
    told = [block.get(part, {}).get("kind") for block in BLOCKS for part in ("credentials", "paging")]
    assert {"bearer", "basic", "api_key", "oauth2", "link", "cursor", "page"} <= set(told)
    known = SourceBody.model_fields.keys() - {"name", "enabled"}
    assert [name for name in known if f"`{name}`" not in PAGE] == []


def test_the_three_systems_are_those_that_the_api_publishes() -> None:
    told = {block.get("name"): block for block in BLOCKS}
    for example in EXAMPLES:
        block = told[example["name"]]
        same = ("url", "method", "credentials", "paging", "mapping", "headers")
        assert {name: block.get(name) for name in same} == {name: example.get(name) for name in same}
