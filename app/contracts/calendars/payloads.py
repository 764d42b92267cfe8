"""What goes in and out of the calendar routes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.payloads import Day, Payload

Days = Annotated[list[Annotated[Day, Field(strict=False)]], Field(max_length=366)]


class CalendarBody(Payload):
    """The days off of a year and the weekend days worked to make up for some, as they are confirmed."""

    holidays: Days
    makeup_days: Days = Field(default_factory=list)


class DayOff(Payload):
    """A day without service, and its name where the country's calendar knows one."""

    day: date
    name: str


class CalendarShown(Payload):
    """A contract's calendar of one year.

    `proposed`: taken from `source` for the country that the terms name; deadlines stay provisional.
    `confirmed`: as an auditor confirmed it. Once a scorecard that used it was issued it is `frozen`.
    """

    year: int
    country: Annotated[str, Field(description="ISO 3166, from the terms; empty where they name none.")]
    state: Literal["proposed", "confirmed"]
    frozen: bool
    source: Annotated[str, Field(examples=["holidays 0.109"])]
    holidays: list[DayOff]
    makeup_days: list[date]
    dates_of_the_terms: Annotated[list[date], Field(description="Days off that the terms list themselves.")]
    confirmed_by: str | None
    confirmed_at: datetime | None
