import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.formula import (
    DEEPEST,
    LONGEST,
    MOST_OPERATIONS,
    Formula,
    FormulaError,
    Name,
    NoData,
    Node,
    Number,
    Operation,
    evaluate,
    parse,
    write,
)

NUMBERS = st.decimals(0, 10**6, places=2).map(str).map(lambda text: Number(Fraction(text), text))
NAMES = st.one_of(
    st.from_regex(r"\A[a-z][a-z0-9_]{0,8}\Z"),
    st.sampled_from(
        [
            "min",
            "max",
            "outcome.SALE",
            "outcome.x_1",
            "Answer Speed (AVG)",
            "应答数",
            "a.b",
            "__import__",
            "A",
        ]
    ),
).map(Name)


def _operations(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    two = st.tuples(st.sampled_from("+-*/"), inner, inner).map(lambda n: Operation(n[0], (n[1], n[2])))
    some = st.tuples(st.sampled_from(["min", "max"]), st.lists(inner, min_size=1, max_size=3))
    return (
        two | inner.map(lambda n: Operation("neg", (n,))) | some.map(lambda n: Operation(n[0], tuple(n[1])))
    )


TREES: st.SearchStrategy[Node] = st.recursive(NUMBERS | NAMES, _operations, max_leaves=12)


@given(TREES)
def test_what_is_written_reads_back_to_the_same_tree(tree: Node) -> None:
    assert parse(write(tree)).root == tree


def _python(node: Node) -> str:
    """The same formula for the host language, which the tests may ask; with every parenthesis."""
    if isinstance(node, Number):
        return f"Fraction({node.text!r})"
    if isinstance(node, Name):
        return f"values[{node.name!r}]"
    parts = [_python(part) for part in node.parts]
    if node.sign in ("min", "max"):
        return f"{node.sign}([{', '.join(parts)}])"
    return f"(-{parts[0]})" if node.sign == "neg" else f"({parts[0]} {node.sign} {parts[1]})"


@given(TREES, st.data())
def test_the_value_is_that_of_an_independent_reckoning(tree: Node, data: st.DataObject) -> None:
    formula = parse(write(tree))
    values = {name: data.draw(st.fractions(0, 1000, max_denominator=100)) for name in sorted(formula.names)}
    try:
        wanted = eval(_python(tree), {"Fraction": Fraction, "values": values})  # noqa: S307 - our own text
    except ZeroDivisionError:
        assert isinstance(evaluate(formula, values), NoData)
    else:
        assert evaluate(formula, values) == wanted


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 / 4 / 2", 1),
        ("8 / (4 / 2)", 4),
        ("10 - 3 - 2", 5),
        ("--3", 3),
        ("-2 * -3", 6),
        ("min(3, 2, 5) + max(1, 4)", 6),
        ("min(7)", 7),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("\t 1\n+\r2 ", 3),
        ("offered", 10),
        ('"offered" / outcome.SALE', 5),
    ],
)
def test_reckons(text: str, value: Fraction) -> None:
    assert evaluate(parse(text), {"offered": Fraction(10), "outcome.SALE": Fraction(2)}) == value


