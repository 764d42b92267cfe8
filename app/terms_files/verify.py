"""Verifying a scorecard: its evidence is replayed, and digits, digests and the chain are compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.sla.document import evidence_document, scorecard_document
from app.sla.evidence import digest
from app.sla.replaying.differences import differences, shown
from app.sla.replaying.parts import Part, RecordFault
from app.sla.replaying.record import JUDGED, chain_sha256, record_sha256
from app.sla.replaying.replay import replay, reports_in
from app.sla.scorecard import Scorecard
from app.terms_files.nodes import FileFault
from app.terms_files.read import terms_of
from app.terms_files.rules import rules_of

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


def verify(document: Document, previous_sha256: str | None = None) -> Verification:
    """As ``verify_record``, with the record that the scorecard itself carries as ``evidence.record``."""
    record = _evidence(document).get("record")
    if isinstance(record, Mapping):
        return verify_record(record, document, previous_sha256)
    message = "is missing; the scorecard must come with its evidence, as “scorecard score --json” prints it"
    return Verification((Finding("no_record", "evidence.record", message),))


def verify_record(record: Document, document: Document, previous_sha256: str | None = None) -> Verification:
    """Whether a record gives the scorecard, and whether the digests that the scorecard states are right.

    ``previous_sha256`` is the link of the scorecard that was issued before this one, where the caller knows
    it ("" for none); None believes the one that the scorecard states. Never raises: what cannot be replayed
    is a finding.
    """
    try:
        real = record_sha256(record)
    except (TypeError, UnicodeEncodeError) as fault:
        return Verification(
            (Finding("not_canonical", "evidence.record", f"{fault}; numbers are texts here"),)
        )
    found = [*_digests(record, document, real), *_chain(document, real, previous_sha256)]
    try:
        found += _digits(record, document)
    except RecordFault as fault:
        found.append(Finding("not_replayable", f"evidence.record.{fault.path}", fault.message))
    except FileFault as fault:
        here = "evidence.record.terms"
        found += [Finding("not_replayable", f"{here}, {one.where}", one.message) for one in fault.faults]
    return Verification(tuple(found))


def replayed(record: Document) -> Scorecard:
    """The scorecard that a record gives; raises RecordFault, or FileFault where its terms are none."""
    return replay(record, terms_of(Part(record).part("terms").mapping()))


def _evidence(document: Document) -> Document:
    evidence = document.get("evidence")
    return evidence if isinstance(evidence, Mapping) else {}


def _digests(record: Document, document: Document, real: str) -> Iterator[Finding]:
    stated = _evidence(document).get("sha256")
    if stated != real:
        message = f"there stands {shown(stated)}, and the record gives “{real}”"
        yield Finding("evidence_changed", "evidence.sha256", message)
    by_terms = digest(record.get("terms", {}))
    if record.get("terms_sha256") != by_terms:
        message = f"there stands {shown(record.get('terms_sha256'))}, and the terms give “{by_terms}”"
        yield Finding("terms_changed", "evidence.record.terms_sha256", message)


def _chain(document: Document, real: str, previous: str | None) -> Iterator[Finding]:
    stated = _evidence(document)
    link, before = stated.get("chain_sha256"), stated.get("previous_sha256") or ""
    if previous is not None and before != previous:
        message = f"there stands {shown(before)}, and the scorecard issued before has {shown(previous)}"
        yield Finding("chain_broken", "evidence.previous_sha256", message)
    try:
        right = chain_sha256(str(before), real, document) if link is not None else None
    except (TypeError, UnicodeEncodeError):
        return  # what was judged holds something else than plain values: its digits differ, which is said
    if link != right:
        message = f"there stands {shown(link)}, and it must be {shown(right)}"
        yield Finding("chain_broken", "evidence.chain_sha256", message)


def _digits(record: Document, document: Document) -> Iterator[Finding]:
    card = replayed(record)
    judged = {key: document[key] for key in JUDGED if key in document}
    for one in differences(judged, scorecard_document(card)):
        yield _differs("digits_differ", one.where, one.stated, one.right)
    yield from _shown_evidence(card, record, _evidence(document))


def _shown_evidence(card: Scorecard, record: Document, evidence: Document) -> Iterator[Finding]:
    """What the scorecard shows of its evidence beside the digest of the whole."""
    root = Part(record)
    terms, reports = root.part("terms").mapping(), reports_in(record)
    rules = rules_of(terms, root.part("terms_sha256").text(), root.part("time_zones").text())
    right = evidence_document(card, rules, [{"sha256": one} for one in reports])
    if right["sha256"] != record_sha256(record):
        message = "not every figure in it is needed, or in order; the replay writes another record"
        yield Finding("evidence_changed", "evidence.record", message)
    parts = [key for key in right if key not in ("reports", "sha256")]
    for one in differences(
        {key: evidence[key] for key in parts if key in evidence},
        {key: right[key] for key in parts},
        "evidence",
    ):
        yield _differs("evidence_changed", one.where, one.stated, one.right)
    if _digests_of(evidence.get("reports")) != sorted(reports):
        message = "these are not the reports that the record names"
        yield Finding("evidence_changed", "evidence.reports", message)


def _digests_of(reports: object) -> list[str]:
    listed = reports if isinstance(reports, Sequence) and not isinstance(reports, str) else []
    return sorted({str(one.get("sha256")) for one in listed if isinstance(one, Mapping)})


def _differs(code: str, where: str, stated: str, right: str) -> Finding:
    return Finding(code, where, f"there stands {stated}, and the evidence gives {right}")
