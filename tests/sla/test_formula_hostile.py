"""No formula is ever evaluated by the host language: a hostile corpus, with the doors to it shut."""

import ast
import builtins
from pathlib import Path

import pytest

from app.sla.formula import Formula, FormulaError, NoData, evaluate
from app.sla.metrics import own
from tests.sla.test_formula import HOSTILE, parsed

CORE = Path(__file__).parents[2] / "app" / "sla"
HOST = ("eval", "exec", "compile", "open", "globals", "vars", "input")


def test_no_formula_reaches_the_host_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one that looks like code: every door to the interpreter is shut meanwhile."""

    def shut(*_: object, **__: object) -> None:
        raise AssertionError("a formula went to the host language")

    quoted = [f'"{text}" + 1' for text in HOSTILE if '"' not in text and 0 < len(text) < 100]
    with monkeypatch.context() as doors:
        for name in HOST:
            doors.setattr(builtins, name, shut)
        outcomes = [parsed(text) for text in (*HOSTILE, *quoted)]
        results = [evaluate(one, {}) for one in outcomes if isinstance(one, Formula)]
    assert len(results) >= 40
    assert all(isinstance(result, NoData) for result in results)


def test_the_core_calls_nothing_that_evaluates_text() -> None:
    called = {
        node.func.id
        for path in CORE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "len" in called
    assert not called & {"eval", "exec", "compile", "__import__", "globals"}


@pytest.mark.parametrize("text", ["__import__('os')", "offered.__class__", "eval(1)", "offered ** 2"])
def test_a_contract_s_own_metric_is_refused_the_same_way(text: str) -> None:
    with pytest.raises(FormulaError, match=r"at character \d+"):
        own("mine", text, "ratio", "higher")
