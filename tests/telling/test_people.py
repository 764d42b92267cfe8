"""Mail and chat to people: as each chose, in their language, with a way out; real servers on loopback."""

import json
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpcore
import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.access.events import KINDS, emit
from app.access.events.tables import Event
from app.access.keys import fingerprint
from app.access.roles import ROLES
from app.access.tables import AuditEntry, Invitation, Membership, Person
from app.contracts.tables import Contract
from app.errors import Refused
from app.jobs import run_due
from app.settings import load_settings
from app.sources.fetching.judge_content import refuse_pages
from app.sources.outside.ask import Fetched
from app.sources.outside.destinations import allow
from app.sources.outside.faults import FetchFailed, explain
from app.sources.outside.transport import MEANING
from app.sources.outside.wire import DeadlinePassed
from app.telling.people import words
from app.telling.people.choices import BY_ROLE, choice_of
from app.telling.people.leaving import leaving_token, read_token
from app.telling.people.message import message_of
from app.telling.people.notify import put_digests
from app.telling.people.send import check_chat
from app.telling.people.tables import Notice
from app.telling.people.why import because
from tests.desk import BASE, REF, Begin, Desk
from tests.telling.mail_server import MailServer, mail_server
from tests.telling.receiver import KEY, Receiver

slow = pytest.mark.slow  # the service with its database, and servers
AUDITOR = "client_auditor"


# Words and choices


def all_messages() -> list[str]:
    tables = (words.SUBJECTS, words.SENTENCES, words.TITLES)
    return [*words.OTHERS, *(text for table in tables for text in table.values())]


def test_every_kind_has_its_words_in_both_languages() -> None:
    for table in (words.SUBJECTS, words.SENTENCES, words.TITLES):
        assert set(table) == set(KINDS)
    for message in all_messages():
        places = sorted(re.findall(r"%\(\w+\)s", message))
        chinese = words.in_language("zh_Hans", message)
        assert words.in_language("en", message) == message
        assert sorted(re.findall(r"%\(\w+\)s", chinese)) == places, message
        assert re.search("[\u4e00-\u9fff]", chinese) or message == words.DIGEST_LINE, message
    assert set(words._messages("zh_Hans")) == set(words._messages("en")) == set(all_messages())


@pytest.mark.parametrize(
    ("fault", "chinese"),
    [
        (explain(DeadlinePassed(), 60.0, 1), "60秒后应答仍不完整"),
        (explain(httpcore.ReadTimeout(), 60.0, 1), "服务器长时间没有发送数据"),
        (explain(OSError(), 60.0, 1), "该地址无人应答"),
        (explain(httpcore.ReadError(), 60.0, 1), "连接中断"),
        (explain(ssl.SSLError(1, "wrong version"), 60.0, 1), "TLS 失败"),
        (explain(httpcore.RemoteProtocolError("no length"), 60.0, 1), "应答不符合 HTTP 规范：no length"),
    ],
)
def test_why_a_source_fails_is_said_in_chinese_as_it_is_written(fault: FetchFailed, chinese: str) -> None:
    assert because("zh_Hans", fault.sentence).startswith(chinese)
    assert because("en", fault.sentence) == fault.sentence


def test_every_status_and_page_that_stops_a_source_is_said_in_chinese() -> None:
    for status, meaning in (*MEANING.items(), (500, "")):
        sentence = f"the server answers {status}{meaning}"
        chinese = because("zh_Hans", sentence)
        assert chinese.startswith(f"服务器返回{status}")
        assert not re.search("[a-z]", chinese)
    with pytest.raises(FetchFailed) as page:
        refuse_pages(Fetched(200, {"content-type": "text/html"}, b"<html>", 6, 0.1))
    assert because("zh_Hans", page.value.sentence).startswith("收到的是网页")
    assert because("zh_Hans", "as somebody else wrote it") == "as somebody else wrote it"
    assert because("zh_Hans", "when its owner asks for it") == "待其所有者要求时"


