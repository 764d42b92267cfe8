"""N04: of the secrets that a run used, none stands in its logs, its answers, its metrics or its audit log."""

import json
from urllib.parse import quote

import pytest
import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.access import routes as access
from app.main import set_up_logs
from tests.desk import BASE, REF, Desk

pytestmark = pytest.mark.slow  # the service as a whole

PASSWORD, KEY = "lantern-seven-quiet-harbour", "api-key-of-the-centre-4711"
SOURCE = {
    "name": "centre",
    "url": "https://reports.example.com/{day}.csv",
    "schedule": "0 6 * * *",
    "credentials": {"kind": "bearer", "token": KEY},
}


def test_n04_no_secret_of_a_run_stands_in_its_logs_or_answers(
    one_agreed: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong password, a wrong token, a source's key, a malformed body with a secret, a fault of ours."""
    desk = one_agreed
    before = structlog.get_config()
    set_up_logs(desk.settings.model_copy(update={"log_level": "debug"}))
    answers = [
        desk.ask("", "POST", "/session", json={"email": "li@centre.example", "password": PASSWORD}),
        desk.ask("", "POST", "/session", json={"email": 1, "password": PASSWORD}),
        desk.http.get("/api/v1/me", headers={"Authorization": f"Bearer {PASSWORD}"}),
        desk.ask("provider_clerk", "POST", f"/contracts/{REF}/sources", json=SOURCE),
        desk.ask("provider_clerk", "POST", f"/contracts/{REF}/sources", json={**SOURCE, "url": KEY}),
    ]

    def broken(*_: object) -> None:
        raise SQLAlchemyError(f"a fault that quotes nothing of ours at {BASE}")

    monkeypatch.setattr(access, "work", broken)
    answers.append(desk.get("/me"))
    structlog.configure(**before)
    assert [one.status_code for one in answers[:3]] == [401, 422, 401]
    assert answers[-1].status_code == 500
    told = capsys.readouterr()
    logged = told.out + told.err
    assert "unforeseen error" in logged  # it does log
    log = desk.shown("/audit", "client_administrator", params={"limit": 200})
    secrets = [PASSWORD, KEY, *desk.tokens.values(), desk.settings.secret_key.get_secret_value()]
    for text in (logged, str(log), *(one.text for one in answers)):
        assert [one for one in secrets if one in text] == []


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_somebody_sends_writes_no_line_of_its_own(
    one_desk: Desk, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """One line for each request, whatever stands in its path: ends of lines, quotes, codes of a terminal."""
    before = structlog.get_config()
    set_up_logs(one_desk.settings.model_copy(update={"log_format": form}))
    capsys.readouterr()
    path = '/x\n{"event": "forged", "level": "info"}\r\n\x1b[2J\x9b2J\u2028北京 forged'
    assert one_desk.http.get(quote(path)).status_code == 404
    structlog.configure(**before)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "forged" in lines[0]
    assert lines[0].isprintable()
    if form == "json":
        assert json.loads(lines[0])["path"] == path
        assert "北京" in lines[0]
