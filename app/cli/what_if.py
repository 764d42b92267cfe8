"""`scorecard simulate` and `scorecard propose`: other terms, and other levels, over the same history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.files.faults import BadInput, Located, stop
from app.cli.files.judge import Merged, cards_of, dues_of, merge_files, sheets_of
from app.cli.files.read import read_terms_file
from app.cli.output import AsJson, out, print_json
from app.cli.score import MappingPath, ReportPaths, Starts, TermsPath, read_reports
from app.cli.show_what_if import proposals_table, simulation_table
from app.sla.agreed.levels import read_level
from app.sla.scorecard import Scorecard
from app.sla.terms import Target, Terms, TermsFault
from app.sla.timeline import Timeline
from app.sla.what_if.achievability import achievability
from app.sla.what_if.documents import outlook_document, simulation_document
from app.sla.what_if.ratchet import ratchet
from app.sla.what_if.simulating import Figures, as_if_agreed, simulate
from app.terms_files.nodes import compose

simulating = typer.Typer(add_completion=False)
proposing = typer.Typer(add_completion=False)
_SIMULATIONS = """\b
Examples:
  scorecard simulate terms.yaml january.csv february.csv --against other-terms.yaml
  scorecard simulate terms.yaml year.csv --against terms-2027.yaml --json
"""
_PROPOSALS = """\b
Examples:
  scorecard propose terms.yaml year.csv
  scorecard propose terms.yaml year.csv --target service-level --expected ">= 85%"
"""


@simulating.command("simulate", epilog=_SIMULATIONS)
def simulate_terms(
    terms: TermsPath,
    reports: ReportPaths,
    against: Annotated[Path, typer.Option(metavar="TERMS", help="The other terms.")],
    mapping: MappingPath = None,
    starts: Starts = None,
    json: AsJson = False,
) -> None:
    """Judge the same reports by other terms as well, side by side."""
    agreed, other = read_terms_file(terms)[0].terms, read_terms_file(against)[0].terms
    timeline = Timeline([agreed])
    others = _as_if_agreed(timeline, other, against)
    today = _today(agreed)
    merged = _merged(_reading_both(agreed, other), reports, mapping, starts, today)
    on = Figures(lambda due: sheets_of(merged, due))
    dues = dues_of(timeline, merged)
    if not dues:
        stop(str(reports[0]), "no figures lie in a period of these terms; nothing can be simulated")
    document = simulation_document(simulate(timeline, others, dues, today, on, on))
    if json:
        print_json(document)
    else:
        out().print(simulation_table(document))


def _as_if_agreed(timeline: Timeline, other: Terms, path: Path) -> Timeline:
    try:
        return as_if_agreed(timeline, other)
    except TermsFault as fault:
        line = compose(path.read_text(encoding="utf-8-sig")).line_of(fault.path)
        told = f"{'.'.join(map(str, fault.path))}: {fault}"
        raise BadInput([Located(str(path), told, line)]) from fault


def _reading_both(agreed: Terms, other: Terms) -> Terms:
    """The agreed terms with the queues and measures of the others, so that no figure of either is refused."""
    known = {queue.id for queue in agreed.queues}
    more = tuple(queue for queue in other.queues if queue.id not in known)
    queues = (*agreed.queues, *more) if agreed.queues else ()
    return replace(agreed, queues=queues, measures={**other.measures, **agreed.measures})


@proposing.command("propose", epilog=_PROPOSALS)
def propose(
    terms: TermsPath,
    reports: ReportPaths,
    target: Annotated[str | None, typer.Option(metavar="ID", help="One target; omitted: all.")] = None,
    expected: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="How often that level would have been met.")
    ] = None,
    mapping: MappingPath = None,
    starts: Starts = None,
    json: AsJson = False,
) -> None:
    """Say which level the last 12 periods suggest, and how often they would have met it."""
    agreed = read_terms_file(terms)[0].terms
    chosen = _chosen(agreed, target, expected)
    today = _today(agreed)
    merged = _merged(agreed, reports, mapping, starts, today)
    timeline = Timeline([agreed])
    dues = [due for due in dues_of(timeline, merged) if due.period.end <= today]
    cards = list(cards_of(timeline, dues, merged, today))
    found = [_outlook(agreed, one, expected, cards) for one in chosen]
    if json:
        print_json(found)
    else:
        out().print(proposals_table(found))


def _chosen(terms: Terms, wanted: str | None, expected: str | None) -> list[Target]:
    if wanted is None:
        if expected is not None:
            stop("--expected", "it is the level of one target; name it with --target")
        return list(terms.targets)
    found = [target for target in terms.targets if target.id == wanted]
    if not found:
        known = ", ".join(target.id for target in terms.targets)
        stop("--target", f"these terms have no target “{wanted}”; they have {known}")
    return found


def _outlook(
    terms: Terms, target: Target, expected: str | None, cards: Sequence[Scorecard]
) -> dict[str, Any]:
    proposal = ratchet(terms, target, cards)
    try:
        level = read_level(expected, target.metric.unit) if expected else proposal.proposed
    except ValueError as fault:
        stop("--expected", str(fault))
    return outlook_document(proposal, achievability(terms, target, level, cards))


def _today(terms: Terms) -> date:
    return datetime.now(UTC).astimezone(terms.zone).date()


def _merged(
    terms: Terms, reports: Sequence[Path], mapping: Path | None, starts: datetime | None, today: date
) -> Merged:
    files = read_reports(terms, reports, mapping, starts.date() if starts else None, today)
    return merge_files(files, terms)
