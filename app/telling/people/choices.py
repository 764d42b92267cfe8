"""What a person is told of: what they chose, else what somebody in their role would want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.access.events.kinds import KINDS, Kind
from app.telling.people.tables import NoticeChoice

_JUDGES: frozenset[Kind] = frozenset(
    {
        "report.refused",
        "report.missing",
        "target.missed",
        "target.early_sign",
        "scorecard.replied",
        "scorecard.restated",
        "source.failing",
    }
)
# A provider's auditor is told of replies that are due as its clerk is; an event that does not concern the
# organisation never reaches its people whatever they chose.
BY_ROLE: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "administrator": frozenset({"source.failing"}),
        "auditor": _JUDGES | {"reply.due", "scorecard.issued", "scorecard.settled"},
        "procurement": frozenset({"target.missed", "scorecard.issued"}),
        "clerk": frozenset(
            {"report.refused", "report.missing", "reply.due", "scorecard.issued", "source.failing"}
        ),
        "reader": frozenset(),
    }
)
DIGEST_BY_ROLE = frozenset({"auditor", "procurement"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Which kinds by mail, which by chat, whether the week's digest; `chat_shown` says where chat goes."""

    mail: frozenset[str]
    chat: frozenset[str]
    digest: bool
    chat_address: bytes = field(repr=False)
    chat_shown: str
    is_own: bool  # chosen, not that of the role


def choice_of(role: str, row: NoticeChoice | None) -> Choice:
    """The choice of somebody in a role with this row, if they have one."""
    if row is None:
        return Choice(BY_ROLE.get(role, frozenset()), frozenset(), role in DIGEST_BY_ROLE, b"", "", False)
    known = frozenset(KINDS)
    return Choice(
        frozenset(row.mail) & known,
        frozenset(row.chat) & known,
        row.digest,
        row.chat_address,
        row.chat_shown,
        True,
    )
