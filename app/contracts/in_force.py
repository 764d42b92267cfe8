"""Which terms are in force: the versions of a contract as they were known at a revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

import orjson
from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.contracts.tables import TermsVersion
from app.errors import NotFound
from app.sla.terms import Terms
from app.sla.timeline import NoSuchPeriod, Timeline
from app.terms_files.read import terms_of


@dataclass(frozen=True, slots=True)
class InForce:
    """The timeline of a contract's periods, and the digest of each version of its terms."""

    timeline: Timeline
    sha256: Mapping[date, str]

    def digest_of(self, terms: Terms) -> str:
        """The SHA-256 of the canonical document of a version."""
        return self.sha256[terms.effective]


def terms_in_force(session: Session, contract_id: UUID, revision: int) -> InForce:
    """The versions known at the revision; raises NotFound with what to do when there is none."""
    version = (col(TermsVersion.effective), col(TermsVersion.sha256), col(TermsVersion.document))
    rows = session.execute(
        select(*version).where(
            col(TermsVersion.contract_id) == contract_id,
            col(TermsVersion.from_revision) <= revision,
            or_(col(TermsVersion.to_revision).is_(None), col(TermsVersion.to_revision) > revision),
        )
    ).all()
    try:
        timeline = Timeline([_terms(sha256, orjson.dumps(document)) for _, sha256, document in rows])
    except NoSuchPeriod as none:
        raise NotFound(str(none)) from none
    return InForce(timeline, {effective: sha256 for effective, sha256, _ in rows})


@lru_cache(maxsize=2048)
def _terms(sha256: str, document: bytes) -> Terms:
    return terms_of(orjson.loads(document))
