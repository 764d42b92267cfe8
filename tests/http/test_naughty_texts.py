"""B18: texts that break careless programs, as names, comments, file names and search texts; API and pages."""

import json
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from app.reports.keeping.receive import plain_file_name
from tests.desk import REF, Desk, calls
from tests.naughty import BY_CLASS, NAUGHTY, REFUSED

pytestmark = pytest.mark.slow  # the service as a whole

PATH = f"/contracts/{REF}/exclusions"


class Seen(HTMLParser):
    """What a reader of the page sees, and what of it could act."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.acting: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.acting += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.acting += [
            f"{tag} {name}" for name, text in attrs if (text or "").lower().startswith("javascript")
        ]
        if tag == "script" and not dict(attrs).get("src") and dict(attrs).get("type") != "application/json":
            self.acting.append(tag)


def exclusion(name: str, reason: str) -> dict[str, str]:
    span = {"start": "2026-01-10T00:00:00+08:00", "end": "2026-01-10T01:00:00+08:00"}
    return {"name": name, "reason": reason, **span}


def page_of(desk: Desk, path: str) -> Seen:
    headers = {"Authorization": f"Bearer {desk.tokens['client_auditor']}", "Accept": "text/html"}
    answer = desk.http.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return Seen(answer.text)


def test_the_corpus_is_broad() -> None:
    assert len(NAUGHTY) == len(set(NAUGHTY)) > 130
    assert len(BY_CLASS) > 12


def test_b18_as_names_and_comments_they_come_back_as_they_are(one_agreed: Desk) -> None:
    """One request for the texts of a class: each is a line of the comment, one of them the name."""
    made = {}
    for texts in BY_CLASS.values():
        body = exclusion(texts[-1], "\n".join(texts))
        sent = one_agreed.ask("client_auditor", "POST", PATH, json=body)
        assert sent.status_code == 201, (texts, sent.text)
        made[sent.json()["id"]] = texts
    listed = {one["id"]: (one["name"], one["reason"]) for one in one_agreed.shown(PATH)["items"]}
    assert listed == {id_: (texts[-1], "\n".join(texts)) for id_, texts in made.items()}
    page = page_of(one_agreed, f"/contracts/{REF}/exclusions")
    assert page.acting == []
    said = "".join(page.said)
    assert [text for text in NAUGHTY if text not in said] == []


def test_b18_what_cannot_be_stored_is_refused(one_agreed: Desk) -> None:
    kind = {"Content-Type": "application/json"}
    for text in REFUSED:
        body = json.dumps(exclusion(text, "why")).encode()
        sent = one_agreed.ask("client_auditor", "POST", PATH, content=body, headers=kind)
        assert sent.status_code == 422, text
    assert one_agreed.shown(PATH)["items"] == []


def test_b18_as_file_names_they_stay_readable(one_agreed: Desk) -> None:
    """One of each class over HTTP; all of them through what makes a name of them."""
    assert all(plain_file_name(text).isprintable() for text in (*NAUGHTY, *REFUSED))
    kept = []
    for number, texts in enumerate(BY_CLASS.values()):
        given = {"name": f"x{texts[-1]}"}
        sent = one_agreed.send(calls(abandoned=number + 10, days=range(1, 2)), params=given)
        assert sent.status_code == 201, (texts, sent.text)
        kept.append(plain_file_name(given["name"]))
    names = [one["name"] for one in one_agreed.shown(f"/contracts/{REF}/reports")["items"]]
    assert names == kept[::-1]
    page = page_of(one_agreed, f"/contracts/{REF}/reports")
    assert page.acting == []
    said = "".join(page.said)
    assert [name for name in kept if name not in said] == []


def test_b18_as_search_texts_they_find_nothing_and_break_nothing(one_agreed: Desk) -> None:
    queues = {"from": "2026-01-01", "to": "2026-02-01", "by": "queue"}
    for text in (*(texts[0] for texts in BY_CLASS.values()), *REFUSED[:2]):
        where = quote(text.replace("/", ""), safe="") or "-"
        assert one_agreed.get(f"/contracts/{where}").status_code in (404, 422), text
        answer = one_agreed.get(f"/contracts/{REF}/measures", params={**queues, "queue": text})
        assert answer.status_code in (200, 422), (text, answer.text)
        assert answer.status_code == 422 or answer.json()["items"] == []
