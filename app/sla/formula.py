"""The closed formula grammar: measures, decimal numbers, + - * /, parentheses, min and max.

A formula decides a penalty, so nothing of it is ever evaluated by the host language: the text is cut into
tokens, parsed by recursive descent into a small tree, and the tree is reckoned in fractions.

    expression := term (("+" | "-") term)*
    term       := factor (("*" | "/") factor)*
    factor     := "-" factor | number | name | outcome.CODE | "quoted name" | "(" expression ")"
                | ("min" | "max") "(" expression ("," expression)* ")"
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

LONGEST = 2000
DEEPEST = 40
MOST_OPERATIONS = 150
MOST_BITS = 4096
_BLANKS = " \t\r\n"

_TOKEN = re.compile(
    r"(?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?)(?![A-Za-z0-9_.])"
    r'|(?P<name>outcome\.[A-Za-z0-9_]+|[a-z][a-z0-9_]*)(?![A-Za-z0-9_.])|"(?P<quoted>[^"\x00-\x1f]{1,200})"'
    r"|(?P<sign>[-+*/(),])",
    re.ASCII,
)


class FormulaError(ValueError):
    """A formula that cannot be read; ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} at character {position + 1}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number written in the formula."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A measure (or, in a mapping, a quoted column)."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``+ - * /`` of two sides, ``min``/``max`` of several, ``neg`` of one."""

    sign: str
    parts: tuple["Node", ...]


Node = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class NoData:
    """That there is no value, and why; never 0 and never 100 (domain.md §2)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula: its text, its tree and the names that it needs."""

    text: str
    root: Node
    names: frozenset[str]

    def sides(self) -> tuple["Formula", "Formula"] | None:
        """Numerator and denominator when the formula as a whole is one division, else None."""
        if isinstance(self.root, Operation) and self.root.sign == "/":
            over, under = self.root.parts
            return _formula(over), _formula(under)
        return None


def _formula(root: Node) -> Formula:
    return Formula(write(root), root, frozenset(_names(root)))


def _names(node: Node) -> set[str]:
    if isinstance(node, Name):
        return {node.name}
    if isinstance(node, Number):
        return set()
    return set().union(*(_names(part) for part in node.parts))


@lru_cache(maxsize=4096)
def parse(text: str) -> Formula:
    """The formula that the text states; raises FormulaError with the position of the first fault."""
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters", LONGEST)
    tokens = _tokens(text)
    reader = _Reader(tokens, len(text))
    root = reader.expression(0)
    if reader.at < len(tokens):
        raise FormulaError(f"unexpected “{tokens[reader.at][1]}”", tokens[reader.at][2])
    return Formula(text, root, frozenset(_names(root)))


def _tokens(text: str) -> list[tuple[str, str, int]]:
    found, at, operations = [], 0, 0
    while at < len(text):
        if text[at] in _BLANKS:
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(f"“{text[at]}” is not part of a formula", at)
        kind = str(match.lastgroup)
        operations += kind == "sign" and match[kind] in "+-*/"
        if operations > MOST_OPERATIONS:
            raise FormulaError(f"more than {MOST_OPERATIONS} operations", at)
        found.append((kind, match[kind], match.start(kind)))
        at = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str, int]], end: int) -> None:
        self.tokens = tokens
        self.end = end
        self.at = 0

    def take(self, *signs: str) -> str | None:
        if self.at < len(self.tokens):
            kind, text, _ = self.tokens[self.at]
            if kind == "sign" and text in signs:
                self.at += 1
                return text
        return None

    def need(self, sign: str) -> None:
        if self.take(sign) is None:
            raise FormulaError(f"expected “{sign}”", self.position())

    def position(self) -> int:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else self.end

    def expression(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} levels of parentheses", self.position())
        left = self.term(depth)
        while sign := self.take("+", "-"):
            left = Operation(sign, (left, self.term(depth)))
        return left

    def term(self, depth: int) -> Node:
        left = self.factor(depth)
        while sign := self.take("*", "/"):
            left = Operation(sign, (left, self.factor(depth)))
        return left

    def factor(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} levels", self.position())
        if self.take("-"):
            return Operation("neg", (self.factor(depth + 1),))
        if self.take("("):
            inner = self.expression(depth + 1)
            self.need(")")
            return inner
        return self.word(depth)

    def word(self, depth: int) -> Node:
        if self.at >= len(self.tokens):
            raise FormulaError("the formula ends too early", self.end)
        kind, text, position = self.tokens[self.at]
        if kind == "sign":
            raise FormulaError(f"unexpected “{text}”", position)
        self.at += 1
        if kind == "number":
            return Number(Fraction(text), text)
        if kind == "name" and text in ("min", "max"):
            return self.extreme(text, depth)
        return Name(text)

    def extreme(self, which: str, depth: int) -> Node:
        self.need("(")
        parts = [self.expression(depth + 1)]
        while self.take(","):
            parts.append(self.expression(depth + 1))
        self.need(")")
        return Operation(which, tuple(parts))


def evaluate(formula: Formula, values: Mapping[str, Fraction | None]) -> Fraction | NoData:
    """The formula's exact value; NoData when a measure is missing or something is divided by zero."""
    missing = sorted(name for name in formula.names if values.get(name) is None)
    if missing:
        return NoData(f"no figures for {', '.join(missing)}")
    return _reckon(formula.root, values)


def _reckon(node: Node, values: Mapping[str, Fraction | None]) -> Fraction | NoData:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        stated = values[node.name]
        return NoData(f"no figures for {node.name}") if stated is None else stated
    parts: list[Fraction] = []
    for part in node.parts:
        value = _reckon(part, values)
        if isinstance(value, NoData):
            return value
        parts.append(value)
    result = _combine(node, parts)
    if not isinstance(result, NoData) and _bits(result) > MOST_BITS:
        return NoData("the result has more digits than a figure can have")
    return result


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _combine(node: Operation, parts: list[Fraction]) -> Fraction | NoData:
    match node.sign:
        case "+":
            return parts[0] + parts[1]
        case "-":
            return parts[0] - parts[1]
        case "*":
            return parts[0] * parts[1]
        case "/":
            return NoData(f"{write(node.parts[1])} is 0") if parts[1] == 0 else parts[0] / parts[1]
        case "neg":
            return -parts[0]
        case "min":
            return min(parts)
        case _:
            return max(parts)


_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "min": 4, "max": 4}


def write(node: Node) -> str:
    """The formula as text with the fewest parentheses; reading it again gives the same tree."""
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Name):
        simple = _TOKEN.fullmatch(node.name)
        return (
            node.name if simple and simple["name"] and node.name not in ("min", "max") else f'"{node.name}"'
        )
    if node.sign in ("min", "max"):
        return f"{node.sign}({', '.join(write(part) for part in node.parts)})"
    if node.sign == "neg":
        return "-" + _wrapped(node.parts[0], 3)
    strength = _STRENGTH[node.sign]
    left, right = node.parts
    return f"{_wrapped(left, strength)} {node.sign} {_wrapped(right, strength + 1)}"


def _wrapped(node: Node, strength: int) -> str:
    text = write(node)
    loose = isinstance(node, Operation) and _STRENGTH[node.sign] < strength
    return f"({text})" if loose else text
