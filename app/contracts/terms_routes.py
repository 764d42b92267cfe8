"""Terms over HTTP: putting a version, reading the versions and their texts, and what the linter says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from sqlmodel import col, select

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.amend import put_by
from app.contracts.in_force import known_at, terms_before
from app.contracts.open import find_contract
from app.contracts.payloads import Finding, TermsPut, TermsShown, TermsText
from app.contracts.revisions import revision_at
from app.contracts.tables import TermsVersion
from app.errors import Malformed, NotFound, TooLarge
from app.payloads import Day, Moment, Page
from app.sla.lint import Finding as Doubt
from app.sla.lint import lint
from app.terms_files.nodes import write_path

router = APIRouter()
LARGEST_TERMS = 1_000_000
AsOf = Annotated[Moment | None, Query(description="As known at this instant (RFC 3339); now when omitted.")]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="Put only over the version with this ETag.")
]
_TERMS_TEXT = {
    "schema": {"type": "string", "description": "A terms file; `scorecard schema` prints its schema."}
}
TERMS_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": _TERMS_TEXT, "application/json": {"schema": {"type": "object"}}},
    }
}


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


@router.put(
    "/contracts/{ref}/terms/{effective}", responses={201: {"model": TermsPut}}, openapi_extra=TERMS_BODY
)
def put(
    ref: str,
    effective: Day,
    text: Text,
    caller: Caller,
    database: Stored,
    response: Response,
    if_match: IfMatch = None,
) -> TermsPut:
    """Put a version of the terms (YAML or JSON) under the day from which it counts.

    201 with its revision when it is new or replaces another text, 200 when the same terms are there already.
    """
    with work(database, caller, "terms:write") as w:
        found = find_contract(w, ref)
        w.part_of(found.id)
        done = put_by(w, found, ref, effective, text, digests_of(if_match))
        previous = terms_before(w.session, found.id, effective)
    response.status_code = 201 if done.changed else 200
    response.headers["ETag"] = etag_of(done.sha256, done.revision, None)
    return TermsPut(
        effective=effective,
        sha256=done.sha256,
        revision=done.revision,
        changed=done.changed,
        findings=findings_of(lint(done.terms, previous)),
    )


def etag_of(sha256: str, from_revision: int, to_revision: int | None) -> str:
    """The tag of a version as it is read and put; it begins with the digest of the terms."""
    return f'"{sha256}.{from_revision}.{to_revision or "now"}"'


def digests_of(if_match: str | None) -> list[str] | None:
    """The digests that an If-Match lists; None when there is no such header."""
    if if_match is None:
        return None
    tags = [part.strip().removeprefix("W/").strip('"') for part in if_match.split(",")]
    return [tag.partition(".")[0] for tag in tags]


def findings_of(found: Sequence[Doubt]) -> list[Finding]:
    """What the linter found, as it goes out."""
    return [
        Finding(code=one.code, severity=one.severity, path=write_path(one.path), message=one.message)
        for one in found
    ]


@router.get("/contracts/{ref}/terms")
def terms(ref: str, caller: Caller, database: Stored) -> Page[TermsShown]:
    """Every version of the terms by its effective date, those that were replaced included."""
    with work(database, caller, "contracts:read") as w:
        found = find_contract(w, ref)
        versions = w.session.exec(
            select(TermsVersion)
            .where(col(TermsVersion.contract_id) == found.id, col(TermsVersion.contract_id).in_(w.visible))
            .order_by(col(TermsVersion.effective), col(TermsVersion.from_revision))
        ).all()
    return Page(items=[TermsShown.of(one) for one in versions], next=None)


@router.get("/contracts/{ref}/terms/{effective}")
def terms_text(
    ref: str,
    effective: Day,
    caller: Caller,
    database: Stored,
    response: Response,
    as_of: AsOf = None,
    revision: Annotated[
        int | None, Query(ge=1, le=10**9, description="As known at this revision of the contract.")
    ] = None,
) -> TermsText:
    """One version with its text as it came: the current one, or the one known at an instant or revision."""
    with work(database, caller, "contracts:read") as w:
        found = find_contract(w, ref)
        known = revision or revision_at(w.session, found.id, as_of)
        version = w.session.exec(
            select(TermsVersion).where(
                col(TermsVersion.contract_id) == found.id,
                col(TermsVersion.contract_id).in_(w.visible),
                col(TermsVersion.effective) == effective,
                known_at(known),
            )
        ).first()
        if version is None:
            raise NotFound(_no_version(effective))
        shown = TermsText.of(version)
    response.headers["ETag"] = etag_of(shown.sha256, shown.from_revision, shown.to_revision)
    return shown


def _no_version(effective: date) -> str:
    return f"No version of these terms took effect on {effective}, as far as was known then."
