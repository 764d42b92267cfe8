"""Hours of a week by the clock: spans of minutes on each weekday, read from text and written again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES = 1440
SATURDAY = 5
_CLOCK = r"([01][0-9]|2[0-4]):([0-5][0-9])"
_SPAN = re.compile(f"{_CLOCK}-{_CLOCK}", re.ASCII)

Span = tuple[int, int]
Spans = tuple[Span, ...]
ALL_DAY: Spans = ((0, MINUTES),)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours by weekday: seven days from Monday, each with spans [opens, closes) in minutes."""

    days: tuple[Spans, ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise ValueError("a week has seven days")
        if not any(self.days):
            raise ValueError("these hours hold no day; write one, such as mon-fri: 08:00-20:00")

    @classmethod
    def read(cls, written: Mapping[str, str]) -> "Weekly":
        """The hours of texts such as ``mon-fri: "08:00-12:00, 13:00-17:00"``; raises ValueError."""
        days: list[Spans] = [()] * len(WEEKDAYS)
        for key, text in written.items():
            spans = read_spans(text)
            for number in _days_of(key):
                if days[number]:
                    raise ValueError(f"the hours of {WEEKDAYS[number]} stand twice; write them once")
                days[number] = spans
        return cls(tuple(days))

    def written(self) -> dict[str, str]:
        """The texts that read back to these hours; days in a row with the same hours stand together."""
        made = {}
        for spans, found in groupby(range(len(WEEKDAYS)), key=lambda number: self.days[number]):
            numbers = list(found)
            ends = dict.fromkeys((WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]]))
            if spans:
                made["-".join(ends)] = write_spans(spans)
        return made

    @property
    def of_a_working_day(self) -> Spans:
        """The hours of the first weekday that has any: those that a make-up day takes."""
        return next((spans for spans in self.days[:SATURDAY] if spans), ())


AROUND_THE_CLOCK = Weekly((ALL_DAY,) * len(WEEKDAYS))


def read_spans(text: str) -> Spans:
    """The spans of ``08:00-12:00, 13:00-17:00`` in minutes; raises ValueError that says what is wrong."""
    spans = [_read_span(part.strip()) for part in text.split(",")]
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError(f"the hours “{text[:60]}” overlap or are out of order")
    return tuple(spans)


def write_spans(spans: Spans) -> str:
    """The text that reads back to these spans."""
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans)


def _read_span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text[:40]}” is not a span of hours; write it like 08:00-20:00")
    opens, closes = (60 * int(match[at]) + int(match[at + 1]) for at in (1, 3))
    if not opens < closes <= MINUTES:
        raise ValueError(f"“{text}” closes before it opens; what runs past midnight is two spans of two days")
    return opens, closes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days_of(key: str) -> range:
    """The numbers of the days of ``mon`` or ``mon-fri``, Monday being 0."""
    first, _, last = key.partition("-")
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if end < begin:
        raise ValueError(f"“{key}” runs backwards; a week begins on Monday")
    return range(begin, end + 1)
