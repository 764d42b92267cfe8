"""A story that uses every operation of the API once: its answers are checked, and are the published examples.

Run the tests of this room with WRITE_EXAMPLES=1 to write them anew into ``app/examples.json``.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pyotp
from sqlmodel import select

from app.access.audit_log.seal import seal
from app.access.people import change_password
from app.access.second_step.tables import SecondStep
from app.access.tables import Person
from tests.access.passkeys.authenticator import Authenticator
from tests.desk import OPENED, REF, Desk, calls, terms

PASSWORD = "correct horse battery"
CHOSEN = "a longer word for the door"
BY_NAME = "http://localhost:8000"  # passkeys are bound to a name
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
SHOWN_SECRET = "scs_" + "x" * 36
SHOWN_KEY = f"whsec_{'x' * 43}="
SHOWN_INVITATION = "inv_" + "x" * 36
SHOWN_KEY_OF_APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SHOWN_BINARY = "x" * 43
SIGNED = "attestation|authenticator_data|challenge|client_data|credential|signature|user"
SHOWN_RECOVERY = "xxxx-xxxx-xxxx-xxxx"
SHOWN_ADDRESS = "https://reports.example"
SHOWN_SERVICE = "https://sla.example.com"


@dataclass
class Story:
    """What was asked under which operation, and what was answered."""

    desk: Desk
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def ask(self, name: str, path: str, who: str = "client_auditor", **given: Any) -> Any:
        """Ask, note request and answer under the operation's name, and return the answer's JSON."""
        method = name.partition(" ")[0]
        answer = self.desk.ask(who, method, path, **given)
        assert answer.is_success, (name, answer.status_code, answer.text)
        noted = self.told.setdefault(name.replace(" ", " /api/v1", 1), {"answers": {}})
        if "json" in given:
            noted["request"] = given["json"]
        if isinstance(given.get("content"), bytes):
            noted["request"] = given["content"].decode()
        kind = answer.headers.get("content-type", "")
        body = answer.json() if kind == "application/json" and answer.content else None
        noted["answers"][str(answer.status_code)] = body
        return body


@contextmanager
def provider_of(content: bytes) -> Iterator[str]:
    """A provider's server on loopback that gives one report to whoever asks."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/csv")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def tell(desk: Desk, provider: str) -> dict[str, dict[str, Any]]:
    """Use every operation once, in an order that makes sense."""
    story = Story(desk)
    story.ask("GET /metrics", "/metrics")
    story.ask("GET /measures", "/measures")
    story.ask("GET /presets", "/presets")
    story.ask("GET /presets/{preset_id}", "/presets/five9")
    one, contract = "/contracts/{ref}", f"/contracts/{REF}"
    body = {"reference": "ACME-2026-02", "provider": "Chengdu Contact Services"}
    story.ask("POST /contracts", "/contracts", json=body)
    story.ask("GET /contracts", "/contracts")
    first, amended = terms().encode(), terms("2026-02-11", level="5%", more="cut: split").encode()
    story.ask(f"POST {one}/terms/lint", f"{contract}/terms/lint", content=amended)
    put = f"PUT {one}/terms/{{effective}}"
    story.ask(put, f"{contract}/terms/2026-01-01", content=first)
    story.ask(put, f"{contract}/terms/2026-02-11", content=amended)
    story.ask(put, f"{contract}/terms/2026-02-11", content=amended)
    story.ask(f"GET {one}/terms", f"{contract}/terms")
    story.ask(f"GET {one}/terms/{{effective}}", f"{contract}/terms/2026-01-01")
    calendar(story, one, contract)
    reports(story, one, contract)
    sources(story, one, contract, provider)
    exclusions(story, f"{one}/exclusions", f"{contract}/exclusions")
    desk.judge()
    source = f"{contract}/sources/{newest(story)}"
    story.ask(f"GET {one}/sources/{{source_id}}/attempts", f"{source}/attempts", "provider_clerk")
    story.ask(f"DELETE {one}/sources/{{source_id}}", source, "provider_clerk")
    story.ask(f"GET {one}", contract)
    judgements(story, one, contract)
    for page in ("rhythm", "campaign"):
        story.ask(f"GET {one}/{page}/{{period}}", f"{contract}/{page}/2026-01")
    findings(story, f"{one}/actions", f"{contract}/actions")
    issued(story, one, contract)
    people(story)
    webhooks(story, provider)
    notices(story)
    return story.told


