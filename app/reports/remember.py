"""Remembering how a sender's files are read: by the shape of their first lines, for one contract and side."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.contracts.tables import Contract
from app.reports.tables import RememberedMapping
from app.sla.formula import parse

_HEAD = 16_384
_KEPT = 8


def remembered(session: Session, contract: Contract, side: str, content: bytes) -> Mapping[str, Any] | None:
    """The newest remembered mapping of the sender whose columns stand in the head of the file, if any."""
    rows = session.exec(
        select(RememberedMapping)
        .where(col(RememberedMapping.contract_id) == contract.id, col(RememberedMapping.side) == side)
        .order_by(col(RememberedMapping.updated_at).desc())
        .limit(_KEPT)
    ).all()
    return next((row.mapping for row in rows if fits(row.mapping, content)), None)


def remember(
    session: Session, contract: Contract, side: str, mapping: Mapping[str, Any], now: datetime
) -> None:
    """Keeps the mapping for the sender's next file of the same columns.

    One that dates its rows by counting them is not kept: the next file would get the dates of this one.
    """
    lasting = _lasting(mapping)
    if lasting is None:
        return
    key = hashlib.sha256("\n".join(sorted(source_columns(mapping))).encode()).hexdigest()
    row = session.get(RememberedMapping, (contract.id, side, key))
    if row is None:
        row = RememberedMapping(
            organisation_id=contract.organisation_id,
            contract_id=contract.id,
            side=side,
            columns_sha256=key,
            mapping=lasting,
            updated_at=now,
        )
    row.mapping, row.updated_at = lasting, now
    session.add(row)


def _lasting(mapping: Mapping[str, Any]) -> dict[str, Any] | None:
    if "row_number" in mapping.get("key", {}).get("date", {}):
        return None
    table = {key: value for key, value in mapping.get("table", {}).items() if key != "header_row"}
    kept = {key: value for key, value in mapping.items() if key != "table"}
    return {**kept, "table": table} if table else kept


def source_columns(mapping: Mapping[str, Any]) -> set[str]:
    """The columns of the file that a mapping reads."""
    parts = [*mapping.get("columns", {}).values(), *mapping.get("key", {}).values()]
    named = {part["from"] for part in parts if isinstance(part, Mapping) and "from" in part}
    written = [part["expression"] for part in parts if isinstance(part, Mapping) and "expression" in part]
    return named | {name for text in written for name in parse(text).names if f'"{name}"' in text}


def fits(mapping: Mapping[str, Any], content: bytes) -> bool:
    """Whether every column that the mapping reads stands in the head of the file."""
    head = content[:_HEAD].decode(str(mapping.get("encoding", "utf-8")), errors="ignore")
    columns = source_columns(mapping)
    return bool(columns) and all(name in head for name in columns)
