"""What is odd in a report is said in Chinese with its figures, and in English as its reading said it."""

import re
from collections.abc import Iterator

from dashboards.arriving.flag_words import flag_figures
from dashboards.language import Language
from tests.reports.checking.test_suspicious import days
from tests.reports.written import read, text

ENGLISH = re.compile("[a-z]{3,} [a-z]{2,} [a-z]{2,}")
CHINESE = Language("zh_Hans")


def messages() -> Iterator[str]:
    """Of readings in which something is odd."""
    whole = days((9, "0,0,0"), (20, "0,0,0"), (30, "200,200,0"), (40, "1016,180,836"))
    gaps = text(*(f"2025-01-{day:02},100,90,10" for day in (*range(1, 11), *range(24, 32))))
    quarters = [f"2025-01-{day:02} 09:{minute},10,11,0" for day in range(1, 20) for minute in ("00", "30")]
    intervals = text(*quarters, *quarters[:2], header="interval_start,offered,answered,abandoned")
    total = text("2025-01-01,10,9,1", "2025-01-02,10,9,1", "Total,21,18,2")
    for content in (whole, gaps, intervals, total):
        yield from (one.message for one in read(content).flags)


def test_every_usual_flag_is_said_in_chinese() -> None:
    told = {message: flag_figures(CHINESE, message) for message in messages()}
    assert len(told) >= 7
    assert [message for message, said in told.items() if not said or ENGLISH.search(said)] == []


def test_its_figures_are_kept() -> None:
    said = flag_figures(
        CHINESE, "abandoned is 0, which it is nowhere else in 2 days, first here: 2025-01-31, 2025-02-01"
    )
    assert said == "abandoned 为 0，而其他日期从不为 0；共 2 次，首次在此：2025-01-31, 2025-02-01"


def test_english_is_as_it_came_and_what_is_not_known_is_left() -> None:
    assert flag_figures(Language("en"), "4 rows repeat an earlier row and were counted once") == (
        "4 rows repeat an earlier row and were counted once"
    )
    assert flag_figures(CHINESE, "something that nobody says in 2 rows, first here") == ""
