"""Renders a provider's window as the bytes that its vendor's export would hold."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from app.sample.columns import SHAPES, Shape
from app.sample.months import following
from app.sample.providers import provider
from app.sample.published import corrected
from app.sample.world import World


def touched(start: date, end: date) -> list[date]:
    """The first days of the months that the window [start, end) touches."""
    months, month = [], start.replace(day=1)
    while month < end:
        months.append(month)
        month = following(month)
    return months


def render(world: World, slug: str, kind: str, start: date, end: date, at: datetime) -> bytes:
    """The CSV of the days [start, end) as the provider would give it out at that instant (aware).

    Earlier than a correction the first version comes. KeyError for a report that the provider does not make.
    """
    shape = SHAPES[slug, kind]
    rows = [
        row
        for month in touched(start, end)
        for row in _rows(world, slug, kind, month, at)
        if start <= row.day < end
    ]
    return _text(shape, rows, start, end).encode(shape.encoding)


def _rows(world: World, slug: str, kind: str, month: date, at: datetime) -> Sequence[Any]:
    if kind == "days":
        return world.days(slug, month)
    if kind == "campaign":
        return world.campaign(slug, month)
    correction = corrected(world, provider(slug), month)
    return world.calls(slug, month, corrected=correction is None or at >= correction)


def _text(shape: Shape, rows: Sequence[Any], start: date, end: date) -> str:
    out = io.StringIO(newline="")
    last = end - timedelta(days=1)
    out.writelines(line.format(start=start, last=last) + "\r\n" for line in shape.title)
    writer = csv.writer(out, delimiter=shape.delimiter)
    writer.writerow(shape.columns)
    cells = tuple(shape.columns.values())
    writer.writerows([cell(row) for cell in cells] for row in rows)
    if shape.total and rows:
        sums = _sums(rows)
        figures = [cell(sums) for cell in cells[shape.keys :]]
        writer.writerow([shape.total, *[""] * (shape.keys - 1), *figures])
    return out.getvalue()


def _sums(rows: Sequence[Any]) -> SimpleNamespace:
    """A row that holds the sums, so that its rates are rates of sums."""
    names = [name for name, value in rows[0]._asdict().items() if isinstance(value, int)]
    return SimpleNamespace(**{name: sum(getattr(row, name) for row in rows) for name in names})
