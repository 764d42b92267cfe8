"""What is wrong with a terms file is said in Chinese: every sentence of its readers, from source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from app.contracts.amend import read_or_refuse
from app.errors import Refused
from dashboards.agreed.terms_faults import terms_fault_words
from dashboards.language import language

EN, ZH = language("en"), language("zh_Hans")
APP = Path(app.__file__).parent
READERS = (
    *(APP / "terms_files" / f"{name}.py" for name in ("nodes", "typed", "build", "build_money", "reconcile")),
    *(APP / "terms_files" / f"build_{name}.py" for name in ("hours", "metric", "remedies")),
    *(APP / "sla" / "agreed" / f"{name}.py" for name in ("conditions", "levels", "money", "rating")),
    *(APP / "sla" / "remedies").glob("[b-z]*.py"),
    *(APP / "sla" / f"{name}.py" for name in ("terms", "metrics", "hours")),
    APP / "terms_files" / "termination.py",
)
RAISED = {"ValueError", "TermsFault", "MetricFault", "Fault", "self.fault"}
# Raised where a rule is broken in the middle of judging: a file that reads cannot cause it.
NEVER_READ = (
    "no band holds the value decimal_text(value); terms with a gap cannot be judged",
    "credit, bonus and points of a line are never below zero",
    "a line costs money or gives points, not both",
)


def sentences() -> Iterator[str]:
    for path in READERS:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in RAISED and call.args:
                yield written(call.args[-1])


def written(text: ast.expr) -> str:
    """The sentence with the names of what is put into it in their places; empty for what is no sentence."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return text.value if " " in text.value else ""
    if not isinstance(text, ast.JoinedStr):
        return ""
    parts = (
        str(part.value) if isinstance(part, ast.Constant) else ast.unparse(part.value)  # type: ignore[attr-defined]
        for part in text.values
    )
    return "".join(parts)


def test_every_sentence_of_the_readers_is_said_in_chinese() -> None:
    found = set(sentences()) - {"", *NEVER_READ}
    assert len(found) > 90
    assert [one for one in found if not re.search("[一-鿿]", terms_fault_words(ZH, one))] == []
    assert [one for one in found if "%%" in terms_fault_words(EN, one)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "文件是空的"),
        ("terms: 1\nterms: 2\n", "“terms”写了两次，只能有一个"),
        ("colour: red\n", "此处不能有键“colour”；可用的有"),
        ("signed: soon\n", "“soon”不是2026-01-31 这样的日期"),
        ("currency: yuan\n", "“yuan”不是CNY 这样的币种"),
    ],
)
def test_a_file_that_does_not_read_is_told_so(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_or_refuse(text)
    assert any(terms_fault_words(ZH, one.message).startswith(said) for one in refused.value.problems)
    assert all(terms_fault_words(ZH, one.message) for one in refused.value.problems)
    assert all(terms_fault_words(EN, one.message) == one.message for one in refused.value.problems)