def test_every_role_has_a_choice_of_known_kinds() -> None:
    assert set(BY_ROLE) == set(ROLES)
    for role in ROLES:
        choice = choice_of(role, None)
        assert choice.mail <= set(KINDS)
        assert not choice.is_own
    assert choice_of("", None).mail == frozenset()


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_with_hostile_or_missing_facts_still_reads(kind: Any) -> None:
    facts = {"name": "=1\r\nBcc: x@example.com %s %(x)s", "period": "2026-04/1", "reason": "<b>&"}
    for given in (facts, {}):
        event = Event(contract_id=uuid4(), kind=kind, reference="A/B ?", facts=given, mark="", at=NOW)
        message = message_of(event, "zh_Hans", "https://sla.example/", "https://sla.example/leave")
        assert "\n" not in message.subject
        assert "\r" not in message.subject + message.body
        assert "https://sla.example/contracts/A%2FB%20%3F/" in message.body


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


# Where chat may go


@pytest.mark.parametrize(
    "address",
    [
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
        "feishu://xxxxxxxxxxxxxxxxxxxxxxxx",
        "json://127.0.0.1:8899/told",
        "ntfy://127.0.0.1:8899/told",
    ],
)
def test_a_known_service_or_an_allowed_host_is_a_chat_address(address: str) -> None:
    shown = check_chat(address, allow(["127.0.0.1:8899"]))
    assert shown.split(":")[0] == address.split(":", maxsplit=1)[0]
    assert "JHMHI" not in shown


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1:8898/",
        "json://10.0.0.1/",
        "jsons://169.254.169.254/",
        "json://127.0.0.1:8899@evil.example/",
        "mailto://user:pass@example.com",
        "file:///etc/passwd",
        "syslog://",
        "dbus://",
        "ntfy://127.0.0.1:8899/told?verify=no",
        "discord://x",
        "http://example.com/",
        "",
        "json://127.0.0.1:99999/",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="chat address"):
        check_chat(address, allow(["127.0.0.1:8899"]))


# The link that leads out


def test_a_token_is_read_with_our_keys_and_no_other() -> None:
    mine, older = load_settings(demo=True, secret_key=KEY), load_settings(demo=True)
    who = (uuid4(), uuid4())
    token = leaving_token(mine, *who)
    assert read_token(mine, token) == who
    assert read_token(older, token) is None
    rotated = load_settings(demo=True, secret_key=older.secret_key.get_secret_value(), older_secret_keys=KEY)
    assert read_token(rotated, token) == who
    # Not its last letter: some of that one's bits are padding, which no decoder reads.
    for other in (
        token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:],
        token[4:],
        "",
        "x",
        "é",
        token + "AAAA",
    ):
        assert read_token(mine, other) is None, other


# On the way


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def desk(begin: Begin, mail: MailServer, receiver: Receiver) -> Desk:
    """The desk with a mail server, allowed to chat with the receiver."""
    return begin(mail_url=mail.url, allowed_fetch_hosts=receiver.host)


def happen(desk: Desk, kind: Any = "target.missed") -> None:
    facts = {"period": "2026-04", "target": "abandonment", "shown": "7 %", "expected": "<= 6 %", "until": "1"}
    with desk.database.writing() as session:
        contract = session.exec(select(Contract).where(col(Contract.reference) == REF)).one()
        emit(session, kind, contract.id, REF, facts, datetime.now(UTC))


def recipients(mail: MailServer) -> list[str]:
    return sorted(one["to"].addresses[0].addr_spec.partition("@")[0] for one in mail.mails)


