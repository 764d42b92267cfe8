"""Keeping a file while somebody looks at how it would be read; it changes no figures until it is accepted.

A draft is seen by the organisation that sent it alone. After a week it is thrown away: by then it was
accepted, or nobody wants it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.unit import Work
from app.contracts.in_force import InForce
from app.contracts.tables import Contract
from app.errors import NotFound, PreconditionFailed
from app.reports.formats.kept import unpacked
from app.reports.keeping.basis import Sent, context_of
from app.reports.keeping.inbox import original_bytes
from app.reports.keeping.receive import plain_file_name
from app.reports.keeping.reread import source_of
from app.reports.keeping.whose_word import SideGiven
from app.reports.presets.choose import check_mapping
from app.reports.tables import DraftReport, Report

KEPT: Final = timedelta(days=7)
LISTED: Final = 20
CHANGED: Final = "This file was changed or accepted meanwhile; look at it again."


def keep_draft(w: Work, contract: Contract, sent: Sent) -> DraftReport:
    """The file as a draft of the caller's organisation; drafts that are too old go."""
    old = (col(DraftReport.contract_id) == contract.id, col(DraftReport.created_at) < w.now - KEPT)
    mine = col(DraftReport.organisation_id) == w.identity.organisation_id
    w.session.execute(delete(DraftReport).where(mine, *old))
    return _kept(w, contract, sent, None)


def keep_again(w: Work, contract: Contract, report: Report) -> DraftReport:
    """A report that came before as a draft: its bytes, read as they were read then."""
    side: SideGiven = "client" if report.side == "client" else "provider"
    sent = Sent(original_bytes(report), report.name, side, report.sender_id, mapping=report.mapping)
    return _kept(w, contract, sent, report.id)


def _kept(w: Work, contract: Contract, sent: Sent, again_of: UUID | None) -> DraftReport:
    draft = DraftReport(
        organisation_id=w.identity.organisation_id,
        contract_id=contract.id,
        person_id=w.identity.person_id,
        side=sent.side,
        name=plain_file_name(sent.name),
        sha256=sent.sha256,
        content=sent.packed,
        mapping=None if sent.mapping is None else dict(sent.mapping),
        again_of=again_of,
        created_at=w.now,
    )
    w.session.add(draft)
    w.session.flush()
    return draft


def find_draft(w: Work, contract: Contract, draft_id: UUID) -> DraftReport:
    """One draft of the caller's own organisation; raises NotFound, for others' as well."""
    draft = w.session.exec(_own(w, contract).where(col(DraftReport.id) == draft_id)).first()
    if draft is None:
        raise NotFound
    return draft


def list_drafts(w: Work, contract: Contract) -> Sequence[DraftReport]:
    """The newest drafts of the caller's organisation, without their bytes."""
    newest = _own(w, contract).order_by(col(DraftReport.id).desc()).limit(LISTED)
    return w.session.exec(newest.options(defer(DraftReport.content))).all()  # type: ignore[arg-type]


def _own(w: Work, contract: Contract) -> SelectOfScalar[DraftReport]:
    return select(DraftReport).where(
        col(DraftReport.organisation_id) == w.identity.organisation_id,
        col(DraftReport.contract_id) == contract.id,
        col(DraftReport.contract_id).in_(w.visible),
    )


def correct_draft(
    w: Work, draft: DraftReport, mapping: dict[str, Any], in_force: InForce, seen: int
) -> DraftReport:
    """Lets the draft be read by that mapping; raises Refused with the place of every fault in it.

    ``seen`` is the version that was corrected; raises PreconditionFailed where it is another by now.
    """
    if draft.version != seen:
        raise PreconditionFailed(CHANGED)
    draft.mapping = check_mapping(mapping, context_of(in_force, w.now).declared)
    draft.version += 1
    w.session.add(draft)
    w.session.flush()
    return draft


def sent_of_draft(w: Work, draft: DraftReport, *, good_rows: bool = False) -> Sent:
    """The draft as a file that is sent by somebody who has looked at how its columns are read."""
    return Sent(
        content=unpacked(draft.content),
        name=draft.name,
        side="client" if draft.side == "client" else "provider",
        sender_id=draft.organisation_id,
        person_id=w.identity.person_id,
        mapping=draft.mapping,
        confirmed=True,
        good_rows=good_rows,
        source_id=source_of(w.session, draft.again_of),
    )
