"""The next batch of a large report is made while one is written."""

import threading
from collections.abc import Iterator

import pytest

from app.reports.keeping.made_ahead import made_ahead


def test_they_come_in_order_and_each_is_made_beside() -> None:
    threads: set[int] = set()

    def items() -> Iterator[int]:
        for number in range(1, 6):
            threads.add(threading.get_ident())
            yield number

    assert list(made_ahead(items())) == [1, 2, 3, 4, 5]
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_one_is_held_at_most_and_who_stops_early_waits_for_no_more() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1, 100):
            made.append(number)
            yield number

    coming = made_ahead(items())
    assert [next(coming), next(coming)] == [1, 2]
    coming.close()  # type: ignore[attr-defined]
    assert made in ([1, 2], [1, 2, 3])


def test_what_goes_wrong_comes_in_its_place() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    coming = made_ahead(items())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="the second"):
        next(coming)
