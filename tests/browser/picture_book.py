"""The pictures of docs/pages.md, made anew of the sample world: ``python -m tests.browser.picture_book``.

Names after it make only these. Pictures have at most 256 colours, so that the repository stays small.
"""

import base64
import struct
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app.database import migrate
from tests.browser.conftest import ARGUMENTS, sample_pages, small_pages
from tests.browser.furnishing import BOSS
from tests.browser.walking import drawn, walking
from tests.chromium import find_chromium
from tests.dashboards.world import PASSWORD, REFERENCE
from tests.sample_world import sample_world

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "docs" / "images" / "pages"
CHENGDU, HARBOR = "/contracts/MER-CHENGDU-2025", "/contracts/MER-HARBOR-2025"
PAGES = {
    "portfolio": "/?period=2026-08",
    "compare": "/compare?period=2026-08&metric=abandonment_rate",
    "due": "/due",
    "contracts": "/contracts",
    "scorecard": f"{CHENGDU}/scorecards/2026-08",
    "trend": f"{CHENGDU}/trends/service-level",
    "money": f"{CHENGDU}/money/2026-08",
    "exclusions": f"{CHENGDU}/exclusions",
    "actions": f"{CHENGDU}/actions",
    "finding": f"{CHENGDU}/actions/1",
    "rhythm": f"{CHENGDU}/rhythm/2026-08",
    "campaign": f"{HARBOR}/campaign/2026-08",
    "sensitivity": f"{CHENGDU}/sensitivity/2026-08",
    "terms": f"{CHENGDU}/terms",
    "calendar": f"{CHENGDU}/calendar/2026",
    "reports": f"{CHENGDU}/reports",
    "sources": f"{CHENGDU}/sources",
    "people": "/people",
    "tokens": "/tokens",
    "notices": "/notices",
    "audit": "/audit",
    "account": "/account",
    "sign-in": "/sign-in",
}
# Of a contract of the tests, by somebody who administers; an address with an id is found by its name.
SMALL = {
    "sides": f"/contracts/{REFERENCE}/sides/2026-03",
    "draft": "",
    "report": "",
    "source": "",
    "join": "",
    "webhooks": "/webhooks",
    "webhook": "",
    "single-sign-on": "/single-sign-on",
}
TALLEST = 1200
# The picture's colours and which of them each pixel has; beyond the 256 most frequent ones the nearest.
COUNT_COLOURS = """async (picture) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const brush = canvas.getContext("2d");
  brush.drawImage(image, 0, 0);
  const bytes = brush.getImageData(0, 0, image.width, image.height).data;
  const colours = new Uint32Array(bytes.length / 4).map((_, i) => (bytes[4 * i] << 16) | (bytes[4 * i + 1] << 8) | bytes[4 * i + 2]);
  const seen = new Map();
  colours.forEach((one) => seen.set(one, (seen.get(one) ?? 0) + 1));
  const palette = [...seen].sort((a, b) => b[1] - a[1]).slice(0, 256).map((one) => one[0]);
  const part = (one, shift) => (one >> shift) & 255;
  const apart = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (part(a, shift) - part(b, shift)) ** 2, 0);
  const nearest = new Map(palette.map((one, i) => [one, i]));
  for (const one of seen.keys()) {
    if (nearest.has(one)) continue;
    let best = 0;
    for (let i = 1; i < palette.length; i++) if (apart(palette[i], one) < apart(palette[best], one)) best = i;
    nearest.set(one, best);
  }
  const text = Array.from(colours, (one) => String.fromCharCode(nearest.get(one))).join("");
  return { width: image.width, height: image.height, palette, pixels: btoa(text) };
}"""  # noqa: E501


def picture(page: Page, room: Page) -> bytes:
    """The page's upper part as it stands, with at most 256 colours; counted in another, empty page."""
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": 1200, "height": max(600, height)})
    drawn(page)
    found = room.evaluate(COUNT_COLOURS, base64.b64encode(page.screenshot()).decode())
    width, pixels = found["width"], base64.b64decode(found["pixels"])
    rows = (pixels[start : start + width] for start in range(0, len(pixels), width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, found["height"], 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(colour.to_bytes(3, "big") for colour in found["palette"])),
            _chunk(b"IDAT", zlib.compress(b"".join(b"\x00" + row for row in rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def main(names: list[str]) -> None:
    """Make these pictures, or all of them."""
    room = ROOT / "var" / "picture-book"
    room.mkdir(parents=True, exist_ok=True)
    asked = names or [*PAGES, *SMALL]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        if large := [name for name in asked if name in PAGES]:
            _of_the_sample_world(browser, room, large)
        if small := [name for name in asked if name in SMALL]:
            _of_the_small_world(browser, room, small)
        browser.close()


def _of_the_sample_world(browser: Browser, room: Path, names: list[str]) -> None:
    whole, _ = sample_world(room)
    with sample_pages(whole, room / "copy") as at, walking(browser, at) as walk:
        _take(browser, walk("auditor", "book").page, {name: PAGES[name] for name in names})


def _of_the_small_world(browser: Browser, room: Path, names: list[str]) -> None:
    file = room / "small.db"
    file.unlink(missing_ok=True)
    migrate(f"sqlite:///{file}")
    with small_pages(f"sqlite:///{file}") as (at, more):
        page = browser.new_page(base_url=at, reduced_motion="reduce")
        page.goto("/sign-in?lang=en&theme=light")
        page.get_by_label("E-mail address").fill(BOSS)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{at}/")
        _take(browser, page, {name: (SMALL | more)[name] for name in names})


def _take(browser: Browser, page: Page, places: Mapping[str, str]) -> None:
    counting = browser.new_page()
    for name, address in places.items():
        page.set_viewport_size({"width": 1200, "height": 600})
        page.goto(address)
        (BOOK / f"{name}.png").write_bytes(picture(page, counting))


if __name__ == "__main__":
    main(sys.argv[1:])
