"""Why rows were refused is said in the reader's language, with what stands in them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refused
from app.reports.mapping.document import checked
from dashboards.arriving.refusals import refusal_words
from dashboards.language import Language
from dashboards.troubles import trouble_words
from tests.reports.written import ONE_QUEUE, TWO_QUEUES, refused, text

CELLS = ("NaN", "1e3", "-5", "１００", "95%", "0:30", "+5", '"1,000"', "10.5", "9" * 30, "x")
DAYS = (
    "2025-02-30",
    "26-01-03",
    "2026-W02",
    "46023",
    "someday",
    "",
    "2999-01-01",
    "1901-01-01",
)
CHINESE = re.compile("[一-鿿]")
READING = Path(__file__).parents[2] / "app" / "reports"
ROOMS = ("formats", "reading", "rows", "mapping")
# What stands in a place of a sentence where a number alone would make another sentence of it.
FILLED = {
    "missing": "none holds “a”",
    "advice": "the declared encoding is wrong",
    "where": "row 7",
    "also": "",
    "message": "The content does not match: the mapping says JSON, and this is a CSV table",
    "not_utf_8.message.partition('; ')[0]": "The file is not UTF-8: byte 7 (line 7) is 7",
    "reason[1]": "is no channel such as voice, chat or email (at most 20 characters)",
    "_NAMES.get(unit or '', 'interval')": "epoch in seconds",
}


def messages() -> list[str]:
    found = []
    for cell in CELLS:
        found += refused(text(f"2025-03-01,{cell}", header="date,offered")).problems
    for day in DAYS:
        found += refused(text("2025-03-01,1", f"{day},1", header="date,offered")).problems
    over = text("2025-03-01,10,11", header="date,offered,answered")
    conflict = text("2025-03-01,10", "2025-03-01,11", header="date,offered")
    for content in (over, conflict, text("2025-03-01,later,1", "2025-03-01,,1", header="date,time,offered")):
        found += refused(content).problems
    found += refused(text("2025-03-01,nobody,1", header="date,queue,offered"), None, TWO_QUEUES).problems
    berlin = type(ONE_QUEUE)("Europe/Berlin", ("line",), earliest=ONE_QUEUE.earliest)
    clocks = text("2025-03-30 02:30,1", "2024-10-27 02:30,1", header="interval_start,offered")
    found += refused(clocks, None, berlin).problems
    return [one.message for one in found]


def test_every_common_refusal_of_a_row_is_said_in_chinese() -> None:
    told = {message: refusal_words(Language("zh_Hans"), message) for message in messages()}
    assert len(told) >= len(CELLS) + len(DAYS)
    assert [message for message, said in told.items() if not CHINESE.search(said)] == []
    assert told["answered (11) is more than offered (10), which cannot be"] == (
        "answered（11）大于 offered（10），不可能成立。"
    )


def test_in_english_it_is_a_sentence_and_what_is_not_known_stays_as_it_came() -> None:
    english = Language("en")
    assert refusal_words(english, "“-5” is below 0, which nothing that is counted can be").endswith("be.")
    assert refusal_words(english, "something else") == ""


@pytest.mark.parametrize("cell", ["%", "%(value)s", "%s"])
def test_what_stands_in_a_cell_is_never_a_form(cell: str) -> None:
    said = refusal_words(Language("zh_Hans"), f"“{cell}” is not a number in unit count")
    assert f"“{cell}”" in said


def raised() -> Iterator[str]:
    """Every sentence with which a reading refuses a whole file, a 7 where it fills something in."""
    for room in ROOMS:
        for path in sorted((READING / room).glob("*.py")):
            for act in ast.walk(ast.parse(path.read_text())):
                if isinstance(act, ast.FunctionDef):
                    yield from sentences_of(act)


def sentences_of(act: ast.FunctionDef) -> Iterator[str]:
    said = {}
    for node in ast.walk(act):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            said.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(act):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("refuse", "_too_large"):
            given = node.args[min(1, len(node.args) - 1)]
            for one in said.get(given.id, []) if isinstance(given, ast.Name) else [given]:
                if isinstance(one, ast.Constant | ast.JoinedStr):
                    yield filled(one)


def filled(text: ast.expr) -> str:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else FILLED.get(ast.unparse(part.value), "7")  # type: ignore[attr-defined]
        for part in parts
    )


def test_every_refusal_of_a_whole_file_is_said_in_chinese() -> None:
    found = set(raised())
    assert len(found) > 50
    unsaid = [one for one in found if not CHINESE.search(refusal_words(Language("zh_Hans"), one))]
    assert sorted(unsaid) == []


def test_what_a_whole_file_is_instead_is_named_in_chinese_too() -> None:
    chinese = Language("zh_Hans")
    picture = refused(b"\x89PNG\r\n\x1a\n" + b"x" * 100).problems[0].message
    assert refusal_words(chinese, picture) == "内容不符：这是PNG 图片，不是 CSV 表格。"
    gb = refused("合同,日期\n客户,2025-03-01\n".encode("gb18030")).problems[0].message
    assert refusal_words(chinese, gb).startswith("文件不是 UTF-8 编码：第 0 字节（第 1 行）为")
    twice = refused(text("2025-03-01,1,2", header="date,offered,Offered")).problems[0].message
    assert (
        refusal_words(chinese, twice) == "表头中“Offered”列出现两次（“offered”和“Offered”）：以哪一列为准？"
    )


EXPRESSIONS = (
    *("1 +", '"a" )', '("a"', "?", "+".join("1" * 500), "(" * 90 + "1" + ")" * 90, "-" * 90 + "1"),
    *("1 " * 5000, "1", '"a" "b"'),
)
WRONG = (
    {"schema": 2},
    {"format": "pdf"},
    {"table": {"header_row": 0}},
    {"table": {"header_row": "first"}},
    {"columns": {}},
    {"columns": {"offered": {"from": ""}}},
    {"columns": {"offered": {"from": "x" * 300}}},
    {"columns": {"offered": {"from": 5}}},
    {"columns": {"offered": {}}},
    {"columns": {"offered": {"from": "a", "unit": "s"}}},
    {"columns": {"offered": {"expression": "1"}}},
    {"columns": {"offered": {"expression": "answered"}, "answered": {"expression": "offered"}}},
    {"columns": {"offered": {"from": "a", "to": "b"}}},
    {"columns": {"offered": {"expression": "a"}}, "calls": {}},
    {"key": {"queue": {"names": {"a": "b"}}}},
    {"key": {"queue": {}}},
    {"key": {"date": {"starts": "1 May"}}},
    {"key": {"date": {"row_number": True}}},
    {"key": {"date": {"value": "2025-02-30"}}},
    {"key": {"date": {"from": "a", "starts": "2025-01-01"}}},
    {"key": {"interval_start": {"from": "a"}, "date": {"from": "b"}}},
    {"key": {"interval_start": {"from": "a"}, "time": {"from": "b"}}},
    {"key": {"interval_start": {"from": "a"}, "date": {"value": "2025-01-01"}}},
    {"inputs": {"a": {}}},
    {"skip": {"last_lines": 5000}},
    {"table": {"decimal": ",", "thousands": ","}},
    {"time_zone": "Mars/Olympus"},
    {"colour": "red"},
    {"columns": {"unheard_of": {"from": "a"}}},
    *({"columns": {"answered": {"expression": text, "unit": "count"}}} for text in EXPRESSIONS),
)


@pytest.mark.parametrize("part", WRONG, ids=str)
def test_what_is_wrong_with_a_mapping_is_said_shortly_and_in_chinese(part: dict[str, Any]) -> None:
    with pytest.raises(Refused) as found:
        checked({"schema": 1, **part}, {})
    for one in found.value.problems:
        assert len(one.message) < 200
        assert CHINESE.search(refusal_words(Language("zh_Hans"), one.message)), one.message


def test_why_a_file_is_none_of_a_preset_is_said_in_chinese() -> None:
    assert refusal_words(Language("zh_Hans"), "Historical metrics (CSV): nobody knows why") == ""
    whole = "This file is none that Amazon Connect is known to give (Historical metrics (CSV))."
    assert "Amazon Connect" in refusal_words(Language("zh_Hans"), whole)
    for why in ("there is no column Queue", "The JSON has no array of objects, so there are no rows."):
        told = refusal_words(Language("zh_Hans"), f"Historical metrics (CSV): {why}")
        assert told.startswith("Historical metrics (CSV)：")
        assert CHINESE.search(told)


def test_how_many_rows_are_refused_is_said_in_chinese() -> None:
    rows = text("2025-01-01,1", "2025-01-02,x", "2025-01-03,-4", header="date,offered")
    assert trouble_words(Language("zh_Hans"), refused(rows).message) == (
        "3行中有2行不能采用，因此整个文件都未采用。"
    )
