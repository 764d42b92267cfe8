"""No SQL of a request goes round the row filter: what is asked in every operation, what is written.

Asked: each statement of a request that touches client data is held by its values to what the caller's
organisation may see: its own id, its people, its contracts, or an id that stands in one of their rows.
Written: each `select`, `update`, `delete` and `get` of client data in the source says whose rows it means.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Table, event, select
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel, col

from app.access import visible
from app.access.tables import ContractParty
from app.access.wall_rules import OPEN
from app.access.walls import LOOK_UPS
from app.database import Database, make_engine
from app.main import create_app
from app.settings import load_settings
from tests.desk import BASE, Desk, calls, staffed, with_contract
from tests.http.story import BY_NAME, provider_of, tell

ROOT = Path(__file__).resolve().parents[2]
TOUCHED = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+"?(\w+)"?', re.IGNORECASE)
ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{64}")


@dataclass
class Watched(Desk):
    """The desk, whose requests say on whose behalf the statements are that follow."""

    side: str = ""
    heard: list[tuple[str, str, str]] = field(default_factory=list)  # side, statement, values

    def ask(self, who: str, method: str, path: str, **given: Any) -> Any:
        self.side = who.partition("_")[0] or "client"  # without a token the story signs in as the client's
        try:
            return super().ask(who, method, path, **given)
        finally:
            self.side = ""

    def listen(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if self.side and not statement.startswith(("INSERT", "PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            self.heard.append((self.side, statement, repr(values)))


def guarded() -> dict[str, Table]:
    tables = SQLModel.metadata.tables
    return {name: table for name, table in tables.items() if name not in OPEN}


def ids_in(text: str) -> set[str]:
    return {found.replace("-", "") for found in ID.findall(text)}


def own_ids(connection: Connection, mine: UUID) -> set[str]:
    """Every id that stands in a row which the organisation may see: its own rows and its contracts'."""
    contracts: set[str] = set()
    seen: set[str] = {mine.hex}
    for name in ("contract_party", *sorted(guarded())):
        table = guarded()[name]
        for row in connection.execute(table.select()):
            if is_theirs(row._mapping, mine, contracts):
                seen |= ids_in(repr([value for value in row if isinstance(value, UUID | str)]))
                if name == "contract_party":
                    contracts.add(row._mapping["contract_id"].hex)
    return seen


def is_theirs(row: Any, mine: UUID, contracts: set[str]) -> bool:
    contract = row.get("contract_id")
    if contract is not None:
        return contract.hex in contracts or row.get("organisation_id") == mine
    return mine in (row.get("organisation_id"), row.get("id"), row.get("invited_by"))