def notices(story: Story) -> None:
    story.ask("GET /me/notices", "/me/notices")
    body = {"mail": ["target.missed", "report.missing"], "chat": [], "digest": True}
    story.ask("PUT /me/notices", "/me/notices", json=body)


def webhooks(story: Story, provider: str) -> None:
    admin, name = "client_administrator", "/webhooks/{webhook_id}"
    body = {"name": "our ticket system", "url": f"{provider}/told", "kinds": ["target.missed"]}
    path = f"/webhooks/{story.ask('POST /webhooks', '/webhooks', admin, json=body)['id']}"
    story.ask("GET /webhooks", "/webhooks", admin)
    story.ask(f"GET {name}", path, admin)
    story.ask(f"PATCH {name}", path, admin, json={"kinds": ["target.missed", "report.missing"]})
    story.ask(f"POST {name}/rotate", f"{path}/rotate", admin)
    story.ask(f"POST {name}/try", f"{path}/try", admin)
    story.desk.judge()
    sent = story.ask(f"GET {name}/deliveries", f"{path}/deliveries", admin)["items"][0]["id"]
    replayed = f"POST {name}/deliveries/{{delivery_id}}/replay"
    story.ask(replayed, f"{path}/deliveries/{sent}/replay", admin)
    story.ask(f"DELETE {name}", path, admin)


def calendar(story: Story, one: str, contract: str) -> None:
    story.ask(f"GET {one}/calendar/{{year}}", f"{contract}/calendar/2026")
    body = {"holidays": ["2026-02-17", "2026-02-18"], "makeup_days": ["2026-02-14"]}
    story.ask(f"PUT {one}/calendar/{{year}}", f"{contract}/calendar/2026", json=body)


def reports(story: Story, one: str, contract: str) -> None:
    send = f"POST {one}/reports"
    few = calls(days=range(1, 4))
    shown = f"POST {one}/reports/preview"
    story.ask(shown, f"{contract}/reports/preview", "provider_clerk", content=few)
    sent = story.ask(
        send, f"{contract}/reports", "provider_clerk", content=few, params={"name": "january.csv"}
    )
    own = calls(days=range(1, 29))
    where = story.ask(send, f"{contract}/reports", "client_clerk", content=own)["id"]
    story.ask(send, f"{contract}/reports", "provider_clerk", content=few)
    story.ask(f"GET {one}/uploads/{{upload_id}}", f"{contract}/uploads/{where}", "client_clerk")
    story.ask(f"GET {one}/reports", f"{contract}/reports")
    mappings(story, f"{one}/mappings", f"{contract}/mappings")
    again = f"{contract}/reports/{sent['id']}/reread"
    for _ in range(2):
        story.ask(f"POST {one}/reports/{{report_id}}/reread", again, "provider_clerk", json={})
    story.desk.judge()
    large = story.desk.shown(f"{contract}/uploads/{where}", "client_clerk")["received"]["id"]
    path = f"{contract}/reports/{large}/reread"
    story.ask(f"POST {one}/reports/{{report_id}}/reread", path, "client_clerk", json={})
    story.ask(f"GET {one}/reports/{{report_id}}", f"{contract}/reports/{sent['id']}")
    story.ask(f"GET {one}/reports/{{report_id}}/file", f"{contract}/reports/{sent['id']}/file")
    corrected = story.desk.send(few.replace(b"93,7", b"92,8", 1), "provider_clerk").json()
    changes = f"{contract}/reports/{corrected['id']}/changes"
    story.ask(f"GET {one}/reports/{{report_id}}/changes", changes)
    story.ask(f"GET {one}/reports/{{report_id}}/changes.csv", f"{changes}.csv")
    span = {"before": corrected["revision"] - 1, "after": corrected["revision"]}
    story.ask(f"GET {one}/changes", f"{contract}/changes", params=span)
    bad = story.desk.send(few.replace(b"100,93,7", b"100,x,7"), "provider_clerk")
    refused = bad.json()["refused"].removeprefix("/api/v1")
    story.ask(f"GET {one}/reports/{{report_id}}/refused.csv", refused)
    gone, why = refused.replace("refused.csv", "erase"), {"reason": "Request 771 of 3 May"}
    story.ask(f"POST {one}/reports/{{report_id}}/erase", gone, "client_administrator", json=why)


