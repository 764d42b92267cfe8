"""The part of the schema about time: when there is service, and when a report is due."""

from app.terms_files.schema_parts import DATE, Schema, enum, listed, mapped, text, to_object

HOURS = r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}(, ?[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}){0,5}$"
_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
DAYS = rf"^{_DAY}(-{_DAY})?$"
DUE = r"^[1-9][0-9]{0,2} (business )?days$"
COUNTRY = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"


def weekly(description: str) -> Schema:
    """Hours by weekday."""
    return mapped(
        text("hours", HOURS, "Spans of the clock, such as 08:00-12:00, 13:00-17:00."), DAYS, description
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
            "missing": enum(["no_data"], "What a period without any report is.", "no_data"),
            "incomplete": enum(
                ["as_reported", "provisional"], "What a period with missing days is.", "as_reported"
            ),
        },
        description="What follows when figures are missing.",
    )
