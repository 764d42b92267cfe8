"""What a browser waits for: first paint and time to interactive of each page, against a static page as long.

Both come from the same server in the same run, in turns, each time into an empty cache and then once more
into a warm one. The times are Chromium's own: paint timing, navigation timing and long tasks. A page is
interactive when its scripts have run, all of its pictures stand, and the last long task before that is over.
"""

import http.client
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.benchmarks.measured import Row, row
from tests.benchmarks.over_http import server
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.world import LAST_MONTH, World
from tests.chromium import find_chromium

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HERE = "/contracts/{ref}"
PAGES = {
    "portfolio": f"/?period={LAST_MONTH}",
    "compare": f"/compare?period={LAST_MONTH}",
    "due": "/due",
    "contracts": "/contracts",
    "scorecard": f"{HERE}/scorecards/{LAST_MONTH}",
    "trend": f"{HERE}/trends/abandonment",
    "money": f"{HERE}/money/{LAST_MONTH}",
    "rhythm": f"{HERE}/rhythm/{LAST_MONTH}",
    "campaign": f"{HERE}/campaign/{LAST_MONTH}",
    "sides": f"{HERE}/sides/{LAST_MONTH}",
    "sensitivity": f"{HERE}/sensitivity/{LAST_MONTH}",
    "exclusions": f"{HERE}/exclusions",
    "actions": f"{HERE}/actions",
    "reports": f"{HERE}/reports",
    "sources": f"{HERE}/sources",
    "terms": f"{HERE}/terms",
    "people": "/people",
    "audit": "/audit",
}
# Notes when the last picture stands, and until when the processor was busy for more than 50 ms at a time.
NOTING = """
window.noted = {stands: 0, busy: 0};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) noted.busy = Math.max(noted.busy, one.startTime + one.duration);
}).observe({type: "longtask", buffered: true});
new MutationObserver(() => { noted.stands = performance.now(); })
  .observe(document, {subtree: true, attributes: true, attributeFilter: ["data-drawn"]});
"""
DRAWN = """() => [...document.querySelectorAll("[data-figure]")].every((one) => one.dataset.drawn)"""
TOLD = """() => {
  const [way] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const scripts = way.domContentLoadedEventEnd;
  const busy = noted.busy <= Math.max(noted.stands, scripts) + 50 ? noted.busy : 0;
  const sent = performance.getEntriesByType("resource").reduce((all, one) => all + one.transferSize, 0);
  return {paint, interactive: Math.max(paint, scripts, noted.stands, busy),
          page: way.encodedBodySize, plain: way.decodedBodySize, sent: sent + way.transferSize};
}"""


@dataclass(frozen=True)
class Seen:
    """One visit: milliseconds until something and until everything is there; bytes as sent and as text."""

    paint: float
    interactive: float
    page: int
    plain: int
    sent: int


def measure(url: str, kind: str, world: World, sizes: Sizes) -> list[Row]:
    """Two rows for each page, first paint and interactive, for an empty and for a warm cache."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("no Chromium; tests/install_chromium.sh installs it")
    owned, caller = max(zip(world.clients, world.callers, strict=True), key=lambda pair: len(pair[0]))
    headers = {"Authorization": f"Bearer {caller.secret}"}
    with server("painted", url) as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        home = f"http://127.0.0.1:{port}"
        rows: list[Row] = []
        for name, path in PAGES.items():
            rows += _page(browser, kind, name, home, path.format(ref=owned[0].reference), headers, sizes)
        browser.close()
    return rows


def _page(
    browser: Browser, kind: str, name: str, home: str, path: str, headers: dict[str, str], sizes: Sizes
) -> Iterator[Row]:
    length = len(_text(home, path, headers))
    ours, static = [], []
    for _ in range(sizes.repeats):  # taking turns, so that a busy machine slows both
        ours.append(_visit_twice(browser, home + path, headers))
        static.append(_visit_twice(browser, f"{home}/static-page/{length}", {}))
    for cache, number in (("empty", 0), ("warm", 1)):
        mine, theirs = [one[number] for one in ours], [one[number] for one in static]
        against = f"a static page of {round(length / 1000)} kB, {cache} cache"
        for what in ("paint", "interactive"):
            times = [(getattr(a, what), getattr(b, what)) for a, b in zip(mine, theirs, strict=True)]
            found = _middle(times)
            yield row(kind, f"{name}: {_WHAT[what]}", against, found, **_weights(mine[0]))


def _weights(seen: Seen) -> dict[str, float]:
    return {"sent_kb": seen.sent / 1000, "page_kb": seen.page / 1000, "text_kb": seen.plain / 1000}


_WHAT = {"paint": "first paint", "interactive": "interactive"}


def _middle(times: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    return (
        statistics.median(mine for mine, _ in times),
        statistics.median(theirs for _, theirs in times),
        statistics.median(mine / max(theirs, 0.1) for mine, theirs in times),
    )


def _visit_twice(browser: Browser, address: str, headers: dict[str, str]) -> tuple[Seen, Seen]:
    context = browser.new_context(extra_http_headers=headers, viewport={"width": 1440, "height": 900})
    context.add_init_script(NOTING)
    try:
        return _visit(context, address), _visit(context, address)
    finally:
        context.close()


def _visit(context: BrowserContext, address: str) -> Seen:
    page = context.new_page()
    answer = page.goto(address, wait_until="load")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{address} answers {answer.status if answer else 'nothing'}")
    page.wait_for_function(DRAWN)
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    told: dict[str, Any] = page.evaluate(TOLD)
    page.close()
    return Seen(**told)


def _text(home: str, path: str, headers: dict[str, str]) -> bytes:
    connection = http.client.HTTPConnection(re.sub("^http://", "", home), timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"GET {path} answers {answer.status}")
    return body