def mappings(story: Story, name: str, path: str) -> None:
    [line] = story.ask(f"GET {name}", path)["items"]
    one, its = f"{name}/{{mapping_id}}", f"{path}/{line['id']}"
    story.ask(f"GET {one}", its)
    body = {"mapping": {**line["mapping"], "time_zone": "Asia/Shanghai"}}
    story.ask(f"PUT {one}", its, "provider_clerk", json=body)
    story.ask(f"GET {one}/versions", f"{its}/versions")


def exclusions(story: Story, name: str, path: str) -> None:
    body = {
        "name": "Outage of the trunk line",
        "reason": "The carrier was down from nine to noon, ticket 4711.",
        "start": "2026-01-02T01:00:00Z",
        "end": "2026-01-02T04:00:00Z",
        "queues": ["billing"],
        "whole_days": True,
    }
    first, second = (
        story.ask(f"POST {name}", path, who, json=body) for who in ("provider_clerk", "client_auditor")
    )
    one = f"{name}/{{exclusion_id}}"
    story.ask(f"POST {one}/decline", f"{path}/{second['id']}/decline", "provider_clerk")
    story.ask(f"POST {one}/agree", f"{path}/{first['id']}/agree")
    story.ask(f"GET {one}", f"{path}/{first['id']}")
    story.ask(f"GET {name}", path)
    story.ask(f"POST {one}/withdraw", f"{path}/{first['id']}/withdraw")


def sources(story: Story, one: str, contract: str, provider: str) -> None:
    body = {
        "name": "daily figures",
        "url": f"{provider}/days.csv?from={{start}}&to={{end}}",
        "credentials": {"kind": "bearer", "token": "the-token-of-the-provider"},
        "since": "2026-02-01",
        "cron": "15 6 * * *",
    }
    made = story.ask(f"POST {one}/sources", f"{contract}/sources", "provider_clerk", json=body)
    path, name = f"{contract}/sources/{made['id']}", f"{one}/sources/{{source_id}}"
    story.ask(f"GET {one}/sources", f"{contract}/sources", "provider_clerk")
    story.ask(f"GET {name}", path, "provider_clerk")
    story.ask(f"PATCH {name}", path, "provider_clerk", json={"lag_days": 2})
    window = {"day": "2026-02-01"}
    story.ask(f"POST {name}/try", f"{path}/try", "provider_clerk", json=window)
    story.ask(f"POST {name}/pull", f"{path}/pull", "provider_clerk", json=window)
    story.ask(f"GET {name}/windows", f"{path}/windows", "provider_clerk", params={"limit": 3})
    story.ask(f"POST {name}/reopen", f"{path}/reopen", "provider_clerk")


def newest(story: Story) -> str:
    made: str = story.told["POST /api/v1/contracts/{ref}/sources"]["answers"]["201"]["id"]
    return made


def judgements(story: Story, one: str, contract: str) -> None:
    card = f"GET {one}/scorecards/{{period}}"
    story.ask(card, f"{contract}/scorecards/2026-01")
    story.ask(f"{card}/{{stub}}", f"{contract}/scorecards/2026-02/2")
    span = {"from": "2026-01-01", "to": "2026-02-01"}
    story.ask(f"GET {one}/trends/{{target}}", f"{contract}/trends/abandonment", params=span)
    story.ask(f"GET {one}/reconciliation", f"{contract}/reconciliation", params=span)
    story.ask(f"GET {one}/measures", f"{contract}/measures", params={**span, "by": "month,queue"})
    for name in ("sheets.csv", "sheets.parquet"):
        story.ask(f"GET {one}/{name}", f"{contract}/{name}", params=span)
    story.ask("GET /portfolio", "/portfolio", params={"period": "2026-01"})
    story.ask("GET /portfolio.{form}", "/portfolio.csv", params={"period": "2026-Q1"})
    story.ask(f"{card}.{{form}}", f"{contract}/scorecards/2026-01.csv")
    what_if(story, one, contract)


def findings(story: Story, one: str, here: str) -> None:
    story.ask(f"GET {one}/rule", f"{here}/rule")
    rule = {"close_after": 2, "complaints_in_time": "0.98"}
    story.ask(f"PUT {one}/rule", f"{here}/rule", json=rule)
    story.desk.judge()
    body = {"title": "Greeting left out in 7 of 20 calls", "cause": "A new script."}
    number = story.ask(f"POST {one}", here, json=body)["number"]
    said = {"cause": "A new script.", "measure": "Coaching in both shifts.", "owner": "Li Na"}
    said |= {"due": "2026-04-30", "proof": "20 of 20 calls of May greet."}
    story.ask(f"PUT {one}/{{number}}", f"{here}/{number}", "provider_clerk", json=said)
    story.ask(f"POST {one}/{{number}}/close", f"{here}/{number}/close")
    story.ask(f"POST {one}/{{number}}/reopen", f"{here}/{number}/reopen")
    story.ask(f"GET {one}/{{number}}", f"{here}/{number}")
    story.ask(f"GET {one}", here)


