"""The closed list of what can happen, and whom it concerns. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from app.access.roles import Part

Kind = Literal[
    "report.received",
    "report.refused",
    "report.missing",  # it was due and has not come
    "target.missed",
    "target.early_sign",  # it still holds, and will not for long
    "reply.due",  # the provider's time to reply is running out
    "finding.opened",
    "finding.reopened",
    "finding.closed",
    "scorecard.issued",
    "scorecard.replied",
    "scorecard.settled",
    "scorecard.restated",
    "source.failing",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_BOTH: frozenset[Part] = frozenset({"client", "provider"})
# Whom each concerns; of an event that names one organisation (`only`), that one alone is told.
CONCERNS: Mapping[Kind, frozenset[Part]] = MappingProxyType(
    {**dict.fromkeys(KINDS, _BOTH), "reply.due": frozenset({"provider"})}
)
