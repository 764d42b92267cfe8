"""The next parts of a large report are made while one is used."""

import threading
from collections.abc import Iterator

import pytest

from app.reports.side_by_side import AT_ONCE, side_by_side


def test_they_come_in_order_and_are_made_beside_at_the_same_time() -> None:
    together = threading.Barrier(AT_ONCE, timeout=60)  # nobody comes past it alone
    threads: set[int] = set()

    def act(number: int) -> int:
        together.wait()
        threads.add(threading.get_ident())
        return number * 10

    assert list(side_by_side(act, range(4))) == [0, 10, 20, 30]
    assert threading.get_ident() not in threads


def test_few_are_held_and_who_stops_early_waits_for_no_more() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    coming = side_by_side(str, items())
    assert [next(coming), next(coming)] == ["0", "1"]
    coming.close()  # type: ignore[attr-defined]
    assert taken == list(range(AT_ONCE + 2))


def test_what_goes_wrong_comes_in_its_place() -> None:
    coming = side_by_side(lambda number: 1 // number, [1, 0, 1])
    assert next(coming) == 1
    with pytest.raises(ZeroDivisionError):
        next(coming)


def test_what_goes_wrong_in_taking_them_comes_too() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    with pytest.raises(ValueError, match="the second"):
        list(side_by_side(str, items()))
