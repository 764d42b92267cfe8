"""Pictures in real Chromium: fetched where there is one, printed in grey, downloaded; the current tab."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_pages import PAGES, drawn, entered, page

__all__ = ["entered", "page"]  # fixtures
pytestmark = pytest.mark.browser

WITH_A_PICTURE = ("portfolio", "trend", "money")
WITHOUT = ("scorecard", "reports", "terms", "people")


FETCHED = """() => performance.getEntriesByType("resource")
    .filter((one) => one.name.includes("plotly")).map((one) => one.transferSize)"""


def test_plotly_is_fetched_once_and_only_where_a_picture_is(page: Page) -> None:
    for name in WITHOUT:
        page.goto(PAGES[name])
        assert page.evaluate(FETCHED) == []
    bytes_of = {}
    for name in WITH_A_PICTURE:
        page.goto(PAGES[name])
        drawn(page)
        (bytes_of[name],) = page.evaluate(FETCHED)
    first, *later = bytes_of.values()
    assert first > 0
    assert not any(later)  # from the browser's own cache


def test_a_picture_is_printed_in_grey_as_wide_as_the_sheet_and_comes_back(page: Page) -> None:
    page.goto(f"{PAGES['trend']}?theme=dark")
    drawn(page)
    sheet = page.locator(".plot .main-svg").first
    point = page.locator(".scatterlayer .point").first
    wide = sheet.get_attribute("width")
    page.emulate_media(media="print")
    expect(sheet).to_have_attribute("width", "940")
    red, green, blue = point.evaluate("one => getComputedStyle(one).fill.match(/[0-9]+/g)")
    assert red == green == blue
    page.emulate_media(media="screen")
    expect(sheet).to_have_attribute("width", str(wide))
    assert point.evaluate("one => getComputedStyle(one).fill") == "rgb(63, 193, 169)"


@pytest.mark.parametrize(
    ("kind", "begins"), [("SVG", "<svg"), ("PNG", "\x89PNG"), ("CSV", '\ufeff"Contract"')]
)
def test_small_multiples_are_downloaded_as_one_picture(page: Page, kind: str, begins: str) -> None:
    page.goto(PAGES["compare"])
    offered = page.locator('[data-of="panels"]')
    with page.expect_download() as waiting:
        offered.get_by_role("button", name=kind, exact=True).click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(begins.encode("latin-1" if kind == "PNG" else "utf-8"))
    if kind == "SVG":
        assert b"Chengdu Contact Services" in content


def test_small_multiples_are_read_without_scripts(browser: Browser, address: str, entered: object) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, storage_state=entered)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(PAGES["compare"])
    expect(page.locator("svg.panel").first).to_be_visible()
    context.close()


def test_the_tab_of_this_page_is_in_sight_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("scorecard", "reports"):  # the first tab and the last
        page.goto(PAGES[name])
        expect(page.locator('.places a[aria-current="page"]')).to_be_in_viewport(ratio=1)
        assert page.evaluate("scrollY") == 0


def test_bullets_are_downloaded_as_one_picture_with_their_names(page: Page) -> None:
    page.goto(PAGES["scorecard"])
    with page.expect_download() as waiting:
        page.locator('[data-of="levels"]').get_by_role("button", name="SVG", exact=True).click()
    drawing = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert "6.00% · Abandonment rate" in drawing
    assert drawing.count("b-tick") == 3


def test_a_file_that_takes_long_says_so_and_keeps_the_name_that_the_service_gave_it(page: Page) -> None:
    page.goto(PAGES["scorecard"])
    note, held = page.get_by_text("Working on it …"), list[Route]()

    def hold(asked: Route) -> None:
        held.append(asked)

    page.route("**/*.pdf*", hold)
    with page.expect_download() as waiting:
        page.locator('.files a[href*=".pdf"]').first.click()
        expect(note).to_be_visible()
        named = {"Content-Disposition": "attachment; filename*=UTF-8''ACME%202026-02.pdf"}
        held[0].fulfill(status=200, content_type="application/pdf", headers=named, body="%PDF")
    assert waiting.value.suggested_filename == "ACME 2026-02.pdf"
    expect(note).to_be_hidden()
