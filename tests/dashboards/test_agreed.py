"""The terms: findings at their lines, versions compared, other terms tried; and the calendar."""

import re

import pytest
from fastapi.testclient import TestClient

from app.sla.lint import finding
from dashboards.agreed.advice import finding_words
from dashboards.agreed.context import Doubt
from dashboards.agreed.reading import lines_of
from dashboards.agreed.sentences import calendar_sentence, terms_sentence
from dashboards.language import language
from dashboards.troubles import trouble_words
from tests.dashboards.example_terms import CALENDAR, FROZEN_CALENDAR, NO_TERMS, TERMS, TRIED
from tests.dashboards.test_acts import CLERK, send
from tests.dashboards.test_pages import HERE, seen, sign_in, text_of
from tests.dashboards.world import TERMS as TEXT
from tests.sla.test_lint_documentation import EXAMPLES, findings

EN, ZH = language("en"), language("zh_Hans")
NEWER = TEXT.format(effective="2026-01-11", cut="cut: split", level="7%")
PAGE = f"{HERE}/terms"


def test_a_finding_stands_at_the_line_of_its_key_and_marks_say_what_differs() -> None:
    text = "schema: 1\ntargets:\n  - id: a\n    expected: '>= 80%'\n"
    other = "schema: 1\ntargets:\n  - id: a\n    expected: '>= 75%'\n    weight: 2\n"
    found = lines_of(text, other, [finding("weightless", ("targets", 0, "expected"), "give it a weight")])
    assert [(line.number, line.mark, line.text.strip()) for line in found[3:]] == [
        (None, "-", "expected: '>= 75%'"),
        (None, "-", "weight: 2"),
        (4, "+", "expected: '>= 80%'"),
    ]
    assert found[-1].doubts == (Doubt("warning", "weightless", "give it a weight"),)
    assert [line.mark for line in lines_of(text, None, [])] == [""] * 4


def test_the_sentences_count_versions_findings_and_money() -> None:
    assert terms_sentence(EN, TERMS) == "2 versions are agreed; 3 findings in this text."
    assert terms_sentence(EN, TRIED) == (
        "0 versions are agreed; no finding in this text; over 2 periods this text would have changed "
        "what the provider owes by 4,500.00\N{NO-BREAK SPACE}CNY."
    )
    assert terms_sentence(ZH, NO_TERMS) == "尚未提交条款。"
    assert calendar_sentence(EN, CALENDAR) == "2026: 2 days off; confirmed by Ada Osei."
    assert "deadlines are provisional" in calendar_sentence(EN, FROZEN_CALENDAR)


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_finding_says_in_both_languages_what_to_do(code: str) -> None:
    for one in findings(EXAMPLES[code][0]):
        assert finding_words(EN, one.message).casefold().startswith(one.message[:12].casefold())
        assert re.search("[一-鿿].*。$", finding_words(ZH, one.message)), one.message
        assert set(re.findall("[0-9.]+%?", one.message)) >= set(
            re.findall("[0-9]+[0-9.]*%?", finding_words(ZH, one.message))
        )


def test_a_finding_of_another_form_stays_as_it_came() -> None:
    assert finding_words(ZH, "something new") == ""
    assert finding_words(ZH, "nothing uses “%(x)s”; remove it, or say what it is for").startswith("“%(x)s”")


def test_a_sentence_that_is_not_listed_stands_under_one_that_is_translated() -> None:
    assert trouble_words(ZH, "There is no such act.") == "没有此操作。"
    assert trouble_words(ZH, "Row 7 is odd.") == "提交的内容有误"
    assert trouble_words(EN, "Row 7 is odd.") == "Something that was sent is wrong"


@pytest.mark.slow
def test_the_newest_version_is_shown_against_the_one_before(browse: TestClient) -> None:
    sign_in(browse)
    page = browse.get(PAGE, params={"lang": "en"}).text
    assert "Terms of Jan 11, 2026" in page
    assert "are marked" not in page
    assert re.search(r'class="more">.*?cut: split', page, re.DOTALL)
    older = seen(browse, PAGE, effective="2026-01-01")
    assert "Terms of Jan 1, 2026" in older
    assert browse.get(PAGE, params={"effective": "2020-01-01"}).status_code == 404


@pytest.mark.slow
def test_a_text_is_checked_simulated_and_put(browse: TestClient) -> None:
    sign_in(browse)
    wrong = send(browse, PAGE, act="check", text=NEWER.replace("at_risk", "at_risky"))
    assert wrong.status_code == 422
    assert "at_risky" in text_of(wrong.text)
    checked = send(browse, PAGE, act="check", text=NEWER)
    assert checked.status_code == 200
    assert "allocation_under" in checked.text
    tried = send(browse, PAGE, act="simulate", text=NEWER)
    assert tried.status_code == 200
    assert "What this text would have cost" in text_of(tried.text)
    assert re.search(r"February 2026 12,000.00 CNY 0.00 CNY −12,000.00 CNY", text_of(tried.text))
    assert send(browse, PAGE, act="put", text=NEWER).status_code == 303
    assert "≤ 7%" in seen(browse, f"{HERE}/scorecards/2026-02")
    assert send(browse, PAGE, act="burn", text="x").status_code == 422


@pytest.mark.slow
def test_a_provider_reads_the_terms_and_does_not_write_them(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    assert "Put these terms" not in seen(browse, PAGE)
    assert send(browse, PAGE, act="put", text=NEWER).status_code == 403
    refused = send(browse, f"{HERE}/calendar/2026", holidays="2026-10-01", version="2026.proposed")
    assert refused.status_code == 403


@pytest.mark.slow
def test_a_year_is_confirmed_once_it_reads(browse: TestClient) -> None:
    sign_in(browse)
    path = f"{HERE}/calendar/2026"
    assert "not confirmed yet" in seen(browse, path)
    wrong = send(browse, path, holidays="2026-10-01\nsoon", version="2026.proposed")
    assert wrong.status_code == 422
    assert "Days off 2" in wrong.text
    assert "soon" in wrong.text
    assert send(browse, path, holidays="2026-10-01, 2026-10-02", version="old").status_code == 412
    done = send(browse, path, holidays="2026-10-01, 2026-10-02", version="2026.proposed")
    assert done.status_code == 303
    assert "2026: 2 days off; confirmed by li.na." in seen(browse, path)
    assert browse.get(f"{HERE}/calendar/1800").status_code == 422