def choose(desk: Desk, who: str, *kinds: str, **given: Any) -> Any:
    body = {"mail": list(kinds), "chat": [], "digest": False, **given}
    answer = desk.ask(who, "PUT", "/me/notices", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@slow
def test_people_are_told_as_their_role_would_want_until_they_choose(desk: Desk, mail: MailServer) -> None:
    happen(desk)
    desk.judge()
    both = ("auditor", "procurement")
    assert recipients(mail) == sorted(f"{side}_{role}" for side in ("client", "provider") for role in both)
    mail.mails.clear()
    assert choose(desk, "client_reader", "target.missed")["is_own"]
    for who in ("client_auditor", "provider_auditor", "provider_procurement"):
        choose(desk, who)
    happen(desk)
    desk.judge()
    assert recipients(mail) == ["client_procurement", "client_reader"]


@slow
def test_a_mail_is_plain_in_the_readers_language_and_leads_in_and_out(desk: Desk, mail: MailServer) -> None:
    chinese = update(Person).where(col(Person.email) == "client_auditor@example.com")
    with desk.database.writing() as session:
        session.execute(chinese.values(locale="zh_Hans"))
    happen(desk)
    desk.judge()
    by_name = {one["to"].addresses[0].addr_spec: one for one in mail.mails}
    theirs, ours = by_name["client_procurement@example.com"], by_name["client_auditor@example.com"]
    assert theirs["subject"] == f"{REF}: abandonment was missed in 2026-04"
    assert ours["subject"] == f"{REF}：2026-04 的 abandonment 未达标"
    text = theirs.get_content()
    assert theirs.get_content_type() == "text/plain"
    assert "7 % against <= 6 %." in text
    assert f"{BASE}/contracts/{REF}/scorecards/2026-04" in text
    assert theirs["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    leave = str(theirs["list-unsubscribe"]).strip("<>")
    assert leave.startswith(f"{BASE}/unsubscribe/")
    assert leave in text
    assert not [secret for secret in desk.tokens.values() if secret in text]


@slow
def test_an_invitation_goes_to_the_address_that_it_is_for_and_to_nobody_else(
    desk: Desk, mail: MailServer
) -> None:
    """Whoever invites never has the link, so accepting it proves the address; the newest mail counts."""
    body = {"email": "mei@client.example", "role": "clerk"}
    made = desk.ask("client_administrator", "POST", "/invitations", json=body)
    assert (made.status_code, made.json()["secret"]) == (201, None)
    desk.judge()
    (letter,) = mail.mails
    assert letter["to"].addresses[0].addr_spec == "mei@client.example"
    assert letter["subject"] == "The client invites you to its vendor scorecards"
    link = re.search(rf"{BASE}/join\?secret=(inv_\w{{36}})", letter.get_content())
    assert link is not None
    with desk.database.reading() as session:
        kept = session.exec(select(Invitation)).one()
        told = [str(entry.after) for entry in session.exec(select(AuditEntry))]
    assert kept.secret_hash == fingerprint(link[1])
    assert link[1] not in "".join(told)
    given = {"secret": link[1], "name": "Mei Lin", "password": "correct horse battery"}
    accepted = desk.ask("", "POST", "/invitations/accept", json=given)
    assert (accepted.status_code, accepted.json()["role"]) == (201, "clerk")


@slow
def test_an_invitation_that_was_taken_back_is_not_sent(desk: Desk, mail: MailServer) -> None:
    body = {"email": "mei@client.example", "role": "clerk"}
    made = desk.ask("client_administrator", "POST", "/invitations", json=body).json()
    gone = desk.ask("client_administrator", "DELETE", f"/invitations/{made['id']}")
    assert gone.status_code == 204
    desk.judge()
    assert mail.mails == []


@slow
def test_the_link_leads_out_without_a_sign_in_and_only_when_it_is_meant(desk: Desk, mail: MailServer) -> None:
    happen(desk)
    desk.judge()
    links = {one["to"].addresses[0].addr_spec: str(one["list-unsubscribe"]).strip("<>") for one in mail.mails}
    path = links["client_auditor@example.com"].removeprefix(BASE)
    looked = desk.http.get(path)
    assert looked.status_code == 200
    assert '<form method="post">' in looked.text
    assert "default-src 'none'" in looked.headers["content-security-policy"]
    assert desk.shown("/me/notices", AUDITOR)["mail"] != []  # a look changes nothing
    left = desk.http.post(path, data={"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200
    assert desk.shown("/me/notices", AUDITOR) == {
        "mail": [],
        "chat": [],
        "digest": False,
        "chat_shown": "",
        "is_own": True,
        "mail_works": True,
    }
    mail.mails.clear()
    happen(desk)
    desk.judge()
    assert "client_auditor" not in recipients(mail)
    assert len(mail.mails) == 3
    with desk.database.reading() as session:
        log = session.exec(select(AuditEntry).where(col(AuditEntry.action) == "notices.leave")).all()
    assert len(log) == 1
    for broken in (path[:-2], "/unsubscribe/x"):
        assert desk.http.post(broken).status_code == 404


@slow
def test_who_left_or_changed_their_mind_meanwhile_is_not_told(desk: Desk, mail: MailServer) -> None:
    happen(desk)
    mail.refuses = True
    assert "put off" in run_due(desk.database, desk.settings)
    mail.refuses = False
    choose(desk, AUDITOR)
    with desk.database.writing() as session:
        people = select(Person.id).where(col(Person.email).like("provider%"))
        for member in session.exec(select(Membership).where(col(Membership.person_id).in_(people))):
            session.delete(member)
    outcomes = run_due(desk.database, desk.settings, datetime.now(UTC) + timedelta(minutes=1))
    assert sorted(outcomes) == ["dropped", "dropped", "dropped", "sent"]
    assert recipients(mail) == ["client_procurement"]
    with desk.database.reading() as session:
        assert sorted(session.exec(select(Notice.state))) == ["dropped", "dropped", "dropped", "sent"]


@slow
def test_chat_goes_to_an_allowed_host_and_its_keys_are_locked_away(desk: Desk, receiver: Receiver) -> None:
    address = f"json://bot:secret-key@{receiver.host}/room"
    shown = choose(desk, AUDITOR, chat=["target.missed"], chat_address=address)
    assert shown["chat_shown"] == "json://127.0.0.1"
    happen(desk)
    desk.judge()
    ((_, body),) = receiver.came
    told = json.loads(body)
    assert told["title"] == f"{REF}: abandonment was missed in 2026-04"
    assert "unsubscribe" not in told["message"]
    assert "secret-key" not in desk.get("/me/notices", AUDITOR).text
    with desk.database.reading() as session:
        log = [f"{one.after}" for one in session.exec(select(AuditEntry))]
    assert not [text for text in log if "secret-key" in text]
    for inside in ("json://127.0.0.1:1/", "json://10.0.0.1/"):
        refused = desk.ask(
            AUDITOR,
            "PUT",
            "/me/notices",
            json={"mail": [], "chat": [], "digest": False, "chat_address": inside},
        )
        assert refused.status_code == 422
    assert choose(desk, AUDITOR, chat=["target.missed"])["chat_shown"] == "json://127.0.0.1"
    assert choose(desk, AUDITOR, chat_address="")["chat_shown"] == ""


@slow
def test_the_digest_comes_once_a_week_to_whom_something_happened(desk: Desk, mail: MailServer) -> None:
    for who in ("client_auditor", "provider_procurement", "provider_auditor", "outsider_auditor"):
        choose(desk, who, digest=True)
    choose(desk, "client_procurement")
    for kind in ("target.missed", "target.missed", "scorecard.issued", "reply.due"):
        happen(desk, kind)
    desk.judge()
    mail.mails.clear()
    now = datetime.now(UTC) + timedelta(seconds=1)
    for new in (3, 0):
        with desk.database.writing() as session:
            assert put_digests(session, now) == new
    desk.judge()
    assert recipients(mail) == ["client_auditor", "provider_auditor", "provider_procurement"]
    by_name = {one["to"].addresses[0].addr_spec.partition("@")[0]: one for one in mail.mails}
    assert by_name["client_auditor"]["subject"] == "Your week: 3 events"
    assert "2 × target missed" in by_name["client_auditor"].get_content()
    assert by_name["provider_auditor"]["subject"] == "Your week: 4 events"  # replies are its own to give


@slow
def test_without_a_mail_server_nobody_waits_for_mail(desk: Desk, mail: MailServer) -> None:
    happen(desk)
    plain = load_settings(demo=True, secret_key=KEY, database_url=desk.settings.database_url)
    assert run_due(desk.database, plain) == ["0 webhooks"]
    assert mail.mails == []
