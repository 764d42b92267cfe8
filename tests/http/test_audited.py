"""N01: every write leaves exactly one entry in the audit log, every file that goes out, and every refusal."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import Request, Response
from sqlmodel import select

from app.access.tables import AuditEntry
from tests.desk import Desk, calls, laid, opened
from tests.http.story import BY_NAME, provider_of, tell

pytestmark = pytest.mark.slow  # the whole story of the API

READ_WITH_A_BODY = ("/terms/lint", "/simulate", "/reports/preview", "/session/passkey/challenge")
READS_EVIDENCE = ("/verify",)
# Everybody may open and close, and choose, their own.
OWN_SIGN_IN = ("/session", "/session/code", "/session/second-step", "/session/passkey", "/me/notices")


@dataclass(frozen=True)
class Asked:
    """One request of the story, and how it was answered."""

    request: Request
    answer: Response

    @property
    def name(self) -> str:
        return f"{self.request.method} {self.request.url.path} {self.answer.status_code}"

    @property
    def request_id(self) -> str:
        return self.answer.headers["x-request-id"]

    @property
    def is_file(self) -> bool:
        return self.answer.headers.get("content-type") != "application/json"

    def ends_in(self, ends: tuple[str, ...]) -> bool:
        return self.request.url.path.endswith(ends)


@dataclass
class Told:
    """The desk after the story, what was asked, and how many entries each request left."""

    desk: Desk
    asked: list[Asked]

    def entries(self) -> list[AuditEntry]:
        with self.desk.database.reading() as session:
            return list(session.exec(select(AuditEntry)))

    def left(self) -> Counter[str]:
        return Counter(entry.request_id for entry in self.entries())


@pytest.fixture(scope="module")
def told(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story of the API, told once with every request noted."""
    path = shutil.copyfile(_sqlite_template, tmp_path_factory.mktemp("told") / "scorecard.db")
    url, asked = f"sqlite:///{path}", list[Asked]()
    with provider_of(calls(month="2026-02", days=range(1, 3))) as provider:
        given = {"allowed_fetch_hosts": provider.removeprefix("http://"), "background_bytes": 500}
        given["base_url"] = BY_NAME
        with opened(url, *laid(url), **given) as desk:
            hooks = desk.http.event_hooks["response"]
            hooks.append(lambda answer: asked.append(Asked(answer.request, answer)))
            tell(desk, provider)
            hooks.clear()
            desk.http.cookies.clear()
            yield Told(desk, asked)


def test_every_write_and_every_file_that_goes_out_is_one_entry(told: Told) -> None:
    left = told.left()
    for asked in told.asked:
        never_stopped = "/sources/" in asked.name and asked.ends_in(("/reopen",))
        reads = never_stopped or asked.ends_in(READ_WITH_A_BODY)
        is_write = asked.request.method != "GET" and not reads
        again = asked.request.method == "PUT" and asked.answer.status_code == 200 and "/terms/" in asked.name
        reads_evidence = asked.ends_in(READS_EVIDENCE) and "/contracts/" in asked.name
        is_told = (is_write and not again) or asked.is_file or reads_evidence
        assert left[asked.request_id] == int(is_told), asked.name
    writes = [asked for asked in told.asked if asked.request.method != "GET"]
    assert len(writes) >= 30


def test_an_entry_says_who_when_from_where_and_never_a_secret(told: Told) -> None:
    by_request = {asked.request_id: asked for asked in told.asked}
    for entry in told.entries():
        assert entry.request_id in by_request or not entry.request_id, entry.action
        assert entry.organisation_id in told.desk.organisations.values(), entry.action
        by_a_job = not entry.request_id  # it ends what somebody began, or the service itself acts
        assert by_a_job or entry.person_id is not None, entry.action
        assert entry.address == ("" if by_a_job else "testclient"), entry.action
        written = f"{entry.before} {entry.after} {entry.subject}"
        assert not [secret for secret in told.desk.tokens.values() if secret in written]


def test_every_refused_write_is_one_entry(told: Told) -> None:
    """The same requests again, by somebody who may only read."""
    before = told.left()
    writes = [asked for asked in told.asked if asked.request.method != "GET"]
    tried = [one for one in writes if not one.ends_in((*READ_WITH_A_BODY, *OWN_SIGN_IN))]
    for one in tried:
        headers = {"content-type": one.request.headers.get("content-type", "")}
        answer = told.desk.http.request(
            one.request.method,
            one.request.url,
            content=one.request.content,
            headers={**headers, "Authorization": f"Bearer {told.desk.tokens['client_procurement']}"},
        )
        assert answer.status_code == 403, (one.name, answer.text)
        found = [entry for entry in told.entries() if entry.request_id == answer.headers["x-request-id"]]
        assert [(entry.action, entry.organisation_id) for entry in found] == [
            ("access.refuse", told.desk.organisations["client"])
        ], one.name
    assert told.left().total() == before.total() + len(tried)
