"""A card that nothing has changed is judged once in a process; what changes it counts at once."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from app.contracts.tables import Contract
from app.scorecards import remembered
from app.scorecards.judging import Moment
from app.scorecards.remembered import Remembered
from tests.desk import REF, Desk, calls

PATH = f"/contracts/{REF}/scorecards/2026-01"


def asked(desk: Desk, path: str = PATH, who: str = "client_auditor") -> tuple[Any, int]:
    """The answer, and how many statements it took."""
    heard: list[str] = []

    def hear(*given: Any) -> None:
        heard.append(given[2])

    event.listen(desk.app.state.database.engine, "before_cursor_execute", hear)
    answer = desk.get(path, who)
    event.remove(desk.app.state.database.engine, "before_cursor_execute", hear)
    return answer, len([one for one in heard if not one.startswith(("PRAGMA", "BEGIN"))])


@pytest.mark.slow
def test_it_is_judged_once_and_anew_when_anything_came(one_agreed: Desk) -> None:
    desk = one_agreed
    assert desk.send(calls(abandoned=5)).status_code == 201
    first, judged = asked(desk)
    again, read = asked(desk)
    assert first.status_code == 200
    assert again.content == first.content
    assert read < judged / 2
    assert asked(desk, f"{PATH}?live=true")[0].json() == first.json()
    before = datetime.now(UTC)
    assert desk.send(calls(abandoned=9)).status_code == 201
    changed, anew = asked(desk)
    assert anew > read
    assert changed.json()["targets"] != first.json()["targets"]
    then, _ = asked(desk, f"{PATH}?as_of={before.isoformat().replace('+00:00', 'Z')}")
    assert then.json()["targets"] == first.json()["targets"]
    assert asked(desk, who="outsider_auditor")[0].status_code == 404
    assert asked(desk, who="provider_clerk")[0].json() == changed.json()


def moment(number: int, day: int = 1) -> Moment:
    contract = Contract(id=UUID(int=number), organisation_id=UUID(int=1), reference="A", revision=number)
    return Moment(contract, None, number, date(2026, 1, day))  # type: ignore[arg-type]


def test_each_contract_revision_day_and_period_has_a_card_of_its_own() -> None:
    known = Remembered()
    january, february = "2026-01", "2026-02"
    places = [(moment(1), january), (moment(2), january), (moment(1, 2), january), (moment(1), february)]
    made = [known.card(where, label, lambda n=n: b"%d" % n) for n, (where, label) in enumerate(places)]  # type: ignore[misc]
    assert made == [b"0", b"1", b"2", b"3"]
    assert [known.card(where, label, lambda: b"never") for where, label in places] == made


def test_what_was_not_asked_for_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_BYTES", 20)
    known = Remembered()
    for number in (1, 2):
        known.card(moment(number), "2026-01", lambda: b"x" * 10)
    assert known.card(moment(1), "2026-01", lambda: b"never") == b"x" * 10
    known.card(moment(3), "2026-01", lambda: b"x" * 10)
    assert known.card(moment(2), "2026-01", lambda: b"judged anew") == b"judged anew"
