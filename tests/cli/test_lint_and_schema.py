"""The linter and the schemas on the command line, and the help that finds them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.cli import COMMANDS
from tests.cli.conftest import TERMS, Run

Write = Callable[[str, str], Path]


def test_findings_stand_with_file_and_line(run: Run, terms: Path) -> None:
    ran = run("lint", terms)
    assert ran.code == 0
    assert ran.out.startswith(f"{terms}:13: warning: pools.operations: ")
    assert "[allocation_under]" in ran.out


def test_findings_as_json(run: Run, terms: Path) -> None:
    found = run("lint", terms, "--json").json
    assert all(list(one) == ["code", "severity", "path", "message"] for one in found)
    assert "allocation_under" in {one["code"] for one in found}


def test_an_error_is_bad_input(run: Run, terms: Path, write: Write) -> None:
    amended = write("amended.yaml", TERMS.replace("effective: 2020-01-01", "effective: 2020-03-11"))
    ran = run("lint", amended, "--previous", terms)
    assert ran.code == 2
    assert f"{amended}:8: error: effective: " in ran.out
    assert run("lint", amended).code == 0


def test_past_reports_show_what_terms_would_have_meant(run: Run, terms: Path, write: Write) -> None:
    rows = [f"2020-{month:02}-{day:02},100,80,20" for month in range(1, 13) for day in range(1, 29)]
    report = write("year.csv", "\n".join(["date,offered,answered,abandoned", *rows]))
    found = run("lint", terms, report, "--json").json
    assert "never_met" in {one["code"] for one in found}
    assert "never_met" not in {one["code"] for one in run("lint", terms, "--json").json}


def test_what_cannot_be_read_is_no_finding(run: Run, write: Write) -> None:
    broken = write("broken.yaml", "schema: 1\ncontract: [")
    ran = run("lint", broken)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{broken}:2: this is not readable YAML or JSON: ")


@pytest.mark.parametrize("args", [[], ["--mapping"], ["--json"]])
def test_schemas_are_valid_schemas(run: Run, args: list[str]) -> None:
    schema = run("schema", *args).json
    Draft202012Validator.check_schema(schema)
    assert ("columns" if args == ["--mapping"] else "targets") in schema["properties"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, name: str) -> None:
    asked = [
        name,
        *{"user": ["add"], "token": ["add"], "audit": ["verify"], "organisation": ["delete"]}.get(name, []),
    ]
    ran = run(*asked, "--help")
    assert ran.code == 0
    assert "Example" in ran.out
    assert f"scorecard {' '.join(asked)}" in ran.out
    assert "--json" in ran.out


def test_the_first_help_names_all_commands(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    assert [name for name in COMMANDS if f" {name} " not in ran.out] == []
    unknown = run("scor")
    assert unknown.code == 2
    assert "Did you mean 'score'" in unknown.err


def test_the_catalogue_is_printed_as_the_page_and_as_json(run: Run) -> None:
    page = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert run("metrics").out == page
    told = run("metrics", "--json").json
    assert {one["name"] for one in told["metrics"]} >= {"service_level", "forecast_error"}
    assert {one["name"] for one in told["measures"]} >= {"offered", "outcome.CODE"}
