"""What goes in and out of the acts of a period's life."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from app.payloads import Line, Payload, Prose
from app.scorecards.life.read import Life
from app.scorecards.life.tables import IssuedScorecard, IssueRequest, ScorecardReply, Settlement
from app.scorecards.payloads import Digest, EvidenceShown, Exact, MissingIntervalsShown, ScorecardShown
from app.sla.life import next_act

StageShown = Literal["open", "due", "issued", "disputed", "settled", "final"]
Amount = Annotated[
    str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,4})?$", description="An amount in the contract's currency.")
]


class IssueBody(Payload):
    """What is issued, by the digest of the evidence that was seen: `evidence.sha256` of the scorecard."""

    sha256: Digest
    provisional: Annotated[bool, Field(description="Issue it although it is provisional.")] = False


class ConfirmBody(Payload):
    """What is confirmed, by the digest of the evidence that was seen."""

    sha256: Digest


class LineAnswer(Payload):
    """What the provider says to one line; without an amount all of its credit is disputed."""

    target: Line
    position: Literal["accepted", "disputed"]
    disputed: Amount | None = None
    comment: Prose = ""


class ReplyBody(Payload):
    """The provider's reply; a line that it does not name is accepted."""

    lines: Annotated[list[LineAnswer], Field(default_factory=list, max_length=500)]
    comment: Prose = ""


class LineSettled(Payload):
    """How much of the disputed amount of a line is owed after all."""

    target: Line
    stands: Amount


class SettleBody(Payload):
    """A settlement: each disputed line, and who agreed to it for the provider."""

    lines: Annotated[list[LineSettled], Field(max_length=500)]
    agreed_by: Line
    comment: Prose = ""


class AnsweredLine(Payload):
    """A line of a reply as it was given."""

    target: str
    position: Literal["accepted", "disputed"]
    disputed: Exact
    comment: str


class ReplyShown(Payload):
    """A reply: its lines, and how much of the credits is disputed and how much is not."""

    lines: list[AnsweredLine]
    disputed: Exact
    undisputed: Exact
    comment: str
    by: str
    at: datetime

    @classmethod
    def of(cls, one: ScorecardReply, life: Life) -> Self:
        """A stored reply as it goes out."""
        return cls(
            lines=[AnsweredLine.model_validate(line) for line in one.lines],
            disputed=life.money(one.disputed),
            undisputed=life.money(one.undisputed),
            comment=one.comment,
            by=life.names.get(one.person_id, ""),
            at=one.at,
        )


class SettledLine(Payload):
    """What stands of the disputed amount of a line."""

    target: str
    stands: Exact
    of: Exact


class SettlementShown(Payload):
    """A settlement, and by how much it changes the credits."""

    lines: list[SettledLine]
    amount: Exact
    agreed_by: str
    comment: str
    by: str
    at: datetime

    @classmethod
    def of(cls, one: Settlement, life: Life) -> Self:
        """A stored settlement as it goes out."""
        return cls(
            lines=[SettledLine.model_validate(line) for line in one.lines],
            amount=life.money(one.amount),
            agreed_by=one.agreed_by,
            comment=one.comment,
            by=life.names.get(one.person_id, ""),
            at=one.at,
        )


class Waiting(Payload):
    """An issue that waits for a second person: what was asked for, for how much, and by whom."""

    sha256: Digest
    amount: Exact
    by: str
    at: datetime

    @classmethod
    def of(cls, one: IssueRequest, life: Life) -> Self:
        """A stored request as it goes out."""
        return cls(
            sha256=one.sha256, amount=life.money(one.amount), by=life.names.get(one.person_id, ""), at=one.at
        )


class Issue(Payload):
    """An issue: its number in the contract, who, when, and its link in the chain."""

    number: int
    by: str
    confirmed_by: str | None
    at: datetime
    sha256: Digest
    previous_sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$", description="Empty for the first.")]

    @classmethod
    def of(cls, one: IssuedScorecard, life: Life) -> Self:
        """A stored issue as it goes out."""
        return cls(
            number=one.number,
            by=life.names.get(one.issued_by, ""),
            confirmed_by=life.names.get(one.confirmed_by, "") if one.confirmed_by else None,
            at=one.issued_at,
            sha256=one.sha256,
            previous_sha256=one.previous_sha256,
        )


class Next(Payload):
    """What is to be done next, and by which part."""

    act: Literal["issue", "reply", "settle"]
    part: Literal["client", "provider"]


class LifeShown(Payload):
    """Where a period stands: open, due, issued, disputed, settled or final; and what was done to it."""

    stage: StageShown
    next: Next | None
    reply_until: Annotated[date | None, Field(description="The last day of the provider's window.")]
    issued: Issue | None
    waiting: Waiting | None
    replies: list[ReplyShown]
    settlements: list[SettlementShown]
    restated: Annotated[list[int], Field(description="The restatements that later facts raised of it.")]

    @classmethod
    def of(cls, life: Life) -> Self:
        """The life of a period as it goes out."""
        turn = next_act(life.stage)
        return cls(
            stage=life.stage,
            next=Next(act=turn[0], part=turn[1]) if turn else None,
            reply_until=life.reply_until,
            issued=Issue.of(life.issued, life) if life.issued else None,
            waiting=Waiting.of(life.waiting, life) if life.waiting else None,
            replies=[ReplyShown.of(one, life) for one in life.replies],
            settlements=[SettlementShown.of(one, life) for one in life.settlements],
            restated=list(life.restated),
        )


class EvidenceRead(EvidenceShown):
    """The evidence; of an issued scorecard with its link in the chain, and the link before it."""

    previous_sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] | None = None
    chain_sha256: Digest | None = None


class ScorecardRead(ScorecardShown):
    """The judgement of a contract for a period, frozen once it is issued, where the period stands, and which
    half-hours the reported days lack beside the missing days of each target's `coverage`.
    """

    evidence: EvidenceRead
    life: LifeShown
    missing_intervals: MissingIntervalsShown
