"""Which rows of which table an organisation may touch on PostgreSQL: the second wall, rule by rule.

The first is the row filter (`visible.py`). This one knows neither roles nor a token's contracts: it keeps
organisations apart even where a query forgot the filter. A table is judged by its columns, so that a new one
is behind the wall from its first day; one with neither contract nor organisation shows nothing to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MINE = "(SELECT scorecard_organisation())"
ME = "(SELECT scorecard_person())"
CONTRACTS = "(SELECT scorecard_contracts())"  # those that my organisation is a party of
NOBODYS = "'00000000-0000-0000-0000-000000000000'"  # what happened before it was known who asks

OF_MY_CONTRACTS = f"contract_id IN {CONTRACTS}"
OF_MINE = f"organisation_id = {MINE}"
MY_PEOPLE = f"id IN (SELECT person_id FROM membership WHERE organisation_id = {MINE})"  # noqa: S608 - our own words
OUR_PEOPLE = MY_PEOPLE.replace("id IN", "person_id IN", 1)
WHERE_I_AM = f"id IN (SELECT organisation_id FROM membership WHERE person_id = {ME})"  # noqa: S608 - as above
MY_CONTRACT = f"contract_id IN (SELECT id FROM contract WHERE organisation_id = {MINE})"  # noqa: S608 - as above
ADDED_ONLY = frozenset({"select", "insert"})
ALL = frozenset({"select", "insert", "update", "delete"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What the application may do to a table (`grants`), which rows it sees, and which it may write."""

    seen: str
    added: str  # what an inserted row must fulfil
    changed: str  # which rows may be changed, and what they must fulfil afterwards
    grants: frozenset[str] = ALL


def both(condition: str, grants: frozenset[str] = ALL) -> Rule:
    """A rule by one condition, whatever is done."""
    return Rule(condition, condition, condition, grants)


OWN_KEYS = Rule(
    seen=f"person_id = {ME} OR {OUR_PEOPLE}",
    added=f"person_id = {ME}",
    changed=f"person_id = {ME} OR {OUR_PEOPLE}",  # an administrator takes lost ones away
)
# No client data: how often somebody mistyped a password or asked at all (hashed), what passkeys were asked to
# sign (hashed, nobody's), which processes live, and which schema this is.
OPEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sign_in_attempt": ALL,
        "rate_count": ALL,
        "passkey_challenge": frozenset({"select", "insert", "delete"}),
        "executor": frozenset(),
        "alembic_version": frozenset({"select"}),
    }
)
# What one party of a contract keeps to itself.
PRIVATE = frozenset({"source", "draft_report"})
SPECIAL: Mapping[str, Rule] = MappingProxyType(
    {
        "organisation": Rule(
            seen=f"id = {MINE} OR id IN (SELECT organisation_id FROM contract_party) OR {WHERE_I_AM}",  # noqa: S608 - as above
            added="true",  # the new provider of a contract
            changed=f"id = {MINE}",
            grants=frozenset({"select", "insert", "update"}),
        ),
        "person": Rule(
            seen=f"id = {ME} OR {MY_PEOPLE}",
            added="true",  # whoever accepts an invitation
            changed=f"id = {ME}",
            grants=frozenset({"select", "insert", "update"}),
        ),
        "second_step": OWN_KEYS,
        "passkey": OWN_KEYS,
        "membership": Rule(f"{OF_MINE} OR person_id = {ME}", OF_MINE, OF_MINE),
        "invitation": both(f"{MINE} IN (organisation_id, invited_by)"),
        "api_token": both(OF_MINE),  # the contracts that it is bound to only narrow it
        "sign_in": Rule(f"{OF_MINE} OR person_id = {ME}", OF_MINE, f"{OF_MINE} OR person_id = {ME}"),
        "contract": Rule(
            seen=f"{OF_MINE} OR id IN {CONTRACTS}",
            added=OF_MINE,
            changed=f"{OF_MINE} OR id IN {CONTRACTS}",  # a provider's report takes the next revision
            grants=frozenset({"select", "insert", "update"}),
        ),
        # What is to be done for an organisation itself, such as telling its webhook, has its id there.
        "work": both(f"{OF_MY_CONTRACTS} OR contract_id = {MINE}"),
        "refused_rows": both(f"report_id IN (SELECT id FROM report WHERE {OF_MY_CONTRACTS})"),  # noqa: S608 - as above
        "contract_party": Rule(f"{OF_MINE} OR {OF_MY_CONTRACTS}", MY_CONTRACT, "false", ADDED_ONLY),
    }
)


def rule_of(table: str, columns: frozenset[str]) -> Rule | None:
    """The rule of a table by its columns; None for one without client data."""
    if table in OPEN:
        return None
    if table in SPECIAL:
        return SPECIAL[table]
    if table.startswith("audit_"):
        added = f"organisation_id IS NULL OR organisation_id IN ({NOBODYS}, {MINE})"
        return Rule(OF_MINE, added, "false", ADDED_ONLY)
    if table in PRIVATE:
        return both(f"{OF_MINE} AND {OF_MY_CONTRACTS}")
    if "contract_id" in columns:
        return both(OF_MY_CONTRACTS)
    return both(OF_MINE if "organisation_id" in columns else "false")
