"""The mappings of a contract, one for each kind of file: the present one, those before, corrected by hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.unit import Work
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.errors import NotFound, PreconditionFailed
from app.reports.keeping.basis import context_of, in_force_or_refuse
from app.reports.keeping.remember import Line, make_current, next_version
from app.reports.keeping.whose_word import SideGiven, whose_word
from app.reports.presets.choose import check_mapping
from app.reports.tables import MappingVersion


def present_mappings(w: Work, contract: Contract, after: UUID | None, limit: int) -> Sequence[MappingVersion]:
    """The newest version of each kind of file, those that came first before others, after that line."""
    newest = (
        select(col(MappingVersion.line_id), func.max(col(MappingVersion.number)).label("number"))
        .where(*_own(contract))
        .group_by(col(MappingVersion.line_id))
        .subquery()
    )
    chosen = _of(w, contract).join(
        newest,
        (col(MappingVersion.line_id) == newest.c.line_id) & (col(MappingVersion.number) == newest.c.number),
    )
    if after is not None:
        chosen = chosen.where(col(MappingVersion.line_id) > after)
    return w.session.exec(chosen.order_by(col(MappingVersion.line_id)).limit(limit)).all()


def versions(w: Work, contract: Contract, line_id: UUID) -> Sequence[MappingVersion]:
    """Every version of one kind of file, the newest first; raises NotFound where there is no such."""
    chosen = _of(w, contract).where(col(MappingVersion.line_id) == line_id)
    found = w.session.exec(chosen.order_by(col(MappingVersion.number).desc())).all()
    if not found:
        raise NotFound
    return found


def correct_mapping(
    w: Work, contract: Contract, line_id: UUID, mapping: dict[str, Any], if_match: str | None
) -> MappingVersion:
    """The mapping as it was corrected by hand: kept as a version, it reads the next file with this header.

    Raises Refused with every fault's place, PreconditionFailed where ``if_match`` names another version.
    """
    lock(w.session, contract.id)
    before = versions(w, contract, line_id)[0]
    side: SideGiven = "client" if before.side == "client" else "provider"
    whose_word(w, contract.id, side)
    if if_match is not None and if_match != etag_of(before):
        raise PreconditionFailed("The mapping was changed meanwhile; read it again, then correct it.")
    declared = context_of(in_force_or_refuse(w.session, contract), w.now).declared
    checked = check_mapping(mapping, declared)
    line = Line(before.side, before.header_sha256, before.kind, tuple(before.columns), before.source_id)
    version = next_version(contract, line, before, checked, "corrected", w.now)
    version.person_id = w.identity.person_id
    w.session.add(version)
    make_current(w.session, contract, line, checked, w.now)
    w.session.flush()
    return version


def etag_of(version: MappingVersion) -> str:
    """The entity tag of a version."""
    return f'"{version.line_id}.{version.number}"'


def _own(contract: Contract) -> tuple[Any, ...]:
    return (
        col(MappingVersion.organisation_id) == contract.organisation_id,
        col(MappingVersion.contract_id) == contract.id,
    )


def _of(w: Work, contract: Contract) -> SelectOfScalar[MappingVersion]:
    return select(MappingVersion).where(*_own(contract), col(MappingVersion.contract_id).in_(w.visible))
