"""Why rows were refused is said in the reader's language, with what stands in them."""

import re

import pytest

from dashboards.arriving.refusals import refusal_words
from dashboards.language import Language
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
