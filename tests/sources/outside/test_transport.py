import resource
import threading
from dataclasses import replace

import pytest

from app.sources.outside.ask import Ask, Fetched
from app.sources.outside.destinations import allow
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.transport import MEBIBYTE, Door, Limits
from tests.sources.faulty_provider import CSV, Provider, bomb

pytestmark = pytest.mark.slow  # the service as a whole

QUICK = Limits(total=0.8, connect=0.5, read=0.4, received=2 * MEBIBYTE)  # for what never answers
PATIENT = replace(QUICK, total=60.0, connect=30.0, read=30.0)  # for what answers, on a busy machine


def door(provider: Provider, limits: Limits = PATIENT) -> Door:
    return Door(allow([provider.allowed]), limits)


def fetch(provider: Provider, path: str, **headers: str) -> Fetched:
    return door(provider).fetch(Ask(provider.url(path), headers=headers))


def failure(provider: Provider, path: str, limits: Limits = PATIENT) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        door(provider, limits).fetch(Ask(provider.url(path)))
    return failed.value


@pytest.mark.parametrize(
    "path",
    [
        "good",
        "good-chunked",
        "good-gzip",
        "good-gzip-members",
        "good-deflate",
        "good-raw-deflate",
        "good-br",
    ],
)
def test_a_whole_answer_comes_back_decoded(provider: Provider, path: str) -> None:
    fetched = fetch(provider, path)
    assert (fetched.status, fetched.content) == (200, CSV)
    assert fetched.received > 0


@pytest.mark.parametrize("path", ["empty", "204", "gzip-empty"])
def test_an_empty_answer_is_empty_and_not_a_fault(provider: Provider, path: str) -> None:
    assert fetch(provider, path).content == b""


def test_a_conditional_request_gets_304_and_no_bytes(provider: Provider) -> None:
    fetched = fetch(provider, "etag", **{"if-none-match": '"v1"'})
    assert (fetched.status, fetched.content, fetched.headers["etag"]) == (304, b"", '"v1"')


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("slow-body", Fault.TIMEOUT),
        ("slow-body-5s", Fault.TIMEOUT),
        ("slow-header", Fault.TIMEOUT),
        ("hundred-continue", Fault.TIMEOUT),
        ("hang", Fault.TIMEOUT),
        ("half-then-hang", Fault.TIMEOUT),
        ("endless", Fault.TOO_LARGE),
        ("endless-chunk", Fault.TOO_LARGE),
        ("big-length", Fault.TOO_LARGE),
        ("gzip-cut", Fault.ENCODING),
        ("gzip-no-trailer", Fault.ENCODING),
        ("gzip-lie", Fault.ENCODING),
        ("gzip-trailing", Fault.ENCODING),
        ("gzip-stack", Fault.ENCODING),
        ("deflate-trailing", Fault.ENCODING),
        ("br-cut", Fault.ENCODING),
        ("encoding-unknown", Fault.ENCODING),
        ("length-too-long", Fault.PROTOCOL),
        ("no-length", Fault.PROTOCOL),
        ("chunk-cut", Fault.PROTOCOL),
        ("chunk-bad", Fault.PROTOCOL),
        ("close", Fault.PROTOCOL),
        ("http09", Fault.PROTOCOL),
        ("length-two", Fault.PROTOCOL),
        ("length-and-chunked", Fault.PROTOCOL),
        ("length-negative", Fault.PROTOCOL),
        ("length-text", Fault.PROTOCOL),
        ("header-bad", Fault.PROTOCOL),
        ("header-nul", Fault.PROTOCOL),
        ("status-line", Fault.PROTOCOL),
        ("header-huge", Fault.PROTOCOL),
        ("partial", Fault.PROTOCOL),
        ("reset", Fault.CONNECTION),
        ("redirect", Fault.REDIRECT),
        ("redirect-crlf", Fault.REDIRECT),
        ("redirect-nowhere", Fault.REDIRECT),
        *((status, Fault.STATUS) for status in ("401", "403", "404", "410", "429", "500", "503-date", "999")),
    ],
)
@pytest.mark.timeout(90)
def test_each_fault_is_a_failure_of_its_kind_within_the_deadline(
    provider: Provider, path: str, fault: Fault
) -> None:
    failed = failure(provider, path, QUICK if fault is Fault.TIMEOUT else PATIENT)
    assert failed.fault is fault, failed.sentence


