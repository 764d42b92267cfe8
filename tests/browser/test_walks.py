"""The three paths in real Chromium on the sample world: auditor, clerk and procurement; with pictures."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from dashboards.language import language
from tests.browser.walking import WAYS, Spoken, Walk
from tests.dashboards.test_review import Workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

every_way = pytest.mark.parametrize(("tag", "theme"), WAYS)
CHENGDU, BALTIC = "/contracts/MER-CHENGDU-2025", "/contracts/MER-BALTIC-2025"
CARD = f"{CHENGDU}/scorecards/2026-06"
ABANDONMENT = "呼损率 · Abandonment"
OCTOBER = b"""Day,Line,Calls in,Taken,Within 20 s,Lost
2026-10-01,support,100,90,86,10
2026-10-02,support,100,190,88,4
2026-10-03,support,120,117,112,3
"""
MEANINGS = {
    "Day": "date",
    "Line": "queue",
    "Calls in": "offered",
    "Taken": "answered",
    "Within 20 s": "answered_within_20s",
    "Lost": "abandoned",
}


@every_way
def test_procurement_walks_from_who_slips_to_the_review(walker: Spoken, tag: str, theme: str) -> None:
    walk = walker("procurement", "procurement", tag, theme)
    walk.go("/?period=2026-08")
    walk.is_asked("Which provider kept its promises?")
    expect(walk.page.locator(".lead")).to_contain_text("Chengdu Contact Services")
    walk.station("portfolio")
    walk.follow("Compare the providers")
    walk.follow("Abandonment rate")
    expect(walk.page.locator("#slipping")).to_contain_text("Chengdu Contact Services")
    walk.station("compare")
    walk.page.locator("section").get_by_role("link", name="Chengdu Contact Services").first.click()
    expect(walk.page).to_have_url(re.compile(CHENGDU))
    walk.go(f"{CHENGDU}/scorecards/2026-08")
    walk.follow("Money")
    walk.sees("What leaving out cost")
    walk.station("money", closely=True)
    say = language(tag)
    content = {form: walk.downloads(quarter(walk, form)) for form in ("PDF", "XLSX", "CSV")}
    paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content["PDF"])).pages)
    assert "MER-CHENGDU-2025" in paper
    assert say.decimal("57276.00") in paper  # 16,092.00 and twice 20,592.00
    book = Workbook(content["XLSX"])
    formulas = [(sheet, *one) for sheet in book.sheets for one in book.formulas(sheet)]
    assert len(formulas) >= 3
    for sheet, place, formula in formulas:
        assert float(book.reckon(sheet, formula)) == pytest.approx(float(book.text(sheet, place)))
    rows = list(csv.DictReader(io.StringIO(content["CSV"].decode("utf-8-sig"))))
    assert {row["period"] for row in rows} >= {"2026-07", "2026-08", "2026-09"}


def quarter(walk: Walk, form: str) -> str:
    """What a screen reader calls the quarter's file of that form."""
    period = language(walk.tag).period("2026-Q3")
    return walk.said("%(period)s as %(form)s", period=period, form=form)


@every_way
def test_a_clerk_walks_from_what_is_due_to_what_a_file_changed(walker: Spoken, tag: str, theme: str) -> None:
    walk = walker("baltic", "clerk", tag, theme)
    walk.go("/due")
    walk.is_asked("What is to be done, and until when?")
    expect(walk.page.get_by_role("row", name="MER-BALTIC-2025").first).to_be_visible()
    walk.station("due")
    walk.go(f"{BALTIC}/reports")
    october = {"name": "october.csv", "mimeType": "text/csv", "buffer": OCTOBER}
    walk.page.get_by_label(walk.said("Drop a file here, or choose one")).set_input_files([october])
    walk.press("Look at it first")
    walk.is_asked("Is this file read rightly?")
    for column, meaning in MEANINGS.items():
        walk.field("Read as", column).fill(meaning)
    walk.press("Read it so")
    expect(walk.page.locator("#refused ~ div")).to_contain_text("answered")
    walk.station("refused", closely=True)
    walk.page.get_by_role("checkbox").check()
    walk.press("Accept")
    walk.is_asked("What did this report change?")
    walk.sees("In the scorecards")
    walk.station("changed", closely=True)
    looks_at_a_source(walker("auditor", "clerk", tag, theme))


