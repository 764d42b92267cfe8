"""Contracts and their terms over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import col, select

from app.access.credentials import Caller
from app.access.idempotent import Answer, IdempotencyKey, digest_of, once
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.amend import put_terms, read_or_refuse
from app.contracts.open import find_contract, list_contracts, open_contract, parties_of
from app.contracts.payloads import ContractBody, ContractShown, TermsPut, TermsShown
from app.contracts.tables import Contract, TermsVersion
from app.errors import Malformed, TooLarge
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.sla.lint import lint
from app.sla.terms import Terms

router = APIRouter(prefix="/api/v1", tags=["contracts"])
LARGEST_TERMS = 1_000_000


async def read_text(request: Request) -> str:
    """The body as text; raises Malformed when it is not UTF-8 and TooLarge above a megabyte."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_TERMS:
            raise TooLarge("A terms file has at most 1,000,000 bytes.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Malformed(f"The terms are not UTF-8 text: byte {fault.start} cannot be read.") from fault


Text = Annotated[str, Depends(read_text)]


@router.post("/contracts", status_code=201, response_model=ContractShown)
def create_contract(
    body: ContractBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Open a contract: your organisation is the client, the provider is named."""
    digest = digest_of("POST", "/contracts", body.model_dump_json())
    with work(database, caller, "contracts:write") as w:
        answer = once(w, key, digest, lambda: _opened(w, body))
    return answer.response()


def _opened(w: Work, body: ContractBody) -> Answer:
    contract = open_contract(w.session, w.identity.organisation_id, body.reference, body.provider, w.now)
    shown = _shown(w, [contract])[0]
    w.audit("contract.open", body.reference, after={"provider": body.provider})
    return Answer(201, shown.model_dump_json().encode())


@router.get("/contracts")
def contracts(
    caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[ContractShown]:
    """The contracts that you may see, oldest first."""
    with work(database, caller, "contracts:read") as w:
        found = list_contracts(w, read_cursor(cursor), limit + 1)
        more = cursor_of(found[limit - 1].id) if len(found) > limit else None
        return Page(items=_shown(w, found[:limit]), next=more)


@router.get("/contracts/{ref}")
def contract(ref: str, caller: Caller, database: Stored) -> ContractShown:
    """One contract, by its reference or id."""
    with work(database, caller, "contracts:read") as w:
        return _shown(w, [find_contract(w, ref)])[0]


def _shown(w: Work, found: Sequence[Contract]) -> list[ContractShown]:
    parties = parties_of(w.session, [one.id for one in found])
    return [
        ContractShown(
            id=one.id,
            reference=one.reference,
            client=parties[one.id].client,
            provider=parties[one.id].provider,
            revision=one.revision,
            created_at=one.created_at,
        )
        for one in found
    ]


@router.put("/contracts/{ref}/terms/{effective}")
def put(
    ref: str, effective: date, text: Text, caller: Caller, database: Stored, response: Response
) -> TermsPut:
    """Put a version of the terms (YAML or JSON) under the day from which it counts.

    201 with its revision when it is new or replaces another text, 200 when the same terms are there already.
    """
    with work(database, caller, "terms:write") as w:
        found = find_contract(w, ref)
        w.part_of(found.id)
        done = put_terms(w.session, found.id, effective, text, w.now, w.identity.person_id)
        if done.changed:
            w.audit("terms.put", ref, after={"effective": effective.isoformat(), "sha256": done.sha256})
        previous = _previous(w, found, effective)
    response.status_code = 201 if done.changed else 200
    return TermsPut(
        effective=effective,
        sha256=done.sha256,
        revision=done.revision,
        changed=done.changed,
        findings=findings_of(done.terms, previous),
    )


def _previous(w: Work, found: Contract, effective: date) -> Terms | None:
    text = w.session.exec(
        select(TermsVersion.text)
        .where(
            col(TermsVersion.contract_id) == found.id,
            col(TermsVersion.to_revision).is_(None),
            col(TermsVersion.effective) < effective,
        )
        .order_by(col(TermsVersion.effective).desc())
        .limit(1)
    ).first()
    return None if text is None else read_or_refuse(text).terms


def findings_of(terms: Terms, previous: Terms | None = None) -> list[dict[str, str]]:
    """What the linter says of the terms: code, severity, path and a sentence."""
    return [
        {"code": one.code, "severity": one.severity, "path": one.path, "message": one.message}
        for one in lint(terms, previous)
    ]


@router.get("/contracts/{ref}/terms")
def terms(ref: str, caller: Caller, database: Stored) -> Page[TermsShown]:
    """Every version of the terms by its effective date, texts that were replaced included."""
    with work(database, caller, "contracts:read") as w:
        found = find_contract(w, ref)
        versions = w.session.exec(
            select(TermsVersion)
            .where(col(TermsVersion.contract_id) == found.id, col(TermsVersion.contract_id).in_(w.visible))
            .order_by(col(TermsVersion.effective), col(TermsVersion.from_revision))
        ).all()
    shown = [
        TermsShown(
            effective=one.effective,
            sha256=one.sha256,
            from_revision=one.from_revision,
            to_revision=one.to_revision,
            received_at=one.received_at,
            document=one.document,
        )
        for one in versions
    ]
    return Page(items=shown, next=None)


@router.post("/contracts/{ref}/terms/lint")
def lint_terms(ref: str, text: Text, caller: Caller, database: Stored) -> dict[str, list[dict[str, str]]]:
    """What the linter says of terms that are not stored."""
    with work(database, caller, "contracts:read") as w:
        find_contract(w, ref)
    return {"findings": findings_of(read_or_refuse(text).terms)}
