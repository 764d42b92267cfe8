"""Setting up a source, changing it, taking it away. Everything is checked before anything is stored."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography.fernet import MultiFernet
from sqlalchemy import update
from sqlmodel import Session, col, select

from app.access.unit import Work
from app.contracts.tables import Contract
from app.errors import NotAllowed, NotFound, PreconditionFailed, Problem, Refused
from app.reports.presets.choose import check_mapping, with_preset
from app.sources.fetching.asking import body_of
from app.sources.fetching.template import PLACES, fill, unknown_in_json, unknown_places
from app.sources.fetching.windows import window_of
from app.sources.outside.destinations import Allowed, NotFetchable, read_url
from app.sources.pulling.circuit import CLOSED
from app.sources.pulling.fare import set_circuit
from app.sources.pulling.schedule import BadSchedule, read_cron
from app.sources.secrets.hidden import restore
from app.sources.secrets.keep_secrets import GIVEN, WRONG, faults, forget, keep, opened
from app.sources.tables import Source, SourceWindow

REREAD = {"url", "method", "headers", "body", "mapping", "paging"}  # after these a 304 would hide the change


def add_source(
    w: Work, contract: Contract, given: Mapping[str, Any], allowed: Allowed, box: MultiFernet
) -> Source:
    """Store a new source of the caller's organisation; raise Refused with every problem."""
    fields = _with_preset(given)
    side = _side(w, contract.id, fields.pop("side", None))
    secret = {name: fields.pop(name) for name in GIVEN if name in fields}
    source = Source(
        organisation_id=w.identity.organisation_id,
        contract_id=contract.id,
        person_id=w.identity.person_id,
        side=side,
        url="",
        body=_written(fields.pop("body", None)),
        created_at=w.now,
        **fields,
    )
    keep(source, secret, box, w.now)
    refuse_faults(source, allowed, box)
    w.session.add(source)
    w.session.flush()
    return source


def change_source(
    w: Work,
    source: Source,
    given: Mapping[str, Any],
    allowed: Allowed,
    box: MultiFernet,
    if_match: str | None,
) -> Source:
    """Change what is given and begin afresh: a source that was stopped is looked at again.

    Raises PreconditionFailed when `if_match` names another version, Refused with every problem.
    """
    if if_match is not None and if_match != etag_of(source):
        raise PreconditionFailed("The source was changed meanwhile; read it again, then change it.")
    given = _with_preset(given)
    fields = dict(given)
    keep(source, {name: fields.pop(name) for name in GIVEN if name in fields}, box, w.now)
    if "body" in fields:
        source.body = _written(fields.pop("body"))
    for name, value in fields.items():
        setattr(source, name, value)
    if given.get("cron"):
        source.every_minutes = given.get("every_minutes")
    if given.get("every_minutes"):
        source.cron = given.get("cron", "")
    refuse_faults(source, allowed, box)
    source.state, source.note, source.planned_at = "ok", "", None
    set_circuit(source, CLOSED)
    source.version += 1
    if REREAD & given.keys():
        _forget_validators(w.session, source.id)
    w.session.add(source)
    w.session.flush()
    return source


def _with_preset(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, with the preset as part of the mapping, which is where it is kept."""
    fields = dict(given)
    preset = fields.pop("preset", None)
    if preset is not None:
        fields["mapping"] = with_preset(fields.get("mapping"), preset)
    return fields


def remove_source(w: Work, source: Source) -> None:
    """Take the source away; its attempts stay readable in the audit, its secrets are destroyed."""
    source.deleted_at, source.enabled = w.now, False
    forget(source)
    source.version += 1
    w.session.add(source)


def find_source(w: Work, contract_id: UUID, source_id: UUID) -> Source:
    """Return a source of the caller's own organisation; raise NotFound, for foreign ones as well."""
    chosen = select(Source).where(
        col(Source.id) == source_id,
        col(Source.contract_id) == contract_id,
        col(Source.organisation_id) == w.identity.organisation_id,
        col(Source.contract_id).in_(w.visible),
        col(Source.deleted_at).is_(None),
    )
    source = w.session.exec(chosen).first()
    if source is None:
        raise NotFound
    return source


def etag_of(source: Source) -> str:
    """Return the entity tag of this version."""
    return f'"{source.id}.{source.version}"'


def refuse_faults(source: Source, allowed: Allowed, box: MultiFernet) -> None:
    """Raise Refused with everything that is wrong with the source."""
    credentials, values = opened(box, source.credentials), opened(box, source.address_values)
    problems = [*_address_faults(source, allowed, values), *_schedule_faults(source)]
    problems += [*_zone_faults(source), *faults(source, credentials, allowed), *_paging_faults(source)]
    if source.mapping is not None:
        try:
            check_mapping(source.mapping, {})
        except Refused as refusal:
            problems += refusal.problems
    if problems:
        raise Refused(WRONG, problems)


def _address_faults(source: Source, allowed: Allowed, values: Mapping[str, str]) -> Iterable[Problem]:
    in_body = unknown_in_json(body_of(source), "body")
    for where, name in [*(("url", name) for name in unknown_places(source.url)), *in_body]:
        known = ", ".join(f"{{{place}}}" for place in PLACES)
        message = f"{{{name}}} is unknown; the places are {known}; as text it is written {{{{{name}}}}}"
        yield Problem(where, "unknown_place", message)
    example = fill(restore(source.url, values), window_of("day", date(2026, 1, 1)), ZoneInfo("UTC"))
    try:
        read_url(example, allowed)
    except NotFetchable as refused:
        yield Problem("url", "not_fetchable", f"{refused}")
    if source.body and source.method != "POST":
        yield Problem("body", "not_for_get", "a body is sent with POST only")


def _paging_faults(source: Source) -> Iterable[Problem]:
    paging = source.paging or {}
    if paging.get("into") == "body" and not source.body.startswith("{"):
        yield Problem("paging.into", "no_body", "it goes into a JSON object; give a `body`")
    if paging.get("into") in ("query", "body") and not paging.get("name"):
        yield Problem("paging.name", "no_name", "name the parameter or field that carries it")
    if paging.get("total") and paging["total_of"] == "rows" and not paging["rows"]:
        yield Problem("paging.rows", "no_rows", "say where the rows are that are counted")


def _schedule_faults(source: Source) -> Iterable[Problem]:
    if bool(source.cron) == (source.every_minutes is not None):
        yield Problem("cron", "one_schedule", "give either `every_minutes` or `cron`")
    elif source.cron:
        try:
            read_cron(source.cron)
        except BadSchedule as bad:
            yield Problem("cron", "schedule", str(bad))


def _side(w: Work, contract_id: UUID, given: str | None) -> str:
    """A provider pulls its own figures; a client may pull either side's."""
    part = w.part_of(contract_id)
    if part == "provider" and given == "client":
        raise NotAllowed("The client's own measurement is pulled by the client.")
    return given or part


def _written(body: Any) -> str:
    return "" if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False)


def _zone_faults(source: Source) -> Iterable[Problem]:
    try:
        ZoneInfo(source.time_zone or "UTC")
    except (ValueError, OSError, KeyError):
        yield Problem("time_zone", "time_zone", "is not a known time zone, such as Europe/Berlin")


def _forget_validators(session: Session, source_id: UUID) -> None:
    mine = update(SourceWindow).where(col(SourceWindow.source_id) == source_id)
    session.execute(mine.values(etag="", last_modified=""))
