"""`score --history`: what goes on from earlier periods starts from the scorecards that stand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import TERMS, Run

Write = Callable[[str, str], Path]
TWICE = TERMS.replace("pays_on: minimum}", "pays_on: minimum, repeat: {from: 2, factor: 2}}")


def month(number: int, abandoned: int) -> str:
    rows = [f"2020-{number:02}-{day:02},100,{abandoned},{100 - abandoned},200" for day in range(1, 29)]
    return "\n".join(["date,offered,abandoned,answered,wait_seconds", *rows])


@pytest.fixture
def kept(run: Run, write: Write, tmp_path: Path) -> Path:
    """Return a folder with the scorecard of January, a miss, as `score --json` printed it."""
    terms, january = write("twice.yaml", TWICE), write("january.csv", month(1, 9))
    folder = tmp_path / "issued"
    folder.mkdir()
    (folder / "2020-01.json").write_text(run("score", terms, january, "--json").out, encoding="utf-8")
    return folder


def score(run: Run, write: Write, folder: Path, *numbers: int, abandoned: int = 9, text: str = TWICE) -> Any:
    reports = [write(f"{number}.csv", month(number, abandoned)) for number in numbers]
    return run("score", write("terms.yaml", text), *reports, "--history", folder, "--json")


def test_the_second_miss_in_a_row_costs_twice(run: Run, write: Write, kept: Path) -> None:
    alone = run("score", write("terms.yaml", TWICE), write("2.csv", month(2, 9)), "--json").json
    assert alone["money"]["total"] == "12000.00"
    february = score(run, write, kept, 2).json
    assert february["money"]["total"] == "24000.00"
    [past] = february["evidence"]["record"]["history"]
    assert (past["label"], past["lines"]["abandonment"]["verdict"]) == ("2020-01", "below_minimum")
    assert run("verify", write("february.json", json.dumps(february))).code == 0


def test_the_chain_goes_on_through_files_and_reports(run: Run, write: Write, kept: Path) -> None:
    february = score(run, write, kept, 2)
    (kept / "2020-02.json").write_text(february.out, encoding="utf-8")
    march, april = score(run, write, kept, 3, 4).json
    assert [past["label"] for past in march["evidence"]["record"]["history"]] == ["2020-01", "2020-02"]
    assert [past["label"] for past in april["evidence"]["record"]["history"]][-1] == "2020-03"
    (kept / "2020-01.json").unlink()  # February tells of January too
    again, _ = score(run, write, kept, 3, 4).json
    assert again == march


def test_a_period_that_stands_already_has_those_before_it_as_its_history(
    run: Run, write: Write, kept: Path
) -> None:
    (kept / "2020-02.json").write_text(score(run, write, kept, 2).out, encoding="utf-8")
    assert score(run, write, kept, 2).json["money"]["total"] == "24000.00"
    first, second, third = score(run, write, kept, 1, 2, 3, abandoned=1).json
    assert [first["money"]["total"], second["money"]["total"], third["money"]["total"]] == ["0.00"] * 3
    assert [past["label"] for past in third["evidence"]["record"]["history"]] == ["2020-01", "2020-02"]
    assert third["evidence"]["record"]["history"][0]["lines"]["abandonment"]["verdict"] == "below_minimum"


def test_terms_that_do_not_look_back_ask_no_history(run: Run, write: Write, kept: Path) -> None:
    plain = score(run, write, kept, 2, text=TERMS).json
    assert (plain["money"]["total"], plain["evidence"]["record"]["history"]) == ("12000.00", [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda card: card["targets"][0].update(verdict="met"), "targets[abandonment].verdict: there stands"),
        (lambda card: card["evidence"].pop("record"), "2020-01.json: evidence.record: is missing"),
    ],
)
def test_a_scorecard_that_does_not_hold_is_no_history(
    run: Run, write: Write, kept: Path, change: Callable[[Any], object], said: str
) -> None:
    card = json.loads((kept / "2020-01.json").read_text("utf-8"))
    change(card)
    (kept / "2020-01.json").write_text(json.dumps(card), encoding="utf-8")
    ran = score(run, write, kept, 2)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_provisional_scorecard_counts_and_is_noted(run: Run, write: Write, kept: Path) -> None:
    charges = TWICE.replace('charges: {fixed: "250000.00"}', "charges: {measure: charges}")
    january = run("score", write("by-measure.yaml", charges), write("1.csv", month(1, 9)), "--json")
    (kept / "2020-01.json").write_text(january.out, encoding="utf-8")
    ran = score(run, write, kept, 2)
    assert ran.json["money"]["total"] == "24000.00"
    assert "2020-01.json: 2020-01 was provisional; it may have changed since" in ran.err


def test_what_does_not_belong_there_is_told(run: Run, write: Write, kept: Path, tmp_path: Path) -> None:
    other = score(run, write, kept, 2, text=TWICE.replace("ACD-2020", "ACD-2021"))
    assert "2020-01.json: this is a scorecard of ACD-2020, and the terms are of ACD-2021" in other.err
    quarterly = score(run, write, kept, 4, text=TWICE.replace("every: month", "every: quarter"))
    assert "the last scorecard ends on 2020-02-01, inside the period 2020-Q1" in quarterly.err
    (kept / "copy.json").write_text((kept / "2020-01.json").read_text("utf-8"), encoding="utf-8")
    assert "copy.json: 2020-01.json holds 2020-01 too; keep one" in score(run, write, kept, 2).err
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "none"):
        assert "there is no scorecard here" in score(run, write, tmp_path / folder, 2).err


def test_periods_that_overlap_do_not_follow_each_other(run: Run, write: Write, kept: Path) -> None:
    weekly = TERMS.replace("every: month", "every: week")
    cards = run("score", write("w.yaml", weekly), write("january.csv", month(1, 9)), "--json").out
    (kept / "weeks.json").write_text(cards, encoding="utf-8")
    assert (
        "these scorecards do not follow each other: 2020-W01 does not come after 2020-01"
        in score(run, write, kept, 2).err
    )
