"""What goes in and out of the contracts routes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from app.payloads import Id, Line, Payload

Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["ACME-2026-01"])]


class ContractBody(Payload):
    """A contract to open: its reference, and the name of the provider."""

    reference: Reference
    provider: Annotated[Line, Field(examples=["Chengdu Contact Services"])]


class ContractShown(Payload):
    """A contract, its parties and its newest revision."""

    id: Id
    reference: str
    client: str
    provider: str
    revision: int
    created_at: datetime


class TermsShown(Payload):
    """One version of the terms: since when it counts, its digest, and its canonical document."""

    effective: date
    sha256: str
    from_revision: int
    to_revision: int | None
    received_at: datetime
    document: dict[str, Any]


class TermsPut(Payload):
    """What became of a version that was put."""

    effective: date
    sha256: str
    revision: int
    changed: bool
    findings: list[dict[str, str]]
