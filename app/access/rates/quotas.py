"""Quotas and their windows, and how they are told in headers. Pure; time arrives as seconds since 1970.

The headers follow draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy: "token";q=1200;w=60` says what
is allowed, `RateLimit: "token";r=1199;t=42` how many are left for how many seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

WINDOW = 60  # seconds


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many requests of one kind in a window."""

    name: str
    most: int

    @property
    def step(self) -> int:
        """How many a process answers on its own before it asks what the others have answered."""
        return max(1, self.most // 20)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a quota after a request: how many, and the seconds until all are there again."""

    quota: Quota
    remaining: int
    reset: int
    refused: bool = False


def window_of(now: float) -> int:
    """The number of the window that this moment lies in."""
    return int(now // WINDOW)


def seconds_left(now: float) -> int:
    """Until the next window begins; at least one."""
    return max(1, WINDOW - int(now % WINDOW))


def headers_of(lefts: Sequence[Left]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that counted against these quotas."""
    policy = ", ".join(f'"{one.quota.name}";q={one.quota.most};w={WINDOW}' for one in lefts)
    state = ", ".join(f'"{one.quota.name}";r={one.remaining};t={one.reset}' for one in lefts)
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", state.encode())]


def network_of(address: str) -> str:
    """The address by which somebody is counted: of IPv6 the half that one customer of a network gets."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
