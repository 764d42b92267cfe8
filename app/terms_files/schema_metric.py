"""The schema of what a target says about its metric: ``with``, ``intervals``."""

from app.sla.periods import EVERY
from app.sla.procedures.cells import GRAINS
from app.terms_files.schema_parts import (
    DATE,
    DAYS,
    DECIMAL,
    DURATION,
    FEW,
    NAME,
    Schema,
    enum,
    text,
    to_object,
)


def with_schema() -> Schema:
    """What makes one formula of a metric: times, the variant, and what a procedure needs."""
    return to_object(
        {
            "threshold": text(
                "duration", DURATION, "The time in which a call is answered in time, such as 20s."
            ),
            "short": text("duration", DURATION, "Up to when an abandon is short, such as 5s."),
            "variant": text("name", NAME, "Which formula of the metric is agreed."),
            "grain": enum(list(GRAINS), "Over which cells a forecast error is taken."),
            "periods": text("integer", FEW, "Over how many periods a cost has to be stable, 2 to 36."),
            "since": text("date", DATE, "The first day of a campaign; omitted: of the contract."),
            "margin": text("decimal", DECIMAL, "The margin of one customer in one period."),
            "expected_periods": text("decimal", DECIMAL, "How many periods a customer is expected to stay."),
        },
        description="What the metric needs to be one formula.",
    )


def intervals_schema() -> Schema:
    """“Met in 95 % of half-hours”: ``each`` for an interval, ``expected`` for the share of intervals."""
    return to_object(
        {
            "each": text("level", None, "The level that each interval with volume is held against."),
            "grain": enum(list(GRAINS), "What an interval is."),
        },
        ["each", "grain"],
        "The metric is judged in each interval; “expected” is then the share of intervals that met it.",
    )


def window_keys() -> Schema:
    """Over which days a target is judged, and how long what it counts may still turn out otherwise."""
    return {
        "measured": enum(list(EVERY), "Its own window; omitted: the contract's period."),
        "look_ahead": text("days", DAYS, "So many days after the window its verdict is provisional."),
        "not_expressible": to_object(
            {"reason": text("text", None, "Why nobody can reckon what the contract says here.")},
            ["reason"],
            "A rule that the contract states and nobody can reckon: kept, shown, not judged.",
        ),
    }
