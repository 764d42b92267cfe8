from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.sla.beside import Consent, Exclusion
from app.terms_files.exclusions import exclusions_schema, read_exclusions
from app.terms_files.nodes import FileFault

ZONE = ZoneInfo("Asia/Shanghai")
GUIDE = Path(__file__).parents[2] / "docs" / "exclusions.md"
ONE = '[{name: Outage, reason: power, from: "2026-01-06T09:00", to: "2026-01-06T11:00"}]'


def test_the_example_of_the_guide_is_read() -> None:
    text = GUIDE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    power_cut, typhoon = read_exclusions(text, ZONE)
    assert power_cut == Exclusion(
        id="1",
        name="Power cut",
        reason="The grid of the district failed",
        start=datetime(2026, 1, 6, 1, tzinfo=UTC),
        end=datetime(2026, 1, 6, 3, tzinfo=UTC),
        queues=("billing",),
        client=Consent("Ms Li", datetime(2026, 2, 1, 16, tzinfo=UTC)),
        provider=Consent("Mr Wang", datetime(2026, 2, 2, 16, tzinfo=UTC)),
    )
    assert (power_cut.is_agreed, typhoon.is_agreed, typhoon.whole_days) == (True, False, True)
    assert (typhoon.start, typhoon.end) == (
        datetime(2026, 1, 6, 16, tzinfo=UTC),
        datetime(2026, 1, 8, 16, tzinfo=UTC),
    )


def test_every_key_is_told_in_the_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{key}`" in guide for key in exclusions_schema()["items"]["properties"])


@pytest.mark.parametrize("written", ["2026-01-06T01:00Z", "2026-01-06T02:00+01:00", "2026-01-06T09:00"])
def test_a_time_may_have_its_own_offset(written: str) -> None:
    (one,) = read_exclusions(ONE.replace("2026-01-06T09:00", written), ZONE)
    assert one.start == datetime(2026, 1, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("T11:00", "T08:00", "line 1, [0]: the exclusion “Outage” ends before it begins"),
        ("T11:00", " 11 Uhr", "is not a day or a time such as 2026-01-31T09:00"),
        ("T11:00", "T25:00", "[0]"),
        ("2026-01-06T11:00", "2026-02-30", "[0]"),
        ("name: Outage, ", "", "“name” is missing"),
        ("name", "nam", "is not a key that can stand here"),
        (ONE, "[]", "this list is empty"),
        (ONE, "name: Outage", "expected a list here"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_place(old: str, new: str, fault: str) -> None:
    with pytest.raises(FileFault) as refusal:
        read_exclusions(ONE.replace(old, new), ZONE)
    assert fault in str(refusal.value)
