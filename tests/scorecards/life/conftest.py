"""What was done to a period that is over."""

import pytest

from tests.desk import Begin, Desk, agree, calls
from tests.scorecards.life.acts import issue


def issue_january(agreed: Desk) -> None:
    """January is missed and issued: 12,000."""
    agreed.send(calls())
    assert issue(agreed, "2026-01").status_code == 201


@pytest.fixture
def issued(begin: Begin) -> Desk:
    """January is missed and issued: 12,000."""
    return begin(agree, issue_january)
