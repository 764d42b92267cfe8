"""What each role may do, and which part in a contract each act belongs to: two frozen tables, no database.

A role says what somebody's employer trusts them with; the part (client or provider) says what the contract
gives their employer. Both must allow an act: an auditor of a provider has the role for terms, not the part.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Role = Literal["administrator", "auditor", "procurement", "clerk", "reader"]
Part = Literal["client", "provider"]
Permission = Literal[
    "contracts:read",  # and terms, calendars, exclusions
    "contracts:write",  # make a contract, name its parties
    "terms:write",
    "calendar:write",
    "reports:read",
    "reports:write",
    "sources:read",
    "sources:write",
    "exclusions:write",  # propose on either side, agree on the other
    "scorecards:read",
    "scorecards:simulate",
    "scorecards:issue",
    "scorecards:settle",  # waive, set off, collect
    "scorecards:reply",
    "actions:write",
    "tokens:write",  # one's own; everybody's needs access:write
    "access:read",
    "access:write",
    "audit:read",
]

# What each of them lets somebody do, for docs/roles.md.
SAYS: Mapping[Permission, str] = MappingProxyType(
    {
        "contracts:read": "read contracts, terms, calendars, exclusions",
        "contracts:write": "open contracts, invite their providers",
        "terms:write": "write and amend terms",
        "calendar:write": "confirm calendars",
        "reports:read": "read and export reports and what was measured",
        "reports:write": "upload reports",
        "sources:read": "see one's own sources and their pulls",
        "sources:write": "set up and change sources",
        "exclusions:write": "propose exclusions, agree to the other side's",
        "scorecards:read": "read scorecards, trends, the ledger, the portfolio",
        "scorecards:simulate": "try other terms over the same history",
        "scorecards:issue": "issue and confirm scorecards",
        "scorecards:settle": "settle, set off, collect, decide restatements",
        "scorecards:reply": "reply to issued scorecards",
        "actions:write": "write corrective measures",
        "tokens:write": "make and revoke one's own tokens",
        "access:read": "see colleagues and one's organisations",
        "access:write": "invite, change and remove people; every token; limits of confirmation; erase files",
        "audit:read": "read, export and verify the audit log",
    }
)

READING: frozenset[Permission] = frozenset(
    {
        "contracts:read",
        "reports:read",
        "sources:read",
        "scorecards:read",
        "scorecards:simulate",
        "access:read",
        "audit:read",
    }
)
_SEES: frozenset[Permission] = frozenset(
    {"contracts:read", "reports:read", "sources:read", "scorecards:read", "access:read"}
)
_DELIVERS: frozenset[Permission] = frozenset(
    {
        "reports:write",
        "sources:write",
        "exclusions:write",
        "scorecards:reply",
        "actions:write",
        "tokens:write",
    }
)
_JUDGES: frozenset[Permission] = frozenset(
    {
        "contracts:write",
        "terms:write",
        "calendar:write",
        "scorecards:simulate",
        "scorecards:issue",
        "scorecards:settle",
        "audit:read",
    }
)

ROLES: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        "administrator": _SEES | _DELIVERS | _JUDGES | {"access:write"},
        "auditor": _SEES | _DELIVERS | _JUDGES,
        "procurement": _SEES | {"scorecards:simulate"},
        "clerk": _SEES | _DELIVERS,
        "reader": _SEES,
    }
)

# Acts that belong to one part alone; all others are open to both. The client may measure for itself, so it
# uploads and pulls too; what is uploaded counts as the word of whoever sends it.
BELONGS_TO: Mapping[Permission, Part] = MappingProxyType(
    {
        "contracts:write": "client",
        "terms:write": "client",
        "calendar:write": "client",
        "scorecards:issue": "client",
        "scorecards:settle": "client",
        "scorecards:reply": "provider",
    }
)


def permissions_of(*roles: str) -> frozenset[Permission]:
    """What is allowed to somebody who acts under all of these roles at once (a token and its maker)."""
    sets = [ROLES.get(role, frozenset()) for role in roles]  # type: ignore[call-overload]
    return frozenset.intersection(*sets) if sets else frozenset()


def is_open_to(permission: Permission, part: Part) -> bool:
    """Whether an organisation with this part in a contract may do that to it."""
    return BELONGS_TO.get(permission, part) == part
