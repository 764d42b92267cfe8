"""Notes what no page may do."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page


class Watch:
    """Notes what no page may do: errors on the console, requests to another host, breaches of the policy."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        home = urlsplit(address).netloc
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.note(True, str(error)))
        page.on("dialog", lambda dialog: self.note(True, f"dialog {dialog.message}"))
        page.on("request", lambda asked: self.note(urlsplit(asked.url).netloc not in ("", home), asked.url))

    def _heard(self, line: ConsoleMessage) -> None:
        wanted = "/scorecards/never" in line.location["url"]  # Chromium itself tells of a page's 404
        self.note(line.type in ("error", "warning") and not wanted, line.text)

    def note(self, fault: bool, text: str) -> None:
        if fault:
            self.faults.append(text)
