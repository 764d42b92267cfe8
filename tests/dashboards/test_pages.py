"""The pages over real readings: who sees what, the right numbers, forms, languages, errors."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from dashboards.entering.routes import own_address
from dashboards.rendering import HEADERS
from tests.dashboards.world import CHINESE, HEADER, PASSWORD, REFERENCE, calls

pytestmark = pytest.mark.slow  # the service as a whole

HERE = f"/contracts/{REFERENCE}"
OWN = {"Sec-Fetch-Site": "same-origin"}
ENGLISH = {"lang": "en"}


def sign_in(client: TestClient, email: str = CHINESE, following: str = "/") -> None:
    body = {"email": email, "password": PASSWORD, "following": following}
    answer = client.post("/sign-in", data=body, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, following)


def text_of(page: str) -> str:
    """What a reader sees: no scripts, no tags, single spaces."""
    bare = re.sub(r"<script.*?</script>|<[^>]*>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def seen(client: TestClient, path: str, **query: str) -> str:
    answer = client.get(path, params=ENGLISH | query)
    assert answer.status_code == 200, answer.text
    return text_of(answer.text)


def test_who_is_not_signed_in_is_asked_to_and_comes_back(browse: TestClient) -> None:
    away = browse.get(f"{HERE}/scorecards/2026-02?as_of=2026-04-03T00:00:00Z")
    assert away.status_code == 303
    asked = away.headers["location"]
    form = browse.get(asked)
    wanted = f"{HERE}/scorecards/2026-02?as_of=2026-04-03T00:00:00Z"
    assert f'name="following" value="{wanted}"' in form.text
    sign_in(browse, following=wanted)


def test_a_wrong_password_keeps_the_address_and_nothing_else(browse: TestClient) -> None:
    answer = browse.post("/sign-in", data={"email": CHINESE, "password": "wrong one"}, headers=OWN)
    assert answer.status_code == 401
    assert CHINESE in answer.text
    assert "wrong one" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "", "/a b", "/\x00"],
)
def test_nobody_is_sent_elsewhere(elsewhere: str) -> None:
    assert own_address(elsewhere) == "/"
    assert own_address("/contracts/X?a=b") == "/contracts/X?a=b"


def test_the_portfolio_shows_the_month_with_its_verdicts_and_money(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, "/", period="2026-02")
    assert "February 2026: 1 of 2 targets met in 1 contract" in page
    assert "12,000.00 CNY credited of 30,000.00 CNY at risk" in page
    assert "Chengdu Contact Services · Acme Bank · judged" in page
    assert "below minimum 6.00 %" in page


def test_both_parts_of_a_cut_period_stand_in_its_month(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, "/", period="2026-01")
    assert "January 2026, part 1" in page
    assert "January 2026, part 2" in page
    assert "of 30,000.00 CNY at risk" in page


def test_without_a_month_the_newest_that_is_over_is_shown(browse: TestClient) -> None:
    sign_in(browse)
    months = re.findall(r'rel="(prev|next)" ', browse.get("/", params=ENGLISH).text)
    assert months[0] == "prev"


def test_the_scorecard_shows_exact_numbers_and_their_working(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, f"{HERE}/scorecards/2026-02")
    assert "February 2026: 1 of 2 targets met; 12,000.00 CNY credit" in page
    assert "Abandonment" in page
    assert "168 / 2,800" in page
    assert "6.00 %" in page
    assert "12% at risk × charges 250,000 × pool “operations” 100% × allocation 40% = 12,000." in page
    assert "abandoned / offered = 6%" in page
    assert "no figures for surveys answered" in page
    assert "56 of 84 days reported" in page
    assert "账单热线: Feb 1, 2026 – Feb 28, 2026 Customer satisfaction" in page


def test_the_money_page_shows_the_account_and_the_year(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, f"{HERE}/money/2026-02")
    assert "February 2026: 12,000.00 CNY credit, 4.80% of the charges." in page
    assert "Abandonment rate costs most: 12,000.00 CNY" in page
    assert "The year to date: 2026" in page
    assert "Nothing of this year is in the ledger yet." in page
    assert 'rel="prev"' in browse.get(f"{HERE}/money/2026-02").text


def test_the_two_sides_stand_beside_each_other(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, f"{HERE}/sides/2026-03")
    assert "March 2026: 2 measures are stated by both sides" in page
    assert "beyond the tolerance of 1%: abandoned 11.11%." in page
    assert "abandoned 180 160 20 11.11 % 20 disputed: provisional at the lower value" in page
    assert "It changed: Abandonment rate" in page
    assert "February 2026" in page
    assert browse.get(f"{HERE}/sides/2030-01").status_code == 404


def test_a_target_missed_again_is_said_to_be(browse: TestClient) -> None:
    sign_in(browse)
    page = browse.get(f"{HERE}/scorecards/2026-03", params=ENGLISH).text
    assert "12,000.00\N{NO-BREAK SPACE}CNY credit; Abandonment rate missed in 2 periods in a row." in page
    assert "calls 2026-03.csv" in page


def test_a_part_of_a_period_has_its_own_scorecard_and_neighbours(browse: TestClient) -> None:
    sign_in(browse)
    page = browse.get(f"{HERE}/scorecards/2026-01/2", params=ENGLISH).text
    assert "January 2026, part 2" in page
    assert f'href="{HERE}/scorecards/2026-01/1" rel="prev"' in page
    assert f'href="{HERE}/scorecards/2026-02" rel="next"' in page


def test_the_scorecard_as_it_was_known_before_a_report_came(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, f"{HERE}/scorecards/2026-02", as_of="2026-02-20T00:00:00Z")
    assert "no target could be judged yet" in page


def test_the_trend_steps_with_the_terms(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, f"{HERE}/trends/abandonment")
    assert "terms of Jan 11, 2026" in page
    assert "≤ 6%" in page
    assert "≤ 5%" in page
    assert "5.00 %" in page
    assert "50 / 1,000" in page


def test_text_of_the_terms_stays_text(browse: TestClient) -> None:
    sign_in(browse)
    for path in ("/?period=2026-02", f"{HERE}/scorecards/2026-02", f"{HERE}/trends/answer-time"):
        page = browse.get(path).text
        assert "<script>alert" not in page
        assert "alert(1)" in page


def test_a_file_that_is_sent_is_read_and_listed(browse: TestClient) -> None:
    sign_in(browse, "clerk@example.com")
    content = calls(4, 30, 4)
    sent = browse.post(f"{HERE}/reports", files={"file": ("april.csv", content)}, headers=OWN, params=ENGLISH)
    assert sent.status_code == 200, sent.text
    page = text_of(sent.text)
    assert "30 rows were read and stored. Apr 1, 2026 – Apr 30, 2026" in page
    assert re.search(r"offered\s+offered\s+count", page)
    assert page.count("april.csv") >= 2
    again = browse.post(
        f"{HERE}/reports", files={"file": ("april.csv", content)}, headers=OWN, params=ENGLISH
    )
    assert "received before; nothing has changed" in again.text


def test_a_refused_file_shows_its_rows_beside_the_reasons(browse: TestClient) -> None:
    sign_in(browse, "clerk@example.com")
    bad = f"{HEADER}\n2026-04-01,billing,100,120,0,10\n".encode()
    answer = browse.post(f"{HERE}/reports", files={"file": ("bad.csv", bad)}, headers=OWN, params=ENGLISH)
    assert answer.status_code == 422
    page = text_of(answer.text)
    assert "Nothing was stored: 1 problem was found." in page
    assert "row 2" in page
    assert "bad.csv refused" in page


def test_refused_rows_are_left_out_where_the_sender_ticks_it(browse: TestClient) -> None:
    sign_in(browse, "clerk@example.com")
    bad = calls(5, 31, 4).replace(b"2026-05-09,billing,100,96", b"2026-05-09,billing,100,960")

    def send(language: str, **said: str) -> str:
        files = {"file": ("may.csv", bad)}
        sent = browse.post(f"{HERE}/reports", files=files, data=said, headers=OWN, params={"lang": language})
        assert sent.status_code == (200 if said else 422), sent.text
        return sent.text

    refused = send("en")
    assert 'name="refused" value="leave_out"' in refused
    assert re.search(rf'href="/api/v1{HERE}/reports/[0-9a-f-]+/refused\.csv"', refused)
    taken = text_of(send("en", refused="leave_out"))
    assert "30 rows were read and stored." in taken
    assert "1 row was refused and left out; its day stays missing" in taken
    assert "row 10, column answered" in taken
    assert "queue billing: Days between those that are stated have no row." in taken
    chinese = text_of(send("zh_Hans", refused="leave_out"))
    assert "队列billing: 已上报日期之间有缺失的日期" in chinese
    assert "第10行answered列" in chinese


def test_a_form_of_another_site_changes_nothing(browse: TestClient) -> None:
    sign_in(browse, "clerk@example.com")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    sent = browse.post(f"{HERE}/reports", files={"file": ("x.csv", b"a")}, headers=foreign)
    assert sent.status_code == 403
    assert browse.post("/sign-out", headers=foreign).status_code == 403


def test_a_client_says_whose_figures_it_sends_a_provider_need_not(browse: TestClient) -> None:
    sign_in(browse)
    assert 'name="side"' in browse.get(f"{HERE}/reports").text
    sign_in(browse, "clerk@example.com")
    assert 'name="side"' not in browse.get(f"{HERE}/reports").text


@pytest.mark.parametrize(
    "path",
    [
        "/scorecards/2026-02",
        "/scorecards/latest",
        "/money/2026-02",
        "/sides/2026-02",
        "/trends/abandonment",
        "/reports",
    ],
)
def test_an_outsider_sees_what_is_not_there(browse: TestClient, path: str) -> None:
    sign_in(browse, "outsider@example.com")
    foreign = browse.get(HERE + path, params=ENGLISH)
    unknown = browse.get(f"/contracts/NOTHING-1{path}", params=ENGLISH)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text.replace(HERE, "/contracts/NOTHING-1") == unknown.text
    assert REFERENCE not in browse.get("/", params=ENGLISH).text


def test_a_person_reads_in_their_language_until_another_is_chosen(browse: TestClient) -> None:
    assert 'lang="en"' in browse.get("/sign-in", headers={"Accept-Language": "en"}).text[:200]
    sign_in(browse)
    assert "哪家服务商兑现了承诺？" in browse.get("/").text
    assert "Which provider" in browse.get("/?lang=en").text
    assert "Which provider" in browse.get("/").text


def test_a_theme_is_kept_and_can_be_given_back(browse: TestClient) -> None:
    dark = browse.get("/sign-in?theme=dark")
    assert 'data-theme="dark"' in dark.text
    assert "HttpOnly" in dark.headers["set-cookie"]
    assert 'data-theme="dark"' in browse.get("/sign-in").text
    assert "data-theme" not in browse.get("/sign-in?theme=system").text
    assert "set-cookie" not in browse.get("/sign-in?theme=<b>&lang=../x").headers


def test_signing_out_ends_it(browse: TestClient) -> None:
    sign_in(browse)
    cookies = dict(browse.cookies)
    gone = browse.post("/sign-out", headers=OWN)
    assert (gone.status_code, gone.headers["location"]) == (303, "/sign-in")
    assert gone.headers["clear-site-data"] == '"cache", "storage"'  # kept answers go too
    browse.cookies.update(cookies)
    assert browse.get("/").status_code == 303


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?period=2026-13", 422),
        ("/?period=x", 422),
        (f"{HERE}/scorecards/never", 404),
        (f"{HERE}/scorecards/2026-02?as_of=soon", 422),
        (f"{HERE}/trends/nothing", 404),
        ("/nothing", 404),
        ("/static/nothing.js", 404),
        (f"{HERE}/scorecards/%00", 404),
    ],
)
def test_an_error_is_a_page_with_the_headers_of_pages(browse: TestClient, path: str, status: int) -> None:
    sign_in(browse)
    answer = browse.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "Traceback" not in answer.text
    assert 'action="/sign-out"' in answer.text  # whoever is signed in goes on from here
    browse.cookies.set("scorecard", "of nobody")
    assert 'action="/sign-out"' not in browse.get("/nothing").text


def test_every_page_is_kept_by_nobody(browse: TestClient) -> None:
    sign_in(browse)
    for path in ("/", f"{HERE}/scorecards/latest", f"{HERE}/trends/abandonment", f"{HERE}/reports"):
        assert browse.get(path).headers["cache-control"] == "no-store"


def test_what_is_missing_suspicious_and_corrected_is_seen_before_judging(browse: TestClient) -> None:
    sign_in(browse, "clerk@example.com")
    again = calls(2, 28, 6).replace(b"2026-02-09,billing,100,94,6", b"2026-02-09,billing,900,94,6")
    sent = browse.post(f"{HERE}/reports", files={"file": ("again.csv", again)}, headers=OWN, params=ENGLISH)
    assert sent.status_code == 200, sent.text
    page = seen(browse, f"{HERE}/scorecards/2026-02")
    assert "Before you judge What is missing 56 of 84 days reported" in page
    assert re.search(r"What is suspicious\s+again\.csv\s+\S.*Offered is not answered and abandoned", page)
    assert "1 figure was corrected : Feb 9, 2026. again.csv" in page.replace("corrected:", "corrected :")
    assert "Nothing in the reports that this rests on." in seen(browse, f"{HERE}/scorecards/2026-01/2")
