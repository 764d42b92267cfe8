"""`score --exclusions`: what both parties agreed to leave out, and what a country's calendar leaves out."""

from pathlib import Path

from tests.cli.conftest import TERMS, Run
from tests.cli.test_score import Write, days

AGREED = """
- {name: Power cut, reason: grid, from: 2020-01-06, to: 2020-01-31, client: {who: Li, on: 2020-02-02},
   provider: {who: Wang, on: 2020-02-02}}
"""


def test_agreed_days_are_left_out_and_shown_beside(run: Run, terms: Path, write: Write) -> None:
    report, agreed = write("january.csv", days("2020-01", 9, 31)), write("exclusions.yaml", AGREED)
    ran = run("score", terms, report, "--exclusions", agreed, "--json")
    line = ran.json["targets"][0]
    assert (line["measures"]["offered"], line["raw_value"], line["raw_credit"]) == ("500", "0.09", "12000.00")
    assert line["excluded"][0]["measures"] == {"abandoned": "234", "offered": "2600"}
    told = run("score", terms, report, "--exclusions", agreed).out
    assert "left out: Power cut, 2020-01-06T00:00+08:00 to 2020-02-01T00:00+08:00" in told
    assert "with nothing left out: 9.00%, below minimum, credit 12000.00" in told


def test_what_one_side_alone_wants_is_said_and_changes_nothing(run: Run, terms: Path, write: Write) -> None:
    proposed = write("exclusions.yaml", AGREED.replace(", client: {who: Li, on: 2020-02-02}", ""))
    ran = run("score", terms, write("january.csv", days("2020-01", 9, 31)), "--exclusions", proposed)
    assert "proposed, not agreed: Power cut" in ran.out
    assert "offered 3100" in ran.out


def test_faults_of_the_file_are_told_with_their_place(run: Run, terms: Path, write: Write) -> None:
    broken = write("exclusions.yaml", AGREED.replace("reason", "because"))
    ran = run("score", terms, write("january.csv", days("2020-01", 9, 31)), "--exclusions", broken)
    assert ran.code == 2
    assert "exclusions.yaml" in ran.err
    assert "because" in ran.err


def test_holidays_of_the_country_are_left_out(run: Run, write: Write) -> None:
    hours = "service_hours: {holidays: {country: CN}}\nperiod:"
    ran = run(
        "score",
        write("terms.yaml", TERMS.replace("period:", hours)),
        write("january.csv", days("2020-01", 9, 31)),
        "--json",
    )
    line = ran.json["targets"][0]
    found = {one["begins"] for one in line["excluded"]}
    assert {"2020-01-01", "2020-01-24", "2020-01-27"} <= found
    assert ran.json["status"] == "judged"
