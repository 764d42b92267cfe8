"""What goes in and out of the contracts routes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field

from app.contracts.open import REFERENCE
from app.contracts.tables import TermsVersion
from app.payloads import Id, Line, Payload
from app.sla.lint import Severity

Reference = Annotated[str, Field(pattern=f"^{REFERENCE}$", examples=["ACME-2026-01"])]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


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
    """One version of the terms: since when it counts, its digest, and its canonical document.

    It is current while `to_revision` is null; one that was replaced was known from `from_revision` up to,
    and without, `to_revision`.
    """

    effective: date
    sha256: Sha256
    from_revision: int
    to_revision: int | None
    received_at: datetime
    document: dict[str, Any]

    @classmethod
    def of(cls, one: TermsVersion) -> Self:
        """A stored version as it is listed."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class TermsText(TermsShown):
    """One version with its text exactly as it came."""

    text: str


class Finding(Payload):
    """Something that the linter found: where in the file, how grave, and what to do."""

    code: str
    severity: Severity
    path: str
    message: str


class Findings(Payload):
    """Everything that the linter found; empty when there is nothing to say."""

    findings: list[Finding]


class TermsPut(Payload):
    """What became of a version that was put: `changed` is false when the same terms were there already."""

    effective: date
    sha256: Sha256
    revision: int
    changed: bool
    findings: list[Finding]
