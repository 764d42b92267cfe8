"""Erasing one file because somebody asked for it, as an administrator of the client."""

from __future__ import annotations

from uuid import UUID

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.errors import NotAllowed
from app.reports.erasing.erase import erase_file
from app.reports.keeping.inbox import find_report
from app.reports.tables import Report


def erase_by_request(w: Work, reference: str, report_id: UUID, reason: str) -> Report:
    """The report without its bytes; erasing it again changes nothing. The audit log has the reason.

    Raises NotAllowed for the provider: the client decides about the evidence of its contract.
    """
    contract = owned(w, reference)
    report = find_report(w, contract, report_id)
    for one in erase_file(w.session, report, w.now):
        after = {"report": str(one.id), "sha256": one.sha256, "why": "request", "reason": reason}
        w.audit("report.erase", reference, after=after)
    w.session.flush()
    return report


def owned(w: Work, reference: str) -> Contract:
    """The contract, whose client the caller's organisation is; raises NotFound or NotAllowed."""
    contract = find_contract(w, reference)
    if w.part_of(contract.id) != "client":
        raise NotAllowed("The client decides when a file is erased; ask its administrators.")
    return contract
