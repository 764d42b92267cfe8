"""The page of everything that is due: sentences in both languages, where each thing is done, who sees it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from app.scorecards.due_clocks import DueThing, Kind
from dashboards.due.reading import due_list_of
from dashboards.due.sentences import due_sentence, due_thing_words
from dashboards.language import language
from tests.dashboards.example_due import DUE_LIST, MINE, NOTHING_DUE
from tests.dashboards.test_pages import seen, sign_in
from tests.dashboards.world import REFERENCE

EN, ZH = language("en"), language("zh_Hans")
WHO = UUID(int=7)


def thing(kind: Kind, contract_id: UUID = WHO) -> DueThing:
    return DueThing(contract_id, "ACME", kind, "client", True, "2026-01", "Outage", "7")


def test_the_sentence_says_what_is_urgent() -> None:
    assert due_sentence(EN, DUE_LIST) == (
        "8 things are yours to do; 2 have 7 days left or fewer; 4 wait for others."
    )
    late = replace(DUE_LIST, mine=(replace(MINE[0], left=-1),), theirs=())
    assert due_sentence(ZH, late) == "您有1项待办；其中1项已逾期。"
    assert due_sentence(EN, NOTHING_DUE) == "Nothing is due."
    assert due_sentence(EN, replace(DUE_LIST, mine=())) == "Nothing is yours to do; 4 wait for others."


def test_each_thing_is_said_with_what_it_is_about() -> None:
    assert [due_thing_words(EN, one) for one in MINE[:4]] == [
        "Claim the credit of May 2026 by issuing it",
        "Measure against “Service level”",
        "Confirm the issue of June 2026 as a second person",
        "Issue 4 scorecards, the oldest of March 2026",
    ]
    assert due_thing_words(ZH, MINE[1]) == "针对“服务水平”的措施"


@pytest.mark.parametrize(
    ("kind", "href"),
    [
        ("report", "/contracts/ACME/reports"),
        ("exclusion", "/contracts/ACME/exclusions"),
        ("draft", "/contracts/ACME/drafts/7"),
        ("measure", "/contracts/ACME/actions/7"),
        ("restatement", "/contracts/ACME/money/2026-01#restatements"),
        ("claim", "/contracts/ACME/scorecards/2026-01#life"),
        ("reply", "/contracts/ACME/scorecards/2026-01#life"),
    ],
)
def test_each_thing_leads_to_where_it_is_done(kind: Kind, href: str) -> None:
    assert due_list_of([thing(kind)]).mine[0].href == href


def test_two_contracts_of_one_name_are_told_apart() -> None:
    other = uuid4()
    hrefs = [one.href for one in due_list_of([thing("report"), thing("report", other)]).mine]
    assert set(hrefs) == {f"/contracts/{WHO}/reports", f"/contracts/{other}/reports"}


@pytest.mark.slow
def test_each_side_sees_its_turn_first_and_an_outsider_nothing(browse: TestClient) -> None:
    sign_in(browse)
    assert 'href="/due"' in browse.get("/").text
    page = seen(browse, "/due")
    assert "Yours To do" in page
    assert "the oldest of January 2026, part 1" in page
    assert REFERENCE in page
    browse.cookies.clear()
    sign_in(browse, "outsider@example.com")
    assert "Nothing is due." in seen(browse, "/due")
