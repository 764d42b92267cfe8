from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.sample.calls import MEASURES, HalfHour, too_well
from app.sample.months import slots
from app.sample.outbound import RESULTS
from app.sample.providers import PROVIDERS, provider
from app.sample.published import corrected, first_published, history
from app.sample.world import World

pytestmark = pytest.mark.slow  # the whole world is reckoned

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DIGEST = "1d199369686e65977516e581b1e4575b03e46b07743b23ca23a510f04c6421c3"


@pytest.fixture(scope="module")
def world() -> World:
    return World(TODAY)


def sums(rows: tuple[HalfHour, ...]) -> dict[str, int]:
    return {name: sum(getattr(row, name) for row in rows) for name in MEASURES}


def ratio(world: World, slug: str, month: date, part: str, of: str, *, corrected: bool = True) -> Fraction:
    totals = sums(world.calls(slug, month, corrected=corrected))
    return Fraction(totals[part], totals[of])


def test_the_world_is_eighteen_whole_months_before_the_date(world: World) -> None:
    assert (world.start, world.end, len(world.months)) == (date(2025, 5, 1), date(2026, 11, 1), 18)
    assert World(date(2026, 11, 1)).months == world.months


def test_every_figure_is_the_same_every_time(world: World) -> None:
    assert world.digest() == DIGEST


def test_another_seed_makes_another_world(world: World) -> None:
    month = world.months[0]
    assert World(TODAY, "other").calls("baltic", month) != world.calls("baltic", month)


@pytest.mark.parametrize("one", PROVIDERS, ids=lambda one: one.slug)
def test_counts_never_contradict_each_other(world: World, one) -> None:  # type: ignore[no-untyped-def]
    for index, month in enumerate(world.months):
        for row in (*world.calls(one.slug, month), *world.calls(one.slug, month, corrected=False)):
            assert row.offered == row.answered + row.abandoned, (index, row)
            assert 0 <= row.answered_within_20s <= row.answered == row.handled, row
            assert 0 <= row.abandoned_within_5s <= row.abandoned_within_20s <= row.abandoned, row
            assert 0 <= row.talk_seconds + row.wrap_seconds <= row.staffed_seconds, row
            late = row.answered - row.answered_within_20s
            assert row.wait_seconds >= 21 * late, row
            assert late or row.wait_seconds <= 20 * row.answered, row


def test_days_follow_from_the_calls(world: World) -> None:
    for one in PROVIDERS:
        for month in world.months[::6]:
            handled: Counter[tuple[str, date]] = Counter()
            for row in world.calls(one.slug, month):
                handled[row.queue, row.day] += row.handled
            days = world.days(one.slug, month)
            assert [(day.queue, day.day) for day in days] == list(handled)
            for day in days:
                assert 0 <= day.surveys_satisfied <= day.surveys_answered <= handled[day.queue, day.day]
                assert 0 <= day.resolved_first_contact <= day.resolvable <= handled[day.queue, day.day]
                assert day.cost > 0


def test_a_campaign_adds_up(world: World) -> None:
    for month in world.months:
        days = world.campaign("harbor", month)
        assert sum(day.records_attempted for day in days) <= sum(day.records for day in days)
        for day in days:
            named = dict(zip(RESULTS, day.results, strict=True))
            assert sum(day.results) == day.dials
            assert min(day.results) >= 0
            assert (named["SALE"], named["REFUSED"] + named["NEVER_AGAIN"]) == (day.successes, day.refusals)
            assert day.successes <= day.pitches <= day.contacts <= day.connected <= day.dials
            assert day.records_attempted <= day.dials or not day.dials
    assert {day.day for day in world.campaign("harbor", date(2026, 2, 1))} == {
        date(2026, 2, number) for number in range(1, 29)
    }
    assert world.campaign("baltic", world.months[0]) == ()