def what_if(story: Story, one: str, contract: str) -> None:
    by_period = f"GET {one}/sensitivity/{{period}}"
    story.ask(by_period, f"{contract}/sensitivity/2026-01", params={"short": 5})
    story.ask(f"{by_period}/{{stub}}", f"{contract}/sensitivity/2026-02/2")
    other = terms(level="8%").encode()
    span = {"from": "2026-01-01", "to": "2026-02-01"}
    story.ask(f"POST {one}/simulate", f"{contract}/simulate", content=other, params=span)
    target = f"{contract}/targets/abandonment"
    story.ask(f"GET {one}/targets/{{target}}/ratchet", f"{target}/ratchet")
    held = f"GET {one}/targets/{{target}}/achievability"
    story.ask(held, f"{target}/achievability", params={"expected": "<= 8%"})


def issued(story: Story, one: str, contract: str) -> None:
    limit, january = f"{contract}/confirmation", f"{contract}/scorecards/2026-01"
    story.ask(f"PUT {one}/confirmation", limit, "client_administrator", json={"above": "1000.00"})
    story.ask(f"GET {one}/confirmation", limit)
    card, second = f"{one}/scorecards/{{period}}", "client_administrator"
    seen = {"sha256": story.desk.shown(january)["evidence"]["sha256"]}
    story.ask(f"POST {card}/issue", f"{january}/issue", json=seen)
    story.ask(f"POST {card}/confirm", f"{january}/confirm", second, json=seen)
    line = {"target": "abandonment", "position": "disputed", "disputed": "2000.00", "comment": "see the log"}
    story.ask(f"POST {card}/reply", f"{january}/reply", "provider_clerk", json={"lines": [line]})
    agreed = {"lines": [{"target": "abandonment", "stands": "1500.00"}], "agreed_by": "Li Wei"}
    story.ask(f"POST {card}/settle", f"{january}/settle", json=agreed)
    story.ask(f"GET {card}/verify", f"{january}/verify")
    paid = {"what": "collected", "on": "2026-03-20", "amount": "10000.00", "document_number": "CN-7"}
    events = f"{contract}/ledger/1/events"
    story.ask(f"POST {one}/ledger/{{entry}}/events", events, json=paid)
    back = f"POST {one}/ledger/{{entry}}/events/{{sequence}}/take-back"
    story.ask(back, f"{events}/2/take-back", json={"comment": "the wrong contract"})
    story.desk.send(calls(abandoned=1, days=range(1, 4)))
    story.desk.judge()
    story.ask(f"GET {one}/restatements", f"{contract}/restatements")
    accept = {"decision": "accept", "comment": "the log was wrong"}
    decided = f"POST {one}/restatements/{{restatement}}"
    story.ask(decided, f"{contract}/restatements/1", second, json=accept)
    story.ask(f"GET {one}/ledger", f"{contract}/ledger")


def people(story: Story) -> None:
    desk = story.desk
    with desk.database.writing() as session:
        auditor = session.exec(select(Person).where(Person.email == "client_auditor@example.com")).one()
        change_password(session, auditor.id, PASSWORD, now=datetime.now(UTC))
    story.ask("GET /me", "/me")
    story.ask("GET /organisations", "/organisations")
    story.ask("GET /tokens", "/tokens")
    body = {"email": "client_auditor@example.com", "password": PASSWORD}
    story.ask("POST /session", "/session", "", json=body)
    wanted = {
        "name": "nightly upload",
        "role": "clerk",
        "expires_in_days": 90,
        "scopes": ["reports:write"],
        "contracts": [desk.shown(f"/contracts/{REF}")["id"]],
    }
    made = story.ask("POST /tokens", "/tokens", "", json=wanted, headers=OWN_PAGE)
    story.ask("DELETE /tokens/{token_id}", f"/tokens/{made['id']}", "", headers=OWN_PAGE)
    account(story, body)
    passkeys(story, {"password": CHOSEN})
    story.ask("DELETE /session", "/session", "", headers=OWN_PAGE)
    second_step(story, {**body, "password": CHOSEN})
    single_sign_on(story)
    members(story)
    seal(desk.database, datetime.now(UTC))
    story.ask("GET /audit", "/audit", params={"action": "token"})
    story.ask("GET /audit.csv", "/audit.csv")
    story.ask("GET /audit/verify", "/audit/verify")


