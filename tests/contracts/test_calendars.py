"""Calendars over HTTP: proposed for the country of the terms, confirmed by an auditor, frozen once used."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from app.contracts.calendars.proposed import propose_year
from app.contracts.tables import Contract, Frozen
from app.jobs import Work
from tests.desk import REF, Begin, Desk, terms

pytestmark = pytest.mark.slow  # stories over HTTP

HOURS = "service_hours: {holidays: {country: CN, dates: [2026-12-31]}}"
PATH = f"/contracts/{REF}/calendar/2026"
SPRING = [f"2026-02-{day}" for day in range(16, 24)]


def agree_on_hours(desk: Desk) -> None:
    assert desk.put_terms(terms(more=HOURS)).status_code == 201


@pytest.fixture
def chinese(begin: Begin) -> Desk:
    return begin(agree_on_hours)


def test_china_works_six_weekend_days_of_2026_to_make_up_for_holidays() -> None:
    proposal = propose_year("CN", 2026)
    assert proposal.holidays[date(2026, 2, 17)] == "Chinese New Year (Spring Festival)"
    assert sorted(proposal.makeup_days) == [
        date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    ]


def test_a_part_of_a_country_has_its_own_days_and_an_unknown_place_has_none() -> None:
    day = date(2026, 3, 31)  # César Chávez Day
    assert day in propose_year("US-CA", 2026).holidays
    assert day not in propose_year("US", 2026).holidays
    for place in ("XX", "US-XX", "", "DE"):
        assert bool(propose_year(place, 2026).holidays) == (place == "DE")
    assert not propose_year("CN", 3000).holidays


def test_a_year_is_proposed_until_an_auditor_confirms_it(chinese: Desk) -> None:
    first = chinese.get(PATH)
    shown = first.json()
    assert (shown["country"], shown["state"], shown["frozen"]) == ("CN", "proposed", False)
    assert {"day": "2026-02-17", "name": "Chinese New Year (Spring Festival)"} in shown["holidays"]
    assert "2026-02-14" in shown["makeup_days"]
    assert shown["dates_of_the_terms"] == ["2026-12-31"]
    body = {"holidays": SPRING, "makeup_days": ["2026-02-28"]}
    tag = {"If-Match": first.headers["etag"]}
    done = chinese.ask("client_auditor", "PUT", PATH, json=body, headers=tag)
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["confirmed_by"]) == ("confirmed", "client_auditor")
    assert [one["day"] for one in done.json()["holidays"]] == SPRING
    assert chinese.shown(PATH, "provider_reader") == done.json()
    late = chinese.ask("client_auditor", "PUT", PATH, json={**body, "makeup_days": []}, headers=tag)
    assert (late.status_code, late.json()["title"]) == (412, "It was changed meanwhile")


def test_what_was_proposed_stays_readable_as_of_then_and_the_same_days_change_nothing(chinese: Desk) -> None:
    before = datetime.now(UTC)
    body = {"holidays": SPRING}
    assert chinese.ask("client_auditor", "PUT", PATH, json=body).status_code == 200
    revision = chinese.shown(f"/contracts/{REF}")["revision"]
    again = chinese.ask("client_administrator", "PUT", PATH, json=body)
    assert again.json()["confirmed_by"] == "client_auditor"
    assert chinese.shown(f"/contracts/{REF}")["revision"] == revision == 2
    asked = {"as_of": before.isoformat().replace("+00:00", "Z")}
    assert chinese.shown(PATH, params=asked)["state"] == "proposed"
    with chinese.database.reading() as session:
        work = session.exec(select(Work.revision).where(Work.kind == "reassess").order_by(col(Work.revision)))
        assert list(work)[-1] == revision


@pytest.mark.parametrize("who", ["client_clerk", "client_reader", "provider_auditor", "provider_clerk"])
def test_who_may_not_confirm(one_agreed: Desk, who: str) -> None:
    assert one_agreed.ask(who, "PUT", PATH, json={"holidays": SPRING}).status_code == 403


def test_days_of_another_year_and_days_both_off_and_worked_are_refused(chinese: Desk) -> None:
    body = {"holidays": ["2026-02-16", "2027-01-01"], "makeup_days": ["2026-02-16"]}
    answer = chinese.ask("client_auditor", "PUT", PATH, json=body)
    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["errors"]] == ["body.holidays.1", "body.makeup_days.0"]
    for year in ("1949", "2101", "x"):
        assert chinese.get(f"/contracts/{REF}/calendar/{year}").status_code == 422


def test_a_year_that_an_issued_scorecard_used_is_frozen(chinese: Desk) -> None:
    assert chinese.ask("client_auditor", "PUT", PATH, json={"holidays": SPRING}).status_code == 200
    with chinese.database.writing() as session:
        contract = session.exec(select(Contract).where(Contract.reference == REF)).one()
        key = {"organisation_id": contract.organisation_id, "contract_id": contract.id}
        session.add(Frozen(**key, kind="calendar", name="2026", at=datetime.now(UTC)))
    answer = chinese.ask("client_auditor", "PUT", PATH, json={"holidays": SPRING[:3]})
    assert answer.status_code == 409
    assert "frozen" in answer.json()["detail"]
    assert chinese.shown(PATH)["frozen"] is True
    other = chinese.ask("client_auditor", "PUT", f"/contracts/{REF}/calendar/2027", json={"holidays": []})
    assert other.json()["state"] == "confirmed"


def test_terms_without_a_country_propose_nothing(one_agreed: Desk) -> None:
    shown = one_agreed.shown(PATH)
    assert (shown["country"], shown["holidays"], shown["makeup_days"]) == ("", [], [])
