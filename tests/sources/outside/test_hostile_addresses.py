"""Where a source's address may lead: every case of the table of hostile addresses, saved and fetched.

The lists are the table's own; `test_destinations.py` has more members of the same classes.
"""

import socket
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpcore
import pytest
import structlog
from fastapi.testclient import TestClient

from app.settings import load_settings
from app.sources.fetching.asking import Asking
from app.sources.fetching.fetch import fetch
from app.sources.outside.ask import Ask
from app.sources.outside.destinations import allow
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.transport import Door
from app.sources.setting_up.payloads import SourceBody
from tests.sources.conftest import PATIENT, World
from tests.sources.faulty_provider import CSV, Provider, raw
from tests.sources.outside.test_tls import certificate, server
from tests.sources.outside.test_tls import fetch as fetch_tls

pytestmark = pytest.mark.slow  # the service as a whole

AT = "/api/v1/contracts/ACME-2026-01/sources"
Bearer = Callable[[str], dict[str, str]]
NOTHING = Door(limits=PATIENT)  # as an operator has it who allowed nothing

E01 = [
    *("file:///etc/passwd", "gopher://127.0.0.1:6379/", "ftp://provider.example/", "dict://127.0.0.1:11211/"),
    *("jar:https://provider.example!/x", "data:text/csv,a", "javascript:alert(1)", "//provider.example/"),
    *("http:/127.0.0.1/", "http://provider.example/", "HTTPS:provider.example", "https://"),
]
E02 = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0"),
    *("0.0.0.0", "127.8.8.8"),  # noqa: S104
]
E03 = ["127。0。0。1", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "ⓛocalhost", "LOCALHOST", "localhost.", "127｡0｡0｡1"]
E04 = [
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[2002:7f00:1::]", "[fec0::1]", "[fd00:ec2::254]", "[fe80::1%25lo]", "[ff02::1]"),
]
E05 = [
    *("10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "100.100.100.200"),
    *("192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
]
E11 = [22, 25, 80, 6379, 5432, 0, 65536, 8000]
E16 = [
    "https://provider.example/" + "a" * 8192,
    "https://provider.example/#part",
    "https://u:p@provider.example/",
]
CASES = [
    *(("E01", url) for url in E01),
    *((case, f"{scheme}://{host}/") for case, hosts in (("E02", E02), ("E03", E03)) for host in hosts
      for scheme in ("https", "http")),
    *((case, f"https://{host}/") for case, hosts in (("E04", E04), ("E05", E05)) for host in hosts),
    *(("E11", f"https://provider.example:{port}/") for port in E11),
    *(("E16", url) for url in E16),
]  # fmt: skip


def failure(door: Door, url: str, **more: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        door.fetch(Ask(url, **more))
    return failed.value


@pytest.mark.parametrize(("case", "url"), CASES, ids=[f"{case}-{url[:40]}" for case, url in CASES])
def test_e01_to_e05_e11_e16_are_refused_when_fetched(
    case: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No resolver and no connection is asked: the address itself is refused."""
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    failed = failure(Door(limits=PATIENT, resolve=lambda *_: pytest.fail("resolved")), url)
    assert failed.fault is Fault.DESTINATION, case


@pytest.fixture
def world(one_world: World) -> World:
    """Where an address may lead has nothing to do with the kind of database."""
    return one_world


def test_e01_to_e05_e11_e16_are_refused_when_saved(client: TestClient, bearer: Bearer) -> None:
    taken = {}
    for case, url in CASES:
        body = {"name": "daily", "url": url, "every_minutes": 60}
        refused = client.post(AT, json=body, headers=bearer("clerk"))
        places = {error["where"] for error in refused.json().get("errors", [])}
        if refused.status_code != 422 or not places <= {"url", "body.url"}:
            taken[f"{case} {url[:60]}"] = refused.text
    assert taken == {}


def test_e05_what_the_operator_opens_is_fetched_and_noted(provider: Provider) -> None:
    with structlog.testing.capture_logs() as logs:
        door = Door(allow([f"127.0.0.0/8:{provider.port}"]), PATIENT)
        assert door.fetch(Ask(provider.url("good?token=hunter2"))).content == CSV
    (note,) = [entry for entry in logs if entry["event"] == "fetch.inside"]
    assert (note["host"], note["port"], note["addresses"]) == ("127.0.0.1", provider.port, ("127.0.0.1",))
    assert "hunter2" not in str(logs)


def test_e07_a_name_that_flips_after_the_check_is_reached_at_the_checked_address(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, reached = [["8.8.8.8"], ["127.0.0.1"]], []

    def connect(_: object, host: str, port: int, *__: object, **___: object) -> None:
        reached.append((host, port))
        raise httpcore.ConnectError("no network in tests")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    failed = failure(Door(limits=PATIENT, resolve=lambda *_: answers.pop(0)), "https://rebinding.example/")
    assert failed.fault is Fault.CONNECTION
    assert reached == [("8.8.8.8", 443)]
    assert (len(answers), provider.hits.total()) == (1, 0)


def test_e10_a_redirected_pull_says_so_in_its_state(world: World) -> None:
    source = world.source("redirect")
    assert world.pull(source) == "failed"
    assert (world.attempts()[0].fault, world.one(source).state) == ("redirect", "failing")


def test_e12_proxies_and_netrc_of_the_environment_are_ignored(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eve password stolen\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert Door(allow([provider.allowed]), PATIENT).fetch(Ask(provider.url("good"))).content == CSV
    assert b"authorization" not in provider.requests[-1].lower()


def test_e12_sslkeylogfile_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    file = certificate(tmp_path, "reports.example")
    with server(file) as port:
        assert fetch_tls(port, file) == b"ok"
    assert not keys.exists()


def test_e14_tls_of_old_is_not_spoken(tmp_path: Path) -> None:
    file = certificate(tmp_path, "reports.example")

    def old(context: ssl.SSLContext) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the server is what must be old
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1

    with server(file, old) as port, pytest.raises(FetchFailed) as failed:
        fetch_tls(port, file)
    assert failed.value.fault is Fault.TLS


def test_e15_a_guarded_target_reads_the_same_whatever_is_there(provider: Provider) -> None:
    """Closed, open, open and no HTTP: whoever is not allowed to look learns nothing by asking."""
    provider.answers["banner"] = raw(b"220 mail.internal ESMTP\r\n")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()[1]
    told = {
        failure(NOTHING, f"{scheme}://127.0.0.1:{port}/{path}").sentence.replace(str(port), "PORT")
        for port, path in ((nobody, ""), (provider.port, "good"), (provider.port, "banner"))
        for scheme in ("http", "https")
    }
    assert len(told) == 1
    assert provider.hits.total() == 0


@pytest.mark.parametrize("inside", [["10.0.0.1"], ["127.0.0.1"], ["::1"], ["8.8.8.8", "192.168.1.1"], []])
def test_e15_a_name_that_leads_inside_reads_like_one_that_does_not_exist(inside: list[str]) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    told = [
        failure(Door(limits=PATIENT, resolve=resolve), "https://intranet.example/").sentence
        for resolve in (unknown, lambda host, port: inside)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "reply",
    [
        b"SSH-2.0-hunter2\r\n",
        b"220 hunter2 ESMTP\r\n",
        b"HTTP/1.1 hunter2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nhunter2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: hunter2\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://hunter2:hunter2/\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Encoding: hunter2\r\n\r\nhunter2",
    ],
)
def test_e15_no_banner_and_no_body_of_an_allowed_host_is_quoted(provider: Provider, reply: bytes) -> None:
    provider.answers["banner"] = raw(reply)
    failed = failure(Door(allow([provider.allowed]), PATIENT), provider.url("banner"))
    assert "hunter2" not in failed.sentence + repr(failed)


def test_e16_a_template_that_grows_over_the_limit_is_refused_when_fetched(provider: Provider) -> None:
    key = {"kind": "api_key", "where": "query", "name": "k", "value": "x" * 2040}
    with pytest.raises(FetchFailed) as failed:
        fetch(Door(allow([provider.allowed]), PATIENT), Asking(provider.url("good"), credentials=key))
    assert (failed.value.fault, provider.hits.total()) == (Fault.DESTINATION, 0)
    assert "xxx" not in failed.value.sentence


def test_e14_no_setting_turns_the_checking_of_certificates_off() -> None:
    names = [*load_settings(demo=True).model_dump(), *SourceBody.model_fields, *Ask.__dataclass_fields__]
    assert not [name for name in names if "verify" in name or "insecure" in name]
