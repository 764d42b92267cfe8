"""What a password must not be: short, known from leaks, or made of what everybody can guess."""

import pytest

from app.access import passwords as module
from app.access.passwords import LONGEST, hash_password, is_password
from app.errors import Refused

KNOWN_AS = ("li.na@example.com", "Li Na", "Acme Bank")


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "a" * 20,
        "password1234",
        "Password2026!",
        "P@ssw0rd12345",
        "qwertyuiop12",
        "iloveyou123456",
        "correcthorsebatterystaple"[:7] * 2,
        "abcdefghijklmnop",
        "administrator1",
        "li.na@example.com1",
        "AcmeBank2026",
        "scorecard2026",
        "x" * (LONGEST + 1),
    ],
)
def test_what_is_easy_to_guess_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(Refused) as refused:
        hash_password(password, "new", KNOWN_AS)
    assert [(one.where, one.code) for one in refused.value.problems] == [("new", "weak_password")]
    assert password not in refused.value.message


@pytest.mark.parametrize(
    "password", ["correct horse battery", "trinkwasser-9-lampe", "北京欢迎你二零二六年吧云山", "x8Fq!pLz0rTw"]
)
def test_what_nobody_guesses_is_hashed(password: str) -> None:
    assert is_password(password, hash_password(password, known_as=KNOWN_AS))


def test_h03_without_a_person_a_decoy_takes_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """One check either way, against a hash of the same cost: what takes the time is nothing else."""
    known = hash_password("correct horse battery")
    checked: list[str] = []
    genuine = module._hasher.verify

    def verify(password: bytes, stored: str) -> bool:
        checked.append(stored)
        return genuine(password, stored)

    monkeypatch.setattr(module._hasher, "verify", verify)
    for stored in (known, None):
        assert not is_password("wrong horse battery", stored)
    assert not is_password("the hash that is checked when there is no such person", None)
    costs = {stored.rsplit("$", 2)[0] for stored in checked}  # kind, version, memory, rounds, lanes
    assert (len(checked), len(costs)) == (3, 1)
    assert costs.pop().startswith("$argon2id$v=19$m=")


@pytest.mark.timeout(60)
def test_judging_the_longest_takes_no_time() -> None:
    with pytest.raises(Refused):
        hash_password(("password" * 200)[:LONGEST])
