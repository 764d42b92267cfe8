"""The demo: eighteen months relived through the real doors, and the four stories that it tells, over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.access.tables import Organisation
from app.cli.demo.making import make_or_keep
from app.cli.demo.parts import Part
from app.cli.demo.people import PASSWORD, PEOPLE, add_demo_people
from app.cli.demo.place import Place
from app.cli.demo.processes import end_helpers, have_failed, hear, shares, start_helpers
from app.cli.stores import opened
from app.main import create_app
from app.sample.server import start_sample_server
from app.sample.world import World
from app.settings import Settings, load_settings
from app.sources.tables import Source, SourceAttempt
from tests.sample_world import BASE, NOW, WORLD

pytestmark = pytest.mark.slow
Visitor = TestClient


@pytest.fixture(scope="module")
def place(sample: tuple[Place, Settings]) -> Place:
    return sample[0]


@pytest.fixture(scope="module")
def settings(sample: tuple[Place, Settings]) -> Settings:
    return sample[1]


@pytest.fixture(scope="module")
def auditor(settings: Settings) -> Iterator[Visitor]:
    app = create_app(settings, run_jobs=False)
    add_demo_people(app)
    with TestClient(app, base_url=BASE) as visitor:
        assert visitor.get("/demo/auditor", follow_redirects=False).headers["location"] == "/"
        yield visitor


def card(visitor: Visitor, contract: str, period: str, as_of: str = "") -> dict[str, Any]:
    query = {"as_of": as_of} if as_of else {}
    answer = visitor.get(f"/api/v1/contracts/{contract}/scorecards/{period}", params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def verdicts(told: dict[str, Any]) -> dict[str, str]:
    return {line["id"]: line["verdict"] for line in told["targets"]}


def months(first: tuple[int, int], count: int) -> list[str]:
    start = first[0] * 12 + first[1] - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(start, start + count)]


def test_chengdu_keeps_its_promises_and_then_slips_from_june_to_august(auditor: Visitor) -> None:
    for month in months((2025, 5), 13):
        told = card(auditor, "MER-CHENGDU-2025", month)
        assert set(verdicts(told).values()) == {"met"}, month
        assert told["money"]["credits"] == "0.00"
    slipping = [card(auditor, "MER-CHENGDU-2025", month) for month in months((2026, 6), 3)]
    owed = [float(told["money"]["credits"]) for told in slipping]
    assert 0 < owed[0] < owed[1] < owed[2]
    assert {told["terms_version"] for told in slipping} == {"2026-01-01"}
    assert verdicts(slipping[2])["service-level"] == "below_minimum"
    assert verdicts(slipping[2])["abandonment"] == "below_minimum"


def test_the_amendment_was_not_known_before_it_was_signed(auditor: Visitor) -> None:
    told = card(auditor, "MER-CHENGDU-2025", "2025-10", "2025-12-01T00:00:00Z")
    assert told["evidence"]["revision"] < card(auditor, "MER-CHENGDU-2025", "2025-10")["evidence"]["revision"]
    assert verdicts(told) == verdicts(card(auditor, "MER-CHENGDU-2025", "2025-10"))


def test_ibericas_august_was_met_until_it_was_corrected(auditor: Visitor) -> None:
    before = card(auditor, "MER-IBERICA-2025", "2026-08", "2026-09-10T00:00:00Z")
    assert set(verdicts(before).values()) == {"met"}
    assert before["money"]["credits"] == "0.00"
    for moment in ("2026-09-21T00:00:00Z", ""):
        after = card(auditor, "MER-IBERICA-2025", "2026-08", moment)
        assert verdicts(after)["service-level"] == verdicts(after)["abandonment"] == "below_minimum"
        assert (after["money"]["credits"], after["money"]["currency"]) == ("6100.00", "EUR")


def test_baltics_september_came_late_and_its_october_never(auditor: Visitor) -> None:
    too_early = card(auditor, "MER-BALTIC-2025", "2026-09", "2026-10-29T00:00:00Z")
    assert set(verdicts(too_early).values()) == {"no_data"}
    assert "no_data" not in verdicts(card(auditor, "MER-BALTIC-2025", "2026-09")).values()
    never = card(auditor, "MER-BALTIC-2025", "2026-10")
    assert set(verdicts(never).values()) == {"no_data"}
    assert (never["score"]["status"], never["money"]["credits"]) == ("not_scored", "0.00")


def test_harbor_always_meets_the_formula_that_it_signed(auditor: Visitor) -> None:
    answer = auditor.get("/api/v1/contracts/MER-HARBOR-2025/trends/service-level")
    points = answer.json()["points"][:18]
    assert [point["period"]["label"] for point in points] == months((2025, 5), 18)
    assert {point["verdict"] for point in points} == {"met"}
    assert not answer.json()["being_updated"]


def test_every_report_came_by_a_pull_at_its_historical_moment(settings: Settings, auditor: Visitor) -> None:
    with opened(settings) as database, database.reading() as session:
        attempts = session.exec(select(SourceAttempt)).all()
    assert {one.status for one in attempts} == {"accepted"}
    assert len(attempts) == 161
    reports = auditor.get("/api/v1/contracts/MER-IBERICA-2025/reports", params={"limit": 200}).json()["items"]
    received = [one["received_at"] for one in reports if one["first_day"] == "2026-08-01"]
    assert [moment[:10] for moment in received] == ["2026-09-20", "2026-09-05", "2026-09-05"]


def test_the_first_page_is_there_for_everybody_and_clerks_see_their_own_contract(auditor: Visitor) -> None:
    page = auditor.get("/")
    assert page.status_code == 200
    seen = {}
    for one in PEOPLE:
        assert auditor.get(one.href, follow_redirects=False).status_code == 303
        items = auditor.get("/api/v1/contracts").json()["items"]
        seen[one.slug] = [item["provider"] for item in items]
        me = auditor.get("/api/v1/me").json()
        assert (me["name"], me["role"], me["organisation_name"]) == (one.name, one.role, one.organisation)
        if one.role == "clerk":
            assert seen[one.slug] == [one.organisation]
    assert len(seen["auditor"]) == len(seen["procurement"]) == 4
    assert auditor.get("/demo/nobody").status_code == 404
    signed_in = auditor.post("/api/v1/session", json={"email": PEOPLE[0].email, "password": PASSWORD})
    assert signed_in.status_code == 201


def test_a_demo_that_is_there_is_kept_and_its_sources_follow_the_sample_server(
    place: Place, settings: Settings
) -> None:
    made = Path(place.note).stat().st_mtime_ns
    with start_sample_server(NOW, WORLD) as server:
        again = make_or_keep(place, server, BASE, NOW)
        with opened(again) as database, database.reading() as session:
            urls = session.exec(select(Source.url)).all()
            organisations = session.exec(select(Organisation.name)).all()
        assert len(urls) == 9
        assert all(url.startswith(f"{server.base_url}/") for url in urls)
    assert len(organisations) == 5
    assert Path(place.note).stat().st_mtime_ns == made
    assert again.secret_key == settings.secret_key
    assert place.is_made(WORLD)
    assert not place.is_made(World(NOW.date().replace(month=12)))


def test_the_demo_outside_its_own_command_has_no_open_door(settings: Settings) -> None:
    with TestClient(create_app(settings, run_jobs=False), base_url=BASE) as visitor:
        assert visitor.get("/demo/auditor").status_code == 404


@pytest.mark.parametrize("cores", [1, 2, 3, 4, 64])
def test_every_provider_is_dealt_to_one_core(cores: int) -> None:
    dealt = shares(cores)
    assert len(dealt) == min(cores, 4)
    assert all(dealt)
    assert sorted(slug for share in dealt for slug in share) == ["baltic", "chengdu", "harbor", "iberica"]


def test_a_helper_that_fails_is_noticed(tmp_path: Path) -> None:
    [helper] = start_helpers(2)
    try:
        somewhere = Part(load_settings(demo=True), tmp_path / "empty.db", WORLD, NOW, ["harbor"])
        helper.line.send(somewhere)
        done: list[str] = []
        hear([helper], lambda: done.append("one"), to_the_end=True)
        assert have_failed([helper])
        assert done == []
    finally:
        end_helpers([helper])
    assert not helper.process.is_alive()
