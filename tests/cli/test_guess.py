"""`scorecard guess`, `presets` and `score --preset`: how a report would be read."""

from pathlib import Path

import yaml

from app.reports.presets.read import presets
from tests.cli.conftest import Run, run
from tests.reports.presets import answers
from tests.reports.written import OK

__all__ = ["run"]
TERMS = """\
schema: 1
contract: ACME-1
client: Acme Bank
provider: Chengdu Contact Services
currency: CNY
timezone: Asia/Shanghai
starts: 2025-01-01
effective: 2025-01-01
period: {every: month}
queues: {billing: {title: 账单热线}}
targets:
  - {id: abandonment, metric: abandonment_rate, expected: "<= 5%"}
"""
QUEUES = "key: {queue: {names: {q-1: billing}}}\n"


def written(folder: Path, **files: str | bytes) -> list[Path]:
    made = []
    for name, content in files.items():
        made.append(folder / name)
        made[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
    return made


def test_a_guess_is_a_mapping_that_reads_the_file_again(run: Run, tmp_path: Path) -> None:
    [report] = written(tmp_path, report=OK)
    ran = run("guess", report)
    assert ran.code == 0, ran.err
    mapping = yaml.safe_load(ran.out)
    assert mapping["columns"]["offered"] == {"from": "offered", "unit": "count"}
    assert "queue" not in mapping["key"]
    assert "row 2: 2025-03-01, 100, 90, 10  →" in ran.err
    assert "offered 100, answered 90, abandoned 10" in ran.err
    terms, again = written(tmp_path, terms=TERMS, mapping=ran.out)
    assert run("score", terms, report, "--mapping", again).code == 0


def test_a_guess_with_terms_names_what_does_not_fit(run: Run, tmp_path: Path) -> None:
    terms, report = written(tmp_path, terms=TERMS, report=answers.AVAYA.replace(b"billing", b"lost"))
    seen = run("guess", report, "--terms", terms, "--preset", "avaya", "--json").json
    assert (seen["guessed"], seen["problem_count"], seen["rows"]) == (False, 2, 2)
    assert seen["examples"][0]["becomes"]["abandoned_within_5s"] == "1"
    assert seen["problems"][0]["where"] == "row 2, column Skill Name"
    anybody = run("guess", report, "--preset", "avaya", "--json").json
    assert (anybody["problem_count"], anybody["examples"][0]["becomes"]["queue"]) == (0, "lost")


def test_score_reads_a_known_systems_answer_with_its_own_queues(run: Run, tmp_path: Path) -> None:
    answer = answers.genesys_cloud(("nOffered", {"count": 20}), ("tAnswered", {"count": 19, "sum": 9}))
    terms, report, queues = written(tmp_path, terms=TERMS, report=answer, queues=QUEUES)
    ran = run("score", terms, report, "--preset", "genesys-cloud", "--mapping", queues, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["targets"][0]["measures"]["abandoned"] == "0"
    without = run("score", terms, report, "--preset", "genesys-cloud")
    assert (without.code, "is no queue of this contract" in without.err) == (2, True)


def test_an_unknown_preset_names_those_there_are(run: Run, tmp_path: Path) -> None:
    terms, report = written(tmp_path, terms=TERMS, report=OK)
    ran = run("score", terms, report, "--preset", "nobody")
    assert ran.code == 2
    assert ran.err.startswith("--preset: There is no preset “nobody”; known are 3cx, ")


def test_presets_are_printed(run: Run) -> None:
    told = run("presets", "--json").json
    assert [one["id"] for one in told] == [one.id for one in presets()]
    assert run("presets").out.startswith("# Presets\n")
