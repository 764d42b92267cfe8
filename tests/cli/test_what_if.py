"""`scorecard simulate`, `scorecard propose` and `scorecard score --sensitivity`."""

from pathlib import Path

import pytest

from tests.cli.conftest import TERMS, Run
from tests.cli.test_score import Write, days


@pytest.fixture
def year(write: Write) -> list[Path]:
    """January and February 2020: 9 and 2 of 100 calls a day are abandoned."""
    return [write("january.csv", days("2020-01", 9, 31)), write("february.csv", days("2020-02", 2, 29))]


@pytest.fixture
def looser(write: Write) -> Path:
    """The same terms with an abandonment of 10 % and half the allocation."""
    text = TERMS.replace(
        'expected: "<= 5%"\n    minimum: "<= 8%"', 'expected: "<= 8%"\n    minimum: "<= 8.5%"'
    )
    assert text != TERMS
    return write("looser.yaml", text.replace("allocation: 40%", "allocation: 20%"))


def test_other_terms_over_the_same_reports(run: Run, terms: Path, year: list[Path], looser: Path) -> None:
    ran = run("simulate", terms, *year, "--against", looser, "--json")
    assert (ran.code, ran.err) == (0, "")
    document = ran.json
    assert [row["period"]["label"] for row in document["periods"]] == ["2020-01", "2020-02"]
    totals = document["agreed_total"], document["other_total"], document["difference"]
    assert totals == ("12000.00", "6000.00", "-6000.00")
    january = document["periods"][0]["targets"][0]
    assert (january["agreed"]["expected"], january["other"]["expected"]) == ("<= 5%", "<= 8%")
    assert january["difference"] == "-6000.00"


def test_the_table_of_a_simulation_says_the_same(
    run: Run, terms: Path, year: list[Path], looser: Path
) -> None:
    told = run("simulate", terms, *year, "--against", looser).out
    assert "Total CNY" in told
    assert "-6000.00" in told
    assert "2020-02" in told


def test_terms_against_themselves_differ_in_nothing(run: Run, terms: Path, year: list[Path]) -> None:
    document = run("simulate", terms, *year, "--against", terms, "--json").json
    assert document["difference"] == "0.00"


def test_terms_that_cannot_be_laid_over_it_are_told_with_file_and_line(
    run: Run, terms: Path, year: list[Path], write: Write
) -> None:
    euros = write("euros.yaml", TERMS.replace("currency: CNY", "currency: EUR"))
    ran = run("simulate", terms, *year, "--against", euros)
    assert ran.code == 2
    assert ran.err.startswith(f"{euros}:5: currency: the contract has CNY")
    broken = write("broken.yaml", TERMS.replace("timezone: Asia/Shanghai", "timezone: Nowhere"))
    assert f"{broken}:6: timezone" in run("simulate", terms, *year, "--against", broken).err


def test_queues_and_measures_that_only_the_other_terms_know_are_read(
    run: Run, terms: Path, write: Write
) -> None:
    own = "queues: {chat: {title: Chat}}\nmeasures: {letters: {title: Letters}}\n"
    text = TERMS.replace("queues: {hotline: {title: 客服热线}}\n", own).partition("targets:")[0]
    targets = 'targets:\n  - {id: letters, metric: letters_answered, expected: ">= 50%"}\n'
    text = text.replace("metrics:\n", "metrics:\n  letters_answered: {formula: answered / letters}\n")
    other = write("letters.yaml", text + targets)
    header = "date,queue,offered,answered,abandoned,letters"
    rows = f"{header}\n2020-01-01,chat,10,9,1,12\n2020-01-01,hotline,10,9,1,12\n"
    ran = run("simulate", terms, write("both.csv", rows), "--against", other, "--json")
    assert ran.code == 0, ran.err
    (row,) = ran.json["periods"]
    by_id = {one["id"]: one for one in row["targets"]}
    assert by_id["letters"]["other"]["value"] == "0.75"
    assert by_id["letters"]["agreed"] is None


def test_reports_outside_the_terms_leave_nothing_to_simulate(run: Run, terms: Path, write: Write) -> None:
    empty = write("empty.csv", "date,queue,offered,answered,abandoned\n")
    ran = run("simulate", terms, empty, "--against", terms)
    assert ran.code == 2
    assert str(empty) in ran.err


def test_a_proposal_for_every_target_with_the_periods_that_would_have_met_it(
    run: Run, terms: Path, year: list[Path]
) -> None:
    found = {one["id"]: one for one in run("propose", terms, *year, "--json").json}
    assert list(found) == ["abandonment", "speed", "answered"]
    abandonment = found["abandonment"]
    assert (abandonment["proposed"], abandonment["reason"]) == ("<= 5%", "not_better")
    assert abandonment["achievability"]["met"] == ["2020-02"]
    assert abandonment["achievability"]["missed"] == ["2020-01"]
    told = run("propose", terms, *year).out
    assert "1 of 2, not 2020-01" in told
    assert "no better than what is agreed" in told


def test_how_often_a_level_of_ones_own_would_have_been_met(run: Run, terms: Path, year: list[Path]) -> None:
    asked = ("--target", "abandonment", "--expected", "<= 9%")
    (one,) = run("propose", terms, *year, *asked, "--json").json
    assert one["achievability"] == {
        "level": "<= 9%",
        "share": "1",
        "met": ["2020-01", "2020-02"],
        "missed": [],
        "without_value": [],
    }


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--expected", ">= 1%"), "--expected: it is the level of one target; name it with --target"),
        (("--target", "nothing"), "these terms have no target “nothing”; they have abandonment, speed"),
        (("--target", "speed", "--expected", "fast"), "--expected: “fast” is not a level"),
    ],
)
def test_what_cannot_be_proposed_is_told(
    run: Run, terms: Path, year: list[Path], asked: tuple[str, ...], told: str
) -> None:
    ran = run("propose", terms, *year, *asked)
    assert (ran.code, told in ran.err) == (2, True), ran.err


def test_score_shows_every_variant_on_request(run: Run, terms: Path, year: list[Path]) -> None:
    card = run("score", terms, year[0], "--sensitivity", "--json").json
    by_id = {one["id"]: one for one in card["sensitivity"]}
    assert [v["variant"] for v in by_id["speed"]["variants"]] == ["per_answered", "per_received"]
    assert "sensitivity" not in run("score", terms, year[0], "--json").json
    told = run("score", terms, year[0], "--sensitivity").out
    assert "the same counts under every variant" in told
    assert "agreed" in told
    assert "needs “with: {short: …}”" in told
