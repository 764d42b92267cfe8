"""Sources through their pages: set up, tried, pulled, paused, changed; secrets are never shown again."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.sources.outside.destinations import allow
from app.sources.outside.transport import Door
from tests.dashboards.test_acts import CLERK, send
from tests.dashboards.test_pages import CHINESE, HERE, seen, sign_in, text_of
from tests.dashboards.world import calls
from tests.http.story import provider_of

pytestmark = pytest.mark.slow  # the service as a whole
LIST = f"{HERE}/sources"


@pytest.fixture
def clerk(browse: TestClient) -> Iterator[TestClient]:
    sign_in(browse, CLERK)
    yield browse
    with browse.app.state.database.writing() as session:  # type: ignore[attr-defined]
        for table in ("source_attempt", "source_window", "source", "work"):
            session.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def provider(clerk: TestClient) -> Iterator[str]:
    """Somebody who answers with June's calls."""
    app = clerk.app
    before = app.state.settings  # type: ignore[attr-defined]
    with provider_of(calls(6, 30, 4)) as address:
        hosts = address.removeprefix("http://")
        app.state.settings = before.model_copy(update={"allowed_fetch_hosts": [hosts]})  # type: ignore[attr-defined]
        app.state.door = Door(allow([hosts]))  # type: ignore[attr-defined]
        yield f"{address}/daily.csv?from={{start}}"
    app.state.settings = before  # type: ignore[attr-defined]
    del app.state.door  # type: ignore[attr-defined]


def test_a_source_is_set_up_tried_pulled_paused_and_taken_away(clerk: TestClient, provider: str) -> None:
    assert "Nothing is pulled yet." in seen(clerk, LIST)
    given = {
        "name": "Own system",
        "url": provider,
        "window": "month",
        "kind": "bearer",
        "secret": "s3cr3t-1234",
    }
    wrong = send(clerk, LIST, **given, every_minutes="5", cron="* * * * *", lag_days="x")
    assert wrong.status_code == 422
    assert 'value="Own system"' in wrong.text
    assert "s3cr3t" not in wrong.text
    both = send(clerk, LIST, **given, every_minutes="60", cron="15 6 * * *")
    assert "Schedule: give either" in text_of(both.text)
    assert send(clerk, LIST, **given, cron="15 6 * * *", lag_days="1", look_back="0").status_code == 303
    page = clerk.get(LIST, params={"lang": "en"}).text
    assert "1 source; all answer" in text_of(page)
    here = re.search(rf'href="({LIST}/[0-9a-f-]+)"', page)
    assert here
    one = clerk.get(here[1], params={"lang": "en"}).text
    assert "s3cr3t" not in one
    assert "It was not pulled yet." in text_of(one)
    tried = send(clerk, here[1], act="try", day="2026-06-03")
    assert tried.status_code == 200, tried.text
    assert "readable: Jun 1, 2026 – Jun 30, 2026, 30 rows" in text_of(tried.text)
    assert "Nothing was stored." in text_of(tried.text)
    assert send(clerk, here[1], act="pull", day="2026-06-03").status_code == 303
    assert send(clerk, here[1], act="pause").status_code == 303
    assert "Paused;" in seen(clerk, here[1])
    assert send(clerk, here[1], act="resume").status_code == 303
    version = re.search(r'name="version" value="([^"]+)"', clerk.get(here[1]).text)
    assert version
    changed = dict(given, secret="", name="Other name", cron="0 7 * * *")
    seen_version = version[1].replace("&#34;", '"')
    assert send(clerk, here[1], act="change", version='"old"', **changed).status_code == 412
    done = send(clerk, here[1], act="change", version=seen_version, **changed)
    assert done.status_code == 303, text_of(done.text)
    assert "Other name" in seen(clerk, LIST)
    assert send(clerk, here[1], act="explode").status_code == 422
    assert send(clerk, here[1], act="remove").headers["location"] == LIST
    assert clerk.get(here[1]).status_code == 404


def test_a_stopped_source_says_why_and_is_tried_again_by_its_owner(clerk: TestClient, provider: str) -> None:
    given = {"name": "Gone", "url": provider, "window": "month", "cron": "15 6 * * *"}
    assert send(clerk, LIST, **given).status_code == 303
    with clerk.app.state.database.writing() as session:  # type: ignore[attr-defined]
        stopped = "state = 'stopped', note = 'The server answered 401.', stopped_at = created_at"
        session.execute(text(f"UPDATE source SET {stopped}, failures = 1"))
    page = seen(clerk, LIST)
    assert "1 does not answer" in page
    here = re.search(rf'href="({LIST}/[0-9a-f-]+)"', clerk.get(LIST).text)
    assert here
    assert "It waits for you" in seen(clerk, here[1])
    assert send(clerk, here[1], act="reopen").status_code == 303
    assert "Being tried again;" in seen(clerk, here[1])


def test_the_other_party_does_not_see_it(clerk: TestClient, provider: str) -> None:
    send(clerk, LIST, name="Mine", url=provider, window="day", cron="15 6 * * *")
    here = re.search(rf'href="({LIST}/[0-9a-f-]+)"', clerk.get(LIST).text)
    assert here
    sign_in(clerk, CHINESE)
    assert "Mine" not in seen(clerk, LIST)
    assert clerk.get(here[1]).status_code == 404
