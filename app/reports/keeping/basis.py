"""What a report's reading is made from: the file as it was sent, and what the contract says of such files.

Reading is the slow part of receiving. It needs no lock: a reading made ahead counts as long as its basis is
still the same when the report is stored.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session, col, select

from app.contracts.in_force import InForce, terms_in_force
from app.contracts.tables import Contract
from app.errors import NotFound, Problem, Refused
from app.reports.context import thresholds_of
from app.reports.formats.kept import Content, packed, whole
from app.reports.keeping.heads import Head, heads_of
from app.reports.keeping.remember import remembered
from app.reports.reading.read import READER, Context, Reading, read_report
from app.reports.tables import Report
from app.sla.measures import Measure

_TO_CONFIRM = ("confirm_encoding", "guessed_calls", "guessed_contacts")


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: by whom, for which side, and how it is to be read (None: guess)."""

    content: Content
    name: str
    side: Literal["provider", "client"]
    sender_id: UUID
    person_id: UUID | None = None
    mapping: Mapping[str, Any] | None = None
    confirmed: bool = False  # somebody has looked at how the columns are guessed
    arrived: datetime | None = None  # when it came, where it is read later
    good_rows: bool = False  # refused rows are left out, instead of the whole file being refused
    digest: str = ""  # of the bytes, where it is known
    source_id: UUID | None = None  # that it was pulled from
    upload_id: UUID | None = None  # of a large file that a job reads: who sent it waits to be told

    @cached_property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return self.digest or hashlib.sha256(whole(self.content)).hexdigest()

    @cached_property
    def packed(self) -> bytes:
        """The bytes as they are kept."""
        return packed(self.content)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a reading depends on beside the bytes: the contract, and the mapping given or remembered.

    ``heads`` are what may be the header of the file: they follow from its bytes.
    """

    context: Context
    mapping: Mapping[str, Any] | None
    heads: tuple[Head, ...] = field(default=(), compare=False)

    def read(self, sent: Sent) -> Reading:
        """The reading of the file; raises Refused with every problem, or with a guess to look at first."""
        reading = read_report(
            sent.content, self.mapping, self.context, name=sent.name, good_rows=sent.good_rows
        )
        _refuse_unconfirmed(reading, sent)
        return reading


@dataclass(frozen=True, slots=True)
class Ahead:
    """A reading that was made before the contract was locked, and what it was made from."""

    basis: Basis
    reading: Reading


def basis_of(
    session: Session,
    contract: Contract,
    in_force: InForce,
    sent: Sent,
    now: datetime,
    heads: tuple[Head, ...] | None = None,
) -> Basis:
    """The basis of a file's reading as things stand now; ``heads`` spares looking for its header again."""
    heads = heads_of(sent.content) if heads is None else heads
    mapping = sent.mapping or remembered(session, contract, sent.side, heads, sent.source_id)
    return Basis(context_of(in_force, now), mapping, heads)


def plan_reading(session: Session, contract: Contract, sent: Sent, now: datetime) -> Basis | None:
    """The basis to read the file ahead from; None when its bytes are known and need no reading.

    Raises Refused when the contract has no terms yet.
    """
    in_force = in_force_or_refuse(session, contract)
    if sent.mapping is None and same_bytes(session, contract, sent) is not None:
        return None
    return basis_of(session, contract, in_force, sent, now)


def in_force_or_refuse(session: Session, contract: Contract) -> InForce:
    """The contract's terms; raises Refused when there are none, because nothing can be read then."""
    try:
        return terms_in_force(session, contract.id, contract.revision)
    except NotFound as none:
        raise Refused("This contract has no terms yet; add a version before sending reports.") from none


def same_bytes(
    session: Session, contract: Contract, sent: Sent, mapping_sha256: str | None = None
) -> Report | None:
    """The accepted report of the same bytes: by this mapping, or by any when none is given."""
    same = select(Report).where(
        col(Report.organisation_id) == contract.organisation_id,
        col(Report.contract_id) == contract.id,
        col(Report.side) == sent.side,
        col(Report.sha256) == sent.sha256,
        col(Report.reader) == READER,
        col(Report.status) == "accepted",
        col(Report.replaced_by).is_(None),
    )
    if mapping_sha256 is not None:
        same = same.where(col(Report.mapping_sha256) == mapping_sha256)
    return session.exec(same.order_by(col(Report.revision).desc()).limit(1)).first()


def context_of(in_force: InForce, now: datetime) -> Context:
    """What a reader needs to know of the contract: time zone, queues, declared measures, span of days."""
    timeline = in_force.timeline
    newest = timeline.versions[-1]
    today = now.astimezone(newest.zone).date()
    declared: dict[str, Measure] = {}
    for terms in timeline.versions:
        declared.update(terms.measures)
    queues = {queue.id: queue for terms in timeline.versions for queue in terms.queues}
    return Context(
        time_zone=newest.timezone,
        queues=tuple(queues),
        outbound_queues=frozenset(key for key, queue in queues.items() if queue.direction == "outbound"),
        earliest=timeline.starts,
        latest=min(today, timeline.ends - timedelta(days=1)) if timeline.ends else today,
        declared=declared,
        queue_titles={key: queue.title for key, queue in queues.items()},
        contract=newest.contract,
        thresholds=frozenset().union(*(thresholds_of(terms) for terms in timeline.versions)),
    )


def _refuse_unconfirmed(reading: Reading, sent: Sent) -> None:
    """A guess is stored without asking only where it is proven; else whoever sent the file looks first."""
    if reading.proven or not reading.guessed or sent.confirmed:
        return
    columns = reading.mapping.get("columns", {})
    raise Refused(
        "Some column names of this file are not known, so how it is read is a guess. Look at it below; send "
        "the file again with “confirm”, or with a mapping that says how its columns are read.",
        [
            *(flag for flag in reading.flags if flag.code in _TO_CONFIRM),
            *(
                Problem(
                    f"column {_source(part)}", "confirm_mapping", f"is read as {name} ({part.get('unit')})"
                )
                for name, part in columns.items()
                if _source(part)
            ),
        ],
    )


def _source(part: Mapping[str, str]) -> str:
    return part.get("from") or part.get("expression", "")
