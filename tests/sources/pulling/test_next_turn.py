"""When a source is looked at next: by minutes, by five fields, across a change of clocks, or at once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.sources.pulling.schedule import next_strike, next_turn, read_cron

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "strikes"),
    [
        ("15 6 * * *", datetime(2026, 3, 29, 4, 15, tzinfo=UTC)),  # summer time has begun that night
        ("0 14 * * *", datetime(2026, 3, 28, 13, 0, tzinfo=UTC)),
        ("0 13 * * *", datetime(2026, 3, 29, 11, 0, tzinfo=UTC)),  # it strikes this very moment: the next
        ("0 0 29 2 *", datetime(2028, 2, 28, 23, 0, tzinfo=UTC)),
        ("0 0 30 2 *", None),
    ],
)
def test_the_next_strike_lies_ahead(cron: str, strikes: datetime | None) -> None:
    assert next_strike(read_cron(cron), BERLIN, NOW) == strikes


def test_the_next_turn_is_now_where_it_is_overdue_or_never_was() -> None:
    before = datetime(2026, 3, 28, 11, 30, tzinfo=UTC)
    assert next_turn(60, "", BERLIN, None, NOW) == NOW
    assert next_turn(20, "", BERLIN, before, NOW) == NOW
    assert next_turn(60, "", BERLIN, before, NOW) == datetime(2026, 3, 28, 12, 30, tzinfo=UTC)
    assert next_turn(None, "0 14 * * *", BERLIN, before, NOW) == datetime(2026, 3, 28, 13, 0, tzinfo=UTC)
    assert next_turn(None, "0 13 * * *", BERLIN, before, NOW) == NOW
