"""Fetching what a pull asks for, whole: every request of it goes through the one door."""

from app.sources.asking import Asking
from app.sources.transport import Door, Fetched


def fetch(door: Door, asking: Asking) -> Fetched:
    """Return the whole answer to what is asked, or raise FetchFailed."""
    return door.fetch(asking.first())