def loose(heard: list[tuple[str, str, str]], own: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The statements on client data whose values say nothing of the caller's, and who asked them."""
    dialect = sqlite.dialect()
    looked_up = {" ".join(str(one.statement.compile(dialect=dialect)).split()) for one in LOOK_UPS}
    found = defaultdict(set)
    for side, statement, values in heard:
        plain = " ".join(statement.split())
        names = set(TOUCHED.findall(plain)) & set(guarded())
        if names and plain not in looked_up and not ids_in(values) & own[side]:
            found[plain].add(side)
    return dict(found)


@pytest.mark.slow
def test_a_request_without_the_row_filter_is_heard(one_agreed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """I10 once more: what the walk below hears when the filter is taken away."""
    desk = Watched(**vars(one_agreed))
    event.listen(desk.app.state.database.engine, "before_cursor_execute", desk.listen)
    with desk.database.engine.connect() as connection:
        own = {side: own_ids(connection, mine) for side, mine in desk.organisations.items()}
    assert desk.get("/contracts").status_code == 200
    assert loose(desk.heard, own) == {}
    everything = select(col(ContractParty.contract_id))
    monkeypatch.setattr(visible, "visible_contracts", lambda _identity: everything)
    assert desk.get("/contracts").status_code == 200
    assert any("FROM contract" in statement for statement in loose(desk.heard, own))


@pytest.mark.slow
def test_every_statement_of_every_operation_is_held_to_the_callers_rows(sqlite_url: str) -> None:
    database = Database(make_engine(sqlite_url))
    organisations, tokens = staffed(database)
    with_contract(database, organisations)
    with provider_of(calls(month="2026-02", days=range(1, 3))) as provider:
        reached = provider.removeprefix("http://")
        given = {"demo": True, "database_url": sqlite_url, "allowed_fetch_hosts": reached}
        settings = load_settings(**given, background_bytes=500, base_url=BY_NAME)
        app = create_app(settings, run_jobs=False)
        with TestClient(app, base_url=BASE, raise_server_exceptions=False) as http:
            desk = Watched(app, http, database, settings, organisations, tokens)
            event.listen(app.state.database.engine, "before_cursor_execute", desk.listen)
            tell(desk, provider)
    with database.engine.connect() as connection:
        own = {side: own_ids(connection, mine) for side, mine in organisations.items()}
    database.close()
    assert len(desk.heard) > 300
    assert loose(desk.heard, own) == {}


# What asks before it is known who asks; jobs and commands, which work for all; what was found before.
FOR_A_REASON = {
    "app/access/people.py": {"organisation_called", "person_with"},  # commands of the operator
    "app/access/unit.py": {"_note_use"},  # the token that was shown
    "app/access/idempotent.py": {"once"},  # by the caller's own key
    "app/contracts/open.py": {"_take_turns"},  # the caller's own organisation
    "app/reports/keeping/as_known.py": {"measures_stated"},  # by the contract of `Of`
    "app/reports/keeping/mapping_versions.py": {"present_mappings"},  # by the contract's condition
    "app/reports/arriving/read_upload.py": {"read_upload", "_still_open", "_note"},  # a job
    "app/reports/erasing/by_retention.py": {"erase_by_retention", "_erase"},  # a job
    "app/reports/keeping/inbox.py": {"refused_file"},  # of a report that was found
    "app/scorecards/arrivals.py": {"arrived_on"},  # of a contract that was found
    "app/scorecards/reassess.py": {"judge_changes", "_keep"},  # jobs
    "app/sources/pulling/attempts.py": {"is_running", "close_attempt"},  # jobs
    "app/sources/pulling/keep_pulled.py": {"note_window"},
    "app/access/forget.py": {"forget"},  # a job
    "app/sources/secrets/keep_secrets.py": {"relock_all"},  # a command of the operator
    "app/sources/pulling/pull.py": {"_note_failed"},
    "app/telling/deliver.py": {"_prepare", "_note"},
    "app/telling/fan_out.py": {"tell"},
    "app/telling/people/notify.py": {"_close"},  # a job
    "app/telling/tidy.py": {"forget_messages"},  # a job
    "app/telling/people/routes.py": {"my_notices"},  # the caller's own choice
    "app/telling/endpoints.py": {"replay"},  # compared with the caller's organisation once it is read
}
WITHIN = {
    "visible",
    "contract_id",
    "organisation_id",
    "of_contract",
    "source_id",
    "organisation",
    "person_id",
    "fingerprint",
}


def reading_rooms() -> Iterator[Path]:
    """What answers requests; jobs and commands work for all, on the machine itself."""
    for path in sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "dashboards").rglob("*.py")]):
        name = str(path.relative_to(ROOT))
        if not name.startswith(("app/sla/", "app/cli/", "app/jobs/", "app/sample/", "app/terms_files/")):
            yield path


def loose_calls(source: str, classes: set[str]) -> list[str]:
    """Functions that name a table of client data in a query, and nothing that says whose rows they mean."""
    loose = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        said = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
        said |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        said |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
        loose += [
            f"{function.name}: {ast.unparse(node)[:80]}"
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and queries(node) & classes and not said & WITHIN
        ]
    return loose


def queries(node: ast.Call) -> set[str]:
    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if called not in ("select", "asked", "update", "delete", "get", "get_one") or not node.args:
        return set()
    return {part.id for argument in node.args for part in ast.walk(argument) if isinstance(part, ast.Name)}


def test_no_query_is_written_without_saying_whose_rows_it_means() -> None:
    classes = {
        mapper.class_.__name__
        for mapper in SQLModel._sa_registry.mappers
        if mapper.local_table.name in guarded()  # type: ignore[attr-defined]
    }
    assert {"Contract", "Report", "IssuedScorecard", "ApiToken"} <= classes
    found_loose = {
        name: found
        for path in reading_rooms()
        if (name := str(path.relative_to(ROOT)))
        and (found := loose_calls(path.read_text(encoding="utf-8"), classes))
    }
    named = {f"{name}: {one.partition(':')[0]}" for name, ones in found_loose.items() for one in ones}
    known = {f"{name}: {one}" for name, ones in FOR_A_REASON.items() for one in ones}
    assert named - known == set()


def test_the_walk_of_the_source_finds_a_loose_query() -> None:
    tight = (
        "def f(w):\n    return w.session.exec(select(Report).where(col(Report.contract_id).in_(w.visible)))"
    )
    wide = "def f(w, day):\n    return w.session.exec(select(Report).where(Report.day == day)).all()"
    by_id = "def f(w, key):\n    return w.session.get(Report, key)"
    assert loose_calls(tight, {"Report"}) == []
    assert len(loose_calls(wide, {"Report"})) == len(loose_calls(by_id, {"Report"})) == 1
