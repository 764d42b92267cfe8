"""The page of the roles is the table of the roles, and what a route needs is read from its code."""

import os
from pathlib import Path
from typing import get_args

import pytest

from app.access.acts import needed_by, page_of_roles
from app.access.credentials import Credentials
from app.access.roles import SAYS, Permission
from app.access.unit import work
from app.database import Database

PAGE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"


def test_the_page_is_written_from_the_table() -> None:
    if os.environ.get("WRITE_EXAMPLES") == "1":
        PAGE.write_text(page_of_roles(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page_of_roles()
    assert set(SAYS) == set(get_args(Permission))


def _plain(database: Database, caller: Credentials) -> None:
    with work(database, caller, "reports:read"):
        _further(database, caller)


def _further(database: Database, caller: Credentials) -> None:
    with work(database, caller, "terms:write", writing=True):
        _plain(database, caller)


def _hidden(database: Database, caller: Credentials, permission: Permission) -> None:
    with work(database, caller, permission):
        _plain(database, caller)


def test_what_is_needed_is_read_through_the_functions_that_are_called() -> None:
    assert needed_by(_plain) == ("reports:read", "terms:write")
    assert needed_by(page_of_roles) == ()


def test_a_permission_that_is_not_written_out_is_refused() -> None:
    with pytest.raises(TypeError, match="_hidden opens its work with a permission that is not written out"):
        needed_by(_hidden)
