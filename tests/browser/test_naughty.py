"""B18 in a real browser: a page full of texts that break careless programs shows them and does nothing."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Dialog

from dashboards.rendering import html
from tests.dashboards.example_reports import RECEIVED, REPORTS
from tests.dashboards.examples import frame
from tests.naughty import NAUGHTY

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_b18_naughty_names_are_shown_and_not_executed(browser: Browser) -> None:
    names = tuple(replace(RECEIVED, id=f"r{number}", name=text) for number, text in enumerate(NAUGHTY))
    page = browser.new_page()
    said: list[str] = []

    def hear(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    page.route("**/*", lambda route: route.abort())  # no policy and no server stand before the page itself
    page.set_content(html(replace(REPORTS, received=names, reading=None), frame("reports")))
    shown = page.locator("#received ~ div tbody th a").evaluate_all("all => all.map(one => one.textContent)")
    page.mouse.move(200, 400)
    page.close()
    assert [text.strip() for text in shown] == [text.strip() for text in NAUGHTY]
    assert said == []
