"""The forms of a page as a browser would send them: what stands in them, filled where nothing does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

FILLED = {"email": "somebody@example.com", "number": "1", "date": "2026-01-01", "url": "https://a.example/x"}


@dataclass
class Form:
    """Where a form goes, what it sends, and whether a file is among it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Every form of a page that is sent by POST; of several choices the first, of several buttons too."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._path, self._form, self._choosing, self._text = path, Form(""), "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a field of the one that is open."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._form = Form(urlsplit(given.get("action") or self._path).path)
            if given.get("method", "").lower() == "post":
                self.found.append(self._form)
        elif tag == "option" and self._choosing:
            self._form.fields.setdefault(self._choosing, given.get("value", ""))
        elif tag == "select":
            self._choosing = name
        elif tag == "textarea":
            self._text = name
            self._form.fields.setdefault(name, "")
        elif given.get("type") == "file":
            self._form.files.append(name)
        elif tag in ("input", "button") and name:
            self._form.fields.setdefault(name, self._filled(given))

    def _filled(self, given: dict[str, str]) -> str:
        return given.get("value") or (FILLED.get(given.get("type", ""), "x") if "required" in given else "")

    def handle_data(self, data: str) -> None:
        """The text that a text area begins with."""
        if self._text:
            self._form.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        """A choice or a text area ends."""
        if tag == "select":
            self._choosing = ""
        elif tag == "textarea":
            self._text = ""
