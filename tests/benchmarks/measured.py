"""What a run brings: rows of ratios; the clock that takes them; the table."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


class Different(Exception):
    """Our path and its reference do not give the same numbers: then their times mean nothing."""


@dataclass(frozen=True)
class Row:
    """One comparison. Milliseconds are of this machine; the ratio is what may be compared elsewhere."""

    database: str
    what: str
    against: str
    ratio: float
    ours_ms: float
    reference_ms: float
    peak_mb: float | None = None
    sent_kb: float | None = None  # all that one visit of a page brings over the line
    page_kb: float | None = None  # the page alone, compressed
    text_kb: float | None = None  # the same as text


Times = tuple[float, float, float]  # medians: ours and reference in milliseconds, and of their ratios


def same(what: str, ours: object, reference: object) -> None:
    """Raises Different unless both are equal."""
    if ours != reference:
        raise Different(f"{what}: ours {str(ours)[:300]} … reference {str(reference)[:300]}")


def timed(act: Callable[[], object]) -> float:
    """How many milliseconds the act takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def compared(ours: Callable[[], object], reference: Callable[[], object], repeats: int) -> Times:
    """Takes turns, so that a busy machine slows both; the medians."""
    pairs = [(timed(ours), timed(reference)) for _ in range(repeats)]
    return (
        statistics.median(mine for mine, _ in pairs),
        statistics.median(theirs for _, theirs in pairs),
        statistics.median(mine / theirs for mine, theirs in pairs),
    )


def row(
    database: str,
    what: str,
    against: str,
    times: Times,
    peak_mb: float | None = None,
    **weights: float,
) -> Row:
    """A row of these medians."""
    ours, reference, ratio = times
    return Row(
        database, what, against, round(ratio, 2), round(ours, 2), round(reference, 2), peak_mb, **weights
    )


def grown(database: str, what: str, unit: str, costs: Iterable[tuple[int, float]]) -> list[Row]:
    """Rows of growth: the cost of one `unit` at each size, against that at the first size."""
    each = [(size, whole / size) for size, whole in costs]
    first_size, first = each[0]
    return [
        row(database, what.format(size), f"one {unit} of {first_size}", (cost, first, cost / first))
        for size, cost in each[1:]
    ]


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    head = ["database", "what", "against", "ratio", "ours, ms", "reference, ms", "peak, MB"]
    head += ["sent, kB", "page, kB", "text, kB"]
    lines = [head, ["---"] * len(head)]
    for one in rows:
        cells = [one.database, one.what, one.against, f"{one.ratio:.2f}"]
        cells += [f"{one.ours_ms:.2f}", f"{one.reference_ms:.2f}"]
        large = ((one.peak_mb, 0), (one.sent_kb, 0), (one.page_kb, 1), (one.text_kb, 1))
        lines.append([*cells, *("" if size is None else f"{size:.{digits}f}" for size, digits in large)])
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def as_json(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The rows as plain values."""
    return [asdict(one) for one in rows]
