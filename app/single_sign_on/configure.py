"""Setting up an organisation's single sign-on: its provider, its domains, who comes in as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.fernet import MultiFernet
from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.access.locked import CannotUnlock, lock, relock
from app.access.roles import Role
from app.access.sign_on.tables import IdentityProvider, SignOnDomain
from app.access.unit import Work
from app.errors import NotFound, Problem, Refused
from app.sources.outside.destinations import Allowed, NotFetchable, read_url

WRONG = "Single sign-on cannot be set up like this; correct what is listed under `errors`."
_SECRET = "give the client's secret: nothing old is sent to another issuer or for another client"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Wanted:
    """How single sign-on shall be; without a secret the one that is kept stays."""

    issuer: str
    client_id: str
    client_secret: str | None
    domains: Sequence[str]
    newcomers: Role | None
    claim: str
    roles: Mapping[str, Role]


def provider_of(w: Work) -> tuple[IdentityProvider, list[str]]:
    """The provider of the caller's organisation and its domains. Raises NotFound."""
    own = w.identity.organisation_id
    found = w.session.get(IdentityProvider, own)
    if found is None:
        raise NotFound("Your organisation has no single sign-on.")
    domains = select(SignOnDomain.domain).where(col(SignOnDomain.organisation_id) == own)
    return found, sorted(w.session.exec(domains))


def put_provider(w: Work, wanted: Wanted, allowed: Allowed, box: MultiFernet) -> None:
    """Set it up or change it. Raises Refused; a secret never follows to another issuer or client."""
    own = w.identity.organisation_id
    kept = w.session.get(IdentityProvider, own, with_for_update=True)
    before = _facts(kept) if kept else None
    same = kept is not None and (kept.issuer, kept.client_id) == (wanted.issuer, wanted.client_id)
    if wanted.client_secret is None and not same:
        raise Refused(WRONG, [Problem("client_secret", "missing", _SECRET)])
    try:
        read_url(wanted.issuer, allowed)
    except NotFetchable as no:
        raise Refused(WRONG, [Problem("issuer", "not_fetchable", str(no))]) from None
    row = kept or IdentityProvider(
        organisation_id=own, issuer="", client_id="", client_secret=b"", changed_at=w.now
    )
    row.issuer, row.client_id, row.newcomers = wanted.issuer, wanted.client_id, wanted.newcomers
    row.claim, row.roles, row.changed_at = wanted.claim, dict(wanted.roles), w.now
    row.version += 1 if kept else 0
    if wanted.client_secret is not None:
        row.client_secret = lock(box, {"secret": wanted.client_secret})
    w.session.add(row)
    w.session.execute(delete(SignOnDomain).where(col(SignOnDomain.organisation_id) == own))
    for domain in sorted(set(wanted.domains)):
        w.session.add(SignOnDomain(organisation_id=own, domain=domain))
    w.session.flush()
    after = {**_facts(row), "domains": sorted(set(wanted.domains))}
    w.audit("single_sign_on.put", wanted.issuer, before=before, after=after)


def remove_provider(w: Work) -> None:
    """Take it away: from now on people sign in with passwords. Raises NotFound."""
    found, _ = provider_of(w)
    w.session.execute(
        delete(SignOnDomain).where(col(SignOnDomain.organisation_id) == w.identity.organisation_id)
    )
    w.session.delete(found)
    w.audit("single_sign_on.remove", found.issuer, before=_facts(found))


def relock_providers(session: Session, box: MultiFernet) -> tuple[int, list[str]]:
    """Lock all clients' secrets with the newest key; return how many, and which no key of ours opens."""
    done, lost = 0, []
    for row in session.exec(select(IdentityProvider).with_for_update()):
        try:
            row.client_secret = relock(box, row.client_secret)
        except CannotUnlock:
            lost.append(f"single sign-on of organisation {row.organisation_id}")
            continue
        session.add(row)
        done += 1
    return done, lost


def _facts(row: IdentityProvider) -> dict[str, object]:
    return {
        "issuer": row.issuer,
        "client_id": row.client_id,
        "newcomers": row.newcomers,
        "claim": row.claim,
        "roles": row.roles,
    }
