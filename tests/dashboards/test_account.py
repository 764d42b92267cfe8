"""One's own account: browsers that are signed in, ended from here, and another password."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.dashboards.test_pages import ENGLISH, OWN, sign_in, text_of
from tests.dashboards.world import CHINESE, PASSWORD

pytestmark = pytest.mark.slow  # the service as a whole

CLERK = "clerk@example.com"


@pytest.fixture
def other(pages: TestClient) -> Iterator[TestClient]:
    """A second browser on the same service."""
    with_cookies = TestClient(pages.app, follow_redirects=False, headers={"Accept": "text/html"})
    yield with_cookies
    with_cookies.close()


def test_the_other_browser_is_seen_and_signed_out(browse: TestClient, other: TestClient) -> None:
    sign_in(browse, CLERK)
    sign_in(other, CLERK)
    page = text_of(browse.get("/account", params=ENGLISH).text)
    assert "2 browsers are signed in as you." in page
    assert "unknown browser this one" in page
    ended = browse.post("/account/sessions/others", headers=OWN)
    assert (ended.status_code, ended.headers["location"]) == (303, "/account?done=ended")
    assert other.get("/account").headers["location"].startswith("/sign-in?following=")
    page = text_of(browse.get(ended.headers["location"], params=ENGLISH).text)
    assert "1 browser is signed in as you." in page


def test_a_form_of_another_site_signs_nobody_out(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert browse.post("/account/sessions/others", headers=headers).status_code == 403
        assert browse.post("/account/password", headers=headers, data={}).status_code in (403, 422)


def test_another_password_is_chosen_here_and_nothing_typed_comes_back(browse: TestClient) -> None:
    sign_in(browse, CHINESE)
    before = browse.cookies["scorecard"]
    wrong = {"current": "not my password at all", "new": "another horse battery"}
    refused = browse.post("/account/password", data=wrong, headers=OWN, params=ENGLISH)
    assert refused.status_code == 422
    assert "This is not your password as it is now." in text_of(refused.text)
    assert not [typed for typed in wrong.values() if typed in refused.text]
    for current, new in ((PASSWORD, "another horse battery"), ("another horse battery", PASSWORD)):
        done = browse.post("/account/password", data={"current": current, "new": new}, headers=OWN)
        assert (done.status_code, done.headers["location"]) == (303, "/account?done=password")
    assert browse.cookies["scorecard"] != before
    assert browse.get("/account").status_code == 200
