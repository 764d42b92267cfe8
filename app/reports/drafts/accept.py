"""Accepting a draft: its bytes are received, or take the place of an earlier reading of them."""

from dataclasses import dataclass
from uuid import UUID

from app.access.credentials import Credentials
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.database import Database
from app.errors import PreconditionFailed, Problem, Refused
from app.reports.arriving.large import is_large, put_in_line
from app.reports.drafts.keep import CHANGED, find_draft, sent_of_draft
from app.reports.keeping.basis import Ahead, plan_reading
from app.reports.keeping.inbox import find_report
from app.reports.keeping.receive import Received, receive
from app.reports.keeping.reread import plan_rereading, reading_that_counts, reread
from app.reports.keeping.whose_word import whose_word
from app.reports.tables import DraftReport


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a draft: the report that it is now, or None while a job reads it."""

    report_id: UUID | None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Which draft is accepted, as it was looked at, and whether without its refused rows."""

    ref: str
    draft_id: UUID
    seen: int
    good_rows: bool


def accept_draft(database: Database, caller: Credentials, choice: Choice, most: int) -> Accepted:
    """Takes the draft; one with more than ``most`` bytes is read by a job. Raises Refused, and keeps it."""
    with work(database, caller, "reports:write", writing=False) as w:
        draft = _mine(w, choice)
        sent = sent_of_draft(w, draft, good_rows=choice.good_rows)
        large = is_large(sent.content, most)
        contract = find_contract(w, choice.ref)
        again = draft.again_of is not None
        basis = (
            None if large else (plan_rereading if again else plan_reading)(w.session, contract, sent, w.now)
        )
    ahead = None if basis is None else Ahead(basis, basis.read(sent))
    with work(database, caller, "reports:write") as w:
        draft = _mine(w, choice)
        done = _put_off(w, choice, draft) if large else _take(w, choice, draft, ahead)
        w.session.delete(draft)
    return done


def _mine(w: Work, choice: Choice) -> DraftReport:
    contract = find_contract(w, choice.ref)
    draft = find_draft(w, contract, choice.draft_id)
    if draft.version != choice.seen:
        raise PreconditionFailed(CHANGED)
    whose_word(w, contract.id, "client" if draft.side == "client" else "provider")
    return draft


def _put_off(w: Work, choice: Choice, draft: DraftReport) -> Accepted:
    sent = sent_of_draft(w, draft, good_rows=choice.good_rows)
    arriving = put_in_line(w.session, find_contract(w, choice.ref), sent, w.now, draft.again_of)
    w.audit("report.upload", choice.ref, after={"upload": str(arriving.id), "sha256": arriving.sha256})
    return Accepted(None)


def _take(w: Work, choice: Choice, draft: DraftReport, ahead: Ahead | None) -> Accepted:
    sent = sent_of_draft(w, draft, good_rows=choice.good_rows)
    if draft.again_of is None:
        received = receive(w.session, draft.contract_id, sent, w.now, ahead)
        w.audit("report.receive", choice.ref, after=_facts(received))
        return Accepted(received.report_id, received.status == "unchanged")
    if ahead is None:
        raise Refused("It cannot be read again.", [Problem("file", "refused", "send the file once more")])
    report = reading_that_counts(w.session, find_report(w, find_contract(w, choice.ref), draft.again_of))
    found = reread(w.session, report, sent, ahead, w.now)
    replaces = {"replaces": str(found.replaces or ""), "cells_changed": found.cells_changed}
    w.audit("report.reread", choice.ref, after=_facts(found.received) | replaces)
    return Accepted(found.received.report_id, found.replaces is None)


def _facts(received: Received) -> dict[str, object]:
    return {"report": str(received.report_id), "status": received.status}
