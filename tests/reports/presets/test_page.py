"""docs/presets.md is the page of the presets' files."""

from pathlib import Path

import yaml

from app.reports.presets.choose import check_mapping
from app.reports.presets.page import page
from app.reports.presets.read import presets

PAGE = Path(__file__).parents[3] / "docs" / "presets.md"


def test_the_page_is_that_of_the_files() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: scorecard presets > docs/presets.md"


def test_every_preset_says_what_it_was_tested_on() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for one in presets():
        assert f"## {one.id}\n" in text
        assert f"{one.title}, {one.said}." in text


def test_the_mappings_on_the_page_can_be_used() -> None:
    blocks = [part.partition("```")[0] for part in PAGE.read_text(encoding="utf-8").split("```yaml\n")[1:]]
    assert len(blocks) == 2
    for block in blocks:
        assert check_mapping(yaml.safe_load(block), {})["preset"] in {one.id for one in presets()}
