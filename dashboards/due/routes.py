"""The page of everything that is due."""

from fastapi import APIRouter, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.actions.due_across import read_due_measures
from app.scorecards.due_across import read_due_across
from app.scorecards.due_clocks import read_clocks
from dashboards.answering import shown
from dashboards.due.reading import due_list_of
from dashboards.parts import Crumb
from dashboards.reader import Asking

router = APIRouter(include_in_schema=False)


@router.get("/due")
def due(reader: Asking, caller: Caller, database: Stored) -> Response:
    """What is due in every visible contract, with its clocks; the same few queries for any number of them."""
    with work(database, caller, "scorecards:read") as w:
        clocks = read_clocks(w)
        page = due_list_of([*read_due_across(w, clocks), *read_due_measures(w, clocks)])
        frame = reader.frame(w.identity, (Crumb(word="due_list"),))
    return shown(reader, page, frame)
