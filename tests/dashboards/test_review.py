"""Exports for the review: the workbook's formulas come to our totals, text stays text, on paper too."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from app.errors import Unavailable
from app.sla.quantities import exact
from dashboards.language import LANGUAGES, language
from dashboards.parts import Frame, Money
from dashboards.review.context import PortfolioReview
from dashboards.review.flat import contract_csv, portfolio_csv
from dashboards.review.links import review_files
from dashboards.review.paper import pdf
from dashboards.review.papers import contract_paper, portfolio_paper
from dashboards.review.sentences import contract_sentence, portfolio_sentence
from dashboards.review.workbook import contract_workbook, portfolio_workbook
from tests.dashboards.example_review import HOSTILE, PORTFOLIO, REVIEW, hostile_review

EN, ZH = language("en"), language("zh_Hans")
XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_xml(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - our own file


class Workbook:
    """What a spreadsheet would see: each cell's type, text and formula; formulas are reckoned exactly."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        texts = read_xml(parts["xl/sharedStrings.xml"])
        self.texts = ["".join(one.itertext()) for one in texts.iter(f"{XML}si")]
        names = [one.attrib["name"] for one in read_xml(parts["xl/workbook.xml"]).iter(f"{XML}sheet")]
        self.sheets = {
            name: {
                cell.attrib["r"]: cell
                for cell in read_xml(parts[f"xl/worksheets/sheet{n}.xml"]).iter(f"{XML}c")
            }
            for n, name in enumerate(names, 1)
        }

    def text(self, sheet: str, place: str) -> str:
        cell = self.sheets[sheet].get(place)
        value = None if cell is None else cell.find(f"{XML}v")
        if cell is None or value is None or value.text is None:
            return ""
        return self.texts[int(value.text)] if cell.attrib.get("t") == "s" else value.text

    def formulas(self, sheet: str) -> Iterator[tuple[str, str]]:
        for place, cell in self.sheets[sheet].items():
            if (formula := cell.find(f"{XML}f")) is not None:
                yield place, formula.text or ""

    def number(self, sheet: str, place: str) -> Fraction:
        cell = self.sheets[sheet].get(place)
        if cell is None:
            return Fraction(0)
        formula = cell.find(f"{XML}f")
        return exact(self.text(sheet, place)) if formula is None else self.reckon(sheet, formula.text or "")

    def span(self, text: str, sheet: str) -> list[tuple[str, str]]:
        where, _, cells = text.rpartition("!")
        found = re.fullmatch(r"\$?([A-Z]+)\$?(\d+):\$?[A-Z]+\$?(\d+)", cells)
        assert found, text
        name = where.strip("'") or sheet
        last = min(int(found[3]), 1 + len(self.sheets[name]))
        return [(name, f"{found[1]}{row}") for row in range(int(found[2]), last + 1)]

    def reckon(self, sheet: str, formula: str) -> Fraction:
        total, sign = Fraction(0), 1
        if "/" in formula:
            over, under = formula.split("/")
            return self.number(sheet, over) / self.number(sheet, under)
        for term in re.findall(r"[+-]|SUMIFS\([^)]*\)|SUM\([^)]*\)|[A-Z]+\d+", formula):
            if term in "+-":
                sign = 1 if term == "+" else -1
                continue
            total += sign * self._term(sheet, term)
        return total

    def _term(self, sheet: str, term: str) -> Fraction:
        if term.startswith("SUMIFS"):
            amounts, keys, key = term[7:-1].split(",")
            wanted = self.text(sheet, key)
            pairs = zip(self.span(amounts, sheet), self.span(keys, sheet), strict=True)
            return sum(
                (self.number(*cell) for cell, label in pairs if self.text(*label) == wanted), Fraction(0)
            )
        if term.startswith("SUM"):
            return sum((self.number(*cell) for cell in self.span(term[4:-1], sheet)), Fraction(0))
        return self.number(sheet, term)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_formula_comes_to_the_result_that_we_reckoned(tag: str) -> None:
    for content in (
        contract_workbook(language(tag), REVIEW),
        portfolio_workbook(language(tag), PORTFOLIO),
    ):
        book = Workbook(content)
        formulas = [(sheet, *one) for sheet in book.sheets for one in book.formulas(sheet)]
        assert len(formulas) >= 3
        for sheet, place, formula in formulas:
            reckoned, shown = book.reckon(sheet, formula), exact(book.text(sheet, place))
            assert abs(reckoned - shown) < Fraction(1, 10**12), (sheet, place, formula)


def test_the_totals_of_the_workbook_are_ours_to_the_cent() -> None:
    book = Workbook(contract_workbook(EN, REVIEW))
    row = len(REVIEW.periods) + 2
    totals = {book.text("Money", f"{letter}1"): book.number("Money", f"{letter}{row}") for letter in "HIJKLM"}
    assert totals == {
        "Credits (CNY)": Fraction("37100.02"),
        "Bonuses (CNY)": 2500,
        "Earned back (CNY)": -12000,
        "Total (CNY)": Fraction("22600.02"),
        "Adjusted since (CNY)": -1000,
        "Payable (CNY)": Fraction("21600.02"),
    }
    assert totals["Payable (CNY)"] == sum(exact(part.payable.text) for part in REVIEW.periods)


