"""The clerk's path: a file is looked at, corrected, taken with or without its bad rows; what it changed."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.jobs import run_due
from app.reports.drafts.keep import KEPT
from tests.dashboards.test_acts import CLERK, send
from tests.dashboards.test_pages import CHINESE, HERE, OWN, seen, sign_in, text_of
from tests.dashboards.world import calls

pytestmark = pytest.mark.slow  # the service as a whole


def test_a_large_file_is_shown_being_read_until_it_is(browse: TestClient) -> None:
    app = browse.app
    assert isinstance(app, FastAPI)
    before = app.state.settings
    app.state.settings = before.model_copy(update={"background_bytes": 10})
    try:
        sign_in(browse, CHINESE)
        files = {"file": ("may.csv", calls(5, 31, 4))}
        sent = browse.post(f"{HERE}/reports", files=files, headers=OWN, params={"lang": "en"})
        assert sent.status_code == 200, sent.text
        assert 'data-again="2"' in sent.text
        assert "may.csv" in sent.text
        with app.state.database.writing() as session:
            session.execute(text("UPDATE arriving_report SET percent = 40, rows = 1234"))
        assert "Being read may.csv" in seen(browse, f"{HERE}/reports")
        assert "1,234 rows so far" in seen(browse, f"{HERE}/reports")
        assert "正在读取" in seen(browse, f"{HERE}/reports", lang="zh_Hans")
        assert '<progress id="arriving-1" max="100" value="40">' in browse.get(f"{HERE}/reports").text
        run_due(app.state.database, app.state.settings)
        assert "Being read" not in seen(browse, f"{HERE}/reports")
    finally:
        app.state.settings = before


STRANGE = b"Wann;Angebot;Angenommen;Weg\n01.06.2026;100;96;4\n02.06.2026;100;97;3\n"
FAULTY = (
    b"date,queue,offered,answered,abandoned,wait_seconds\n"
    b"2026-06-01,billing,100,96,4,960\n2026-06-02,billing,100,196,4,960\n"
)


def look(client: TestClient, content: bytes, name: str = "june.csv") -> str:
    """Send a file to be looked at first; the address of its draft."""
    files = {"file": (name, content)}
    sent = client.post(f"{HERE}/drafts", files=files, headers=OWN)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def version(client: TestClient, draft: str) -> str:
    found = re.search(r'name="version" value="([0-9]+)"', client.get(draft).text)
    assert found
    return found[1]


@pytest.fixture
def clerk(browse: TestClient) -> Iterator[TestClient]:
    sign_in(browse, CLERK)
    yield browse
    with browse.app.state.database.writing() as session:  # type: ignore[attr-defined]
        session.execute(text("DELETE FROM draft_report"))


def test_strange_columns_are_named_by_hand_and_the_file_is_accepted(clerk: TestClient) -> None:
    draft = look(clerk, STRANGE)
    page = seen(clerk, draft)
    assert "it cannot be read yet" in page
    assert "Not accepted yet june.csv" in seen(clerk, f"{HERE}/reports")
    said = {
        "column__0": "Wann",
        "meaning__0": "date",
        "column__1": "Angebot",
        "meaning__1": "offered",
        "column__2": "Angenommen",
        "meaning__2": "offered",
        "column__3": "Weg",
        "meaning__3": "abandoned",
        "order": "dmy",
        "delimiter": ";",
    }
    refused = send(clerk, draft, act="columns", version="1", **said)
    assert refused.status_code == 422
    assert "are both said to be offered" in text_of(refused.text)
    assert 'value="abandoned"' in refused.text  # what was typed is kept
    done = send(clerk, draft, act="columns", version="1", **said | {"meaning__2": "answered"})
    assert (done.status_code, done.headers["location"]) == (303, draft)
    page = seen(clerk, draft)
    assert "2 rows; every column that counts is known; nothing is stored yet." in page
    assert "2 date 2026-06-01 queue billing channel voice abandoned 4 answered 96 offered 100" in page
    assert send(clerk, draft, act="accept", version="1").status_code == 412
    taken = send(clerk, draft, act="accept", version=version(clerk, draft))
    assert taken.status_code == 303, taken.text
    report = taken.headers["location"]
    page = text_of(clerk.get(f"{report}&lang=en").text)
    assert "Accepted." in page
    assert "2 rows were taken; it turned 1 verdict." in page
    assert "June 2026 owed before" in page
    assert "Jun 1, 2026 billing answered – 96" in page
    assert clerk.get(draft).status_code == 404
    again = send(clerk, report.partition("?")[0]).headers["location"]
    assert "It is read again" in seen(clerk, again)
    other = clerk.get(again).text
    mapping = re.search(r'name="mapping"[^>]*>(.*?)</textarea>', other, re.DOTALL)
    assert mapping
    text_typed = mapping[1].replace("&#34;", '"').replace('"abandoned"', '"blocked"')
    assert send(clerk, again, act="document", version="1", mapping=text_typed).status_code == 303
    reread = send(clerk, again, act="accept", version=version(clerk, again))
    assert reread.status_code == 303, reread.text
    assert "Jun 1, 2026 billing abandoned 4 –" in seen(clerk, reread.headers["location"])
    assert "It was read again since" in seen(clerk, report.partition("?")[0])


def test_a_file_with_bad_rows_is_taken_without_them_or_not_at_all(clerk: TestClient) -> None:
    draft = look(clerk, FAULTY)
    page = seen(clerk, draft)
    assert "2 rows; 1 of them is refused; nothing is stored yet." in page
    assert "row 3, column answered" in page
    listed = clerk.get(f"{draft}/refused.csv")
    assert listed.status_code == 200
    assert "2026-06-02,billing,100,196,4,960,3" in listed.text
    whole = send(clerk, draft, act="accept", version="1")
    assert whole.status_code == 422
    assert "1 of 2 rows cannot be taken" in text_of(whole.text)
    taken = send(clerk, draft, act="accept", version="1", refused="leave_out")
    page = seen(clerk, taken.headers["location"])
    assert "1 row was taken; 1 was refused" in page
    assert "Send me these as CSV" in page


def test_a_draft_is_thrown_away_and_is_seen_by_its_sender_alone(clerk: TestClient) -> None:
    draft = look(clerk, FAULTY)
    assert send(clerk, draft, act="explode", version="1").status_code == 422
    assert send(clerk, draft, act="document", version="1", mapping="{").status_code == 422
    assert send(clerk, draft, act="document", version="1", mapping="[]").status_code == 422
    sign_in(clerk, CHINESE)
    assert clerk.get(draft).status_code == 404
    assert send(clerk, draft, act="drop").status_code == 404
    assert "Not accepted yet" not in seen(clerk, f"{HERE}/reports")
    sign_in(clerk, CLERK)
    assert send(clerk, draft, act="drop").headers["location"] == f"{HERE}/reports"
    assert clerk.get(draft).status_code == 404


def test_a_draft_that_nobody_wanted_is_gone_after_a_week(clerk: TestClient) -> None:
    draft = look(clerk, FAULTY)
    with clerk.app.state.database.writing() as session:  # type: ignore[attr-defined]
        old = "2026-01-01 00:00:00.000000"
        session.execute(text("UPDATE draft_report SET created_at = :at"), {"at": old})
    look(clerk, STRANGE)
    assert clerk.get(draft).status_code == 404
    assert KEPT.days == 7


def test_what_a_correction_turns_stands_period_by_period(clerk: TestClient) -> None:
    taken = send(clerk, look(clerk, calls(1, 31, 7)), act="accept", version="1")
    page = seen(clerk, taken.headers["location"])
    assert "31 rows were taken; it turned 2 verdicts." in page
    assert "January 2026, part 1 owed before 0.00 CNY, now" in page
    assert re.search("Abandonment rate ● met ○ below minimum 5.00 % → 7.00 %", page)
    back = send(clerk, look(clerk, calls(1, 31, 5), "back.csv"), act="accept", version="1")
    assert back.status_code == 303


def test_what_is_due_stands_with_its_clock(clerk: TestClient) -> None:
    page = seen(clerk, f"{HERE}/reports")
    assert "What is due" in page
    assert re.search("days? late [0-9]+ days? of", page) or re.search("days? late [0-9]+ day of", page)