def test_the_body_of_a_refusal_is_not_quoted(provider: Provider) -> None:
    assert "hunter2" not in failure(provider, "401").sentence


def test_the_sentence_never_quotes_bytes_of_the_answer(provider: Provider) -> None:
    provider.answers["banner"] = lambda _, connection, __: connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")
    assert "SSH" not in failure(provider, "banner").sentence


def test_retry_after_is_handed_on(provider: Provider) -> None:
    assert failure(provider, "429").retry_after == "3"


@pytest.mark.parametrize("path", ["gzip-bomb", "gzip-bomb-1g", "endless-chunk"])
def test_a_bomb_is_cut_at_the_decoded_limit_and_costs_little_memory(provider: Provider, path: str) -> None:
    roomy = Limits(total=60, connect=10, read=30)
    bomb()  # making it takes longer than defusing it
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchFailed) as failed:
        door(provider, roomy).fetch(Ask(provider.url(path)))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert failed.value.fault is Fault.TOO_LARGE
    assert grown < 60, f"{grown:.0f} MiB more"  # 25 MiB of it are the limit itself


def test_headers_count_as_received_bytes(provider: Provider) -> None:
    tight = Limits(total=2, connect=1, read=1, received=40)
    with pytest.raises(FetchFailed) as failed:
        door(provider, tight).fetch(Ask(provider.url("good")))
    assert failed.value.fault is Fault.TOO_LARGE


def test_cookies_are_not_kept(provider: Provider) -> None:
    same = door(provider)
    same.fetch(Ask(provider.url("cookie")))
    same.fetch(Ask(provider.url("good")))
    assert b"cookie" not in provider.requests[-1].lower()


def test_host_is_that_of_the_url_and_the_address_the_checked_one(provider: Provider) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"]

    through = Door(allow([f"reports.example:{provider.port}"]), PATIENT, resolve)
    through.fetch(Ask(f"http://reports.example:{provider.port}/good"))
    assert asked == [("reports.example", provider.port)]
    assert f"host: reports.example:{provider.port}".encode() in provider.requests[-1].lower()


def test_a_name_that_flips_after_the_check_gains_nothing(provider: Provider) -> None:
    """The resolver is asked once: what it would say the second time is never heard."""
    answers = [["203.0.113.7"], ["127.0.0.1"]]
    through = Door(resolve=lambda host, port: answers.pop(0), limits=PATIENT)
    with pytest.raises(FetchFailed) as failed:
        through.fetch(Ask("https://rebinding.example/"))
    assert failed.value.fault is Fault.DESTINATION
    assert len(answers) == 1
    assert provider.hits.total() == 0


def test_a_resolver_that_does_not_answer_ends_with_the_deadline() -> None:
    given_up = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        given_up.wait(60)
        return ["127.0.0.1"]

    with pytest.raises(FetchFailed) as failed:
        Door(resolve=resolve, limits=QUICK).fetch(Ask("https://slow.example/"))
    assert failed.value.fault is Fault.TIMEOUT
    given_up.set()


def test_a_closed_port_that_is_allowed_says_that_nobody_answers() -> None:
    with pytest.raises(FetchFailed) as failed:
        Door(allow(["127.0.0.1:1"]), PATIENT).fetch(Ask("http://127.0.0.1:1/"))
    assert failed.value.fault is Fault.CONNECTION


def test_the_limits_are_those_of_the_design() -> None:
    assert (Limits().total, Limits().received, Limits().decoded) == (60.0, 25 * MEBIBYTE, 25 * MEBIBYTE)