def test_money_is_written_digit_by_digit() -> None:
    """A binary float has no 8,007,199,254,740.93: the file has, and a spreadsheet shows it."""
    much = Money("8007199254740.93", "CNY")
    first = REVIEW.periods[0]
    one = replace(REVIEW, periods=(replace(first, charges=much),))
    assert Workbook(contract_workbook(EN, one)).text("Money", "E2") == much.text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_like_a_formula_is_text_in_workbook_and_csv(text: str) -> None:
    review = hostile_review(text)
    book = Workbook(contract_workbook(EN, review))
    cell = book.sheets["Targets"]["C2"]
    assert (book.text("Targets", "C2").replace("_x000D_", "\r"), cell.attrib["t"]) == (text, "s")
    assert cell.find(f"{XML}f") is None
    (line,) = [line for line in rows_of(contract_csv(review)) if "AHT" in line]
    assert line[7:9] == [f"'{text}"] * 2


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_carries_every_credit_and_what_is_no_targets_own() -> None:
    head, *lines = rows_of(contract_csv(REVIEW))
    assert {len(line) for line in lines} == {len(head)}
    at = {name: i for i, name in enumerate(head)}
    owed = sum(exact(line[at["credit"]]) - exact(line[at["bonus"]] or "0") for line in lines)
    assert owed == Fraction("21600.02")
    assert len(rows_of(portfolio_csv(PORTFOLIO))) == 1 + len(PORTFOLIO.rows)


def said_on(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return plain(" ".join(page.extract_text() for page in reader.pages))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.slow
def test_the_paper_says_what_a_board_wants_to_know() -> None:
    said = said_on(pdf(contract_paper(EN, REVIEW)))
    for wanted in (
        "Service review Q3 2026: ACME-2026-01",
        "Chengdu Contact Services for Acme Bank; as known on Oct 5, 2026",
        plain(contract_sentence(EN, REVIEW)),
        "September 2026",
        "12% at risk × charges 250,000 × pool",
        "37,100.02",
        "Adjustment (by settlement)",
        "Carrier outage",
        "waits for the client",
        REVIEW.periods[0].card.evidence.sha256[:40],
        "Page 1 of",
    ):
        assert wanted in said, wanted


@pytest.mark.slow
def test_the_portfolios_paper_names_who_missed() -> None:
    said = said_on(pdf(portfolio_paper(EN, PORTFOLIO)))
    assert plain(portfolio_sentence(EN, PORTFOLIO)) in said
    assert "2 of 3" in said
    assert "Abandonment rate" in said


@pytest.mark.slow
def test_text_on_paper_is_never_markup() -> None:
    """D02: what typst, HTML or a browser would take for more than text."""
    text = '#read("/etc/passwd") *a* _b_ $x^2$ <script>alert(1)</script> @c \\d'
    content = pdf(contract_paper(EN, hostile_review(text)))
    assert '#read("/etc/passwd") *a* _b_ $x^2$ <script>alert(1)</script>' in said_on(content)
    assert not [name for name in (b"/JavaScript", b"/JS", b"/URI", b"/Launch") if name in content]


@pytest.mark.slow  # the first paper of a process looks for fonts
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_same_review_gives_the_same_bytes(tag: str) -> None:
    speak = language(tag)
    for made in (contract_workbook, lambda s, r: pdf(contract_paper(s, r))):
        assert made(speak, REVIEW) == made(speak, REVIEW)


@pytest.mark.slow
def test_without_a_chinese_font_it_is_said_and_nothing_is_left_blank() -> None:
    latin = frozenset({"Libertinus Serif"})
    with pytest.raises(Unavailable, match="fonts-noto-cjk"):
        pdf(contract_paper(ZH, REVIEW), latin)
    told = said_on(pdf(contract_paper(EN, hostile_review("账单")), latin))
    assert "Chinese signs could not be set" in told
    assert "Chinese signs" not in said_on(pdf(portfolio_paper(EN, PORTFOLIO), latin))


@pytest.mark.slow
def test_sentences_in_both_languages() -> None:
    assert contract_sentence(EN, REVIEW) == (
        "Q3 2026: 3 of 6 targets met; 37,100.02\N{NO-BREAK SPACE}CNY credit; "
        "missed: Service level (2 times) and Abandonment rate; −3,000.00\N{NO-BREAK SPACE}CNY is outstanding."
    )
    assert contract_sentence(ZH, REVIEW).startswith("2026年第3季度：")
    empty = PortfolioReview("2026-Q3", PORTFOLIO.made_on, ())
    assert portfolio_sentence(EN, empty) == "Q3 2026: no target could be judged yet."
    assert said_on(pdf(portfolio_paper(EN, empty))).startswith("Service review Q3 2026: portfolio")


@pytest.mark.parametrize(
    ("path", "label", "found"),
    [
        ("/", "2026-08", ["/api/v1/portfolio.pdf?period=2026-08&lang=en", "2026-Q3"]),
        (
            "/contracts/A B/scorecards/2026-01/2",
            "2026-01/2",
            ["/api/v1/contracts/A%20B/scorecards/2026-01.pdf?lang=en", "2026-Q1"],
        ),
        (
            "/contracts/A/x/2026-Q2",
            "2026-Q2",
            ["/api/v1/contracts/A/scorecards/2026-Q2.pdf?lang=en", "2026"],
        ),
        ("/contracts/A/money/2026-W14", "2026-W14", ["/api/v1/contracts/A/scorecards/2026-W14.pdf?lang=en"]),
    ],
)
def test_each_page_links_its_period_and_what_lies_around_it(path: str, label: str, found: list[str]) -> None:
    links = review_files(Frame(path, "en"), label)
    assert [links[0].files[0][1], *(one.span for one in links[1:])] == found
