"""Asterisk's queue_log: events of calls in a queue, one a line, brought together to one row a call.

    epoch|call|queue|agent|EVENT|parameters

A call enters (ENTERQUEUE), and is answered (CONNECT, whose first parameter is the whole wait), given up
(ABANDON) or leaves (EXITWITHTIMEOUT, EXITWITHKEY, EXITEMPTY), whose last parameter is the wait. How long an
answered call lasted stands where it ends. All are seconds but RINGNOANSWER's, which is milliseconds, and no
end of a call. A caller who enters several times without an end in between counts each time; calls that are
open when the log ends have no end, and ends of calls that entered before the log begins are not counted.
"""

import polars as pl

from app.errors import Problem
from app.reports.refusal import refuse

COLUMNS = ("entered", "call", "queue", "agent", "result", "wait", "talk", "transferred", "rings_not_answered")
_ANSWERED, _ABANDONED, _OPEN = "answered", "abandoned", "open"
_WAIT = {"CONNECT": 1, "ABANDON": 3, "EXITWITHTIMEOUT": 3, "EXITEMPTY": 3, "EXITWITHKEY": 4}
_TALK = {"COMPLETEAGENT": 2, "COMPLETECALLER": 2, "BLINDTRANSFER": 4, "ATTENDEDTRANSFER": 4, "TRANSFER": 4}
_TRANSFERS = ("BLINDTRANSFER", "ATTENDEDTRANSFER", "TRANSFER")
_RESULTS = {"CONNECT": _ANSWERED, "ABANDON": _ABANDONED}
_FIELDS = 10
_LINE = r"^[0-9]{9,10}(?:\.[0-9]+)?\|[^|]*\|[^|]*\|[^|]*\|[A-Z_]+(?:\||$)"
# How such a log is read where nobody says otherwise.
ASSUMED = {
    "calls": {
        "answered": [{"column": "result", "is": [_ANSWERED]}],
        "abandoned": [{"column": "result", "is": [_ABANDONED]}],
        "wait": {"from": "wait", "unit": "s"},
    },
    "columns": {
        "offered": {"when": []},
        "talk_seconds": {"from": "talk", "unit": "s"},
        "transferred": {"when": [{"column": "transferred", "is": ["yes"]}]},
    },
    "key": {"interval_start": {"from": "entered", "unit": "epoch_s"}, "queue": {"from": "queue"}},
}


def read_queue_log(text: str) -> tuple[pl.DataFrame, list[Problem]]:
    """One row of text cells for each time that a call entered a queue (``COLUMNS``), and what was left out.

    Raises ReportRefused with the first lines that are no events.
    """
    lines = pl.Series("line", text.split("\n"), dtype=pl.String).str.strip_chars_end("\r")
    numbers = pl.Series("number", range(1, len(lines) + 1))
    filled = lines != ""
    lines, numbers = lines.filter(filled), numbers.filter(filled)
    wrong = ~lines.str.contains(_LINE)
    if wrong.any():
        row = numbers.filter(wrong)[0]
        message = f"Row {row} is no event of a queue_log: epoch|call|queue|agent|EVENT|parameters."
        raise refuse("queue_log", message, f"row {row}")
    events = lines.str.split_exact("|", _FIELDS - 1).struct.unnest()
    events.columns = ["at", "call", "queue", "agent", "event", *(f"p{n}" for n in range(1, _FIELDS - 4))]
    turns = (pl.col("event") == "ENTERQUEUE").cum_sum().over("call", "queue")
    events = events.with_columns(turn=turns, order=pl.int_range(pl.len()))
    calls = _calls(events.filter(pl.col("turn") > 0))
    if not len(calls):
        raise refuse(
            "no_rows", "No call enters a queue in this queue_log (ENTERQUEUE), so there are no rows."
        )
    return calls, _left_out(events, calls)


def _calls(events: pl.DataFrame) -> pl.DataFrame:
    ended = pl.col("event").is_in(list(_WAIT))
    talked = pl.col("event").is_in(list(_TALK))
    moved = pl.col("event").is_in(_TRANSFERS)
    rang = pl.col("event") == "RINGNOANSWER"
    by = events.with_columns(waited=_parameter(_WAIT), spoke=_parameter(_TALK))
    calls = by.group_by("call", "queue", "turn", maintain_order=True).agg(
        pl.col("at").first().alias("entered"),
        pl.col("agent").filter(pl.col("event") == "CONNECT").first(),
        pl.col("event").filter(ended).first().alias("end"),
        pl.col("waited").filter(ended).first().alias("wait"),
        pl.col("spoke").filter(talked).first().alias("talk"),
        pl.when(moved.any()).then(pl.lit("yes")).otherwise(pl.lit("")).alias("transferred"),
        rang.sum().cast(pl.String).alias("rings_not_answered"),
    )
    result = pl.col("end").replace(_RESULTS).fill_null(_OPEN).alias("result")
    return calls.with_columns(result).select(pl.col(name).fill_null("") for name in COLUMNS)


def _parameter(places: dict[str, int]) -> pl.Expr:
    """The parameter that the event has at its place; nothing for other events."""
    cell = pl.lit(None, dtype=pl.String)
    for event, place in places.items():
        cell = pl.when(pl.col("event") == event).then(pl.col(f"p{place}")).otherwise(cell)
    return cell


def _left_out(events: pl.DataFrame, calls: pl.DataFrame) -> list[Problem]:
    notes = []
    before = events.filter(pl.col("turn") == 0)
    ends = len(before.filter(pl.col("event").is_in(list(_WAIT))))
    if ends:
        sentence = f"{ends:,} calls ended that entered before this log begins; they are not counted"
        notes.append(Problem("file", "calls_begun_before", sentence))
    if outgoing := _counted(before.filter(pl.col("event").str.starts_with("OUT"))["event"]):
        sentence = f"outgoing calls are in no queue and not read: {outgoing}"
        notes.append(Problem("file", "events_left_out", sentence))
    if neither := _counted(calls.filter(~pl.col("result").is_in(list(_RESULTS.values())))["result"]):
        sentence = f"calls that were neither answered nor abandoned count as offered: {neither}"
        notes.append(Problem("file", "calls_without_an_end", sentence))
    return notes


def _counted(words: pl.Series) -> str:
    return ", ".join(f"{word} {count:,}" for word, count in words.value_counts(sort=True).rows())
