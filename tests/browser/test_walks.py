"""The auditor's path in real Chromium, from opening a period to cash; axe and a picture at each station."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_pages import HERE, PICTURES, drawn, enter, entered, page
from tests.conftest import SOAK

__all__ = ["entered", "page"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARD = f"{HERE}/scorecards/2026-02"
CLERK = "clerk@example.com"


def looked_at(page: Page, station: str) -> None:
    """Nothing for axe in light and in dark, nothing wider than the window, and a picture of it kept."""
    drawn(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{station}, {scheme}: {found.generate_report()}"
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"auditor-{station}-{scheme}.png", full_page=True)
    width = page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def looks_and_explains(page: Page) -> None:
    page.goto(CARD)
    for heading in ("What is missing", "What is suspicious", "What came again"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.locator("#target-abandonment").get_by_role("link", name="12,000.00").click()
    expect(page.get_by_text("12% at risk × charges 250,000")).to_be_visible()
    looked_at(page, "judge")


def weighs(page: Page) -> None:
    """What leaving out cost, the other side's figures, every variant: each from the page before."""
    for tab, said in (
        ("Money", "What leaving out cost"),
        ("Two sides", "Measure by measure"),
        ("Sensitivity", "as agreed"),
    ):
        page.get_by_role("link", name=tab, exact=True).click()
        expect(page.get_by_text(said).first).to_be_visible()
        if SOAK:  # else test_pages looks at them
            looked_at(page, tab.lower().replace(" ", "-"))


def answers(browser: Browser, address: str) -> None:
    """The provider's clerk disputes a part of the credit."""
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    clerk = context.new_page()
    watch = Watch(clerk, address)
    enter(clerk, CLERK)
    clerk.goto(CARD)
    clerk.get_by_label("Answer: Abandonment rate").select_option("disputed")
    clerk.get_by_label("Of which disputed: Abandonment rate").fill("5000.00")
    clerk.get_by_label("Comment: Abandonment rate").fill("outage")
    looked_at(clerk, "reply")
    clerk.get_by_role("button", name="Send the reply").click()
    expect(clerk.get_by_text("disputed: 5,000.00")).to_be_visible()
    context.close()
    assert watch.faults == []


def test_an_auditor_walks_from_what_is_missing_to_cash(page: Page, browser: Browser, address: str) -> None:
    looks_and_explains(page)
    weighs(page)
    page.goto(CARD)
    if page.get_by_label("It is still provisional; issue it all the same.").count():
        page.get_by_label("It is still provisional; issue it all the same.").check()
    page.get_by_role("button", name="Issue this scorecard").click()
    expect(page.get_by_text("Issued as number 1 by li.na")).to_be_visible()
    answers(browser, address)
    page.goto(CARD)
    page.get_by_label("Stands after all: Abandonment rate").fill("2500.00")
    page.get_by_label("Who agreed for the provider").fill("Li Wei")
    looked_at(page, "settle")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("agreed with Li Wei")).to_be_visible()
    page.get_by_role("link", name="To the money").click()
    page.get_by_label("Entry").select_option("1")
    page.get_by_label("What became of it").select_option("collected")
    page.get_by_label("On", exact=True).fill("2026-04-30")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("#entry-1")).to_contain_text("collected 12,000.00")
    looked_at(page, "cash")
