"""What docs/security.md names exists: each test, setting and page; and no line is without an answer."""

import ast
import re
from functools import cache
from pathlib import Path

from app.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| [0-9]+\.", line)]
NAMED = sorted({name for row in ROWS for name in re.findall(r"`([^`]+)`", row)})
CHAPTERS = {*range(1, 9), 12, 13, 14, 16}
# The requirements of levels 1 and 2 of version 5.0, by section: how many the section has is the last number.
LAST = re.findall(
    r"(\S+):(\d+)",
    """1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 5.1:1
    5.2:3 5.3:2 5.4:3 6.1:3 6.2:11 6.3:3 6.4:4 6.5:5 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1
    8.4:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 16.1:1 16.2:5 16.3:4 16.4:3
    16.5:3""",
)


@cache
def functions_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_named_tests_exist() -> None:
    tests = [name for name in NAMED if name.startswith("tests/")]
    assert len(tests) >= 80
    for name in tests:
        path, _, function = name.partition("::")
        assert (ROOT / path).is_file(), name
        assert not function or function in functions_in(path), name


def test_named_settings_and_pages_exist() -> None:
    settings = {name for name in NAMED if name.startswith(PREFIX)}
    assert len(settings) >= 10
    assert {name.removeprefix(PREFIX).lower() for name in settings} <= set(Settings.model_fields)
    pages = {name for name in NAMED if name.startswith("docs/")}
    assert [page for page in pages if not (ROOT / page).is_file()] == []


def numbers(cell: str) -> set[str]:
    """`7.1.1, 7.3.1` and `3.4.4–3.4.6` as single requirements."""
    found = set()
    for part in re.findall(r"[0-9.]+(?:–[0-9.]+)?", cell):
        first, _, last = part.partition("–")
        section, number = first.rsplit(".", 1)
        end = int(last.rsplit(".", 1)[1]) if last else int(number)
        found |= {f"{section}.{one}" for one in range(int(number), end + 1)}
    return found


def test_every_requirement_of_the_two_levels_is_answered() -> None:
    listed = {number for row in ROWS for number in numbers(row.split("|")[1])}
    left_out = {
        number
        for line in re.findall(r"Not here: [^\n]*\n(?:[^\n]+\n)*", PAGE)
        for group in re.findall(r"\(([^)]*)\)", line)
        for number in numbers(group)
        if number.count(".") == 2
    }
    asked = {f"{section}.{number}" for section, last in LAST for number in range(1, int(last) + 1)}
    assert asked - listed - left_out == set()
    assert {int(number.split(".")[0]) for number in listed} == CHAPTERS


def test_every_line_names_what_meets_it_or_says_why_not() -> None:
    for row in ROWS:
        answer = row.split("|")[3]
        spoken = re.search(r"`(tests|docs)/|`SCORECARD_|\*\*(not met|in part|yours)", answer)
        plain = re.search(r"there (is|are) none|redirects nothing|no caller|as 1\.3\.7|table above", answer)
        assert spoken or plain, row
