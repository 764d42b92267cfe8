"""The settings: one class, read from `SCORECARD_…` variables, which fails loudly."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SCORECARD_"
SHORTEST_SECRET = 32
_MAKE_ONE = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
_Words = Annotated[tuple[str, ...], NoDecode]
_Keys = Annotated[tuple[SecretStr, ...], NoDecode]


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line that says which variable and what to do."""


def _ephemeral_key(validated: dict[str, Any]) -> SecretStr:
    """The demo gets a key that dies with the process; everybody else an empty one, which is refused below."""
    return SecretStr(secrets.token_urlsafe(48) if validated.get("demo") else "")


def _unless_demo(usual: int) -> Callable[[dict[str, Any]], int]:
    return lambda validated: 0 if validated.get("demo") else usual


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """What an operator decides. A field is the variable `SCORECARD_<NAME>`; lists have commas."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    demo: bool = False
    secret_key: SecretStr = Field(default_factory=_ephemeral_key, validate_default=True)
    older_secret_keys: _Keys = ()  # still open what they locked, until `scorecard relock` has run
    database_url: str = Field(default="sqlite:///var/scorecard.db", repr=False)  # may carry a password
    owner_database_url: str | None = Field(default=None, repr=False)  # of whoever migrates and adds people
    worker_database_url: str | None = Field(default=None, repr=False)  # of the workers, on PostgreSQL
    jobs_database_url: str | None = Field(default=None, repr=False)
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: _Words = ()
    bind_host: str = "127.0.0.1"
    bind_port: int = Field(default=8000, ge=0, le=65535)
    metrics_port: int | None = Field(default=None, ge=0, le=65535)  # of Prometheus' /metrics; None: off
    metrics_host: str = "127.0.0.1"
    traces_url: str | None = None  # of an OpenTelemetry collector (OTLP over HTTP): …:4318/v1/traces
    thread_limit: int = Field(default=6, ge=1, le=64)  # 4 to 8 measured best; the pool is as large
    body_limit: int = Field(default=25 * 1024 * 1024, ge=1024)  # bytes of one request
    stored_bytes: int = Field(default=50 * 1024**3, ge=0)  # of reports, for each organisation; 0: no limit
    background_bytes: int = Field(default=4 * 1024 * 1024, ge=1)  # of a report: a job reads what is larger
    export_seconds: int = Field(default=600, ge=1, le=86_400)  # within which an export has to be fetched
    fetch_seconds: float = Field(default=60.0, ge=0.5, le=600.0)  # of a whole answer of a provider
    mail_url: SecretStr | None = None  # the mail server, as apprise writes it: mailtos://user:password@host
    allowed_fetch_hosts: _Words = ()  # host:port inside the network that pulls may reach
    sign_in_hours: int = Field(default=12, ge=1, le=24 * 30)  # however much it is used
    sign_in_idle_minutes: int = Field(default=120, ge=10, le=24 * 60 * 30)  # without any request
    # Requests that are answered in a minute; 0 is no limit, which is what the demo has on its one machine.
    rate_per_token: int = Field(default_factory=_unless_demo(1200), ge=0)  # or per browser
    rate_per_organisation: int = Field(default_factory=_unless_demo(6000), ge=0)
    rate_per_address: int = Field(default_factory=_unless_demo(600), ge=0)  # without valid credentials
    rate_sign_in: int = Field(default_factory=_unless_demo(30), ge=0)  # attempts from one address
    trusted_proxies: _Words = ()  # addresses or networks whose X-Forwarded-For is believed
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] = "json"

    @field_validator(
        "trusted_hosts", "trusted_proxies", "allowed_fetch_hosts", "older_secret_keys", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("allowed_fetch_hosts")
    @classmethod
    def _with_port(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not host.rpartition(":")[2].isdecimal():
                raise ValueError(f"{host} has no port; write host:port")
        return hosts

    @field_validator("secret_key")
    @classmethod
    def _strong(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value()
        if not text:
            raise ValueError(f"is not set; {_MAKE_ONE}")
        if len(text) < SHORTEST_SECRET or len(set(text)) < 8:
            raise ValueError(f"is too weak ({SHORTEST_SECRET} random characters at least); {_MAKE_ONE}")
        return key

    @model_validator(mode="after")
    def _encrypted(self) -> Settings:
        """Cookies and tokens never travel unencrypted, except on the machine itself and in the demo."""
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(
                f"{PREFIX}BASE_URL must be the address people type, such as https://sla.example.com"
            )
        if parts.scheme == "http" and not self.demo and not _is_loopback(parts.hostname):
            raise ValueError(
                f"{PREFIX}BASE_URL must begin with https://; http is for this machine and the demo"
            )
        return self

    def as_owner(self) -> Settings:
        """The same for what the owner of the tables does: migrating, adding people."""
        return self.model_copy(update={"database_url": self.owner_database_url or self.database_url})

    def as_worker(self) -> Settings:
        """The same for a process that does the jobs."""
        return self.model_copy(update={"database_url": self.worker_database_url or self.database_url})

    @property
    def encrypted(self) -> bool:
        """Whether people reach the service over https: decides about Secure cookies and HSTS."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The origin of our own pages, as a browser writes it: scheme, host, port unless usual."""
        parts = urlsplit(self.base_url)
        usual = {"http": 80, "https": 443}[parts.scheme]
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names in `Host` that are answered: the listed, else that of the base URL and loopback."""
        return self.trusted_hosts or (
            urlsplit(self.base_url).hostname or "",
            "127.0.0.1",
            "localhost",
            "[::1]",
        )


def load_settings(**given: Any) -> Settings:
    """The settings of the environment, with `given` before it. Raises SettingsError with one clear line."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else ""
        message = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name} {message}".strip()) from None
