"""The main pages by keyboard alone: every control is reached, shows that it is, and is not covered."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import PAGES, drawn, entered, page

__all__ = ["entered", "page"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.soak]

MAIN = ("portfolio", "scorecard", "trend", "compare", "reports", "terms", "contracts", "money")
COUNTED = """() => {
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary');
  const shown = [...all].filter((one) => {
    if (one.type === 'hidden' || one.disabled || one.closest('[hidden]')) return false;
    if (one.closest('details:not([open]) > :not(summary)')) return false;
    const place = one.getBoundingClientRect();
    return place.width > 0 && place.height > 0;
  });
  shown.forEach((one, i) => { one.dataset.place = i; });
  return shown.length;
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const place = one.getBoundingClientRect(), ring = getComputedStyle(one);
  const x = Math.min(Math.max(place.left + Math.min(place.width / 2, 20), 0), innerWidth - 1);
  const y = Math.min(Math.max(place.top + Math.min(place.height / 2, 10), 0), innerHeight - 1);
  const at = document.elementFromPoint(x, y);
  return {
    place: one.dataset.place ?? null,
    name: `${one.tagName} ${one.textContent.trim().slice(0, 40)}`,
    ring: ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) > 0,
    seen: Boolean(at) && (one.contains(at) || at.contains(one)),
  };
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter((one) => {
  const style = getComputedStyle(one);
  return parseFloat(style.transitionDuration) > 0;
}).length"""


def stops(page: Page, most: int) -> list[Mapping[str, Any]]:
    """What has the focus after each press of the key, until it leaves the page."""
    found: list[Mapping[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now is None:
            break
        found.append(now)
    return found


@pytest.mark.parametrize("name", MAIN)
def test_every_control_is_reached_and_seen(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    drawn(page)
    controls = page.evaluate(COUNTED)
    found = stops(page, controls + 100)
    assert {int(one["place"]) for one in found if one["place"] is not None} == set(range(controls))
    assert [one["name"] for one in found if not one["ring"]] == []
    assert [one["name"] for one in found if one["place"] is not None and not one["seen"]] == []
    assert page.evaluate(MOVING) == 0


def test_the_head_is_skipped(page: Page) -> None:
    page.goto(PAGES["scorecard"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
