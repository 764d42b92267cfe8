"""Erasing over HTTP: one file by request, and for how long files are kept."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import Work, work
from app.errors import NotFound
from app.reports.erasing import by_retention  # noqa: F401 - registers its plan
from app.reports.erasing.by_request import erase_by_request
from app.reports.erasing.payloads import EraseBody, RetentionBody, RetentionShown
from app.reports.erasing.tables import Retention
from app.reports.payloads import ReportShown

router = APIRouter(prefix="/api/v1", tags=["reports"])


@router.post("/contracts/{ref}/reports/{report_id}/erase")
def erase_report(ref: str, report_id: UUID, body: EraseBody, caller: Caller, database: Stored) -> ReportShown:
    """Erase the bytes of a report for good, as the client's administrator: personal data came in it.

    Every reading of the same bytes loses them, with the list of refused rows and the cells that problems
    quote. Digest, sheets and evidence stay, so issued scorecards still verify. Again changes nothing.
    """
    with work(database, caller, "access:write") as w:
        return ReportShown.of(erase_by_request(w, ref, report_id, body.reason))


@router.get("/organisations/{organisation_id}/retention")
def retention(organisation_id: UUID, caller: Caller, database: Stored) -> RetentionShown:
    """For how many days the files of your organisation's contracts are kept."""
    with work(database, caller, "access:read") as w:
        return RetentionShown.of(w.session.get(Retention, _own(w, organisation_id)))


@router.put("/organisations/{organisation_id}/retention")
def set_retention(
    organisation_id: UUID, body: RetentionBody, caller: Caller, database: Stored
) -> RetentionShown:
    """Say for how many days files are kept; older ones are erased every night, for good.

    It counts for the contracts that your organisation owns as the client, for files of both sides.
    """
    with work(database, caller, "access:write") as w:
        rule = w.session.get(Retention, _own(w, organisation_id))
        before = RetentionShown.of(rule)
        after = Retention(
            organisation_id=organisation_id,
            **body.model_dump(),
            person_id=w.identity.person_id,
            changed_at=w.now,
        )
        w.session.merge(after)
        w.audit("organisation.retention", "", before=before.model_dump(), after=body.model_dump())
        return RetentionShown.of(after)


def _own(w: Work, organisation_id: UUID) -> UUID:
    if organisation_id != w.identity.organisation_id:
        raise NotFound
    return organisation_id
