"""Who may do what: the two tables, read as sentences."""

from typing import get_args

import pytest
from sqlalchemy import CheckConstraint

from app.access.roles import BELONGS_TO, READING, ROLES, Part, Permission, Role, is_open_to, permissions_of
from app.access.tables import ApiToken, ContractParty, Membership

WRITES = set(get_args(Permission)) - READING


def test_the_tables_speak_of_every_role_and_of_no_unknown_permission() -> None:
    assert set(ROLES) == set(get_args(Role))
    assert frozenset.union(*ROLES.values()) == set(get_args(Permission))
    assert set(BELONGS_TO) <= set(get_args(Permission))


@pytest.mark.parametrize("role", ["procurement", "reader"])
def test_who_only_looks_may_write_nothing(role: str) -> None:
    assert not permissions_of(role) & WRITES


def test_a_clerk_delivers_and_replies_but_never_writes_terms_nor_issues() -> None:
    clerk = permissions_of("clerk")
    assert {"reports:write", "sources:write", "scorecards:reply"} <= clerk
    assert not clerk & {
        "terms:write",
        "contracts:write",
        "scorecards:issue",
        "scorecards:settle",
        "access:write",
    }


def test_auditors_judge_and_may_measure_for_themselves() -> None:
    assert {"terms:write", "scorecards:issue", "reports:write", "sources:write"} <= permissions_of("auditor")
    assert is_open_to("reports:write", "client")
    assert is_open_to("sources:write", "client")


def test_only_administrators_manage_access() -> None:
    assert [role for role in ROLES if "access:write" in ROLES[role]] == ["administrator"]


def test_a_provider_writes_no_terms_and_settles_nothing_whatever_its_peoples_roles() -> None:
    for permission in ("terms:write", "calendar:write", "scorecards:issue", "scorecards:settle"):
        assert not is_open_to(permission, "provider")  # type: ignore[arg-type]
        assert is_open_to(permission, "client")  # type: ignore[arg-type]
    assert is_open_to("scorecards:reply", "provider")
    assert not is_open_to("scorecards:reply", "client")


def test_two_roles_at_once_allow_what_both_allow() -> None:
    assert permissions_of("administrator", "reader") == permissions_of("reader")
    assert permissions_of("clerk", "procurement") == permissions_of("reader")
    assert permissions_of("owner") == frozenset()
    assert permissions_of() == frozenset()


def test_the_tables_of_the_database_know_the_same_roles_and_parts() -> None:
    for table, known in ((Membership, Role), (ApiToken, Role), (ContractParty, Part)):
        checks = [str(c.sqltext) for c in table.__table__.constraints if isinstance(c, CheckConstraint)]  # type: ignore[attr-defined]
        assert all(f"'{name}'" in checks[0] for name in get_args(known))
