"""What is read from kept judgements, the trend and the portfolio; and the sums behind them, the measures."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from app.access.credentials import Credentials
from app.access.unit import work
from app.database import migrate
from app.scorecards.at_a_glance import Months, months_around, read_month
from app.scorecards.over_periods import read_over_periods
from app.scorecards.portfolio import Judged, month_of, read_portfolio
from app.scorecards.tables import Assessment
from app.scorecards.trend import Point, read_trend
from app.sla.quantities import exact
from tests.desk import REF, Desk, calls, surveys, terms

pytestmark = pytest.mark.slow  # the service as a whole

TREND = f"/contracts/{REF}/trends"
MEASURES = f"/contracts/{REF}/measures"
JANUARY = {"from": "2026-01-01", "to": "2026-02-01"}


def judged_half_year(desk: Desk) -> None:
    for month in range(1, 7):
        desk.send(calls(abandoned=month + 2, month=f"2026-{month:02}", days=range(1, 29)))
    desk.put_terms(terms("2026-04-01", level="5%"), "2026-04-01")
    desk.judge()


# Trend


def test_a_trend_steps_where_the_terms_were_amended(agreed: Desk) -> None:
    judged_half_year(agreed)
    trend = agreed.shown(f"{TREND}/abandonment", params={"to": "2026-07-01"})
    points = [
        (one["period"]["label"], one["value"], one["expected"], one["verdict"]) for one in trend["points"]
    ]
    assert points == [
        ("2026-01", "0.03", "<= 6%", "met"),
        ("2026-02", "0.04", "<= 6%", "met"),
        ("2026-03", "0.05", "<= 6%", "met"),
        ("2026-04", "0.06", "<= 5%", "below_minimum"),
        ("2026-05", "0.07", "<= 5%", "below_minimum"),
        ("2026-06", "0.08", "<= 5%", "below_minimum"),
    ]
    assert [one["terms"] for one in trend["points"]][2:4] == ["2026-01-01", "2026-04-01"]
    assert (trend["target"], trend["being_updated"]) == ("abandonment", False)


def test_a_trend_says_that_it_is_behind_and_catches_up(agreed: Desk) -> None:
    judged_half_year(agreed)
    agreed.send(calls(abandoned=1))
    behind = agreed.shown(f"{TREND}/abandonment", params=JANUARY)
    assert (behind["being_updated"], behind["points"][0]["value"]) == (True, "0.03")
    agreed.judge()
    caught_up = agreed.shown(f"{TREND}/abandonment", params=JANUARY)
    assert (caught_up["being_updated"], caught_up["points"][0]["value"]) == (False, "0.01")


def test_the_span_of_a_trend_is_half_open(agreed: Desk) -> None:
    judged_half_year(agreed)

    def labels(**params: str) -> list[str]:
        return [
            one["period"]["label"] for one in agreed.shown(f"{TREND}/abandonment", params=params)["points"]
        ]

    assert labels(**{"from": "2026-02-01", "to": "2026-04-01"}) == ["2026-02", "2026-03"]
    assert labels(**{"from": "2026-02-28", "to": "2026-03-02"}) == ["2026-02", "2026-03"]
    assert labels(to="2026-01-01") == []
    for wrong in (("2026-02-01", "2026-02-01"), ("2026-03-01", "2026-02-01"), ("1900-01-01", "2999-12-31")):
        answer = agreed.get(f"{TREND}/abandonment", params={"from": wrong[0], "to": wrong[1]})
        assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "to")
    for wrong_day in ("2026-13-01", "2026-1-1", "1700000000", "x", ""):
        assert agreed.get(f"{TREND}/abandonment", params={"from": wrong_day}).status_code == 422


def test_an_unknown_target_is_not_found_and_a_new_one_has_no_points_yet(agreed: Desk) -> None:
    for target in ("nothing", "%00", "x" * 3000, "abandonment%0A"):
        assert agreed.get(f"{TREND}/{target}").status_code == 404, target
    assert agreed.shown(f"{TREND}/abandonment")["points"] == []
    agreed.judge()
    agreed.put_terms(terms("2027-01-01").replace("id: satisfaction", "id: happiness"), "2027-01-01")
    agreed.judge()
    assert agreed.shown(f"{TREND}/happiness")["points"] == []
    assert agreed.get(f"{TREND}/nothing").status_code == 404


# Portfolio


def test_the_portfolio_of_a_month_has_every_contract_whose_period_ends_in_it(agreed: Desk) -> None:
    judged_half_year(agreed)
    page = agreed.shown("/portfolio", params={"period": "2026-04"})
    assert page["period"] == "2026-04"
    (row,) = page["items"]
    assert (row["contract"], row["client"], row["provider"]) == (REF, "The client", "The provider")
    assert (row["period"]["label"], row["status"], row["being_updated"]) == ("2026-04", "judged", False)
    assert row["money"] == {
        "currency": "CNY",
        "charges": "250000",
        "at_risk": "30000",
        "total": "12000.00",
        "credits": "12000.00",
        "bonuses": "0.00",
    }
    assert [one["id"] for one in row["targets"]] == ["abandonment", "satisfaction"]
    agreed.send(calls(abandoned=1, month="2026-04", days=range(1, 2)))
    assert agreed.shown("/portfolio", params={"period": "2026-04"})["items"][0]["being_updated"]


def test_weeks_and_quarters_stand_in_the_month_in_which_they_end(one_desk: Desk) -> None:
    def labels(month: str) -> list[str]:
        page = one_desk.shown("/portfolio", params={"period": month})
        return [row["period"]["label"] for row in page["items"]]

    one_desk.put_terms(terms(every="quarter"))
    one_desk.judge()
    assert [labels(month) for month in ("2026-01", "2026-02", "2026-03")] == [[], [], ["2026-Q1"]]
    one_desk.put_terms(terms(every="week"))
    one_desk.judge()
    # W05 ends on Sunday 1 February; W01 began in December, before the contract, and ends on 4 January.
    assert labels("2026-01") == ["2026-W01", "2026-W02", "2026-W03", "2026-W04"]
    assert labels("2026-02") == ["2026-W05", "2026-W06", "2026-W07", "2026-W08"]


def test_the_months_that_are_judged_are_those_in_which_periods_end(one_desk: Desk) -> None:
    one_desk.put_terms(terms(every="quarter", more="ends: 2026-06-15"))
    one_desk.judge()
    with work(one_desk.database, reader_of(one_desk), "scorecards:read") as w:
        assert months_around(w, "2026-03") == Months("2026-03", "", "2026-06")
        assert months_around(w, "2026-05") == Months("2026-05", "2026-03", "2026-06")
        assert months_around(w, "2026-09") == Months("2026-09", "2026-06", "")
        assert months_around(w, None) == Months("2026-06", "2026-03", "")
    outsider = Credentials("token", one_desk.tokens["outsider_reader"], "127.0.0.1", "request-1", "GET")
    with work(one_desk.database, outsider, "scorecards:read") as w:
        assert months_around(w, None) == Months(f"{w.now:%Y-%m}", "", "")


def test_a_month_at_a_glance_says_what_the_portfolio_says(agreed: Desk) -> None:
    judged_half_year(agreed)
    with work(agreed.database, reader_of(agreed), "scorecards:read") as w:
        (whole,), (glance,) = read_portfolio(w, "2026-04")[1], read_month(w, "2026-04")[1]
        lines = [{key: line[key] for key in glance.lines[0]} for line in whole.lines]
        assert replace(glance, lines=()) == replace(whole, lines=())
        assert glance.lines == lines
        over = read_over_periods(w, "abandonment_rate", month_of("2026-04"))
        assert [(one.label, one.line["verdict"]) for one in over][-2:] == [
            ("2026-03", "met"),
            ("2026-04", "below_minimum"),
        ]
        assert (over[-1].line, over[-1].provider) == (lines[0], whole.parties.provider)
        assert read_over_periods(w, "no_such_metric", month_of("2026-04")) == []


def test_the_same_row_is_the_same_judgement_and_a_changed_one_is_another(one_agreed: Desk) -> None:
    judged_half_year(one_agreed)

    def april() -> tuple[Judged, Point]:
        with work(one_agreed.database, reader_of(one_agreed), "scorecards:read") as w:
            (glance,) = read_month(w, "2026-04")[1]
            return glance, read_trend(w, REF, "abandonment").points[3]

    first = april()
    assert [now is then for now, then in zip(april(), first, strict=True)] == [True, True]
    one_agreed.send(calls(abandoned=1, month="2026-04", days=range(1, 29)))
    behind = april()
    assert (behind[0].is_being_updated, behind[0] == first[0], behind[1] is first[1]) == (True, False, True)
    one_agreed.judge()
    changed = april()
    assert [now == then for now, then in zip(changed, first, strict=True)] == [False, False]
    assert (changed[0].lines[0]["verdict"], changed[1].line["verdict"]) == ("met", "met")
    outsider = Credentials("token", one_agreed.tokens["outsider_reader"], "127.0.0.1", "request-1", "GET")
    with work(one_agreed.database, outsider, "scorecards:read") as w:
        assert read_month(w, "2026-04")[1] == []


def test_judgements_that_are_older_than_the_glance_get_theirs(one_agreed: Desk) -> None:
    judged_half_year(one_agreed)
    url = one_agreed.database.engine.url
    asked = select(Assessment.start_day, Assessment.by_metric, Assessment.lacks_days).order_by("start_day")  # type: ignore[call-overload]
    with one_agreed.database.reading() as session:
        before = session.execute(asked).all()
    migrate(url, "access_passkeys")
    migrate(url)
    with one_agreed.database.reading() as session:
        assert session.execute(asked).all() == before
    assert {row.lacks_days for row in before} == {True}
    assert list(before[0].by_metric) == ["abandonment_rate", "customer_satisfaction"]


def reader_of(desk: Desk) -> Credentials:
    return Credentials("token", desk.tokens["provider_reader"], "127.0.0.1", "request-1", "GET")


def test_a_portfolio_is_of_a_month(one_agreed: Desk) -> None:
    for wrong in (
        "2026-13",
        "2026-00",
        "0000-01",
        "9999-12",
        "2026",
        "2026-1",
        "2026-01-01",
        "x",
        "",
        "\x00",
    ):
        answer = one_agreed.get("/portfolio", params={"period": wrong})
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:scorecard:problem:refused"), wrong
    assert one_agreed.get("/portfolio").status_code == 422


def test_the_portfolio_asks_as_often_for_ten_contracts_as_for_one(one_agreed: Desk) -> None:
    one_agreed.judge()
    few = questions(one_agreed)
    for number in range(9):
        body = {"reference": f"N-{number}", "provider": "One Centre"}
        one_agreed.ask("client_auditor", "POST", "/contracts", json=body)
        path = f"/contracts/N-{number}/terms/2026-01-01"
        one_agreed.ask("client_auditor", "PUT", path, content=terms(ref=f"N-{number}").encode())
    one_agreed.judge()
    assert questions(one_agreed) == few


def questions(desk: Desk) -> tuple[int, int]:
    """How many statements the portfolio and the list of contracts need."""
    counts = []
    engine = desk.app.state.database.engine
    for path, params in (("/portfolio", {"period": "2026-01"}), ("/contracts", {})):
        seen: list[Any] = []

        def count(*given: Any, seen: list[Any] = seen) -> None:
            seen.append(given[2])

        event.listen(engine, "before_cursor_execute", count)
        assert len(desk.shown(path, params=params)["items"]) in (1, 10)
        event.remove(engine, "before_cursor_execute", count)
        counts.append(len(seen))
    return counts[0], counts[1]


# Measures


def test_measures_add_up_by_day_month_and_queue_and_parts_reconcile(agreed: Desk) -> None:
    agreed.send(calls(abandoned=7))
    agreed.send(surveys(days=range(1, 11)))

    def sums(by: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = agreed.shown(MEASURES, params={**JANUARY, "by": by})["items"]
        return found

    (month,) = sums("month")
    assert (month["month"], month["day"], month["queue"]) == ("2026-01", None, None)
    assert month["measures"] == {
        "abandoned": "217",
        "answered": "2883",
        "offered": "3100",
        "surveys_answered": "100",
        "surveys_satisfied": "90",
    }
    days = sums("day,queue")
    assert [(one["day"], one["queue"]) for one in days[:2]] == [
        ("2026-01-01", "billing"),
        ("2026-01-02", "billing"),
    ]
    assert "surveys_answered" not in days[20]["measures"]
    for name, whole in month["measures"].items():
        assert sum(exact(one["measures"].get(name, "0")) for one in days) == exact(whole)
    assert [one["queue"] for one in sums("queue")] == ["billing"]


def test_a_sheet_counts_where_its_first_day_lies(agreed: Desk) -> None:
    weekly = b"date,queue,offered,abandoned\n2026-01-26,billing,700,70\n2026-02-02,billing,700,7\n"
    assert agreed.send(weekly, params={"mapping": '{"schema": 1, "grain": "week"}'}).status_code == 201
    february = agreed.shown(MEASURES, params={"from": "2026-02-01", "to": "2026-03-01", "by": "month"})
    assert [one["measures"]["abandoned"] for one in february["items"]] == ["7"]
    both = agreed.shown(MEASURES, params={"from": "2026-01-01", "to": "2026-03-01", "by": "month"})
    assert [one["measures"]["abandoned"] for one in both["items"]] == ["70", "7"]


def test_measures_are_read_as_known_then(agreed: Desk) -> None:
    first = agreed.send(calls(abandoned=7)).json()
    then = agreed.shown(f"/contracts/{REF}/reports/{first['id']}")["received_at"]
    agreed.send(calls(abandoned=5))
    read = [
        agreed.shown(MEASURES, params={**JANUARY, "by": "month", **more})["items"][0]["measures"]["abandoned"]
        for more in ({}, {"as_of": then})
    ]
    assert read == ["155", "217"]


def test_a_measure_that_no_version_declares_any_more_is_still_read(agreed: Desk) -> None:
    declares = "measures: {visits: {title: Visits, unit: count, adds: maximum}}"
    assert agreed.put_terms(terms(more=declares)).status_code == 201
    content = b"date,queue,visits\n2026-01-01,billing,5\n2026-01-02,billing,7\n"
    assert agreed.send(content).status_code == 201
    month = {**JANUARY, "by": "month"}
    assert agreed.shown(MEASURES, params=month)["items"][0]["measures"] == {"visits": "7"}
    assert agreed.put_terms(terms()).status_code == 201
    assert agreed.shown(MEASURES, params=month)["items"][0]["measures"] == {"visits": "12"}


def test_spans_and_groups_of_measures_are_bounded(one_agreed: Desk) -> None:
    wrong: tuple[dict[str, str], ...] = (
        {"from": "2026-02-01", "to": "2026-02-01"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "1926-01-01", "to": "2026-01-01"},
        {"from": "2026-01-01"},
        {**JANUARY, "by": "segment"},
        {**JANUARY, "by": "day,"},
        {**JANUARY, "by": ""},
        {**JANUARY, "side": "both"},
        {**JANUARY, "from": "0000-01-01"},
    )
    for params in wrong:
        assert one_agreed.get(MEASURES, params=params).status_code == 422, params
    assert one_agreed.shown(MEASURES, params=JANUARY) == {"items": []}
