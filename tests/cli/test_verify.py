"""`scorecard verify`: what `score --json` prints is judged again from itself; what was touched is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.sla.replaying.record import chain_sha256
from tests.cli.conftest import Run

DAYS = "\n".join(f"2020-01-{day:02},100,{day},{100 - day},{day * 20}" for day in range(1, 32))
JANUARY = f"date,offered,abandoned,answered,wait_seconds\n{DAYS}\n"
Write = Callable[[str, str], Path]


@pytest.fixture
def judged(run: Run, terms: Path, write: Write) -> Path:
    """Return a file with what `score --json` printed for January and February."""
    two = write("reports.csv", JANUARY + DAYS.replace("2020-01", "2020-02").partition("2020-02-30")[0])
    return write("judged.json", run("score", terms, two, "--json").out)


def test_what_was_printed_holds(run: Run, judged: Path) -> None:
    ran = run("verify", judged)
    assert (ran.code, ran.err) == (0, "")
    first, second = ran.out.splitlines()
    assert first.startswith("ACD-2020 2020-01: holds: the same digits from its evidence, sha256 ")
    assert second.startswith("ACD-2020 2020-02: holds")
    told = run("verify", judged, "--json").json
    assert told["ok"] is True
    assert [one["findings"] for one in told["scorecards"]] == [[], []]


def test_a_changed_digit_is_named(run: Run, judged: Path, write: Write) -> None:
    cards = json.loads(judged.read_text("utf-8"))
    cards[1]["targets"][0]["credit"] = "0.01"
    ran = run("verify", write("touched.json", json.dumps(cards)))
    assert ran.code == 2
    assert ran.out.splitlines()[1].startswith("ACD-2020 2020-02: does not hold")
    assert "touched.json: targets[abandonment].credit: there stands “0.01”, and the evidence gives" in ran.err
    told = run("verify", write("touched.json", json.dumps(cards)), "--json").json
    assert [one["ok"] for one in told["scorecards"]] == [True, False]
    assert told["scorecards"][1]["findings"][0]["code"] == "digits_differ"


def test_a_scorecard_without_its_evidence_cannot_be_verified(run: Run, judged: Path, write: Write) -> None:
    [card, _] = json.loads(judged.read_text("utf-8"))
    del card["evidence"]["record"]
    ran = run("verify", write("short.json", json.dumps(card)))
    assert ran.code == 2
    assert "short.json: evidence.record: is missing; the scorecard must come with its evidence" in ran.err


def test_issued_ones_are_links_of_a_chain(run: Run, judged: Path, write: Write) -> None:
    first, second = json.loads(judged.read_text("utf-8"))
    for card, before in ((first, None), (second, first)):
        evidence = card["evidence"]
        evidence["previous_sha256"] = before["evidence"]["chain_sha256"] if before else None
        evidence["chain_sha256"] = chain_sha256(evidence["previous_sha256"] or "", evidence["sha256"], card)
    paths = [write(f"{n}.json", json.dumps(card)) for n, card in enumerate((first, second))]
    assert run("verify", *paths).code == 0
    assert run("verify", paths[1]).code == 0  # what came before it is not here to be compared
    swapped = run("verify", *reversed(paths))
    assert swapped.code == 2
    assert "0.json: evidence.previous_sha256: there stands “”, and the scorecard issued before" in swapped.err


def touched(card: dict[str, Any], *path: Any, value: object) -> dict[str, Any]:
    *above, last = path
    found: Any = card
    for key in above:
        found = found[key]
    found[last] = value
    return card


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("evidence", "record", "terms", "at_risk"), "13%", "evidence.record.terms_sha256: there stands"),
        (
            ("evidence", "record", "engine"),
            "77",
            "this scorecard was judged by engine 77, and this program is",
        ),
        (("evidence", "record", "engine"), "\ud800", "evidence.record: 'utf-8' codec can't encode"),
        (("contract",), "\x1b[2J\ud800", "contract: there stands “�[2J�”, and the evidence gives “ACD-2020”"),
        (("evidence", "side"), "client", "evidence.side: there stands “client”, and the evidence gives “p"),
        (("evidence", "reports"), [], "evidence.reports: these are not the reports that the record names"),
        (("evidence", "reports"), "x", "evidence.reports: these are not the reports that the record names"),
        (("evidence", "begins"), None, "evidence.begins: there stands nothing, and the evidence gives “"),
        (
            ("evidence", "record", "sheets", 0, "totals", "cost"),
            "1",
            "evidence.record: not every figure in it",
        ),
        (("targets",), 1e999, "is JSON that no scorecard holds"),
        (("targets",), 1.5, "targets: there stands 1.5, and the evidence gives a list of 3"),
        (("evidence",), [], "this is no scorecard; give a file that “scorecard score --json” printed"),
        (("status",), [[[[]]]] * 2, "status: there stands a list of 2, and the evidence gives “judged”"),
    ],
)
def test_whatever_was_touched_is_named(
    run: Run, judged: Path, write: Write, path: tuple[Any, ...], value: object, said: str
) -> None:
    [card, _] = json.loads(judged.read_text("utf-8"))
    ran = run("verify", write("touched.json", json.dumps(touched(card, *path, value=value))))
    assert ran.code == 2
    assert said in ran.err
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "file.json:1: the file ends in the middle; fetch or print the scorecard again"),
        ('{"contract": "A",\n "evidence": {', "file.json:2: the file ends in the middle"),
        ('{"contract": "A",\n evidence', "file.json:2: this is not JSON (Expecting property name"),
        ('{"contract": 1, "contract": 2}', "file.json: the key “contract” stands twice in one object"),
        ("[" * 100_000, "file.json: this is JSON that no scorecard holds: too deep"),
        ('{"evidence": {"record": ' + "[" * 70 + "]" * 70 + "}}", "this is nested more than 60 deep"),
        ("[]", "file.json: there is no scorecard in this file"),
        ('{"document": {}}', "file.json: this is no scorecard; give a file that"),
        ('{"document": []}', "file.json: this is no scorecard; give a file that"),
        ("17", "file.json: this is no scorecard; give a file that “scorecard score --json” printed"),
        ("9" * 5000, "file.json: this is JSON that no scorecard holds: too deep, or a number that none is"),
        ('{"evidence": {"record": NaN}}', "file.json: this is JSON that no scorecard holds"),
        ('{"evidence": {"record": {}}}', "file.json: evidence.record.terms: is missing"),
    ],
)
def test_what_is_no_scorecard_is_told_in_a_sentence(run: Run, write: Write, text: str, said: str) -> None:
    ran = run("verify", write("file.json", text))
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_file_that_ends_in_the_middle_is_told_wherever_it_ends(
    run: Run, judged: Path, write: Write
) -> None:
    text = judged.read_text("utf-8")
    for end in range(1, len(text) - 2, len(text) // 23):
        ran = run("verify", write("cut.json", text[:end]))
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(str(judged.with_name("cut.json")))


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert "cannot be read" in run("verify", tmp_path / "none.json").err
