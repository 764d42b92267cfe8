"""A new organisation opens its first contract through the pages, with the terms to start from."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import text

from app.jobs import run_due
from app.sla.lint import lint
from app.terms_files.read import read_terms
from dashboards.opening.context import OpeningForm
from dashboards.opening.typed import STARTS, terms_to_start_from
from tests.dashboards.test_acts import CLERK, send
from tests.dashboards.test_pages import OWN, seen, sign_in, text_of
from tests.dashboards.world import HEADER

NEWCOMER = "outsider@example.com"
NONE = "There is no contract yet that you may see."
GIVEN = {
    "reference": "ELSE-2026",
    "provider": 'Harbor: "Voice" #1',
    "queues": "hotline, 账单热线",
    "start": "inbound",
    "starts": "2026-01-01",
    "last": "2026-12-31",
    "every": "month",
    "currency": "EUR",
    "timezone": "Europe/Riga",
}


@pytest.mark.parametrize("start", STARTS[:3])
def test_the_terms_to_start_from_are_without_a_doubt(start: str) -> None:
    form = OpeningForm(**GIVEN | {"start": start})
    terms = read_terms(terms_to_start_from(form, "Somebody: Else")).terms
    assert (terms.client, terms.provider, terms.currency) == ("Somebody: Else", 'Harbor: "Voice" #1', "EUR")
    assert (str(terms.starts), str(terms.ends), terms.period.every) == ("2026-01-01", "2027-01-01", "month")
    assert [one.message for one in lint(terms)] == []


@pytest.fixture
def newcomer(browse: TestClient) -> Iterator[TestClient]:
    """Somebody of an organisation that has no contract, and will have none afterwards."""
    sign_in(browse, NEWCOMER)
    yield browse
    mine = "SELECT id FROM contract WHERE reference LIKE 'ELSE%'"
    with browse.app.state.database.writing() as session:  # type: ignore[attr-defined]
        session.execute(text(f"DELETE FROM contract_party WHERE contract_id IN ({mine})"))


def told(answer: Response) -> str:
    """The page of an answer as a reader sees it."""
    return text_of(answer.text)


@pytest.mark.slow
def test_a_new_organisation_walks_from_nothing_to_a_judged_month(newcomer: TestClient) -> None:
    assert 'href="/contracts">Open a contract' in newcomer.get("/", params={"lang": "en"}).text
    assert NONE in seen(newcomer, "/contracts")
    done = send(newcomer, "/contracts", **GIVEN)
    assert (done.status_code, done.headers["location"]) == (303, "/contracts/ELSE-2026/terms")
    assert "no finding in this text" in seen(newcomer, "/contracts/ELSE-2026/terms")
    assert "1 contract; 1 waits for its terms or a first report." in seen(newcomer, "/contracts")
    rows = [
        f"2026-02-{day:02},{queue},100,98,2,1000" for day in range(1, 29) for queue in ("hotline", "账单热线")
    ]
    file = ("february.csv", "\n".join([HEADER, *rows]).encode(), "text/csv")
    sent = newcomer.post(
        "/contracts/ELSE-2026/reports", files={"file": file}, data={"side": "provider"}, headers=OWN
    )
    assert "56 rows were read and stored." in told(sent)
    app = newcomer.app
    run_due(app.state.database, app.state.settings)  # type: ignore[attr-defined]
    assert "ELSE-2026" in seen(newcomer, "/", period="2026-02")
    assert "To its newest scorecard" in seen(newcomer, "/contracts")


WRONG = (
    ({"reference": "-x"}, "reference", "begins with a letter or digit", "以字母或数字开头"),
    ({"provider": ""}, "provider", "Name the provider", "请填写服务商名称"),
    ({"queues": ", "}, "queues", "Name the queues", "请填写队列"),
    ({"start": "magic"}, "start", "Choose one of the list.", "请从列表中选择"),
    ({"start": "own"}, "text", "Paste your terms file", "请粘贴条款文件"),
    ({"starts": "2026-02-30"}, "starts", "Write the first day", "请填写合同的第一天"),
    ({"last": "2025-12-31"}, "last", "comes before the first", "最后一天早于第一天"),
    ({"every": "day"}, "every", "Choose one of the list.", "请从列表中选择"),
    ({"currency": "euro"}, "currency", "three capital letters", "三个大写字母"),
    ({"timezone": "Riga/../x"}, "timezone", "a time zone of the list", "请填写列表中的时区"),
)


@pytest.mark.slow
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(newcomer: TestClient) -> None:
    for wrong, field, english, chinese in WRONG:
        for tag, sentence in (("en", english), ("zh_Hans", chinese)):
            refused = newcomer.post("/contracts", data=GIVEN | wrong, headers=OWN, params={"lang": tag})
            assert refused.status_code == 422
            assert sentence in told(refused)
            kept = {"reference", "queues", "starts", "last", "currency", "timezone"} - set(wrong)
            assert all(f'name="{name}" value="{GIVEN[name]}"' in refused.text for name in kept)
            element = refused.text.partition(f'name="{field}"')[2].partition(">")[0]
            assert 'aria-invalid="true"' in element
    assert NONE in seen(newcomer, "/contracts")


@pytest.mark.slow
def test_terms_that_cannot_be_taken_open_nothing(newcomer: TestClient) -> None:
    own = GIVEN | {"reference": "ELSE-OTHER", "start": "own", "text": "schema: 1\ncontract: OTHER\n"}
    refused = send(newcomer, "/contracts", **own)
    assert refused.status_code == 422
    assert "These terms cannot be taken" in told(refused)
    assert "contract: OTHER" in refused.text
    assert NONE in seen(newcomer, "/contracts")


@pytest.mark.slow
def test_a_reference_is_taken_once_and_terms_may_come_later(newcomer: TestClient) -> None:
    later = {"reference": "ELSE-LATER", "provider": "Harbor", "start": "later"}
    assert send(newcomer, "/contracts", **later).status_code == 303
    assert "Next: put its terms" in seen(newcomer, "/contracts")
    again = send(newcomer, "/contracts", **later)
    assert again.status_code == 409
    assert "There is a contract ELSE-LATER already" in told(again)


@pytest.mark.slow
def test_who_may_not_open_one_sees_the_list_alone(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    assert '<form class="act"' not in browse.get("/contracts", params={"lang": "en"}).text
    assert "To its newest scorecard" in seen(browse, "/contracts")
    assert send(browse, "/contracts", **GIVEN).status_code == 403
