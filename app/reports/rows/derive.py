"""Measures from columns: read straight, or derived by an expression, with how far the derivation may be
off.

A derived total may be off by what the expression moves when each rounded column (an average, a rate)
varies by half a unit of the last digit that its cell shows: 17 s may be 16.5 to 17.5, 76.28 % may be
76.275 to 76.285 %. Columns of unit ``count`` are exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl

from app.errors import Problem
from app.reports.formats.table import Table
from app.reports.formats.values import Cells, Written, are_good_numbers, read_cells, why_bad
from app.reports.mapping.document import Column
from app.reports.refusal import Faults, refuse, shown
from app.reports.rows.columns import Figures, Measured
from app.sla.formula import Formula, Name, NoData, Node, Number, evaluate
from app.sla.measures import Measure
from app.sla.quantities import MILLION, to_millionths
from app.sla.sheets import BOUND

_SECONDS = {
    "s": Fraction(1),
    "ms": Fraction(1, 1000),
    "min": Fraction(60),
    "h": Fraction(3600),
    "h:mm:ss": Fraction(1),
    "day": Fraction(86_400),
}
_MOST_ROUNDED = 5  # rounded columns in one expression: its corners double with each


def factor_of(unit: str, measure: Measure | None) -> Fraction:
    """What a value written in that unit is multiplied by: to seconds (hours for a measure of hours), to
    a fraction of one for percent.
    """
    if unit in _SECONDS:
        hours = measure is not None and measure.unit == "hours"
        return _SECONDS[unit] / (3600 if hours else 1)
    return Fraction(1, 100) if unit == "percent" else Fraction(1)


@dataclass(frozen=True, slots=True)
class _Input:
    """One name of an expression: millionths as written, what they are multiplied by, and how far each
    may be off (None for an exact one).
    """

    values: list[int | None]
    factor: Fraction
    digits: list[int] | None


def read_measures(
    table: Table, columns: tuple[Column, ...], inputs: Mapping[str, Any], written: Written, faults: Faults
) -> tuple[Measured, list[Problem]]:
    """All measures of the table and what is worth knowing about them; faulty cells go to ``faults``."""
    figures, notes = Figures(), list[Problem]()
    measured = Measured(figures)
    for column in columns:
        measured.kinds[column.measure.name] = column.measure
        if column.source is not None:
            measured.sources[column.measure.name] = column.source
            if (whole := _whole(table, column)) is not None:
                figures.keep_whole(column.measure.name, whole)
                continue
            cells = _read(table, column.source, str(column.unit), written, faults, column)
            measured.values[column.measure.name] = cells.values
            notes += [*_rounded_note(column.source, cells), *_absent_note(column, table)]
    for column in columns:
        if column.expression is not None:
            notes += _derive(table, column, column.expression, inputs, written, faults, measured)
    return measured, notes


def _whole(table: Table, column: Column) -> pl.Series | None:
    """The column where it holds plain whole numbers of the measure's own unit, and none is wrong."""
    if column.zero_beside is not None or factor_of(str(column.unit), column.measure) != 1:
        return None
    whole = table.whole(table.layout.place(str(column.source)))
    return whole if whole is not None and are_good_numbers(whole, str(column.unit)) else None


def _read(
    table: Table, source: str, unit: str, written: Written, faults: Faults, column: Column | None
) -> Cells:
    text = _texts(table, source, column)
    factor = Fraction(1) if column is None else factor_of(unit, column.measure)
    if column is not None and column.zero_beside is not None:
        beside = table.column(table.layout.place(column.zero_beside))
        text = text.set((text == "") & (beside != ""), "0")
    cells = read_cells(text, unit, written, factor)
    faults.add(cells.bad, source, lambda row: (*why_bad(text[row], unit), text[row]))
    return cells


def _texts(table: Table, source: str, column: Column | None) -> pl.Series:
    """The cells; blank ones where the whole file lacks a column beside which another stands."""
    if column is not None and column.zero_beside is not None and table.layout.index(source) is None:
        return pl.repeat("", len(table.lines), dtype=pl.String, eager=True)
    return table.column(table.layout.place(source))


def _absent_note(column: Column, table: Table) -> Iterator[Problem]:
    if column.source is not None and table.layout.index(column.source) is None:
        message = (
            f"is nowhere in the file, so {column.measure.name} is 0 beside “{shown(str(column.zero_beside))}”"
        )
        yield Problem(f"column {shown(column.source)}", "zero_beside", message)


def _rounded_note(source: str, cells: Cells) -> Iterator[Problem]:
    if cells.rounded.any():
        count = int(cells.rounded.sum())
        yield Problem(
            f"column {shown(source)}",
            "rounded",
            f"{count} values are finer than a millionth and were rounded half-even",
        )


