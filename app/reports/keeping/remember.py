"""Remembering how a sender's files are read: by their header, for one contract and side, in versions.

Each source remembers for itself; the files that are sent have a memory together, with which a source begins.
Every mapping by which a file was read is kept with when and by whom; the newest of its header reads the next
file that has it. Who sees that it is wrong corrects it by hand: that is a version like any other.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.contracts.tables import Contract
from app.database import new_id
from app.reports.keeping.heads import Head, head_read
from app.reports.mapping.document import mapping_hash
from app.reports.tables import MappingVersion, RememberedMapping, Report

Document = Mapping[str, Any]


def remembered(
    session: Session, contract: Contract, side: str, heads: tuple[Head, ...], source_id: UUID | None = None
) -> Document | None:
    """The mapping by which the last file with one of these headers was read, of the source if it is known.

    The whole header must be the same: a file with one column more may state more, and is looked at anew.
    """
    known = [key_of_line(head.digest, source_id) for head in heads]
    own = _remembered(session, contract, side, known)
    if own is None and source_id is not None:
        return remembered(session, contract, side, heads)
    return own


def _remembered(session: Session, contract: Contract, side: str, keys: list[str]) -> Document | None:
    row = session.exec(
        select(RememberedMapping)
        .where(
            col(RememberedMapping.contract_id) == contract.id,
            col(RememberedMapping.side) == side,
            col(RememberedMapping.header_sha256).in_(keys),
        )
        .order_by(col(RememberedMapping.updated_at).desc())
        .limit(1)
    ).first()
    return None if row is None else row.mapping


def remember(
    session: Session,
    contract: Contract,
    report: Report,
    heads: tuple[Head, ...],
    given: Document | None,
    now: datetime,
) -> None:
    """Keeps the mapping of an accepted report for the sender's next file; ``given`` is what came with it.

    One that dates its rows by counting them, or the whole file by one day, is not kept: the next file would
    get the dates of this one.
    """
    mapping = report.mapping or {}
    head = head_read(heads, mapping)
    if head is None or {"row_number", "value"} & mapping.get("key", {}).get("date", {}).keys():
        return
    key = key_of_line(head.digest, report.source_id)
    before = newest(session, contract, report.side, key)
    lasting = _lasting(mapping, given or {})
    columns = tuple(filter(None, head.columns(mapping)))
    line = Line(report.side, key, head.kind, columns, report.source_id)
    if before is None or before.mapping_sha256 != mapping_hash(lasting):
        origin = "given" if given is not None and before is None else "read"
        version = next_version(contract, line, before, lasting, origin, now)
        version.person_id, version.report_id = report.person_id, report.id
        session.add(version)
    make_current(session, contract, line, lasting, now)


@dataclass(frozen=True, slots=True)
class Line:
    """What a kind of file is known by: its side, the digest of its header, its format, its columns, and the
    source that it is pulled from.
    """

    side: str
    header_sha256: str
    kind: str
    columns: tuple[str, ...]
    source_id: UUID | None


def key_of_line(header_sha256: str, source_id: UUID | None) -> str:
    """What a header is remembered under: its digest, for a source mixed with the source's id."""
    if source_id is None:
        return header_sha256
    return hashlib.sha256(f"{header_sha256} {source_id}".encode()).hexdigest()


def next_version(
    contract: Contract,
    line: Line,
    before: MappingVersion | None,
    mapping: Document,
    origin: str,
    now: datetime,
) -> MappingVersion:
    """The version that follows ``before``, or the first one; not yet stored."""
    return MappingVersion(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        line_id=before.line_id if before else new_id(),
        side=line.side,
        header_sha256=line.header_sha256,
        kind=line.kind,
        columns=list(line.columns),
        source_id=line.source_id,
        number=before.number + 1 if before else 1,
        mapping=dict(mapping),
        mapping_sha256=mapping_hash(dict(mapping)),
        origin=origin,
        created_at=now,
    )


def make_current(session: Session, contract: Contract, line: Line, mapping: Document, now: datetime) -> None:
    """Lets the mapping read the next file with this header."""
    key = (contract.id, line.side, line.header_sha256)
    row = session.get(RememberedMapping, key) or RememberedMapping(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        side=line.side,
        header_sha256=line.header_sha256,
        mapping={},
        updated_at=now,
    )
    row.mapping, row.updated_at = dict(mapping), now
    session.add(row)


def newest(session: Session, contract: Contract, side: str, header_sha256: str) -> MappingVersion | None:
    """The newest version for one header of one side."""
    chosen = select(MappingVersion).where(
        col(MappingVersion.organisation_id) == contract.organisation_id,
        col(MappingVersion.contract_id) == contract.id,
        col(MappingVersion.side) == side,
        col(MappingVersion.header_sha256) == header_sha256,
    )
    return session.exec(chosen.order_by(col(MappingVersion.number).desc()).limit(1)).first()


def _lasting(mapping: Document, given: Document) -> dict[str, Any]:
    """The mapping without what is true of this one file: where its header stood, how its sheet is called,
    and, unless they were given, the grain of its rows and a queue that was the contract's only one.

    A preset stays one, because the next file may lack columns that this one has.
    """
    if "preset" in given:
        return dict(given)
    kept = {key: value for key, value in mapping.items() if key not in ("grain", "archive") or key in given}
    said = given.get("table", {})
    once = {name for name in ("header_row", "sheet") if name == "header_row" or name not in said}
    kept["table"] = {key: value for key, value in mapping.get("table", {}).items() if key not in once}
    queue = given.get("key", {}).get("queue")
    kept["key"] = {
        part: entry
        for part, entry in mapping["key"].items()
        if part != "queue" or "value" not in entry or queue is not None
    }
    return kept
