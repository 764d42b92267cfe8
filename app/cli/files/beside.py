"""What judging files consumes beside the reports, where nothing is stored: a calendar, and exclusions."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from app.cli.files.faults import bad_terms
from app.cli.files.read import read_text
from app.contracts.calendars.proposed import propose_year
from app.sla.beside import Beside, CalendarYear, Exclusion
from app.sla.judging.reach import reach, reads_calendar
from app.sla.terms import Terms
from app.sla.timeline import Due
from app.terms_files.exclusions import read_exclusions
from app.terms_files.nodes import FileFault


def read_exclusions_file(path: Path, terms: Terms) -> tuple[Exclusion, ...]:
    """The exclusions of a file; raises BadInput with every fault and its line."""
    try:
        return read_exclusions(read_text(path), terms.zone)
    except FileFault as fault:
        raise bad_terms(str(path), fault) from fault


def beside_files(due: Due, exclusions: Sequence[Exclusion], today: date) -> Beside:
    """The exclusions, and the calendar of the years that judging the period may ask about.

    Nobody confirms a calendar here, so what the `holidays` package says of the present year and of those
    before counts; a later one, whose make-up days are not yet decided, stays a proposal.
    """
    if not reads_calendar(due.terms):
        return Beside(exclusions=tuple(exclusions))
    years = range(reach(due).start.year, due.period.end.year + 2)
    calendar = tuple(_year(_country(due.terms), year, today) for year in years)
    return Beside(exclusions=tuple(exclusions), calendar=calendar)


def _country(terms: Terms) -> str:
    hours = terms.service_hours
    return hours.holidays.country if hours is not None and hours.holidays is not None else ""


def _year(country: str, year: int, today: date) -> CalendarYear:
    known = propose_year(country, year)
    state: Literal["confirmed", "proposed"] = "confirmed" if year <= today.year else "proposed"
    return CalendarYear(year, frozenset(known.holidays), known.makeup_days, state)
