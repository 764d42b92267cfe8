"""`scorecard score`: terms and reports in, a judged scorecard out, with exact numbers and their working."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.progress import Progress

from app.cli.files.beside import read_exclusions_file
from app.cli.files.faults import locate, stop
from app.cli.files.judge import dues_of, is_missed, judge_dues, merge_files
from app.cli.files.read import ReportFile, context_of, dated, given_mapping, read_report_file, read_terms_file
from app.cli.files.read_history import read_history
from app.cli.output import AsJson, err, out, print_json, progress, say
from app.cli.show_scorecard import full, periods_table
from app.cli.show_what_if import variants_table
from app.reports.context import Context
from app.reports.formats.progress import watched
from app.sla.remedies.order import NO_HISTORY
from app.sla.terms import Terms
from app.sla.timeline import Due, NoSuchPeriod, Timeline
from app.terms_files.rules import rules_of

commands = typer.Typer(add_completion=False)
Side = Literal["provider", "client"]
_NOTES = 12
_EXAMPLES = """\b
Examples:
  scorecard score terms.yaml april.csv
  scorecard score terms.yaml calls.csv surveys.csv --period 2026-04 --json
  scorecard score terms.yaml answer.json --preset genesys-cloud --mapping queues.yaml
  scorecard score terms.yaml undated.csv --starts 2020-01-01 --fail-on-miss
  scorecard score terms.yaml april.csv --history issued/ --json
"""

TermsPath = Annotated[Path, typer.Argument(metavar="TERMS", help="The terms file (YAML or JSON).")]
ReportPaths = Annotated[list[Path], typer.Argument(metavar="REPORT…", help="Reports; a later one corrects.")]
MappingPath = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="How the reports are read; omitted: found out."),
]
PresetName = Annotated[
    str | None,
    typer.Option(
        "--preset", metavar="ID", help="A known system (scorecard presets); --mapping lies over it."
    ),
]
Starts = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day of the first row, where rows are days without dates."),
]


PeriodLabel = Annotated[
    str | None, typer.Option(metavar="LABEL", help="Such as 2026-04, 2026-Q2, 2026-W14; omitted: all.")
]
WhoseFigures = Annotated[
    Side | None, typer.Option(help="Whose figures these are; omitted: of the side that counts.")
]
ExclusionsPath = Annotated[
    Path | None,
    typer.Option("--exclusions", metavar="FILE", help="What is left out, and who agreed (YAML or JSON)."),
]
LeaveOut = Annotated[
    bool,
    typer.Option("--leave-out", help="Leave refused rows and their days out, and take the other days."),
]
Sensitivity = Annotated[
    bool, typer.Option("--sensitivity", help="Also every variant of each metric on the same counts.")
]
FailOnMiss = Annotated[bool, typer.Option("--fail-on-miss", help="Exit with 1 when any target was missed.")]
HistoryPath = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Earlier scorecards as JSON: misses in a row and caps go on from them."),
]


@commands.command(epilog=_EXAMPLES)
def score(
    terms: TermsPath,
    reports: ReportPaths,
    period: PeriodLabel = None,
    mapping: MappingPath = None,
    preset: PresetName = None,
    side: WhoseFigures = None,
    starts: Starts = None,
    exclusions: ExclusionsPath = None,
    history: HistoryPath = None,
    leave_out: LeaveOut = False,
    json: AsJson = False,
    is_sensitive: Sensitivity = False,
    fail_on_miss: FailOnMiss = False,
) -> None:
    """Judge reports by terms: no server, no database."""
    file, _ = read_terms_file(terms)
    counting = _of_side(file.terms, side)
    today = datetime.now(UTC).astimezone(counting.zone).date()
    begins = starts.date() if starts else None
    files = read_reports(counting, reports, mapping, begins, today, preset, leave_out=leave_out)
    merged = merge_files(files, counting)
    left_out = read_exclusions_file(exclusions, counting) if exclusions else ()
    timeline = Timeline([counting])
    known = read_history(history, timeline) if history else NO_HISTORY
    dues = _dues(timeline, period) or dues_of(timeline, merged)
    with progress() as bar:
        rules = rules_of(file.document, file.sha256)
        each = judge_dues(timeline, dues, merged, rules, today, left_out, known, is_sensitive=is_sensitive)
        judged = list(bar.track(each, total=len(dues), description="Judging"))
    _print(counting, judged, json)
    _print_notes(() if json else files)
    if fail_on_miss and any(is_missed(document) for document in judged):
        raise typer.Exit(1)


def _of_side(terms: Terms, side: Side | None) -> Terms:
    if side is None or side == terms.measured_by:
        return terms
    say(f"note: by the terms the {terms.measured_by}'s figures count; these are judged as the {side}'s")
    return replace(terms, measured_by=side)


def read_reports(
    terms: Terms,
    paths: Sequence[Path],
    mapping: Path | None,
    starts: date | None,
    today: date,
    preset: str | None = None,
    *,
    leave_out: bool = False,
) -> list[ReportFile]:
    """The readings of report files; raises BadInput with every place that cannot be taken.

    With `leave_out` refused rows and their days are left out instead, where that understates nothing.
    """
    given = given_mapping(mapping, preset, terms)
    if starts is not None:
        if len(paths) > 1:
            stop("--starts", "it dates the rows of one file; judge that file alone, or give the others dates")
        given = dated(given, starts)
    context = context_of(terms, today)
    with progress() as bar:
        return [read_watched(bar, path, given, context, leave_out=leave_out) for path in paths]


def read_watched(
    bar: Progress, path: Path, given: Mapping[str, Any] | None, context: Context, *, leave_out: bool = False
) -> ReportFile:
    """A report of a file and its reading; the bar shows how far that is."""
    task = bar.add_task(f"Reading {path.name}", total=100)
    with watched(lambda percent, _rows: bar.update(task, completed=percent)):
        read = read_report_file(path, given, context, leave_out=leave_out)
    bar.update(task, completed=100)
    return read


def _dues(timeline: Timeline, label: str | None) -> list[Due]:
    try:
        return [timeline.labelled(label)] if label else []
    except NoSuchPeriod as none:
        stop("--period", str(none))


def _print(terms: Terms, judged: Sequence[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(judged[0] if len(judged) == 1 else list(judged))
        return
    console = out()
    console.print(f"{terms.contract}: {terms.provider} for {terms.client}, terms of {terms.effective}\n")
    if len(judged) > 1:
        console.print(periods_table(judged))
    console.print(full(judged[-1]))
    if "sensitivity" in judged[-1]:
        console.print(variants_table(judged[-1]["sensitivity"]))


def _print_notes(files: Sequence[ReportFile]) -> None:
    for file in files:
        out_of_it = file.reading.left_out.faults.problems(_NOTES) if file.reading.left_out else []
        notes = [locate(str(file.path), one) for one in (*file.reading.flags, *out_of_it)]
        for note in notes[:_NOTES]:
            err().print(f"note: {note.text()}", style="dim", soft_wrap=True)
        if len(notes) > _NOTES:
            say(f"note: {file.path}: and {len(notes) - _NOTES} more")
