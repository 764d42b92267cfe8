"""Verifying a scorecard: its evidence is replayed, and digits, digests and the chain are compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.sla.document import scorecard_document
from app.sla.evidence import digest
from app.sla.replaying.differences import differences, shown
from app.sla.replaying.parts import Part, RecordFault
from app.sla.replaying.record import JUDGED, chain_sha256, record_sha256
from app.sla.replaying.replay import replay
from app.terms_files.nodes import FileFault
from app.terms_files.read import terms_of

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: its code, its place in the scorecard, and a sentence."""

    code: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a scorecard came to; it holds when nothing was found."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether the digits, the digests and the chain hold."""
        return not self.findings


def verify_record(record: Document, document: Document, previous_sha256: str | None = None) -> Verification:
    """Whether a record gives the scorecard, and whether the digests that the scorecard states are right.

    ``previous_sha256`` is the link of the scorecard that was issued before this one, where the caller knows
    it ("" for none); None believes the one that the scorecard states. Never raises: what cannot be replayed
    is a finding.
    """
    found = [*_digests(record, document), *_chain(record, document, previous_sha256)]
    try:
        found += _digits(record, document)
    except RecordFault as fault:
        found.append(Finding("not_replayable", f"evidence.record.{fault.path}", fault.message))
    except FileFault as fault:
        found += [
            Finding("not_replayable", f"evidence.record.terms, {one.where}", one.message)
            for one in fault.faults
        ]
    return Verification(tuple(found))


def _digests(record: Document, document: Document) -> Iterator[Finding]:
    try:
        real = record_sha256(record)
    except TypeError as fault:
        yield Finding("not_canonical", "evidence.record", f"{fault}; numbers stand as texts in a record")
        return
    evidence = document.get("evidence")
    stated = evidence.get("sha256") if isinstance(evidence, Mapping) else None
    if stated != real:
        yield Finding(
            "evidence_changed",
            "evidence.sha256",
            f"there stands {shown(stated)}, and the record gives “{real}”",
        )
    terms = record.get("terms")
    if terms is not None and record.get("terms_sha256") != digest(terms):
        yield Finding(
            "terms_changed",
            "evidence.record.terms_sha256",
            f"there stands {shown(record.get('terms_sha256'))}, and the terms give “{digest(terms)}”",
        )


def _chain(record: Document, document: Document, previous: str | None) -> Iterator[Finding]:
    evidence = document.get("evidence")
    stated = evidence if isinstance(evidence, Mapping) else {}
    link, before = stated.get("chain_sha256"), stated.get("previous_sha256") or ""
    if previous is not None and before != previous:
        yield Finding(
            "chain_broken",
            "evidence.previous_sha256",
            f"there stands {shown(before)}, and the scorecard issued before has {shown(previous)}",
        )
    if link is None:
        return
    try:
        real = chain_sha256(str(before), record_sha256(record), document)
    except TypeError:
        return  # said already, of the record; or what was judged holds no plain values, and its digits differ
    if link != real:
        yield Finding(
            "chain_broken", "evidence.chain_sha256", f"there stands {shown(link)}, and it must be “{real}”"
        )


def _digits(record: Document, document: Document) -> Iterator[Finding]:
    terms = terms_of(Part(record).part("terms").mapping())
    right = scorecard_document(replay(record, terms))
    stated = {key: document.get(key) for key in JUDGED}
    for one in differences(stated, right):
        yield Finding(
            "digits_differ", one.where, f"there stands {one.stated}, and the evidence gives {one.right}"
        )
