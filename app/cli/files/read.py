"""Files from the command line: terms, mappings and reports, read with their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.cli.files.faults import BadInput, Located, bad_input, bad_terms, stop
from app.errors import Problem, Refused
from app.reports.context import Context, thresholds_of
from app.reports.mapping.text import read_mapping_text
from app.reports.presets.choose import check_mapping, with_preset
from app.reports.reading.read import Reading, read_report
from app.sla.terms import Terms
from app.terms_files.nodes import FileFault, Tree
from app.terms_files.read import TermsFile, read_terms

_MARK = "mapping: "
_WHEN = ("date", "interval_start")


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report and its reading."""

    path: Path
    content: bytes
    reading: Reading


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; raises BadInput in words of our own when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput([Located(str(path), f"cannot be read ({error.strerror}); check the name")]) from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; raises BadInput with the line that is not."""
    content = read_bytes(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Located(str(path), "this is not UTF-8 text; save the file as UTF-8", line)
        raise BadInput([fault]) from error


def read_terms_file(path: Path) -> tuple[TermsFile, str]:
    """The terms of a file, and its text; raises BadInput with every fault and its line."""
    text = read_text(path)
    try:
        return read_terms(text), text
    except FileFault as fault:
        raise bad_terms(str(path), fault) from fault


def given_mapping(path: Path | None, preset: str | None, terms: Terms | None) -> dict[str, Any] | None:
    """What was said of how reports are read: a mapping file, a preset, both, or nothing (None)."""
    if path is not None:
        return read_mapping(path, terms, preset)
    if preset is None:
        return None
    try:
        return check_mapping(with_preset(None, preset), {})
    except Refused as refusal:
        stop("--preset", refusal.message)


def read_mapping(path: Path, terms: Terms | None, preset: str | None = None) -> dict[str, Any]:
    """The mapping of a YAML or JSON file, over a preset; raises BadInput with every fault and its line."""
    try:
        document, tree = read_mapping_text(read_text(path))
    except FileFault as fault:
        raise bad_terms(str(path), fault) from fault
    if not document:
        stop(str(path), "a mapping has keys and values; “scorecard schema --mapping” prints its schema")
    try:
        return check_mapping(with_preset(document, preset), terms.measures if terms else {})
    except Refused as refusal:
        raise BadInput([_in_mapping(path, tree, one) for one in refusal.problems]) from refusal


def _in_mapping(path: Path, tree: Tree, problem: Problem) -> Located:
    place = problem.where.removeprefix(_MARK).removeprefix("mapping")
    line = tree.line_of(tuple(place.split("."))) if place else 1
    return Located(str(path), f"{place}: {problem.message}" if place else problem.message, line)


def dated(mapping: Mapping[str, Any] | None, starts: date) -> dict[str, Any]:
    """The mapping of a file whose n-th row is the n-th day from `starts` on."""
    given = dict(mapping or {})
    key = {name: part for name, part in given.get("key", {}).items() if name not in _WHEN}
    return {**given, "key": {**key, "date": {"row_number": True, "starts": starts.isoformat()}}}


def context_of(terms: Terms, today: date) -> Context:
    """What a reader needs to know of the contract, from one version of its terms."""
    return Context(
        time_zone=terms.timezone,
        queues=tuple(queue.id for queue in terms.queues),
        outbound_queues=frozenset(queue.id for queue in terms.queues if queue.direction == "outbound"),
        earliest=min(terms.starts, terms.effective),
        latest=today,
        declared=terms.measures,
        queue_titles={queue.id: queue.title for queue in terms.queues},
        contract=terms.contract,
        thresholds=thresholds_of(terms),
    )


def read_report_file(
    path: Path, mapping: Mapping[str, Any] | None, context: Context, *, leave_out: bool = False
) -> ReportFile:
    """A report of a file and its reading; raises BadInput with the rows that cannot be taken.

    With `leave_out` the good rows are taken without them, where that understates nothing.
    """
    content = read_bytes(path)
    try:
        reading = read_report(content, mapping, context, name=path.name, good_rows=leave_out)
        return ReportFile(path, content, reading)
    except Refused as refusal:
        raise bad_input(str(path), refusal) from refusal
