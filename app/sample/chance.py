"""Chance in whole numbers, the same on every machine: counts that scatter as calls do."""

import hashlib
import random
from functools import cache
from math import isqrt

MILLION = 1_000_000
_BITS = 48
_COINS = 144  # their heads scatter by 6 around 72: nearly normal
_SMALL = 5 * MILLION
_NEARLY_POISSON = 64


class Chance:
    """A stream of draws that depends on nothing but the names it was made with.

    No binary float is used: `math.exp` and its like may differ in the last digit between platforms.
    """

    def __init__(self, *names: object) -> None:
        digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
        self._bits = random.Random(int.from_bytes(digest)).getrandbits  # noqa: S311 no secret is made here

    def arrivals(self, mean_thousandths: int) -> int:
        """How many come when `mean_thousandths` / 1000 are expected (close to Poisson)."""
        if mean_thousandths <= 5000:
            return self.part(_NEARLY_POISSON, mean_thousandths * 1000 // _NEARLY_POISSON)
        deviation = isqrt(mean_thousandths * 1000)  # of the count, in thousandths
        return max(0, (mean_thousandths + deviation * self._normal() // 6 + self._bits(10)) // 1000)

    def part(self, whole: int, millionths: int) -> int:
        """How many of `whole` it happens to, each with the probability `millionths` / 1,000,000."""
        if whole <= 0 or millionths <= 0:
            return 0
        if millionths >= MILLION:
            return whole
        if millionths * 2 > MILLION:
            return whole - self._less_than_half(whole, MILLION - millionths)
        return self._less_than_half(whole, millionths)

    def total(self, count: int, each: int, scatter: int) -> int:
        """The sum over `count` things of about `each`, which scatter singly by `scatter`; never negative."""
        if not count:
            return 0
        return max(0, count * each + isqrt(count * 100) * scatter * self._normal() // 60)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + self._bits(32) * (high - low + 1) // (1 << 32)

    def _less_than_half(self, whole: int, millionths: int) -> int:
        if whole * millionths < _SMALL:
            return self._by_inversion(whole, millionths)
        deviation = isqrt(whole * millionths * (MILLION - millionths))
        value = (whole * millionths + deviation * self._normal() // 6 + self._bits(20)) // MILLION
        return min(whole, max(0, value))

    def _by_inversion(self, whole: int, millionths: int) -> int:
        chance = _none_of(whole, millionths)
        draw = self._bits(_BITS) - chance
        count = 0
        while draw >= 0 and count < whole:
            chance = chance * (whole - count) * millionths // ((count + 1) * (MILLION - millionths))
            count += 1
            draw -= chance or 1
        return count

    def _normal(self) -> int:
        """A nearly normal number in sixths of its deviation."""
        return self._bits(_COINS).bit_count() - _COINS // 2


@cache
def _none_of(whole: int, millionths: int) -> int:
    none: int = ((MILLION - millionths) ** whole << _BITS) // MILLION**whole
    return none
