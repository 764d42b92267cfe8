"""A walk through the pages in real Chromium: nothing on the console, nobody else asked, axe finds nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from dashboards.rendering import HEADERS, html
from tests.browser.furnishing import BOSS
from tests.browser.walking import EVERY_WAY, accessible, drawn, keep_picture
from tests.browser.watching import Watch
from tests.conftest import SOAK
from tests.dashboards.examples import PAGES as EXAMPLES
from tests.dashboards.examples import frame
from tests.dashboards.world import PASSWORD, REFERENCE

pytestmark = pytest.mark.browser

HERE = f"/contracts/{REFERENCE}"
AS_HTML = {**HEADERS, "Content-Type": "text/html; charset=utf-8"}
PAGES = {
    "portfolio": "/?period=2026-02",
    "scorecard": f"{HERE}/scorecards/2026-02",
    "trend": f"{HERE}/trends/abandonment",
    "money": f"{HERE}/money/2026-02",
    "sides": f"{HERE}/sides/2026-03",
    "exclusions": f"{HERE}/exclusions",
    "actions": f"{HERE}/actions",
    "finding": f"{HERE}/actions/1",
    "rhythm": f"{HERE}/rhythm/2026-02",
    "campaign": f"{HERE}/campaign/2026-02",
    "compare": "/compare?period=2026-02",
    "due": "/due",
    "contracts": "/contracts",
    "terms": f"{HERE}/terms",
    "calendar": f"{HERE}/calendar/2026",
    "sensitivity": f"{HERE}/sensitivity/2026-02",
    "reports": f"{HERE}/reports",
    "sources": f"{HERE}/sources",
    "people": "/people",
    "tokens": "/tokens",
    "webhooks": "/webhooks",
    "single-sign-on": "/single-sign-on",
    "notices": "/notices",
    "audit": "/audit",
    "account": "/account",
    "failure": f"{HERE}/scorecards/never",
    "sign-in": "/sign-in",
    "company": "/sign-in/company",
}
AWAY = "https://login.acme.example/"
MORE = ("webhook", "join", "source", "draft", "report")  # whose addresses hold an id
LOOKS = [("en", "light", 1440), ("zh_Hans", "dark", 390)]
if SOAK:
    LOOKS = [(*way, width) for way in EVERY_WAY for width in (360, 390, 1440, 3840)]


@pytest.fixture(scope="module")
def entered(browser: Browser, address: str) -> StorageState:
    """The cookies of somebody who signed in once, in English."""
    context = browser.new_context(base_url=address)
    enter(context.new_page())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(browser: Browser, address: str, entered: StorageState) -> Iterator[Page]:
    context = browser.new_context(base_url=address, reduced_motion="reduce", storage_state=entered)
    opened = context.new_page()
    watch = Watch(opened, address)
    yield opened
    context.close()
    assert watch.faults == []


def enter(page: Page, email: str = BOSS, password: str = PASSWORD) -> None:
    page.goto("/?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which provider kept its promises?")


def test_an_auditor_walks_from_the_portfolio_to_the_working(page: Page) -> None:
    page.goto(PAGES["portfolio"])
    drawn(page)
    expect(page.locator(".heatmaplayer image, .heatmaplayer path")).not_to_have_count(0)
    page.get_by_role("link", name=REFERENCE, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Did Chengdu Contact Services keep its promises?"
    )
    page.get_by_role("link", name="6.00%", exact=True).click()
    expect(page.get_by_text("12% at risk × charges 250,000")).to_be_visible()
    page.get_by_role("link", name="Abandonment rate", exact=True).click()
    drawn(page)
    expect(page.locator("figcaption")).to_contain_text(
        "Abandonment rate has missed its target 2 times in a row"
    )
    page.get_by_role("link", name="March 2026").click()
    page.wait_for_url(re.compile(r"/scorecards/2026-03"), wait_until="load")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".switch .now")).to_have_text("February 2026")


def test_a_tile_of_the_heat_map_leads_to_its_line(page: Page) -> None:
    page.goto(PAGES["portfolio"])
    drawn(page)
    area = page.locator(".plot .nsewdrag").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 40, area["y"] + 20)
    expect(page.locator(".hoverlayer")).to_contain_text("below minimum")
    page.mouse.click(area["x"] + 40, area["y"] + 20)
    expect(page).to_have_url(re.compile(r"/scorecards/2026-02#target-abandonment$"))


def test_a_file_is_sent_through_the_form(page: Page) -> None:
    page.goto(PAGES["reports"])
    row = b"date,queue,offered,answered,abandoned,wait_seconds\n2026-05-01,billing,100,96,4,960\n"
    page.get_by_label("Drop a file here").set_input_files(
        {"name": "may.csv", "mimeType": "text/csv", "buffer": row}
    )
    page.get_by_label("Whose figures are these?").select_option("provider")
    page.get_by_role("button", name="Send at once").click()
    expect(page.get_by_text("1 row was read and stored.")).to_be_visible()


@dataclass(frozen=True)
class Look:
    """One window in one language and theme, through which one page after the other is looked at."""

    page: Page
    watch: Watch
    language: str
    width: int
    name: str


@pytest.fixture(scope="module", params=LOOKS)
def look(
    request: pytest.FixtureRequest, browser: Browser, address: str, entered: StorageState
) -> Iterator[Look]:
    language, theme, width = request.param
    context = browser.new_context(
        base_url=address,
        reduced_motion="reduce",
        storage_state=entered,
        viewport={"width": width, "height": 900},
    )
    opened = context.new_page()
    watch = Watch(opened, address)
    opened.goto(f"/due?lang={language}&theme={theme}")
    yield Look(opened, watch, language, width, f"{language}-{theme}-{width}")
    context.close()


@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_every_page_is_accessible_and_fits(
    look: Look, name: str, furnished: tuple[str, Mapping[str, str]]
) -> None:
    look.watch.faults.clear()
    page = look.page
    page.goto((PAGES | furnished[1])[name])
    drawn(page)
    page.locator("details.working").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    expect(page.locator("html")).to_have_attribute("lang", look.language.replace("_", "-"))
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    keep_picture(page, f"real-{name}-{look.name}")
    accessible(page, name)
    assert look.watch.faults == []


@pytest.mark.soak
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_state_of_every_page_is_accessible(look: Look, address: str, name: str) -> None:
    look.watch.faults.clear()
    page = look.page
    page.emulate_media(color_scheme="dark" if "dark" in look.name else "light")
    content = html(EXAMPLES[name], frame(name, look.language))
    page.route(f"{address}/example/{name}", lambda route: route.fulfill(body=content, headers=AS_HTML))
    page.route(f"{AWAY}**", lambda route: route.fulfill(status=204))  # one page leads there by itself
    page.goto(f"/example/{name}")
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    accessible(page, name)
    assert [fault for fault in look.watch.faults if not fault.startswith(AWAY)] == []


def test_figures_take_the_colours_of_the_dark_theme(page: Page) -> None:
    page.goto(f"{PAGES['trend']}?theme=dark")
    drawn(page)
    colour = page.locator(".scatterlayer .point").first.evaluate("point => getComputedStyle(point).fill")
    assert colour == "rgb(63, 193, 169)"


@pytest.mark.parametrize(
    ("kind", "begins"), [("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b'\xef\xbb\xbf"Part","Amount"\r\n')]
)
def test_a_picture_and_its_table_are_downloaded(page: Page, kind: str, begins: bytes) -> None:
    page.goto(PAGES["money"])
    drawn(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=kind, exact=True).click()
    assert waiting.value.suggested_filename.endswith(f".{kind.lower()}")
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(begins)
    assert len(content) > 60


def test_pages_are_read_without_scripts(
    browser: Browser, address: str, furnished: tuple[str, Mapping[str, str]]
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    enter(page)
    for name, path in (PAGES | furnished[1]).items():
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        if name in ("portfolio", "trend"):
            expect(page.locator(".picture")).to_be_hidden()
            expect(page.locator("table")).to_be_visible()
    context.close()
