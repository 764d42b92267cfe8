import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.client import HTTPResponse

import pytest

from app.sample.server import SampleServer, start_sample_server
from app.sample.shapes import render
from app.sample.sources import SampleSource, sources

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
AUGUST = (date(2026, 8, 1), date(2026, 9, 1))


@pytest.fixture(scope="module")
def running() -> Iterator[SampleServer]:
    with start_sample_server(NOW) as server:
        yield server


@pytest.fixture
def server(running: SampleServer) -> SampleServer:
    running.travel_to(NOW)
    return running


def source(server: SampleServer, slug: str, kind: str) -> SampleSource:
    return {(one.slug, one.kind): one for one in sources(server.world, server.base_url)}[slug, kind]


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(
        url, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    try:
        answer: HTTPResponse | urllib.error.HTTPError = urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return answer.status or 0, dict(answer.headers), answer.read()


def pull(
    server: SampleServer,
    slug: str,
    kind: str,
    window: tuple[date, date] = AUGUST,
    more: str = "",
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    one = source(server, slug, kind)
    url = one.url.format(start=window[0], end=window[1]) + more
    return get(url, **dict(one.headers), **headers)


def test_every_source_gives_its_window(server: SampleServer) -> None:
    offered = sources(server.world, server.base_url)
    assert [(one.slug, one.kind) for one in offered] == [
        ("chengdu", "calls"),
        ("chengdu", "days"),
        ("iberica", "calls"),
        ("iberica", "days"),
        ("baltic", "calls"),
        ("baltic", "days"),
        ("harbor", "calls"),
        ("harbor", "days"),
        ("harbor", "campaign"),
    ]
    for one in offered:
        status, headers, body = pull(server, one.slug, one.kind)
        assert (status, body) == (200, render(server.world, one.slug, one.kind, *AUGUST, NOW))
        assert headers["Content-Type"].startswith("text/csv; charset=")
        assert one.mapping.is_file()
        assert len(one.windows) == 18


def test_what_has_not_changed_is_not_sent_again(server: SampleServer) -> None:
    _, headers, _ = pull(server, "iberica", "calls")
    again = pull(server, "iberica", "calls", If_None_Match=headers["ETag"])
    assert (again[0], again[1]["ETag"], again[2]) == (304, headers["ETag"], b"")
    server.travel_to(datetime(2026, 9, 10, tzinfo=UTC))
    status, earlier, body = pull(server, "iberica", "calls", If_None_Match=headers["ETag"])
    assert (status, earlier["ETag"] != headers["ETag"], len(body) > 1000) == (200, True, True)


def test_as_of_shows_an_earlier_state(server: SampleServer) -> None:
    first = pull(server, "iberica", "calls", more="&as_of=2026-09-10T00:00:00Z")
    assert first[0] == 200
    assert first[2] != pull(server, "iberica", "calls")[2]
    assert pull(server, "iberica", "calls", more="&as_of=2026-09-04T00:00:00Z")[0] == 404
    assert pull(server, "iberica", "calls", more="&as_of=2027-01-01T00:00:00Z")[0] == 400
    assert pull(server, "iberica", "calls", more="&as_of=2026-09-10T00:00:00")[0] == 400


def test_a_token_is_demanded_and_each_provider_has_its_own(server: SampleServer) -> None:
    url = source(server, "chengdu", "calls").url.format(start=AUGUST[0], end=AUGUST[1])
    status, headers, body = get(url)
    assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
    assert body == b"Send the provider's bearer token."
    assert get(url, **dict(source(server, "harbor", "calls").headers))[0] == 401
    assert get(url, Authorization="Bearer \u00e9")[0] == 401


def test_a_report_that_has_not_come_says_so(server: SampleServer) -> None:
    september, october = (date(2026, 9, 1), date(2026, 10, 1)), (date(2026, 10, 1), date(2026, 11, 1))
    assert pull(server, "baltic", "calls", october)[::2] == (
        404,
        b"Baltic Voice has not reported 2026-10 yet; ask again later.",
    )
    assert pull(server, "baltic", "days", september)[0] == 200
    server.travel_to(datetime(2026, 10, 30, 5, 59, tzinfo=UTC))
    assert pull(server, "baltic", "days", september)[0] == 404
    assert pull(server, "harbor", "days", september)[0] == 200
    server.travel_to(datetime(2026, 10, 30, 6, tzinfo=UTC))
    assert pull(server, "baltic", "days", september)[0] == 200


def test_outside_the_world_there_is_nothing(server: SampleServer) -> None:
    status, _, body = pull(server, "harbor", "calls", (date(2025, 4, 1), date(2025, 5, 1)))
    assert (status, body) == (
        404,
        b"Harbor Outreach has no figures for 2025-04: they go from 2025-05-01 to 2026-11-01.",
    )
    assert pull(server, "harbor", "calls", (date(2026, 11, 1), date(2026, 12, 1)))[0] == 404


@pytest.mark.parametrize(
    ("window", "more"),
    [
        ((AUGUST[1], AUGUST[0]), ""),
        ((AUGUST[0], AUGUST[0]), ""),
        ((date(2025, 5, 1), date(2026, 11, 1)), ""),
        (AUGUST, "&start=yesterday"),
    ],
)
def test_an_impossible_window_is_refused(server: SampleServer, window: tuple[date, date], more: str) -> None:
    assert pull(server, "harbor", "calls", window, more)[0] == 400


@pytest.mark.parametrize(
    "path", ["/", "/harbor", "/harbor/calls", "/baltic/campaign.csv", "/../calls.csv", "/x/y.csv"]
)
def test_an_unknown_report_is_answered_with_the_known_ones(server: SampleServer, path: str) -> None:
    status, _, body = get(server.base_url + path, **dict(source(server, "harbor", "calls").headers))
    assert status == 404
    assert b"/harbor/campaign.csv" in body


def test_the_present_needs_a_time_zone(server: SampleServer) -> None:
    with pytest.raises(ValueError, match="time zone"):
        server.travel_to(datetime(2026, 9, 1))  # noqa: DTZ001
