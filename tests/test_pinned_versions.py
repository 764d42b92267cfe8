"""What `make audit` says: a registry that serves no list of faults is not taken for a clean bill."""

import sys
from typing import Any

import pytest

from tests.pinned_versions import CLEAN, FAULTS, LISTS, NOT_SERVED, ROOT, found_by, said, together

SKIPPED = {"name": "anyio", "skip_reason": "Dependency not found and could not be audited: anyio (4.16.0)"}
SOUND: dict[str, Any] = {"name": "rich", "version": "15.0.0", "vulns": []}
FAULTY: dict[str, Any] = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [
        {"id": "PYSEC-2024-1", "fix_versions": ["3.1.3", "3.2"], "aliases": [], "description": ""},
        {"id": "PYSEC-2024-2", "fix_versions": [], "aliases": [], "description": ""},
    ],
}


def test_every_list_of_pins_is_compared() -> None:
    assert {path.name for path in ROOT.glob("requirements*.txt")} == set(LISTS)


def test_nothing_compared_is_said_and_no_success() -> None:
    [line], status = said({"dependencies": [SKIPPED, {**SKIPPED, "name": "idna"}]})
    assert status == NOT_SERVED
    assert line.startswith("2 pinned versions, not checked: the registry serves no list")


def test_each_fault_is_named_with_the_version_that_mends_it() -> None:
    lines, status = said(together([{"dependencies": [SKIPPED, SOUND]}, {"dependencies": [SOUND, FAULTY]}]))
    assert status == FAULTS
    assert lines == [
        "jinja2 3.1.2: PYSEC-2024-1, mended in 3.1.3, 3.2",
        "jinja2 3.1.2: PYSEC-2024-2, mended in none yet",
        "Not known to the registry, so not compared: anyio.",
        "2 pinned versions compared with the registry's list: 2 known faults.",
    ]


def test_no_fault_is_a_success() -> None:
    expected = "1 pinned versions compared with the registry's list: no known faults."
    assert said({"dependencies": [SOUND]}) == ([expected], CLEAN)


def test_a_tool_that_fails_is_told_in_its_words() -> None:
    with pytest.raises(RuntimeError, match="no such host"):
        found_by([sys.executable, "-c", "import sys; sys.exit('no such host')"])
