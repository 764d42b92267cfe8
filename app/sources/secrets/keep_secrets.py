"""Keeping what proves a source's requests: locked away, with the facts that may be shown beside it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import MultiFernet
from sqlmodel import Session, col, select

from app.access.locked import LOST_KEY, CannotUnlock, lock, relock, unlock
from app.errors import Problem, Refused
from app.sources.outside.certificates import BadCertificate, ClientCertificate, judge
from app.sources.outside.destinations import Allowed, NotFetchable, read_url
from app.sources.secrets.hidden import HIDDEN, hide
from app.sources.secrets.prove import header_of, shown
from app.sources.tables import Source

GIVEN = ("url", "headers", "credentials", "certificate")
LOCKED = ("headers", "credentials", "certificate", "address_values")
WRONG = "The source is wrong in the places listed under `errors`."


def keep(source: Source, given: Mapping[str, Any], box: MultiFernet, now: datetime) -> None:
    """Store of GIVEN what is given, locked; None takes credentials or a certificate away.

    Raises Refused for a certificate that cannot be presented, and for an address on another host while older
    secrets stay: who may change an address must not learn by it what colleagues have entered.
    """
    if "url" in given:
        _refuse_carrying_over(source, given)
        _keep_address(source, given["url"], box)
    if "headers" in given:
        source.header_names, source.headers = sorted(given["headers"]), lock(box, given["headers"])
    if "credentials" in given:
        credentials = given["credentials"] or {}
        source.credentials = lock(box, credentials)
        source.credentials_shown = _on(now, shown(credentials)) if credentials else None
    if "certificate" in given:
        pair = given["certificate"]
        source.certificate_shown = _on(now, _facts(pair, now)) if pair else None
        source.certificate = lock(box, pair or {})


def faults(source: Source, credentials: Mapping[str, str], allowed: Allowed) -> Iterator[Problem]:
    """Yield what contradicts itself in how a source's requests are proven."""
    name = header_of(credentials).lower()
    if name and name in {own.lower() for own in source.header_names}:
        yield Problem("credentials", "given_twice", "their header is among `headers` as well")
    if credentials.get("where") == "body" and not source.body.startswith("{"):
        yield Problem("credentials.where", "no_body", "the key goes into a JSON object; give a `body`")
    if "token_url" in credentials:
        try:
            read_url(credentials["token_url"], allowed)
        except NotFetchable as refused:
            yield Problem("credentials.token_url", "not_fetchable", f"{refused}")


def forget(source: Source) -> None:
    """Destroy everything that is locked away; nobody can bring it back."""
    for name in LOCKED:
        setattr(source, name, b"")


def relock_all(session: Session, box: MultiFernet) -> tuple[int, list[str]]:
    """Lock all secrets of all sources with the newest key; return how many sources, and which were lost.

    Lost are those that no key of ours opens: they stay as they are. Secrets that an earlier version left in
    addresses are locked away too.
    """
    chosen = select(Source).where(col(Source.deleted_at).is_(None)).order_by(col(Source.id))
    done, lost = 0, []
    for source in session.exec(chosen.with_for_update()):
        try:
            fresh = {name: relock(box, getattr(source, name)) for name in LOCKED}
        except CannotUnlock:
            lost.append(str(source.id))
            continue
        for name, locked in fresh.items():
            setattr(source, name, locked)
        _keep_address(source, source.url, box)
        session.add(source)
        done += 1
    return done, lost


def opened(box: MultiFernet, locked: bytes) -> dict[str, str]:
    """Return what is locked; raise Refused, with what to do, when its key is gone."""
    try:
        return unlock(box, locked)
    except CannotUnlock:
        raise Refused(f"This source cannot be used as it is: {LOST_KEY}.") from None


def _refuse_carrying_over(source: Source, given: Mapping[str, Any]) -> None:
    if not source.url or _origin(source.url) == _origin(given["url"]):
        return
    carried = [name for name in GIVEN[1:] if getattr(source, name) and name not in given]
    carried += ["url"] if HIDDEN in given["url"] else []
    message = "the address leads to another host; give this again, so that nothing old is sent there"
    if carried:
        raise Refused(WRONG, [Problem(name, "another_host", message) for name in carried])


def _origin(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme, parts.netloc.lower()


def _keep_address(source: Source, url: str, box: MultiFernet) -> None:
    """Hide the address's secrets; a value that comes back as it was shown is the one that is kept."""
    address, values = hide(url)
    if HIDDEN in url:
        values = {**opened(box, source.address_values), **values}
    source.url, source.address_values = address, lock(box, values)


def _facts(pair: Mapping[str, str], now: datetime) -> Mapping[str, str]:
    try:
        return judge(ClientCertificate(**pair), now)
    except BadCertificate as bad:
        raise Refused(WRONG, [Problem("certificate", "certificate", str(bad))]) from None


def _on(now: datetime, facts: Mapping[str, str]) -> dict[str, str]:
    return {**facts, "set_on": now.date().isoformat()}
