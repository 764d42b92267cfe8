"""Codes of the second step: reckoned by RFC 6238, written by people, made so that nobody guesses them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.access.second_step.codes import (
    RECOVERY,
    address_of,
    counter_of,
    hashes_of,
    is_of_app,
    new_recovery,
    new_secret,
    plain,
)

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert counter_of(RFC, code, datetime.fromtimestamp(second, UTC)) == second // 30


def test_the_half_minute_before_and_after_count_and_none_else() -> None:
    code, at = "081804", datetime.fromtimestamp(1111111109, UTC)
    seen = [counter_of(RFC, code, at + timedelta(seconds=30 * steps)) for steps in (-2, -1, 0, 1, 2)]
    assert seen == [None, 37037036, 37037036, 37037036, None]


def test_codes_are_read_as_people_write_them() -> None:
    assert plain(" 081 804 ") == "081804"
    assert plain("K3WD 9TQA-xm7c-h2ve") == "k3wd9tqaxm7ch2ve"
    assert is_of_app("081804")
    assert not [text for text in ("08180", "０８１８０４", "08180a", "") if is_of_app(text)]


def test_secrets_and_recovery_codes_are_long_and_never_the_same() -> None:
    assert len({new_secret() for _ in range(20)}) == 20
    assert len(new_secret()) == 32
    codes = new_recovery()
    assert len(set(codes)) == RECOVERY
    assert {len(plain(code)) for code in codes} == {16}
    assert not [code for code, hashed in zip(codes, hashes_of(codes), strict=True) if code in hashed]


def test_an_app_reads_who_and_where_from_the_address() -> None:
    address = address_of(RFC, "li.na@example.com")
    assert address.startswith("otpauth://totp/Vendor%20scorecards:li.na%40example.com?")
    assert f"secret={RFC}" in address
