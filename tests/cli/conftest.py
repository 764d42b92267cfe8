"""The command line as its users call it: arguments in, exit code and both outputs back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.desk import begin

__all__ = ["begin"]

TERMS = """\
schema: 1
contract: ACD-2020
client: Acme Bank
provider: Chengdu Contact Services
currency: CNY
timezone: Asia/Shanghai
starts: 2020-01-01
effective: 2020-01-01
period: {every: month}
queues: {hotline: {title: 客服热线}}
charges: {fixed: "250000.00"}
at_risk: 12%
pools: {operations: 100%}
metrics:
  answered_share: {formula: answered / offered}
targets:
  - id: abandonment
    clause: Schedule 3, 2.2
    metric: abandonment_rate
    expected: "<= 5%"
    minimum: "<= 8%"
    weight: 40
    remedy: {kind: pool, pool: operations, allocation: 40%, pays_on: minimum}
  - id: speed
    metric: average_speed_of_answer
    expected: "<= 30s"
    weight: 30
  - id: answered
    metric: answered_share
    expected: ">= 90%"
    weight: 30
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_float=lambda text: pytest.fail(f"a binary float: {text}"))


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs one command in this process."""

    def run_one(*args: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in args])
        printed = capsys.readouterr()
        return Ran(int(left.value.code or 0), printed.out, printed.err)

    return run_one


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    """Return a terms file with one queue and three targets."""
    path = tmp_path / "terms.yaml"
    path.write_text(TERMS, encoding="utf-8")
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a function that writes a file of that name."""

    def write_one(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_one
