"""The life of a period: what may be done when, within which days, and how a dispute splits the money."""

from datetime import date, timedelta

import pytest

from app.sla.life import (
    Act,
    LineReply,
    Stage,
    Standing,
    State,
    Windows,
    WrongOrder,
    check,
    is_confirmed_by_another,
    is_within_time_bar,
    next_act,
    settled_amount,
    split_disputed,
    stage,
)

DAY = date(2026, 4, 10)
ACTS: tuple[Act, ...] = ("issue", "reply", "settle")


def test_a_period_is_open_while_it_runs_and_due_when_it_is_over() -> None:
    assert stage(None, is_over=False, today=DAY) == "open"
    assert stage(None, is_over=True, today=DAY) == "due"


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("issued", 0, "issued"),
        ("issued", 14, "issued"),
        ("issued", 15, "final"),
        ("disputed", 400, "disputed"),
        ("settled", 14, "settled"),
        ("settled", 15, "final"),
        ("accepted", 0, "final"),
    ],
)
def test_an_issued_one_stands_by_what_was_done_last_and_by_its_window(
    state: State, days: int, expected: Stage
) -> None:
    assert stage(Standing(state, DAY), is_over=True, today=DAY + timedelta(days)) == expected


def test_the_window_is_what_was_agreed() -> None:
    standing = Standing("issued", DAY)
    assert standing.reply_until(Windows(reply_days=30)) == date(2026, 5, 10)
    assert stage(standing, True, date(2026, 5, 10), Windows(reply_days=30)) == "issued"
    assert Standing("disputed", DAY).reply_until() is None
    for wrong in ({"reply_days": 0}, {"time_bar_days": 0}):
        with pytest.raises(ValueError, match="1 day or more"):
            Windows(**wrong)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("open", None),
        ("due", ("issue", "client")),
        ("issued", ("reply", "provider")),
        ("disputed", ("settle", "client")),
        ("settled", ("reply", "provider")),
        ("final", None),
    ],
)
def test_one_act_of_one_part_is_next_and_every_other_says_why_not(
    now: Stage, allowed: tuple[Act, str] | None
) -> None:
    assert next_act(now) == allowed
    for act in ACTS:
        if allowed and act == allowed[0]:
            check(act, now)
        else:
            with pytest.raises(WrongOrder, match=r"This cannot be done now: .+"):
                check(act, now)


def test_a_reply_splits_the_disputed_from_the_undisputed_credit() -> None:
    credits_ = {"abandonment": 1_200_000, "satisfaction": 300_000, "quality": 0}
    some = [
        LineReply("abandonment", accepted=False, disputed=500_000, comment="the line was down"),
        LineReply("satisfaction", accepted=True),
        LineReply("quality", accepted=False, comment="no survey was sent"),
    ]
    assert split_disputed(some, credits_) == (500_000, 1_000_000)
    assert split_disputed([], credits_) == (0, 1_500_000)


@pytest.mark.parametrize(
    ("replies", "why"),
    [
        ([LineReply("a", accepted=False, disputed=101)], "at most its credit"),
        ([LineReply("a", accepted=False, disputed=-1)], "at most its credit"),
        ([LineReply("a", accepted=True, disputed=1)], "accepted and disputed"),
        ([LineReply("b", accepted=True)], "no line “b”"),
        ([LineReply("a", accepted=True), LineReply("a", accepted=True)], "stands twice"),
    ],
)
def test_a_reply_that_contradicts_the_scorecard_is_refused(replies: list[LineReply], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        split_disputed(replies, {"a": 100})


def test_a_settlement_says_what_stands_of_every_disputed_line() -> None:
    assert settled_amount({"a": 100, "b": 0}, {"a": 300, "b": 50}) == -250
    assert settled_amount({"a": 300}, {"a": 300}) == 0
    for agreed, why in (
        ({}, "what stands of “a”"),
        ({"a": 1, "b": 1}, "not disputed"),
        ({"a": 301}, "at most"),
    ):
        with pytest.raises(ValueError, match=why):
            settled_amount(agreed, {"a": 300})


def test_above_the_limit_a_second_person_stands_behind_it() -> None:
    assert is_confirmed_by_another(10**12, None, "a", "a")
    assert is_confirmed_by_another(100, 100, "a", "a")
    assert not is_confirmed_by_another(101, 100, "a", "a")
    assert not is_confirmed_by_another(-101, 100, "a", "a")
    assert is_confirmed_by_another(101, 100, "a", "b")


def test_a_restatement_for_the_provider_comes_within_ninety_days() -> None:
    assert is_within_time_bar(DAY, DAY + timedelta(90))
    assert not is_within_time_bar(DAY, DAY + timedelta(91))
    assert is_within_time_bar(DAY, DAY + timedelta(120), Windows(time_bar_days=120))
