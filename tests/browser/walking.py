"""Walking through the pages in a browser: what is clicked by its words, and looked at on the way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from dashboards.language import language
from tests.browser.watching import Watch
from tests.conftest import SOAK

PICTURES = Path(__file__).parents[1] / "output"
EVERY_WAY = [(tag, theme) for tag in ("en", "zh_Hans") for theme in ("light", "dark")]
# In the other language and the other theme as well under `make soak`.
WAYS = EVERY_WAY if SOAK else EVERY_WAY[:1]
Spoken = Callable[..., "Walk"]


def drawn(page: Page) -> None:
    """Wait until every picture of the page is drawn."""
    for place in page.locator("[data-figure]").all():
        expect(place).to_have_attribute("data-drawn", "yes")


def accessible(page: Page, where: str) -> None:
    """Assert that axe finds nothing on the page as it stands."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page as output of the tests."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@dataclass(frozen=True)
class Walk:
    """Somebody on their way, who reads one language in one theme; ``path`` names the pictures."""

    page: Page
    path: str
    tag: str
    theme: str

    def said(self, message: str, **values: object) -> str:
        """The message as the pages say it in this language."""
        return language(self.tag).gettext(message, **values)

    def go(self, address: str) -> None:
        """Open a page by its address."""
        self.page.goto(address)

    def follow(self, name: str) -> None:
        """Click the link of that name."""
        self.page.get_by_role("link", name=self.said(name), exact=True).first.click()

    def press(self, name: str) -> None:
        """Click the button of that name."""
        self.page.get_by_role("button", name=self.said(name), exact=True).click()

    def is_asked(self, question: str) -> None:
        """Wait until the page's heading asks the question."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.said(question))

    def downloads(self, name: str) -> bytes:
        """What comes of clicking the link to a file, by the name that a screen reader says."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name, exact=True).click()
        return Path(waiting.value.path()).read_bytes()

    def field(self, label: str, of: str = "") -> Locator:
        """The field of that label; ``of`` names the row that it stands in."""
        if not of:
            return self.page.get_by_label(self.said(label))
        return self.page.get_by_label(f"{self.said(label)}: {of}", exact=True)

    def sees(self, message: str, **values: object) -> None:
        """Wait until the page says the message."""
        expect(self.page.get_by_text(self.said(message, **values)).first).to_be_visible()

    def station(self, name: str, *, closely: bool = SOAK) -> None:
        """Look at the page: a picture is kept, nothing is wider than the window; closely, also with axe."""
        drawn(self.page)
        where = f"{self.path}-{name}-{self.tag}-{self.theme}"
        width = self.page.evaluate("innerWidth")
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, where
        keep_picture(self.page, where)
        if closely:
            accessible(self.page, where)


@contextmanager
def walking(browser: Browser, address: str) -> Iterator[Spoken]:
    """Yield a function that signs somebody of the demo in; in the end nobody may have seen a fault."""
    contexts, watches = [], []

    def walk(slug: str, path: str, tag: str = "en", theme: str = "light") -> Walk:
        context = browser.new_context(
            base_url=address, reduced_motion="reduce", viewport={"width": 1440, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, address))
        page.goto(f"/sign-in?lang={tag}&theme={theme}")
        page.goto(f"/demo/{slug}")
        return Walk(page, path, tag, theme)

    try:
        yield walk
    finally:
        for context in contexts:
            context.close()
    assert [fault for watch in watches for fault in watch.faults] == []
