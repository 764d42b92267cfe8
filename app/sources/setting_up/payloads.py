"""What goes in and out of the sources routes. Header values go in and never come out."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from app.payloads import Id, Line, Payload
from app.reports.payloads import MappingGiven, PresetGiven
from app.sources.fetching.asking import body_of
from app.sources.fetching.look import Seen
from app.sources.fetching.windows import Window
from app.sources.pulling.fare import circuit_of
from app.sources.secrets.hidden import shown_url
from app.sources.setting_up.paging_payloads import Paging
from app.sources.setting_up.payload_examples import EXAMPLES
from app.sources.setting_up.secret_payloads import (
    OURS,
    TOKEN,
    CertificateBody,
    CertificateShown,
    Credentials,
    CredentialsShown,
)
from app.sources.tables import Source, SourceAttempt


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not TOKEN.fullmatch(name) or name.lower() in OURS:
            raise ValueError(f"the header {name[:40]!r} cannot be set")
        if not value.isascii() or not value.isprintable() or len(value) > 4000:
            raise ValueError(f"the value of {name[:40]!r} is not one line of plain ASCII")
    if len({name.lower() for name in headers}) < len(headers):
        raise ValueError("a header is given twice")
    return headers


LONGEST_BODY = 20_000
DEEPEST_BODY = 20


def _json_body(body: JsonValue) -> JsonValue:
    if not isinstance(body, dict | list):
        raise ValueError("a body is a JSON object or array")  # noqa: TRY004 - pydantic wants a ValueError
    try:
        size = len(json.dumps(body, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        raise ValueError("NaN, Infinity and half characters are no JSON") from None
    if size > LONGEST_BODY or _depth(body) > DEEPEST_BODY:
        raise ValueError(f"a body has at most {LONGEST_BODY:,} bytes and {DEEPEST_BODY} levels")
    return body


def _depth(node: JsonValue) -> int:
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return 1 + max(map(_depth, parts), default=0)


Headers = Annotated[dict[str, str], Field(max_length=20), AfterValidator(_headers)]
Url = Annotated[
    str, Field(min_length=1, max_length=2048, examples=["https://reports.example/daily.csv?from={start}"])
]
Method = Literal["GET", "POST"]
WindowKind = Literal["day", "week", "month"]
Lag = Annotated[
    int, Field(ge=0, le=60, description="Days after a window's end until its report is expected.")
]
LookBack = Annotated[int, Field(ge=0, le=24, description="How many of the newest windows are asked again.")]
Minutes = Annotated[int, Field(ge=5, le=44_640)]
Day = Annotated[date, Field(strict=False, ge=date(1990, 1, 1), le=date(2200, 1, 1))]
Zone = Annotated[str, Field(max_length=64, description="Of `cron`; '' for the contract's.")]
Pause = Annotated[int, Field(ge=0, le=3600, description="Seconds at least between two pulls.")]
Cron = Annotated[str, Field(max_length=100, examples=["15 6 * * *"])]
Body = Annotated[
    JsonValue,
    AfterValidator(_json_body),
    Field(
        description="Of a POST: JSON whose strings hold places. A string that is `{start_ms}` alone becomes "
        "the number, `{start_ms:text}` stays text, `{{start}}` is no place.",
        examples=[{"StartTime": "{start_s}", "EndTime": "{end_s}", "Interval": {"TimeZone": "{zone}"}}],
    ),
]


class SourceBody(Payload):
    """A source to set up. Places such as `{start}` in address and body get filled with each window."""

    model_config = ConfigDict(json_schema_extra={"examples": EXAMPLES})  # type: ignore[dict-item]

    name: Line
    url: Url
    side: Literal["provider", "client"] | None = None
    method: Method = "GET"
    headers: Headers = Field(default_factory=dict, repr=False)
    credentials: Credentials | None = None
    certificate: CertificateBody | None = None
    body: Body | None = None
    paging: Paging | None = None
    window: WindowKind = "month"
    lag_days: Lag = 1
    look_back: LookBack = 1
    since: Day | None = None
    every_minutes: Minutes | None = None
    cron: Cron = ""
    time_zone: Zone = ""
    pause_seconds: Pause = 0
    mapping: MappingGiven | None = None
    preset: PresetGiven = None
    enabled: bool = True


class SourceChange(Payload):
    """What is to be changed; what is left out stays. `headers` replaces all of them; null takes away."""

    name: Line | None = None
    url: Url | None = None
    method: Method | None = None
    headers: Headers | None = Field(default=None, repr=False)
    credentials: Credentials | None = None
    certificate: CertificateBody | None = None
    body: Body | None = None
    paging: Paging | None = None
    lag_days: Lag | None = None
    look_back: LookBack | None = None
    since: Day | None = None
    every_minutes: Minutes | None = None
    cron: Cron | None = None
    time_zone: Zone | None = None
    pause_seconds: Pause | None = None
    mapping: MappingGiven | None = None
    preset: PresetGiven = None
    enabled: bool | None = None


class WindowBody(Payload):
    """Which window: the one that holds this day; the newest closed one when left out."""

    day: Day | None = None


class WindowShown(Payload):
    """Days from `start` until before `end`."""

    start: date
    end: date

    @classmethod
    def of(cls, window: Window) -> WindowShown:
        """A window as it is shown."""
        return cls(start=window.start, end=window.end)


class SourceShown(Payload):
    """A source: of its headers the names alone, of its secrets when they were set and how they end."""

    id: Id
    name: str
    side: str
    url: str
    method: str
    header_names: list[str]
    credentials: CredentialsShown | None
    certificate: CertificateShown | None
    body: JsonValue
    paging: Paging | None
    window: str
    lag_days: int
    look_back: int
    since: date | None
    every_minutes: int | None
    cron: str
    time_zone: str
    pause_seconds: int
    mapping: dict[str, Any] | None
    enabled: bool
    state: Annotated[str, Field(description="ok, failing (it is tried again) or stopped.")]
    note: Annotated[str, Field(description="Why it fails or was stopped, for its owner.")]
    circuit: Annotated[
        Literal["closed", "open", "half_open"],
        Field(description="Open: nothing is fetched. Half open: one window is being tried."),
    ]
    failures: Annotated[int, Field(description="Failures in a row, of the source as a whole.")]
    stopped_at: datetime | None
    probe_at: Annotated[
        datetime | None, Field(description="When a stopped source is tried by itself; null: by its owner.")
    ]
    planned_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, source: Source) -> SourceShown:
        """A stored source as its owner sees it."""
        told = {
            "url": shown_url(source.url),  # an earlier version stored it with its secrets
            "credentials": CredentialsShown.of(source.credentials_shown),
            "certificate": CertificateShown.of(source.certificate_shown),
            "body": body_of(source),
            "circuit": circuit_of(source).state,
        }
        same = {name: getattr(source, name) for name in cls.model_fields if name not in told}
        return cls(**told, **same)


class AttemptShown(Payload):
    """One attempt at one window."""

    id: Id
    first_day: date
    end_day: date
    number: int
    started_at: datetime
    milliseconds: int | None
    status: str
    fault: str
    http_status: int | None
    size: int | None
    sha256: str
    error: str
    report_id: Id | None

    @classmethod
    def of(cls, attempt: SourceAttempt) -> AttemptShown:
        """A stored attempt as it is shown."""
        return cls(**{name: getattr(attempt, name) for name in cls.model_fields})


class PullAsked(Payload):
    """A pull that was asked for: it begins within a second where a worker runs."""

    window: WindowShown


class SeenShown(Payload):
    """What a pull would bring now; nothing of it was stored."""

    outcome: Literal["readable", "no_report", "refused", "failed"]
    sentence: str
    window: WindowShown
    url: str
    http_status: int | None = None
    size: int | None = None
    rows: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    measures: list[str] = Field(default_factory=list)
    queues: list[str] = Field(default_factory=list)
    guessed: bool | None = None
    mapping: dict[str, Any] | None = None
    problems: list[dict[str, str]] = Field(default_factory=list)

    @classmethod
    def of(cls, seen: Seen) -> SeenShown:
        """What was seen, as it is shown."""
        shown = [{"where": p.where, "code": p.code, "message": p.message} for p in seen.problems[:100]]
        answer: dict[str, Any] = {}
        if seen.fetched:
            answer |= {"http_status": seen.fetched.status, "size": len(seen.fetched.content)}
        if reading := seen.reading:
            names = ("rows", "first_day", "last_day", "guessed")
            answer |= {name: getattr(reading, name) for name in names}
            answer["measures"] = list(reading.measures)
            answer["queues"] = sorted({sheet.queue for sheet in reading.sheets})
            answer["mapping"] = dict(reading.mapping)
        window = WindowShown.of(seen.prepared.window)
        url = shown_url(seen.prepared.asking.url)
        told: dict[str, Any] = {"outcome": seen.outcome, "sentence": seen.sentence, "problems": shown}
        return cls(window=window, url=url, **told, **answer)
