"""The part of the schema about time: when there is service, and when a report is due."""

from app.terms_files.schema_parts import (
    DATE,
    DAYS,
    DECIMAL,
    NAME,
    Schema,
    enum,
    few,
    listed,
    mapped,
    price,
    share,
    text,
    to_object,
)

HOURS = r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}(, ?[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}){0,5}$"
_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
WEEKDAYS = rf"^{_DAY}(-{_DAY})?$"
DUE = r"^[1-9][0-9]{0,2} (business )?days$"
COUNTRY = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"


def weekly(description: str) -> Schema:
    """Hours by weekday."""
    return mapped(
        text("hours", HOURS, "Spans of the clock, such as 08:00-12:00, 13:00-17:00."), WEEKDAYS, description
    )


def service_hours_schema() -> Schema:
    """When the contract is served."""
    return to_object(
        {
            "weekly": weekly("Hours by weekday or span of weekdays; omitted: around the clock."),
            "holidays": to_object(
                {
                    "country": text("country", COUNTRY, "Whose public holidays count, such as CN or US-CA."),
                    "makeup_days": enum(
                        ["weekday", "closed"],
                        "What a weekend day is that is worked to make up for a holiday.",
                        "weekday",
                    ),
                    "dates": listed("date", DATE, "Days without service, beside those of the country."),
                },
                description="Days without service; omitted: no date is special.",
            ),
        },
        description="When there is service; omitted: around the clock.",
    )


def reports_schema() -> Schema:
    """What follows when figures are missing, and when they are due."""
    return to_object(
        {
            "due": text("due", DUE, "How long after the period its report is due: 10 business days."),
            "missing": enum(
                ["no_data", "failed", "worst_band"],
                "What a target is whose figures never came: no data, or deemed failed.",
                "no_data",
            ),
            "incomplete": enum(
                ["as_reported", "provisional", "as_missing_calls"],
                "What a period with missing days is.",
                "as_reported",
            ),
            "late": to_object(
                {
                    "amount": price("The price of a late report."),
                    "per": enum(["day", "business_day", "report"], "For each day late, or once.", "day"),
                    "cap": price("The most that one report costs."),
                },
                ["amount"],
                "What a report costs that comes after it was due.",
            ),
        },
        description="What follows when figures are missing.",
    )


def relief_schema() -> Schema:
    """Relief for more volume than the client forecast."""
    return to_object(
        {
            "tolerance": share("How far the volume may exceed the forecast."),
            "locked": text("days", DAYS, "How long before the period the forecast is fixed, such as 5d."),
            "by": enum(["interval", "whole"], "Whether each interval counts by itself.", "interval"),
            "time_metrics": enum(
                ["none", "drop"], "Whether metrics of time leave such intervals out.", "none"
            ),
        },
        ["tolerance"],
        "Relief for more volume than the client forecast.",
    )


def condition_keys() -> Schema:
    """Under which conditions a target counts, and what of its figures does."""
    return {
        "hours": {
            **mapped(weekly("Hours by weekday."), NAME, "The hours in which alone it counts, by their name."),
            "maxProperties": 1,
        },
        "only_if": text("condition", None, "It counts only where this holds, such as surveys_sent > 0."),
        "low_volume": to_object(
            {
                "measure": text("name", NAME, "The measure of the volume."),
                "under": text("decimal", DECIMAL, "Under so much of it nothing is judged."),
                "allow_failures": few("So many failures are met all the same."),
            },
            description="What too little volume means.",
        ),
        "relief": relief_schema(),
    }
