"""Verifying an issued scorecard: its evidence is replayed, and its digits and its link are compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from app.access.unit import Work
from app.contracts.open import find_contract
from app.errors import Conflict
from app.reports.erasing.erase import erased_among
from app.scorecards.life.held import issued_as
from app.scorecards.life.issued import of_contract
from app.scorecards.life.tables import IssuedScorecard
from app.scorecards.live import find_due, known_at
from app.terms_files.verify import Verification, verify


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying came to, and the whole scorecard, evidence included, for doing it again elsewhere."""

    row: IssuedScorecard
    found: Verification
    document: dict[str, Any]
    erased: Mapping[str, datetime]  # when, by the digests of the files that are gone


def verify_issued(w: Work, reference: str, label: str) -> Verified:
    """The verification of an issued scorecard, in a unit that writes: reading evidence is an entry.

    Raises Conflict when the period is not issued, NotFound when there is none.
    """
    contract = find_contract(w, reference)
    row = issued_as(w, contract, label)
    if row is None:
        row = issued_as(w, contract, find_due(known_at(w, contract, None), label).period.label)
    if row is None:
        raise Conflict(f"{label} has not been issued; what is live is judged anew at each reading.")
    previous = select(IssuedScorecard.sha256).where(
        *of_contract(IssuedScorecard, contract), col(IssuedScorecard.number) == row.number - 1
    )
    link = w.session.exec(previous).first() or ""
    evidence = {**row.document["evidence"], "record": json.loads(row.record)}
    reports = [dict(one) for one in evidence["reports"]]
    erased = erased_among(w.session, contract.organisation_id, [one["sha256"] for one in reports])
    for one in reports:
        if one["sha256"] in erased:
            one["erased_at"] = erased[one["sha256"]].isoformat()
    document = {**row.document, "evidence": {**evidence, "reports": reports}}
    found = verify(document, link)
    after = {"number": row.number, "holds": found.ok}
    w.audit("scorecard.verify", f"{contract.reference} {row.label}", after=after)
    return Verified(row, found, document, erased)
