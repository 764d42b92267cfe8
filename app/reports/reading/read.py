"""A report read: bytes and a mapping in, checked sheets out. Pure: no database, no clock, nothing half
done.

Steps: what the bytes are, their encoding, the header found by known names, the mapping completed, rows
cut, cells read, keys read, rows checked, sheets made. A file with any faulty row is refused whole, with
all places.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.errors import Problem
from app.reports.checking.by_day import Days, by_day
from app.reports.checking.check import check_duplicates, check_rows
from app.reports.checking.gaps import gaps
from app.reports.checking.imputed import imputed
from app.reports.checking.leave_out import LeftOut, leave_out
from app.reports.checking.stated_rates import compare_rates
from app.reports.checking.suspicious import suspicious
from app.reports.context import Context
from app.reports.formats.kept import Content, whole
from app.reports.formats.layout import SEPARATORS
from app.reports.formats.plain_text import NotPlain
from app.reports.formats.table import Foot, Table
from app.reports.formats.values import Written
from app.reports.mapping.columns import fitted
from app.reports.mapping.document import Document, columns_of
from app.reports.mapping.guess import Guess, complete, find_units, left_out
from app.reports.presets.choose import Notes, mapping_for
from app.reports.reading.open_plain import open_plain
from app.reports.reading.open_report import open_report
from app.reports.reading.opened import Opened
from app.reports.reading.to_sheets import Stated, to_sheets
from app.reports.refusal import SHOWN, Faults, ReportRefused, refuse
from app.reports.rows.calls import into_intervals, read_calls
from app.reports.rows.columns import Measured, Rows, kept_of
from app.reports.rows.derive import read_measures
from app.reports.rows.keys import Found, read_keys
from app.reports.rows.other_contracts import refuse_other_contracts
from app.reports.rows.total_lines import compare_totals
from app.reports.rows.which_rows import only_what_counts
from app.sla.sheets import Sheet

__all__ = ["READER", "Context", "Reading", "ReportRefused", "read_report"]

READER = 1  # raise it when the same bytes and mapping would give other sheets: part of a reading's identity


@dataclass(frozen=True)
class Reading:
    """What a report states: its sheets (``stated`` makes them one after the other, ``sheets`` keeps all),
    the completed mapping, how many rows, what is worth knowing (``flags``), the days it covers, its
    measures; whether the mapping was guessed, and whether that guess is proven.

    ``left_out`` says which rows were refused where the others were to be taken; None where all were taken.
    ``days`` are its figures by queue and day, to compare them with what was known before.
    """

    stated: Stated
    mapping: Document
    rows: int
    flags: tuple[Problem, ...]
    measures: tuple[str, ...]
    guessed: bool
    proven: bool
    left_out: LeftOut | None = None
    days: Days | None = None

    @property
    def first_day(self) -> date:
        """The first day that it states anything of."""
        return self.stated.first_day

    @property
    def last_day(self) -> date:
        """The last one."""
        return self.stated.last_day

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets at once; a report of a million rows does not want that."""
        return tuple(self.stated)


@dataclass(frozen=True)
class Examined:
    """A report between reading and judging it: rows that may still be faulty, and what was found on the
    way.
    """

    table: Table
    guess: Guess
    rows: Rows
    faults: Faults
    flags: tuple[Problem, ...]
    counted: Rows  # calls added up into intervals; the rows themselves in any other report
    days: Days | None  # added up by queue and day; None for weeks and months
    encoding_proven: bool = True

    @property
    def guessed(self) -> bool:
        """Whether anything of how it is read was guessed."""
        return self.guess.guessed or not self.encoding_proven

    @property
    def proven(self) -> bool:
        """Whether everything that was guessed is certain."""
        return self.guess.proven and self.encoding_proven


def read_report(
    content: Content,
    mapping: Mapping[str, object] | None,
    context: Context,
    *,
    name: str = "",
    keep: int | None = SHOWN,
    good_rows: bool = False,
) -> Reading:
    """The reading of a report's bytes; ``mapping`` may be partial or None, ``name`` is the file's, for
    messages.

    Raises ReportRefused (a Refused with ``count`` and ``rows``) when the file is refused as a whole:
    the first ``keep`` problems in the order of the file, all of them when ``keep`` is None. With
    ``good_rows`` refused rows are left out instead, where that understates nothing (`leave_out.py`).
    """
    seen = examine(content, mapping, context)
    rows, out, repeated = _taken(seen, keep, good_rows=good_rows)
    stated, values = to_sheets(rows, context.time_zone), rows.measured.values
    if stated is None:
        raise refuse("no_rows", f"No row of {name or 'the file'} states a figure: all cells are empty.")
    return Reading(
        stated=stated,
        mapping=seen.guess.document,
        rows=len(seen.table.lines) - (out.rows if out else 0),
        flags=(*([out.note] if out else []), *seen.flags, *repeated),
        measures=tuple(sorted(name for name in values if kept_of(values, name)[0].count())),
        guessed=seen.guessed,
        proven=seen.proven,
        left_out=out,
        days=seen.days,
    )