def test_chengdu_is_good_and_then_slips_three_months_in_a_row(world: World) -> None:
    answered = [ratio(world, "chengdu", month, "answered_within_20s", "answered") for month in world.months]
    gave_up = [ratio(world, "chengdu", month, "abandoned", "offered") for month in world.months]
    assert min(answered[:13]) > Fraction(88, 100)
    assert max(gave_up[:13]) < Fraction(45, 1000)
    assert world.months[13] == date(2026, 6, 1)
    assert all(before > after for before, after in pairwise(answered[12:16]))
    assert all(before < after for before, after in pairwise(gave_up[12:16]))
    assert max(answered[15:]) < Fraction(82, 100)


def test_iberica_restates_one_month_that_was_too_good(world: World) -> None:
    august = date(2026, 8, 1)
    differing = [
        month
        for month in world.months
        if world.calls("iberica", month) != world.calls("iberica", month, corrected=False)
    ]
    assert differing == [august]
    assert corrected(world, provider("iberica"), august) == datetime(2026, 9, 20, 6, tzinfo=UTC)
    totals = sums(world.calls("iberica", august))
    flattered = sums(world.calls("iberica", august, corrected=False))
    assert _short_removed(totals) < Fraction(80, 100) < Fraction(82, 100) < _short_removed(flattered)
    assert flattered["answered"] == totals["answered"]
    assert flattered["abandoned"] < totals["abandoned"]


def _short_removed(totals: dict[str, int]) -> Fraction:
    return Fraction(totals["answered_within_20s"], totals["offered"] - totals["abandoned_within_5s"])


def test_harbor_bunches_just_above_its_target(world: World) -> None:
    for month in world.months:
        share = ratio(world, "harbor", month, "answered_within_20s", "answered")
        assert Fraction(800, 1000) <= share <= Fraction(806, 1000), month


def test_baltic_is_late_once_and_then_silent(world: World) -> None:
    baltic = provider("baltic")
    assert first_published(world, baltic, date(2026, 8, 1)) == datetime(2026, 9, 8, 6, tzinfo=UTC)
    assert first_published(world, baltic, date(2026, 9, 1)) == datetime(2026, 10, 30, 6, tzinfo=UTC)
    assert first_published(world, baltic, date(2026, 10, 1)) is None


def test_history_is_in_order_and_fetches_the_correction_after_the_first_version(world: World) -> None:
    pulls = history(world, NOW)
    assert [pull.at for pull in pulls] == sorted(pull.at for pull in pulls)
    assert len(pulls) == 18 * 9 - 2 + 1
    august = [pull for pull in pulls if (pull.slug, pull.kind, pull.start.month) == ("iberica", "calls", 8)]
    assert [(pull.at.date(), pull.corrects) for pull in august] == [
        (date(2025, 9, 5), False),
        (date(2026, 9, 5), False),
        (date(2026, 9, 20), True),
    ]
    assert history(world, datetime(2025, 6, 1, tzinfo=UTC)) == ()


@pytest.mark.parametrize(
    ("zone", "on", "count"),
    [
        ("Europe/Riga", date(2026, 3, 29), 46),
        ("Europe/Riga", date(2025, 10, 26), 50),
        ("Europe/Madrid", date(2026, 3, 29), 46),
        ("America/New_York", date(2025, 11, 2), 50),
        ("Asia/Shanghai", date(2026, 3, 29), 48),
        ("Europe/Riga", date(2026, 3, 30), 48),
    ],
)
def test_a_day_has_the_half_hours_that_its_clock_gives_it(zone: str, on: date, count: int) -> None:
    found = slots(on, ZoneInfo(zone))
    assert len(found) == count
    elapsed = [slot.minute - slot.offset for slot in found]
    assert [after - before for before, after in pairwise(elapsed)] == [30] * (count - 1)


def test_the_centre_that_never_closes_reports_the_hour_that_comes_twice(world: World) -> None:
    rows = [row for row in world.calls("baltic", date(2025, 10, 1)) if row.day == date(2025, 10, 26)]
    assert len(rows) == 50
    assert [row.slot.minute for row in rows].count(180) == 2


def test_a_flattered_half_hour_is_still_possible() -> None:
    [row] = [one for one in World(TODAY).calls("iberica", date(2026, 8, 1)) if one.abandoned > 6][:1]
    [better] = too_well([row])
    assert better.offered == better.answered + better.abandoned < row.offered
    assert better.answered_within_20s >= row.answered_within_20s