def _derive(
    table: Table,
    column: Column,
    formula: Formula,
    inputs: Mapping[str, Any],
    written: Written,
    faults: Faults,
    measured: Measured,
) -> Iterator[Problem]:
    name = column.measure.name
    parts = {used: _input(table, used, inputs, written, faults, measured) for used in sorted(formula.names)}
    if sum(part.digits is not None for part in parts.values()) > _MOST_ROUNDED:
        message = f"{name}: an expression may use at most {_MOST_ROUNDED} rounded columns"
        raise refuse("formula", message, f"mapping: columns.{name}.expression")
    scale = factor_of(str(column.unit), column.measure)
    found = list(_reckon(formula, parts, scale, len(table.lines)))
    values = pl.Series(name, [value for value, _, _ in found], dtype=pl.Int64)
    measured.values[name] = values
    measured.slack[name] = pl.Series(name, [slack for _, slack, _ in found], dtype=pl.Int64)
    measured.sources[name] = name
    outside = (values < 0) | (values >= BOUND)
    faults.add(outside, name, lambda row: ("derived", f"{formula.text} gives an impossible {name}", None))
    yield Problem(
        f"column {name}", "derived", f"{name} is derived: {formula.text}; it is as exact as its columns"
    )
    if any(inexact for _, _, inexact in found):
        yield Problem(
            f"column {name}", "rounded", f"some derived {name} were rounded half-even to millionths"
        )


def _input(
    table: Table, used: str, inputs: Mapping[str, Any], written: Written, faults: Faults, measured: Measured
) -> _Input:
    if used in measured.values:
        return _Input(measured.values[used].to_list(), Fraction(1), None)
    unit = str(inputs[used]["unit"])
    cells = _read(table, used, unit, written, faults, None)
    digits = None if unit == "count" else cells.digits.to_list()
    return _Input(cells.values.to_list(), factor_of(unit, None), digits)


Found = tuple[int | None, int | None, bool]  # millionths, slack in millionths, whether it had to be rounded


def _reckon(formula: Formula, parts: Mapping[str, _Input], scale: Fraction, count: int) -> Iterator[Found]:
    rounded = [used for used, part in parts.items() if part.digits is not None]
    times = _product(formula.root)
    names = times[0] if times else []
    if times and len(set(names)) == len(names) and len(rounded) <= 1:
        return _products([parts[used] for used in sorted(names, key=rounded.count)], times[1] * scale)
    return _generally(formula, parts, rounded, scale, count)


def _product(node: Node) -> tuple[list[str], Fraction] | None:
    """Names and the number of a plain product like ``"a" * b / 100``; None for any other formula."""
    if isinstance(node, Name):
        return [node.name], Fraction(1)
    if isinstance(node, Number):
        return [], node.value
    if node.sign not in ("*", "/"):
        return None
    left, right = (_product(part) for part in node.parts)
    if left is None or right is None:
        return None
    if node.sign == "*":
        return left[0] + right[0], left[1] * right[1]
    return None if right[0] or right[1] == 0 else (left[0], left[1] / right[1])


def _products(parts: list[_Input], scale: Fraction) -> Iterator[Found]:
    """Rows of a product whose last part alone may be rounded: in whole numbers, for speed."""
    for part in parts:
        scale *= part.factor
    over, under = scale.numerator, scale.denominator * MILLION ** max(len(parts) - 1, 0)
    *exact, last = parts
    digits = last.digits or [0] * len(last.values)
    for row, places in enumerate(digits):
        size: int | None = over
        for part in exact:
            value = part.values[row]
            size = None if size is None or value is None else size * value
        value = last.values[row]
        if size is None or value is None:
            yield None, None, False
            continue
        whole, rest = divmod(size * value, under)
        twice = 2 * rest - under
        slack = 0 if last.digits is None else -(-abs(size) * MILLION // (2 * 10**places * under))
        yield whole + (twice > 0 or (twice == 0 and whole % 2 == 1)), slack, rest != 0


def _generally(
    formula: Formula, parts: Mapping[str, _Input], rounded: list[str], scale: Fraction, count: int
) -> Iterator[Found]:
    for row in range(count):
        values = {used: _value(part, row) for used, part in parts.items()}
        centre = evaluate(formula, values)
        if isinstance(centre, NoData):
            yield None, None, False
            continue
        result = centre * scale
        farthest = max(
            (abs(corner * scale - result) for corner in _corners(formula, parts, rounded, values, row)),
            default=Fraction(0),
        )
        slack = -(-farthest.numerator * MILLION // farthest.denominator)
        yield to_millionths(result), slack, (result * MILLION).denominator != 1


def _value(part: _Input, row: int) -> Fraction | None:
    value = part.values[row]
    return None if value is None else Fraction(value, MILLION) * part.factor


def _corners(
    formula: Formula,
    parts: Mapping[str, _Input],
    rounded: list[str],
    values: Mapping[str, Fraction | None],
    row: int,
) -> Iterator[Fraction]:
    """The expression at the ends of what each rounded cell may mean; a corner without a value is left out."""
    halves = {used: parts[used].factor / (2 * 10 ** (parts[used].digits or [])[row]) for used in rounded}
    for signs in product((-1, 1), repeat=len(rounded)):
        moved = dict(values)
        for used, sign in zip(rounded, signs, strict=True):
            value = values[used]
            moved[used] = None if value is None else value + sign * halves[used]
        corner = evaluate(formula, moved)
        if isinstance(corner, Fraction):
            yield corner