HOSTILE = [
    "__import__('os').system('true')",
    '__import__("os")',
    "offered.__class__",
    "offered.real",
    "().__class__.__bases__[0]",
    "offered[0]",
    "offered()",
    "eval(1)",
    "open(1)",
    "max",
    "min()",
    "min(1,)",
    "min 1",
    "max(1",
    "lambda: 1",
    "offered if 1 else 2",
    "1 or 2",
    "not 1",
    "2 ** 3",
    "2 // 3",
    "2 % 3",
    "1 < 2",
    "1 = 1",
    "a := 1",
    "a; b",
    "a, b",
    "f'{1}'",
    "1e5",
    "1E5",
    "0x10",
    "1_000",
    "1.",
    ".5",
    "1.2.3",
    "1..2",
    "9" * 31,
    "١ + ٢",
    "１＋２",
    "1\u00a0+ 2",
    "1 + 2\u3000",
    "1 − 2",
    "1 × 2",
    "ｏｆｆｅｒｅｄ",
    "Offered",
    "offeredX",
    "2offered",
    "offered 2",
    "offered\x00",
    "\x1f1",
    "",
    " ",
    "(",
    ")",
    "()",
    "+",
    "+1",
    "1 +",
    "1 + * 2",
    "((1)",
    "1)",
    '"',
    '""',
    '"a',
    '"a\nb"',
    "'a'",
    "outcome.",
    "outcome.A B",
    "outcome.A.B",
    "{1}",
    "1 #",
    "\\",
    "@a",
    "$a",
    "`ls`",
    "1 /* 2 */",
    "(" * 10_000,
    "(" * 500 + "1" + ")" * 500,
    "-" * 500 + "1",
    "-" * (DEEPEST + 1) + "1",
    "min(" * 300 + "1" + ")" * 300,
    "+".join(["a"] * 1000),
    "/".join(["1"] * 1000),
    "a" * (LONGEST + 1),
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FormulaError, match=r"at character \d+") as refusal:
        parse(text)
    assert 0 <= refusal.value.position <= len(text)


@given(
    st.text(alphabet=st.sampled_from("ab1.0+-*/(),\" minx_'[]{}=\u0661\uff11\n"), max_size=40)
    | st.text(max_size=40)
)
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    formula = parsed(text)
    if isinstance(formula, FormulaError):
        assert 0 <= formula.position <= len(text)
    else:
        assert parse(write(formula.root)).root == formula.root


def parsed(text: str) -> Formula | FormulaError:
    try:
        return parse(text)
    except FormulaError as refusal:
        return refusal


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a +", 3),
        ("a $ b", 2),
        ("a  $", 3),
        ("a b", 2),
        ("(a", 2),
        ("a + )", 4),
        ("1e5", 0),
        ("a * -", 5),
        ("min a", 4),
    ],
)
def test_says_where_the_fault_is(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse(text)
    assert refusal.value.position == position


def test_the_longest_and_deepest_formulas_that_are_taken_fit_a_small_stack() -> None:
    chain = parse("+".join(["a"] * (MOST_OPERATIONS + 1)))
    deep = parse("(" * DEEPEST + "a" + ")" * DEEPEST)
    limit = sys.getrecursionlimit()
    assert evaluate(chain, {"a": Fraction(1)}) == MOST_OPERATIONS + 1
    assert evaluate(deep, {"a": Fraction(1)}) == 1
    assert len(write(chain.root)) > MOST_OPERATIONS
    assert sys.getrecursionlimit() == limit
    with pytest.raises(FormulaError, match=f"more than {MOST_OPERATIONS} operations"):
        parse("+".join(["a"] * (MOST_OPERATIONS + 2)))
    with pytest.raises(FormulaError, match="levels"):
        parse("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1))


def test_names_and_sides() -> None:
    formula = parse("(answered_within_20s + abandoned) / (answered - min(a, 1))")
    assert formula.names == {"answered_within_20s", "abandoned", "answered", "a"}
    sides = formula.sides()
    assert sides is not None
    assert [side.text for side in sides] == ["answered_within_20s + abandoned", "answered - min(a, 1)"]
    assert parse("a / b + 1").sides() is None
    assert parse("a").sides() is None
    assert parse("1").names == frozenset()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a / b", "no figures for a, b"),
        ("c / (c - 2)", "c - 2 is 0"),
        ("1 + c / 0", "0 is 0"),
        ("min(c, 1 / (c - c))", "c - c is 0"),
    ],
)
def test_no_data_has_its_reason(text: str, reason: str) -> None:
    assert evaluate(parse(text), {"a": None, "c": Fraction(2)}) == NoData(reason)


def test_a_result_that_outgrows_every_figure_is_no_data() -> None:
    formula = parse("*".join(["a"] * 100))
    assert evaluate(formula, {"a": Fraction(10**17, 999_983)}) == NoData(
        "the result has more digits than a figure can have"
    )
