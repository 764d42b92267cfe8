"""Every hostile case of values, files and pulls (tables A to F) is named by the test that proves it."""

import re
from pathlib import Path

HERE = Path(__file__).resolve()
TABLES = {
    "A": (1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25),
    "B": (1, 2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18),
    "C": (1, 3, 4, 5, 6, 7, 8, 11, 12),
    "D": (1, 2, 5, 6),
    "E": (1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13, 14, 15, 16),
    "F": (1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 13, 14, 16, 18, 19, 20, 21),
}
_NAMED = re.compile(r"(?<![0-9a-zA-Z])([A-Fa-f][0-2][0-9])(?![0-9a-zA-Z])")


def test_no_case_is_without_its_test() -> None:
    """Named in the name of a test or of a parameter: `test_a25_…`, `F07-reset`, `("E02", …)`."""
    named: set[str] = set()
    for path in HERE.parent.rglob("test_*.py"):
        if path != HERE:
            named |= {one.upper() for one in _NAMED.findall(path.read_text("utf-8").replace("_", " "))}
    assert {f"{table}{case:02}" for table, cases in TABLES.items() for case in cases} - named == set()