def looks_at_a_source(walk: Walk) -> None:
    """Who set the sources up sees how each fares, what it brought, and tries it without storing."""
    walk.go(f"{BALTIC}/sources")
    walk.page.get_by_role("link", name="Baltic Voice, calls by half-hour").click()
    for section in ("How far it is", "Attempts"):
        walk.sees(section)
    walk.station("source")
    walk.field("The report about this day").fill("2026-09-15")
    walk.press("Try: store nothing")
    walk.sees("What a pull would bring")
    walk.station("tried", closely=True)


@every_way
def test_an_auditor_walks_from_what_is_missing_to_cash(walker: Spoken, tag: str, theme: str) -> None:
    walk = walker("auditor", "auditor", tag, theme)
    weighs(walk)
    looks_at_the_terms(walk)
    walk.go(CARD)
    walk.press("Issue this scorecard")
    walk.sees("Verify")
    answers(walker("chengdu", "auditor", tag, theme))
    walk.go(CARD)
    walk.field("Stands after all", ABANDONMENT).fill("1000.00")
    walk.field("Who agreed for the provider").fill("Li Wei")
    walk.station("settle", closely=True)
    walk.press("Settle")
    walk.sees("agreed with %(name)s", name="Li Wei")
    walk.follow("To the money")
    walk.field("Entry").select_option("1")
    walk.field("What became of it").select_option("collected")
    walk.page.locator("input[name=on]").fill("2026-11-20")
    walk.press("Note it")
    expect(walk.page.locator("#entry-1")).to_contain_text("4,500.00")
    walk.station("cash", closely=True)


def weighs(walk: Walk) -> None:
    """What is missing, suspicious, came again; the working in place; other figures, other formulas."""
    walk.go("/contracts/MER-IBERICA-2025/scorecards/2026-08")
    for heading in ("What is missing", "What is suspicious", "What came again"):
        walk.sees(heading)
    walk.station("before")
    walk.go(CARD)
    walk.page.locator("#target-abandonment").get_by_role("link", name="4,500.00").click()
    expect(walk.page.locator("#working-abandonment, #target-abandonment ~ tr .steps").first).to_be_visible()
    walk.station("judge", closely=True)
    for tab, said in (
        ("Money", "What leaving out cost"),
        ("Two sides", "To the reports"),
        ("Sensitivity", "as agreed"),
    ):
        walk.follow(tab)
        walk.sees(said)
        walk.station(tab.lower().replace(" ", "-"))


def looks_at_the_terms(walk: Walk) -> None:
    """Findings at their lines, marked against the version before, and another text simulated."""
    walk.follow("Terms")
    expect(walk.page.locator(".doubt").first).to_be_visible()
    expect(walk.page.locator(".file .more").first).to_be_visible()
    text = walk.page.locator("textarea[name=text]")
    text.fill(text.input_value().replace('">= 85%"', '">= 90%"'))
    walk.press("Simulate on the last 12 periods")
    walk.sees("What this text would have cost")
    walk.station("simulated", closely=True)


def answers(walk: Walk) -> None:
    """The provider's clerk disputes a part of the credit."""
    walk.go(CARD)
    walk.field("Answer", ABANDONMENT).select_option("disputed")
    walk.field("Of which disputed", ABANDONMENT).fill("2000.00")
    walk.field("Comment", ABANDONMENT).fill("outage")
    walk.station("reply", closely=True)
    walk.press("Send the reply")
    walk.sees("disputed: %(amount)s", amount="2,000.00\N{NO-BREAK SPACE}CNY")
