"""Each page's contract: all of its context is used, nothing else is asked for, and text stays text."""

import dataclasses
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import meta

from dashboards import contexts, drawing, parts, rendering, sentences
from dashboards.account import context as account_context
from dashboards.acting import context as acting_context
from dashboards.agreed import context as agreed_context
from dashboards.arriving import context as arriving_context
from dashboards.closing import context as closing_context
from dashboards.comparing import context as comparing_context
from dashboards.drawing import drawn
from dashboards.due import context as due_context
from dashboards.figures import heat_map
from dashboards.language import LANGUAGES, language
from dashboards.leaving_out import context as leaving_out_context
from dashboards.money import context as money_context
from dashboards.opening import context as opening_context
from dashboards.patterns import context as patterns_context
from dashboards.people import context as people_context
from dashboards.pulling import context as pulling_context
from dashboards.rendering import TEMPLATES, environment, html
from dashboards.sensitivity import context as sensitivity_context
from dashboards.sides import context as sides_context
from tests.dashboards.examples import HOSTILE, PAGES, SCORECARD, frame

SHARED = {"layout.html", "parts.html", "life.html", "beforehand.html", "source_form.html", "second_step.html"}
SHARED |= {"passkeys.html"}
DRAWN_ONCE = {
    *("portfolio_found.html", "portfolio_row.html", "trend_found.html", "trend_row.html"),
    *("neighbours.html", "legend.html"),
}
HOSTILE_PAGES = (
    *("scorecard", "issue", "confirm", "reply", "final", "reports", "refused"),
    *("draft", "report", "refused_report"),
    *("actions", "finding_by_hand", "due", "account", "account_scan"),
)
# Where a person is told that a link leads to another host, and to which.
LEAD_ELSEWHERE = (("sign_in_on_the_way", "a", "href"),)
EVERY = [(name, tag) for name in PAGES for tag in LANGUAGES]
ROOMS = (
    contexts,
    parts,
    acting_context,
    account_context,
    agreed_context,
    arriving_context,
    closing_context,
    comparing_context,
    due_context,
    leaving_out_context,
    money_context,
    people_context,
    pulling_context,
    opening_context,
    patterns_context,
    sensitivity_context,
    sides_context,
)
VALUES = [
    value
    for room in ROOMS
    for value in vars(room).values()
    if dataclasses.is_dataclass(value) and isinstance(value, type) and value.__module__ == room.__name__
]


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def used_fields(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Let every context value note which of its fields is read from now on."""
    read: set[tuple[str, str]] = set()

    def noting(self: object, name: str) -> Any:
        read.add((type(self).__name__, name))
        return object.__getattribute__(self, name)

    for value in VALUES:
        monkeypatch.setattr(value, "__getattribute__", noting, raising=False)
    return read


def test_every_field_of_every_context_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [(page, frame(name)) for name, page in PAGES.items()]
    drawn_before = environment, drawing._portfolio, drawing._trend, heat_map._row, sentences._tally
    for kept in drawn_before:
        kept.cache_clear()
    read = used_fields(monkeypatch)
    for page, around in pages:
        html(page, around)
    fields = {(value.__name__, field.name) for value in VALUES for field in dataclasses.fields(value)}
    assert fields - read == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_template_asks_for_nothing_that_its_page_does_not_give(name: str) -> None:
    found = drawn(language("en"), PAGES[name])
    known = {*found.values, "frame", "parts", *environment("en").globals}
    assert asked_for(found.template, *SHARED) - known == set()


def test_what_is_drawn_once_is_made_of_its_values_alone() -> None:
    assert asked_for(*DRAWN_ONCE) - {"one", "beside", *environment("en").globals} == set()


def asked_for(*templates: str) -> set[str]:
    """The names that templates do not give themselves."""
    sources = [(TEMPLATES / template).read_text(encoding="utf-8") for template in templates]
    trees = [environment("en").parse(source) for source in sources]
    return {name for tree in trees for name in meta.find_undeclared_variables(tree)}


@pytest.mark.parametrize("name", ["portfolio", "trend"])
def test_what_changed_at_the_same_address_is_drawn_anew(name: str) -> None:
    page: Any = PAGES[name]
    rows = "lines" if name == "portfolio" else "points"
    first, *others = getattr(page, rows)
    shown = html(page, frame(name))
    change: dict[str, Any] = {"provider": "Changed"} if name == "portfolio" else {"restated": "Changed"}
    changed = dataclasses.replace(first, **change)
    assert hash(changed) == hash(first)
    assert "Changed" not in shown
    assert "Changed" in html(dataclasses.replace(page, **{rows: (changed, *others)}), frame(name))
    assert html(page, frame(name)) == shown


def test_every_template_belongs_to_a_page() -> None:
    drawn_ones = {drawn(language("en"), page).template for page in PAGES.values()}
    assert {path.name for path in TEMPLATES.iterdir()} == drawn_ones | SHARED | DRAWN_ONCE


@pytest.mark.parametrize(("name", "tag"), EVERY)
def test_hostile_text_stays_text(name: str, tag: str) -> None:
    page = html(PAGES[name], frame(name, tag))
    assert HOSTILE not in page
    assert ("alert(1)" in page) == (name in HOSTILE_PAGES)


@pytest.mark.parametrize(("name", "tag"), EVERY)
def test_no_page_needs_more_than_its_policy_allows(name: str, tag: str) -> None:
    for element, attributes in Elements(html(PAGES[name], frame(name, tag))).found:
        assert not [key for key in attributes if key.startswith("on")]
        if element == "script" and attributes.get("type") != "application/json":
            assert (attributes["src"] or "").startswith("/static/")
        for key in ("src", "href", "action"):
            address = attributes.get(key) or "/"
            assert address.startswith(("/", "#")) or (name, element, key) in LEAD_ELSEWHERE


@pytest.mark.parametrize(("name", "tag"), EVERY)
def test_ids_are_unique_and_references_lead_somewhere(name: str, tag: str) -> None:
    found = Elements(html(PAGES[name], frame(name, tag))).found
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = [str(a["href"])[1:] for _, a in found if str(a.get("href")).startswith("#")]
    labels = [str(a["aria-labelledby"]) for _, a in found if "aria-labelledby" in a]
    assert set(inner + labels) <= set(ids)


def words_outside_the_catalogues() -> Iterator[str]:
    """Letters between tags of a template that no gettext call wraps."""
    for path in TEMPLATES.iterdir():
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for piece in re.findall(r">([^<>]*)<", text):
            if re.search(r"[A-Za-z一-鿿]{2}", re.sub("SHA-256|SVG|PNG|CSV|nbsp", "", piece)):
                yield f"{path.name}: {piece.strip()}"


def test_no_word_stands_outside_the_catalogues() -> None:
    assert list(words_outside_the_catalogues()) == [
        "layout.html: .picture { display: none; }"  # a style, not a word
    ]


def test_an_answer_carries_the_headers_of_pages() -> None:
    headers = rendering.answer(PAGES["portfolio"], frame("portfolio")).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_data_cannot_end_its_script_element() -> None:
    assert rendering.data({"a": "</script><!--&\u2028"}) == (
        '{"a":"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028"}'
    )


def test_a_page_in_another_language_keeps_its_query() -> None:
    around = frame("portfolio")
    assert rendering.with_query(around, "lang", "zh_Hans") == "/portfolio?period=2026-08&lang=zh_Hans"


@pytest.mark.parametrize(
    ("tag", "heading", "told"),
    [
        (
            "en",
            "Right to terminate",
            "abandonment missed its minimum 3 times in a row; from 3 on the contract",
        ),
        ("zh_Hans", "解约权", "abandonment 连续 3 次未达到最低值；自 3 次起可解约（14.2）。"),
    ],
)
def test_what_gives_the_right_to_terminate_is_told(tag: str, heading: str, told: str) -> None:
    agreed = (("needed", "3"), ("within", "1"), ("target", "abandonment"), ("level", "minimum"))
    step = contexts.Step("trigger_in_a_row", (*agreed, ("clause", "14.2")), "3")
    page = dataclasses.replace(SCORECARD, triggers=(step,))
    shown = html(page, frame("scorecard", tag))
    assert heading in shown
    assert told in shown
    assert heading not in html(SCORECARD, frame("scorecard", tag))