def _taken(
    seen: Examined, keep: int | None, *, good_rows: bool
) -> tuple[Rows, LeftOut | None, list[Problem]]:
    """The rows that make the sheets, each interval once; what was left out; a note of what was repeated."""
    calls, rows, faults, out = "calls" in seen.guess.document, seen.rows, seen.faults, None
    if faults.found and not good_rows:
        raise faults.refusal(len(seen.table.lines), keep)
    if faults.found:
        rows, out = leave_out(rows, faults, calls=calls)
        faults = faults.of_the_others()
    repeated: list[Problem] = []
    if calls:
        rows = into_intervals(rows) if out else seen.counted
    else:
        rows, repeated = check_duplicates(rows, faults)
    if faults.found:
        raise faults.refusal(len(seen.table.lines), keep)
    return rows, out, repeated


def examine(content: Content, mapping: Mapping[str, object] | None, context: Context) -> Examined:
    """Everything up to the checks, without refusing faulty rows; raises ReportRefused where no rows can
    be read.
    """
    given, said = mapping_for(content, mapping, context)
    try:
        return _examined(open_plain(content, given, context), given, said, context)
    except NotPlain:
        return _examined(open_report(whole(content), given, context), given, said, context)


def _examined(opened: Opened, given: Document, said: Notes, context: Context) -> Examined:
    given = fitted(_with_assumed(given, opened.assumed), opened.layout)
    guess = complete(given, opened.layout, context.declared)
    document = guess.document
    if "queue" not in document["key"] and len(context.queues) == 1:
        document["key"]["queue"] = {"value": context.queues[0]}
    table, dropped = only_what_counts(opened.rows(_foot(document, opened)), document, context)
    refuse_other_contracts(table, document, context)
    find_units(document, table, context.declared)
    document |= opened.found
    columns, written = columns_of(document, context.declared), _written(document)
    faults = Faults(table.lines, opened.layout.header, cells=table.cells)
    measured, notes = _measures(table, document, context, faults)
    _refuse_decimal_comma(faults, document, given)
    keys, found = read_keys(table, document, guess.index, context, faults)
    _write_found(document, found)
    rows = Rows(table.lines, keys, measured)
    flags = [*said, *_encoding_note(opened), *opened.notes, *dropped, *found.notes, *guess.notes]
    flags += [*left_out(document, table, guess.index, context.declared), *notes]
    flags += compare_totals(table, columns, written, measured)
    flags += compare_rates(table, written, measured, faults)
    counted, places = rows, faults
    if "calls" in document and not faults.found:
        counted = into_intervals(rows)
        places = Faults(counted.lines, opened.layout.header)
    flags += check_rows(counted, places)
    coarse = counted.keys.grain in ("week", "month")
    days = None if coarse or not counted.measured.values else by_day(counted, places)
    flags += suspicious(days, context.thresholds, calls="calls" in document) if days else []
    flags += [] if "calls" in document else imputed(table, document, rows, faults)
    flags += gaps(counted, places, context.time_zone, calls="calls" in document)
    return Examined(table, guess, rows, faults, tuple(flags), counted, days, opened.proven)


def _with_assumed(given: Document, assumed: Document) -> Document:
    """What a mapping says, and what its format says where the mapping leaves it open."""
    assumed = deepcopy(assumed)
    key = {**assumed.get("key", {}), **given.get("key", {})}
    return {**assumed, **given, "key": key} if key else given


def _measures(
    table: Table, document: Document, context: Context, faults: Faults
) -> tuple[Measured, list[Problem]]:
    written = _written(document)
    if "calls" in document:
        return read_calls(table, document, context, written, faults)
    columns = columns_of(document, context.declared)
    return read_measures(table, columns, document.get("inputs", {}), written, faults)


def _encoding_note(opened: Opened) -> list[Problem]:
    if opened.proven:
        return []
    name = str(opened.found["encoding"]).upper()
    message = f"is not UTF-8; as {name} its header has known names, and not enough of them to be sure"
    return [Problem("file", "confirm_encoding", message)]


def _written(document: Document) -> Written:
    table = document["table"]
    return Written(table["decimal"], table.get("thousands"))


def _write_found(document: Document, found: Found) -> None:
    document["grain"] = found.grain
    if found.zone is not None:
        document["time_zone"] = found.zone
    part = "interval_start" if "interval_start" in document["key"] else "date"
    if found.order is not None:
        document["key"][part] = {**document["key"][part], "order": found.order}


def _foot(document: Document, opened: Opened) -> Foot:
    key = document["key"]
    places = {part: opened.layout.index(entry["from"]) for part, entry in key.items() if "from" in entry}
    when = places.get("interval_start", places.get("date"))
    words = tuple(document.get("table", {}).get("total_rows", ()))
    others = tuple(place for place in places.values() if place is not None)
    return Foot(when, others, words, document.get("skip", {}).get("last_lines", 0))


def _refuse_decimal_comma(faults: Faults, document: Document, given: Document) -> None:
    """One sentence that says what to declare, instead of one fault for each number with a comma."""
    delimiter = document["table"].get("delimiter", ",")
    if "decimal" in given.get("table", {}) or delimiter == ",":
        return
    for problem in faults.problems():
        whole, comma, rest = (problem.value or "").partition(",")
        if comma and whole.isdigit() and rest.rstrip(" %").isdigit():
            cell = f"{problem.where}: “{problem.value}”"
            raise refuse(
                "decimal_comma",
                f"The separator is {SEPARATORS[delimiter]} and numbers have a decimal "
                f"comma ({cell}): declare table.delimiter and table.decimal (“,”) in a mapping.",
                problem.where,
                problem.value,
            )
