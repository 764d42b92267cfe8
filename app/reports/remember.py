"""Remembering how a sender's files are read: by their header line, for one contract and side."""

import csv
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.contracts.tables import Contract
from app.reports.formats.encoding import CODECS, is_utf_16
from app.reports.formats.packed import unpack_is_needed
from app.reports.mapping_columns import named_columns
from app.reports.names import same_name
from app.reports.tables import RememberedMapping

_HEAD = 65_536
_LINES = 60  # among which the header is looked for


def remembered(session: Session, contract: Contract, side: str, content: bytes) -> Mapping[str, Any] | None:
    """The mapping by which the sender's last file with one of these header lines was read, if any.

    The whole line must be the same: a file with one column more may state more, and is looked at anew.
    """
    digests = [_digest(line) for line in _head(content)]
    row = session.exec(
        select(RememberedMapping)
        .where(
            col(RememberedMapping.contract_id) == contract.id,
            col(RememberedMapping.side) == side,
            col(RememberedMapping.header_sha256).in_(digests),
        )
        .order_by(col(RememberedMapping.updated_at).desc())
        .limit(1)
    ).first()
    return None if row is None else row.mapping


def remember(
    session: Session,
    contract: Contract,
    side: str,
    content: bytes,
    mapping: Mapping[str, Any],
    given: Mapping[str, Any] | None,
    now: datetime,
) -> None:
    """Keeps the mapping of an accepted file for the sender's next one; ``given`` is what came with the file.

    One that dates its rows by counting them is not kept: the next file would get the dates of this one.
    """
    header = header_line(content, mapping)
    if header is None or "row_number" in mapping.get("key", {}).get("date", {}):
        return
    key = (contract.id, side, _digest(header))
    row = session.get(RememberedMapping, key) or RememberedMapping(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        side=side,
        header_sha256=key[2],
        mapping={},
        updated_at=now,
    )
    row.mapping, row.updated_at = _lasting(mapping, given or {}), now
    session.add(row)


def _lasting(mapping: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping without what is true of this one file: where its header stood, and, unless it was given,
    the grain of its rows and a queue that was the contract's only one."""
    kept = {key: value for key, value in mapping.items() if key != "grain" or "grain" in given}
    kept["table"] = {key: value for key, value in mapping.get("table", {}).items() if key != "header_row"}
    said = given.get("key", {})
    kept["key"] = {
        part: entry for part, entry in mapping["key"].items() if "value" not in entry or part in said
    }
    return kept


def header_line(content: bytes, mapping: Mapping[str, Any]) -> bytes | None:
    """The line, as bytes, in which every column stands that a completed mapping reads; None for no such.

    Only plain text has one: what is packed, a workbook or JSON is read by the mapping that comes with it.
    """
    if mapping.get("format", "csv") != "csv" or unpack_is_needed(content):
        return None
    wanted = {same_name(name) for name in named_columns(dict(mapping))}
    delimiter = mapping.get("table", {}).get("delimiter", ",")
    encoding = "utf-8" if is_utf_16(content) else mapping.get("encoding", "utf-8")
    for line in _head(content):
        text = line.decode(CODECS[encoding], errors="replace").lstrip("\ufeff")
        cells = next(csv.reader([text], delimiter=delimiter), [])
        if wanted and wanted <= {same_name(cell) for cell in cells}:
            return line
    return None


def _head(content: bytes) -> list[bytes]:
    if is_utf_16(content):
        content = content[:_HEAD].decode("utf-16", errors="ignore").encode()
    return [line.strip() for line in content[:_HEAD].replace(b"\r", b"\n").split(b"\n") if line.strip()][
        :_LINES
    ]


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
