"""Rich examples of the pages of sources, people and machines."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.access.events.kinds import KINDS
from dashboards.arriving.context import Refusal, Sample
from dashboards.found_wrong import FoundWrong
from dashboards.parts import Trouble, WrongPlace
from dashboards.people.context import (
    AuditPage,
    Checked,
    DeliveryLine,
    EntryLine,
    Fact,
    InvitationLine,
    Join,
    MemberLine,
    Notices,
    People,
    SignOnForm,
    SingleSignOn,
    TokenLine,
    Tokens,
    WebhookLine,
    WebhookPage,
    Webhooks,
)
from dashboards.pulling.context import (
    Attempt,
    SourceForm,
    SourceLine,
    SourcePage,
    Sources,
    Tried,
    WindowLine,
)

HERE = "/contracts/ACME-2026-01"
AT = datetime(2026, 9, 3, 7, 41, tzinfo=UTC)
DAY = date(2026, 9, 1)
WRONG = Trouble("Something that was typed is wrong.", (WrongPlace("url", "is not fetchable"),))
LINE = SourceLine(
    name="Huawei AICC",
    href=f"{HERE}/sources/s1",
    side="provider",
    state="stopped",
    enabled=True,
    next_run=AT,
    caught_up_to=DAY,
    missing=3,
    note="The server answered 503.",
)
FORM = SourceForm(
    name="Huawei AICC",
    url="https://reports.example/daily.csv?from={start}",
    side="client",
    method="POST",
    body='{"from": "{start}"}',
    preset="huawei-aicc",
    mapping='{"schema": 1}',
    window="day",
    lag_days="2",
    look_back="3",
    since="2026-01-01",
    every_minutes="60",
    cron="15 6 * * *",
    time_zone="Asia/Shanghai",
    pause_seconds="5",
    kind="oauth2",
    where="query",
    key_name="X-Key",
    user="li",
    token_url="https://login.example/token",
    client_id="c1",
    scope="reports",
)
PRESETS = (("huawei-aicc", "Huawei Cloud AICC"), ("other", "Other"))
SOURCES = Sources(
    reference="ACME-2026-01",
    action=f"{HERE}/sources",
    reports_href=f"{HERE}/reports",
    lines=(
        LINE,
        replace(LINE, name="Own", state="ok", enabled=False, next_run=None, caught_up_to=None, note=""),
    ),
    sides=("client", "provider"),
    presets=PRESETS,
    form=FORM,
    trouble=WRONG,
)
NO_SOURCES = Sources("ACME-2026-01", f"{HERE}/sources", f"{HERE}/reports", (), ("provider",), PRESETS, None)
SOURCE = SourcePage(
    reference="ACME-2026-01",
    line=LINE,
    action=f"{HERE}/sources/s1",
    sources_href=f"{HERE}/sources",
    url="https://reports.example/daily.csv?from={start}&key=…",
    header_names=("Accept", "X-Tenant"),
    secret_set=DAY,
    secret_ends="wXyZ",
    expected=12,
    windows=(WindowLine(DAY, DAY, "refused", AT), WindowLine(DAY, date(2026, 9, 7), "waiting", None)),
    attempts=(
        Attempt(DAY, DAY, 2, AT, "0.42", "accepted", "", "200", f"{HERE}/reports/r1"),
        Attempt(DAY, date(2026, 9, 7), 1, AT, "", "failed", "The server answered 503.", "", ""),
    ),
    stopped=AT,
    probe=AT,
    presets=PRESETS,
    form=FORM,
    version='"s1.4"',
    tried=Tried(
        state="readable",
        said="62 rows.",
        first=DAY,
        last=date(2026, 9, 30),
        rows=62,
        samples=(Sample("日期", "date", "ymd"),),
        problems=(Refusal("row 3", "is odd", code="leap"),),
    ),
    trouble=WRONG,
)
PAUSED = replace(
    SOURCE,
    line=replace(LINE, enabled=False, missing=0, state="ok", note=""),
    attempts=(),
    windows=(),
    tried=None,
    probe=None,
    trouble=None,
)
PEOPLE = People(
    organisation="Acme Bank",
    members=(
        MemberLine("p1", "Li Na", "li.na@example.com", "auditor", AT, disabled=False, own=True),
        MemberLine(
            "p2",
            "Ada Osei",
            "ada@example.com",
            "administrator",
            AT,
            disabled=True,
            own=False,
            second_step=True,
        ),
    ),
    invitations=(InvitationLine("i1", "new@example.com", "reader", AT),),
    roles=("administrator", "auditor", "reader"),
    may=True,
    email="wrong",
    role="reader",
    link="https://cards.example/join?secret=inv_abc",
    trouble=WRONG,
)
ASKED_FOR = replace(PEOPLE, required=True, organisation_id="o1", trouble=None)
COLLEAGUES = replace(PEOPLE, may=False, invitations=(), link="", trouble=None)
SIGN_ON = SingleSignOn(
    organisation="Acme Bank",
    redirect="https://cards.example/sign-in/company/back",
    link="https://cards.example/sign-in/company/o1",
    roles=("auditor", "reader"),
    form=SignOnForm(
        *("https://login.acme.example", "scorecards", "acme.example", "reader", "groups", "desk = clerk")
    ),
    saved=True,
    trouble=WRONG,
)
NO_SIGN_ON = replace(SIGN_ON, link="", form=SignOnForm(), saved=False, trouble=None)
JOIN = Join("Acme Bank", "new@example.com", "reader", "inv_abc", "New One", WRONG)
TOKEN = TokenLine("t1", "upload", "scs_Ab12…wXyZ", "clerk", ("reports:write",), AT, AT, AT, "active")
TOKENS = Tokens(
    tokens=(TOKEN, replace(TOKEN, id="t2", scopes=(), used=None, state="revoked")),
    roles=("clerk", "reader"),
    scopes=("reports:read", "reports:write"),
    may=True,
    name="nightly",
    role="reader",
    days="90",
    chosen=("reports:read",),
    secret="scs_secret",
    trouble=WRONG,
)
WEBHOOK = WebhookLine("desk", "/webhooks/w1", "https://hooks.example/…", ("report.refused",), "active")
WEBHOOKS = Webhooks(
    webhooks=(WEBHOOK, replace(WEBHOOK, name="other", kinds=(), state="gone")),
    kinds=KINDS,
    name="desk",
    url="ftp://hooks.example",
    chosen=("report.refused",),
    secret="whsec_x",
    trouble=WRONG,
)
DELIVERY = DeliveryLine("d1", "m1", "report.refused", "failed", AT, 3, "HTTP 500", AT)
ONE_WEBHOOK = WebhookPage(
    webhook=WEBHOOK,
    kinds=KINDS,
    deliveries=(DELIVERY, replace(DELIVERY, id="d2", message="m2", state="waiting", said="", next_at=None)),
    waits=AT,
    secret="whsec_y",
    trouble=WRONG,
)
STOPPED_WEBHOOK = WebhookPage(replace(WEBHOOK, state="stopped"), KINDS, (), None)
NOTICES = Notices(
    kinds=KINDS,
    mail=("report.refused",),
    chat=("source.failing",),
    digest=True,
    chat_shown="slack://…",
    own=True,
    mail_works=False,
    saved=True,
    trouble=WRONG,
)
ENTRY = EntryLine(
    number=7,
    at=AT,
    action="terms.put",
    subject="ACME-2026-01",
    person="Li Na",
    machine=True,
    address="127.0.0.1",
    facts=(Fact("effective", '"2026-01-01"', '"2026-02-01"'), Fact("sha256", "", '"ab"')),
)
AUDIT = AuditPage(
    entries=(ENTRY, replace(ENTRY, number=None, person="", machine=False, address="", facts=())),
    action="terms",
    subject="ACME-2026-01",
    first="2026-09-01",
    last="2026-09-03",
    export_href="/api/v1/audit.csv?action=terms",
    more_href="/audit?cursor=x",
    verify_href="/audit?verify=yes",
    checked=Checked(True, 7, "ab" * 32, 2, ()),
)
WRONG_LINKS = (
    FoundWrong("link 3", "Link 2 is missing before it."),
    FoundWrong("link 9", "a sentence that nobody translated"),
)
BROKEN_AUDIT = replace(AUDIT, entries=(), checked=Checked(False, 7, "ab" * 32, 0, WRONG_LINKS), trouble=WRONG)

PAGES = {
    "sources": SOURCES,
    "no_sources": NO_SOURCES,
    "source": SOURCE,
    "source_unread": replace(SOURCE, tried=Tried("failed", "nobody answers", DAY, DAY, 0, (), ())),
    "paused_source": PAUSED,
    "people": PEOPLE,
    "colleagues": COLLEAGUES,
    "asked_people": ASKED_FOR,
    "join": JOIN,
    "single_sign_on": SIGN_ON,
    "no_single_sign_on": NO_SIGN_ON,
    "join_late": Join(),
    "tokens": TOKENS,
    "webhooks": WEBHOOKS,
    "webhook": ONE_WEBHOOK,
    "stopped_webhook": STOPPED_WEBHOOK,
    "notices": NOTICES,
    "audit": AUDIT,
    "broken_audit": BROKEN_AUDIT,
}
