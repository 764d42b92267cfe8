"""The second step on the pages: scanned, switched on, asked for on the way in, switched off."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import zxingcpp
from fastapi.testclient import TestClient

from dashboards.entering.square import square_of
from tests.dashboards.test_pages import ENGLISH, OWN, sign_in, text_of
from tests.dashboards.world import PASSWORD

CLERK = "clerk@example.com"
HERE = "/account/second-step"
ADDRESS = "otpauth://totp/Vendor%20scorecards:li.na%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Vendor%20scorecards"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z")


def read(path: str, size: int) -> str:
    """What a phone reads from the picture: each module four pixels wide, dark on light."""
    pixels = [[255] * size for _ in range(size)]
    for x, y, wide, high in (map(int, run) for run in RUN.findall(path)):
        for row in range(y, y + high):
            pixels[row][x : x + wide] = [0] * wide
    rows = [bytes(value for value in row for _ in range(4)) for row in pixels for _ in range(4)]
    picture = memoryview(b"".join(rows)).cast("B", (4 * size, 4 * size))
    [found] = zxingcpp.read_barcodes(picture)  # type: ignore[arg-type]
    return str(found.text)


def test_the_square_says_the_address() -> None:
    square = square_of(ADDRESS)
    assert re.fullmatch(r"(M\d+ \d+h\d+v\d+h-\d+Z)+", square.path)
    assert read(square.path, square.size) == ADDRESS


@pytest.fixture
def scanned(browse: TestClient) -> pyotp.TOTP:
    """An app that has scanned the clerk's square."""
    sign_in(browse, CLERK)
    page = browse.post(HERE, data={"act": "begin", "password": PASSWORD}, headers=OWN, params=ENGLISH)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    shown = re.search(r'viewBox="0 0 (\d+) .*?<path d="([^"]+)"', page.text)
    assert shown
    secret = parse_qs(urlsplit(read(shown[2], int(shown[1]))).query)["secret"][0]
    assert secret == re.sub(" ", "", re.findall(r'<p class="hash once">([^<]+)</p>', page.text)[0])
    return pyotp.TOTP(secret)


@pytest.mark.slow
def test_it_is_scanned_switched_on_asked_for_and_switched_off(
    browse: TestClient, scanned: pyotp.TOTP
) -> None:
    wrong = browse.post(HERE, data={"act": "confirm", "code": "x"}, headers=OWN, params=ENGLISH)
    assert wrong.status_code == 422
    assert "This code is wrong, was used, or is too old" in text_of(wrong.text)
    assert scanned.secret[:4] + " " not in wrong.text
    first = scanned.at(datetime.now(UTC), counter_offset=-1)
    on = browse.post(HERE, data={"act": "confirm", "code": first}, headers=OWN, params=ENGLISH)
    codes = re.findall(r'<li class="hash once">([^<]+)</li>', on.text)
    assert (on.status_code, len(codes)) == (200, 10)
    assert "10 recovery codes are left." in text_of(on.text)
    assert browse.get("/account").status_code == 200  # with the new cookie

    browse.cookies.clear()
    form = {"email": CLERK, "password": PASSWORD, "following": "/account"}
    half = browse.post("/sign-in", data=form)
    assert half.headers["location"] == "/sign-in/code?following=%2Faccount"
    assert browse.get("/account").headers["location"].startswith("/sign-in?")
    assert 'value="/account"' in browse.get(half.headers["location"]).text
    refused = browse.post("/sign-in/code", data={"code": first, "following": "/account"}, params=ENGLISH)
    assert refused.status_code == 401
    assert "This code is wrong" in text_of(refused.text)
    done = browse.post("/sign-in/code", data={"code": scanned.now(), "following": "/account"})
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    off = {"act": "off", "password": PASSWORD, "code": codes[3]}
    assert browse.post(HERE, data=off, headers=OWN).headers["location"] == "/account?done=off"
    assert "Off. With it" in text_of(browse.get("/account", params=ENGLISH).text)


@pytest.mark.slow
def test_without_half_a_sign_in_the_way_in_says_where_to_begin(browse: TestClient) -> None:
    for path, typed in (("code", {"code": "123456"}), ("second-step", {"act": "begin"})):
        assert browse.get(f"/sign-in/{path}", params={"following": "//evil.example"}).status_code == 200
        answer = browse.post(f"/sign-in/{path}", data=typed, params=ENGLISH)
        assert answer.status_code == 401
        assert "begin again with your password" in text_of(answer.text)
        assert (
            browse.post(f"/sign-in/{path}", data=typed, headers={"Origin": "https://x.example"}).status_code
            == 403
        )
