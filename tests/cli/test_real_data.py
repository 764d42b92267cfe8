"""Real reports through `scorecard score`: every month is the true figure, never the mean of daily rates."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

FIGURES = {  # target → its true name in expected.json, the wrong one where that is listed, digits given there
    "abandonment": ("abandonment_rate", "abandonment_rate_WRONG_mean_of_daily", 6),
    "speed": ("asa_s_weighted_by_answered", "asa_s_WRONG_mean_of_daily", 4),
    "answered": ("answer_rate", None, 6),
}


def expected(folder: Path, key: str = "monthly") -> dict[str, dict[str, Any]]:
    text = (folder / "expected.json").read_text("utf-8")
    months: dict[str, dict[str, Any]] = json.loads(text, parse_float=Decimal)[key]
    return months


def judged(run: Run, *args: object) -> dict[str, dict[str, Fraction]]:
    ran = run("score", *args, "--json")
    assert ran.code == 0, ran.err
    return {
        card["period"]["label"]: {line["id"]: Fraction(line["value"]) for line in card["targets"]}
        for card in ran.json
    }


def check_months(found: dict[str, dict[str, Fraction]], months: dict[str, dict[str, Any]]) -> None:
    assert list(found) == list(months)
    for label, month in months.items():
        for target, (true_name, wrong_name, digits) in FIGURES.items():
            value = found[label][target]
            assert is_rounded_to(value, month[true_name], digits), (label, target)
            if wrong_name and month[wrong_name] != month[true_name]:
                assert not is_rounded_to(value, month[wrong_name], digits), (label, target)


def is_rounded_to(value: Fraction, stated: Decimal, digits: int) -> bool:
    """Tell whether the exact value lies within half of the last digit that is given."""
    return abs(value - Fraction(stated)) * 10**digits <= Fraction(1, 2)


@pytest.fixture
def dated(shared_data: Path) -> Path:
    return shared_data / "daily_acd_dated"


def test_every_month_of_the_dated_file(run: Run, terms: Path, dated: Path) -> None:
    check_months(judged(run, terms, dated / "Call Center Data.csv"), expected(dated))


def test_the_undated_file_gives_the_same_numbers(run: Run, terms: Path, shared_data: Path) -> None:
    folder = shared_data / "daily_acd_undated_semicolon"
    found = judged(run, terms, folder / "Call Center Data.csv", "--starts", "2020-01-01")
    check_months(found, expected(folder, "monthly_if_dated"))
    check_months(found, expected(shared_data / "daily_acd_dated"))


def test_chinese_headers_in_gb18030_give_the_numbers_of_2020(
    run: Run, terms: Path, shared_data: Path, dated: Path
) -> None:
    [file] = (shared_data / "chinese_headers_gb18030").glob("*.csv")
    months = {label: month for label, month in expected(dated).items() if label.startswith("2020-")}
    assert len(months) == 12
    check_months(judged(run, terms, file), months)
