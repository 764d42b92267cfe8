"""When people call: shares by half-hour, weekday and month, in thousandths of an average one."""

from datetime import date
from functools import cache

# weights of the hours of a day; the second half of an hour leans to the next one
_OFFICE = (4, 3, 2, 2, 3, 6, 16, 40, 84, 128, 140, 128, 104, 96, 108, 112, 104, 92, 78, 60, 44, 30, 18, 8)
_EVENING = (3, 2, 2, 2, 2, 4, 8, 20, 48, 84, 110, 112, 96, 70, 62, 74, 96, 118, 128, 116, 90, 56, 26, 10)
DAYS = {"office": _OFFICE, "evening": _EVENING}

_WEEKDAYS = (1180, 1090, 1050, 1030, 1080, 850, 720)  # Monday first
_MONTHS = (1080, 960, 1020, 990, 980, 1000, 970, 920, 1010, 1030, 1060, 1120)  # January first
_PAYDAYS = range(25, 29)
_HOLIDAYS = {(1, 1), (12, 25)}


@cache
def half_hour(shape: str, minute: int) -> int:
    """The millionths of a day's calls that come in the half-hour that begins at `minute` of the day."""
    hours = DAYS[shape]
    hour, second = divmod(minute, 60)
    twice = hours[hour] + hours[(hour + 1) % 24] if second else 2 * hours[hour]
    return twice * 1_000_000 // (4 * sum(hours))


def day(on: date) -> int:
    """The weight of a day in thousandths: weekday, month, days after pay, and two common holidays."""
    weight = _WEEKDAYS[on.weekday()] * _MONTHS[on.month - 1] // 1000
    if on.day in _PAYDAYS:
        weight = weight * 1080 // 1000
    return weight * 350 // 1000 if (on.month, on.day) in _HOLIDAYS else weight