def account(story: Story, entry: dict[str, str]) -> None:
    story.desk.http.cookies.clear()  # on another browser
    story.ask("POST /session", "/session", "", json=entry)
    listed = story.ask("GET /sessions", "/sessions", "")["items"]
    other = next(one["id"] for one in listed if not one["current"])
    story.ask("DELETE /sessions/{session_id}", f"/sessions/{other}", "", headers=OWN_PAGE)
    chosen = {"current": PASSWORD, "new": CHOSEN}
    story.ask("PUT /me/password", "/me/password", "", json=chosen, headers=OWN_PAGE)
    story.ask("DELETE /sessions", "/sessions", "", headers=OWN_PAGE)


def passkeys(story: Story, proof: dict[str, str]) -> None:
    """Made for whoever is signed in, listed, used by another browser, removed."""
    desk, mine, entry = story.desk, "/me/passkeys", "/session/passkey"
    phone, name = Authenticator(BY_NAME), "my phone"
    begun = story.ask(f"POST {mine}/challenge", f"{mine}/challenge", "", json=proof, headers=OWN_PAGE)
    story.ask(f"POST {mine}", mine, "", json=phone.makes(begun, name), headers=OWN_PAGE)
    desk.http.cookies.clear()
    asked = story.ask(f"POST {entry}/challenge", f"{entry}/challenge", "", headers=OWN_PAGE)
    story.ask(f"POST {entry}", entry, "", json=phone.signs(asked), headers=OWN_PAGE)
    [one] = story.ask(f"GET {mine}", mine, "")["items"]
    story.ask(f"DELETE {mine}/{{passkey_id}}", f"{mine}/{one['id']}", "", headers=OWN_PAGE)


def second_step(story: Story, entry: dict[str, str]) -> None:
    """On, with the app's clock a step further for each code; asked for of everybody; reset; off again."""
    desk, mine, proof = story.desk, "/me/second-step", {"password": entry["password"]}
    boss, own = "client_administrator", f"/organisations/{story.desk.organisations['client']}"
    story.ask("POST /session", "/session", "", json=entry)
    story.ask(f"GET {mine}", mine, "", headers=OWN_PAGE)
    begun = story.ask(f"POST {mine}", mine, "", json=proof, headers=OWN_PAGE)
    app = pyotp.TOTP(begun["secret"])
    first = {"code": app.at(datetime.now(UTC), counter_offset=-1)}
    codes = story.ask(f"PUT {mine}", mine, "", json=first, headers=OWN_PAGE)["recovery_codes"]
    story.ask("POST /session", "/session", "", json=entry)
    story.ask("POST /session/code", "/session/code", "", json={"code": app.now()}, headers=OWN_PAGE)
    renewing = {**proof, "code": codes[0]}
    path = f"{mine}/recovery-codes"
    codes = story.ask(f"POST {path}", path, "", json=renewing, headers=OWN_PAGE)["recovery_codes"]
    off = {**proof, "code": codes[0]}
    story.ask(f"POST {mine}/off", f"{mine}/off", "", json=off, headers=OWN_PAGE)
    desk.http.cookies.clear()
    required(story, boss, own, entry)


def required(story: Story, boss: str, own: str, entry: dict[str, str]) -> None:
    desk, half, one = story.desk, "/session/second-step", "/organisations/{organisation_id}/second-step"
    with desk.database.writing() as session:
        who = session.exec(select(Person).where(Person.email == f"{boss}@example.com")).one()
        session.add(SecondStep(person_id=who.id, secret=b"", begun_at=OPENED, on_since=OPENED))
    story.ask(f"PUT {one}", f"{own}/second-step", boss, json={"required": True})
    story.ask("POST /session", "/session", "", json=entry)
    begun = story.ask(f"POST {half}", half, "", headers=OWN_PAGE)
    code = {"code": pyotp.TOTP(begun["secret"]).now()}
    story.ask(f"PUT {half}", half, "", json=code, headers=OWN_PAGE)
    desk.http.cookies.clear()
    people = {one["email"]: one["id"] for one in desk.shown("/users")["items"]}
    lost = people[entry["email"]]
    story.ask("DELETE /users/{person_id}/second-step", f"/users/{lost}/second-step", boss)
    story.ask(f"PUT {one}", f"{own}/second-step", boss, json={"required": False})


