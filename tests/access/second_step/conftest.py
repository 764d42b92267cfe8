"""Browsers on the whole service, and people of the cast whose second step is on."""

from collections.abc import Callable
from datetime import UTC, datetime

import pyotp
import pytest

from app.access.locked import PEOPLE, box_of, lock
from app.access.second_step.codes import hashes_of
from app.access.second_step.tables import SecondStep
from app.database import Database
from app.settings import Settings
from tests.access.account.conftest import app, browse, lasting, settings
from tests.access.conftest import Cast

__all__ = ["app", "browse", "lasting", "settings"]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = ("k3wd-9tqa-xm7c-h2ve", "a2bc-d3ef-g4hj-k5mn")


def code_at(now: datetime | None = None, steps: int = 0) -> str:
    """What the app shows at an instant, or so many half minutes before or after it."""
    return pyotp.TOTP(SECRET).at(now or datetime.now(UTC), counter_offset=steps)


TurnOn = Callable[[str], None]


@pytest.fixture
def turn_on(database: Database, settings: Settings, cast: Cast) -> TurnOn:
    """Return `turn_on(name)`: the second step of somebody of the cast is on, set up earlier."""

    def turned(name: str) -> None:
        box = box_of(settings, purpose=PEOPLE)
        earlier = datetime(2026, 1, 1, tzinfo=UTC)
        with database.writing() as session:
            session.add(
                SecondStep(
                    person_id=cast.people[name],
                    secret=lock(box, {"secret": SECRET}),
                    begun_at=earlier,
                    on_since=earlier,
                    recovery=hashes_of(RECOVERY),
                )
            )

    return turned
