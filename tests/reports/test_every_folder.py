"""Every folder of real data goes in through the front door and `scorecard score`, and gives its figures."""

import json
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.sla.quantities import exact
from tests.cli.conftest import Run, run
from tests.desk import REF, Desk
from tests.http.test_real_reports import DATED, UNDATED
from tests.reports.front_door import FOLDERS, Folder, Stated

__all__ = ["run"]
pytestmark = pytest.mark.slow  # the service as a whole
PERIODS = 3  # that are asked over HTTP; the command line gives all of them at once
BY_NAME = [pytest.param(folder, id=folder.file) for folder in FOLDERS]


def truth(shared_data: Path, folder: Folder) -> list[Stated]:
    text = (shared_data / folder.name / "expected.json").read_text("utf-8")
    return list(folder.figures(json.loads(text, parse_float=Decimal)))


def check(cards: dict[str, Any], stated: Iterable[Stated]) -> None:
    """Every figure is the exact one, rounded as it is stated; where there is none, the line says so."""
    for period, target, figure in stated:
        [line] = [one for one in cards[period]["targets"] if one["id"] == target]
        if figure is None:
            assert (line["value"], line["verdict"]) == (None, "no_data"), (period, target)
            continue
        digits = min(-int(figure.as_tuple().exponent), 12)  # some were written by a binary float
        apart = abs(exact(line["value"]) - Fraction(figure)) * 10**digits
        assert apart <= Fraction(1, 2), (period, target, line["value"], figure)


def test_no_folder_that_says_what_it_gives_is_left_out(shared_data: Path) -> None:
    stated = {path.parent.name for path in shared_data.glob("*/expected.json")}
    assert stated == {folder.name for folder in FOLDERS} | {DATED, UNDATED}


@pytest.mark.parametrize("folder", BY_NAME)
def test_over_http(one_desk: Desk, shared_data: Path, folder: Folder) -> None:
    put = one_desk.put_terms(folder.terms, folder.starts)
    assert put.status_code == 201, put.text
    content = (shared_data / folder.name / folder.file).read_bytes()
    params = {"mapping": json.dumps(folder.mapping)} if folder.mapping else {}
    sent = one_desk.send(content, params=params)
    assert sent.status_code == 201, sent.text
    stated = truth(shared_data, folder)
    some = sorted({period for period, _, _ in stated})[:PERIODS]
    cards = {label: one_desk.shown(f"/contracts/{REF}/scorecards/{label}") for label in some}
    check(cards, [one for one in stated if one[0] in some])
    again = one_desk.send(content, params=params)
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")


@pytest.mark.parametrize("folder", BY_NAME)
def test_on_the_command_line(run: Run, tmp_path: Path, shared_data: Path, folder: Folder) -> None:
    terms = tmp_path / "terms.yaml"
    terms.write_text(folder.terms, "utf-8")
    args: list[object] = ["score", terms, shared_data / folder.name / folder.file, "--json"]
    if folder.mapping:
        mapping = tmp_path / "mapping.json"
        mapping.write_text(json.dumps(folder.mapping), "utf-8")
        args += ["--mapping", mapping]
    ran = run(*args)
    assert ran.code == 0, ran.err
    cards = ran.json if isinstance(ran.json, list) else [ran.json]
    check({card["period"]["label"]: card for card in cards}, truth(shared_data, folder))