def single_sign_on(story: Story) -> None:
    boss, own = "client_administrator", f"/organisations/{story.desk.organisations['client']}/single-sign-on"
    one = "/organisations/{organisation_id}/single-sign-on"
    body = {
        "issuer": "https://login.bank.example",
        "client_id": "vendor-scorecards",
        "client_secret": "the secret that the provider gave out",
        "domains": ["bank.example"],
        "newcomers": "reader",
        "claim": "groups",
        "roles": {"sla-auditors": "auditor"},
    }
    story.ask(f"PUT {one}", own, boss, json=body)
    story.ask(f"GET {one}", own, boss)
    story.ask(f"DELETE {one}", own, boss)


def members(story: Story) -> None:
    boss, mine = "client_administrator", f"/organisations/{story.desk.organisations['client']}"
    one = "/organisations/{organisation_id}"
    kept = {"personal_days": 400, "all_days": None}
    story.ask(f"PUT {one}/retention", f"{mine}/retention", boss, json=kept)
    story.ask(f"GET {one}/retention", f"{mine}/retention", boss)
    story.ask(f"GET {one}", mine)
    story.ask(f"PATCH {one}", mine, boss, json={"name": "The client, Shanghai"})
    everybody = story.ask("GET /users", "/users")["items"]
    reader = next(one["id"] for one in everybody if one["role"] == "reader")
    story.ask("GET /users/{person_id}", f"/users/{reader}")
    story.ask("PATCH /users/{person_id}", f"/users/{reader}", boss, json={"role": "clerk"})
    story.ask("DELETE /users/{person_id}", f"/users/{reader}", boss)
    body = {"email": "mei@client.example", "role": "reader"}
    made = story.ask("POST /invitations", "/invitations", boss, json=body)
    again = story.desk.ask(boss, "POST", "/invitations", json={**body, "email": "li@client.example"}).json()
    story.ask("GET /invitations", "/invitations", boss)
    story.ask("DELETE /invitations/{invitation_id}", f"/invitations/{again['id']}", boss)
    new = {"secret": made["secret"], "name": "Mei Lin", "password": PASSWORD}
    story.ask("POST /invitations/accept", "/invitations/accept", "", json=new)
    first = {"email": "boss@chengdu.example", "role": "administrator"}
    path = "/contracts/ACME-2026-02/invitations"
    story.ask("POST /contracts/{ref}/invitations", path, boss, json=first)


def published(told: dict[str, dict[str, Any]], provider: str) -> str:
    """The examples as they are kept: no secret and no address of one machine, and lists that are short."""
    shown = {
        name: {**noted, "answers": {status: body for status, body in noted["answers"].items() if body}}
        for name, noted in told.items()
    }
    text = json.dumps(shortened(shown), ensure_ascii=False, indent=1, sort_keys=True)
    text = re.sub(r'"[A-Z2-7]{32}"', f'"{SHOWN_KEY_OF_APP}"', text)
    text = re.sub(r"secret=[A-Z2-7]{32}", f"secret={SHOWN_KEY_OF_APP}", text)
    text = re.sub(r'"([a-z2-9]{4}-){3}[a-z2-9]{4}"', f'"{SHOWN_RECOVERY}"', text)
    text = re.sub(rf'"({SIGNED})": "[A-Za-z0-9_-]{{20,}}"', rf'"\1": "{SHOWN_BINARY}"', text)
    text = re.sub(r'"[0-9]{6}"', '"123456"', text)
    text = re.sub(r"inv_[A-Za-z0-9]{36}", SHOWN_INVITATION, text)
    text = text.replace(provider, SHOWN_ADDRESS).replace(BY_NAME, SHOWN_SERVICE)
    text = text.replace('"relying_party": "localhost"', '"relying_party": "sla.example.com"')
    masked = re.sub(r"whsec_[A-Za-z0-9+/]{43}=", SHOWN_KEY, text)
    return re.sub(r"scs_[A-Za-z0-9]{36}", SHOWN_SECRET, masked) + "\n"


def shortened(node: Any) -> Any:
    """At most two entries of any list: an example shows the form."""
    if isinstance(node, dict):
        return {key: shortened(part) for key, part in node.items()}
    return [shortened(part) for part in node[:2]] if isinstance(node, list) else node
