"""Which terms are in force: the versions of a contract as they were known at a revision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlmodel import Session, col

from app.contracts.tables import TermsVersion
from app.errors import NotFound
from app.sla.measures import Measure, UnknownMeasure, measure
from app.sla.replaying.record import Rules
from app.sla.terms import Terms
from app.sla.timeline import NoSuchPeriod, Timeline
from app.terms_files.read import terms_of
from app.terms_files.rules import rules_of


@dataclass(frozen=True, slots=True)
class InForce:
    """The timeline of a contract's periods, and each version of its terms as evidence names it."""

    timeline: Timeline
    rules: Mapping[date, Rules]

    def rules_of(self, terms: Terms) -> Rules:
        """The canonical text of a version, with its SHA-256."""
        return self.rules[terms.effective]

    def lookup(self) -> Callable[[str], Measure]:
        """How each measure adds up: as the contract declares (the newest version counts), else as the
        catalogue says, else, for one that no version declares any more, as a sum."""
        declared = {name: what for terms in self.timeline.versions for name, what in terms.measures.items()}

        def look(name: str) -> Measure:
            try:
                return declared.get(name) or measure(name)
            except UnknownMeasure:
                return Measure(name, name)

        return look


def known_at(revision: int) -> ColumnElement[bool]:
    """The condition that a version of the terms was current at the revision."""
    return and_(
        col(TermsVersion.from_revision) <= revision,
        or_(col(TermsVersion.to_revision).is_(None), col(TermsVersion.to_revision) > revision),
    )


def terms_in_force(session: Session, contract_id: UUID, revision: int) -> InForce:
    """The versions known at the revision; raises NotFound with what to do when there is none."""
    columns: tuple[Any, ...] = (TermsVersion.effective, TermsVersion.sha256, TermsVersion.document)
    chosen = select(*columns).where(col(TermsVersion.contract_id) == contract_id, known_at(revision))
    rows = session.execute(chosen).all()
    try:
        read = [(effective, *_read(sha256, orjson.dumps(document))) for effective, sha256, document in rows]
        timeline = Timeline([terms for _, terms, _ in read])
    except NoSuchPeriod as none:
        raise NotFound(str(none)) from none
    return InForce(timeline, {effective: rules for effective, _, rules in read})


def timelines_now(session: Session, contract_ids: Select[tuple[UUID]]) -> dict[UUID, Timeline]:
    """The timelines of these contracts as they are now, without those that have no terms; one query."""
    columns: tuple[Any, ...] = (TermsVersion.contract_id, TermsVersion.sha256, TermsVersion.document)
    chosen = select(*columns).where(
        col(TermsVersion.contract_id).in_(contract_ids), col(TermsVersion.to_revision).is_(None)
    )
    versions: dict[UUID, list[Terms]] = {}
    for contract_id, sha256, document in session.execute(chosen).all():
        versions.setdefault(contract_id, []).append(_read(sha256, orjson.dumps(document))[0])
    return {contract_id: Timeline(found) for contract_id, found in versions.items()}


def terms_before(session: Session, contract_id: UUID, effective: date) -> Terms | None:
    """The current version that takes effect last before that day, or None."""
    columns: tuple[Any, ...] = (TermsVersion.sha256, TermsVersion.document)
    chosen = select(*columns).where(
        col(TermsVersion.contract_id) == contract_id,
        col(TermsVersion.to_revision).is_(None),
        col(TermsVersion.effective) < effective,
    )
    row = session.execute(chosen.order_by(col(TermsVersion.effective).desc()).limit(1)).first()
    return None if row is None else _read(row.sha256, orjson.dumps(row.document))[0]


@lru_cache(maxsize=2048)
def _read(sha256: str, text: bytes) -> tuple[Terms, Rules]:
    document = orjson.loads(text)
    return terms_of(document), rules_of(document, sha256)
