"""The part of the schema that is about money: caps, what is carried forward, remedies and their rules."""

from app.terms_files.schema_hours import DUE
from app.terms_files.schema_parts import (
    DATE,
    DECIMAL,
    NAME,
    Schema,
    enum,
    few,
    mapped,
    price,
    share,
    text,
    to_object,
)
from app.terms_files.termination import terminate_schema

EXPIRES = r"^(contract_end|[1-9][0-9]{0,2} periods?)$"
BELOW = ["lost", "carried_forward"]


def money_keys() -> Schema:
    """The keys of the contract that are about money, beside its charges and pools."""
    return {
        "caps": to_object(
            {
                **_caps(),
                "groups": mapped(to_object(_caps()), NAME, "Caps of groups of targets, by name."),
                "excess": _excess(),
            },
            description="What credits may reach at most.",
        ),
        "minimum_payable": to_object(
            {
                "amount": text("decimal", DECIMAL, "Credits of a period that are less are not paid."),
                "below": enum(BELOW, "What becomes of them.", "lost"),
            },
            ["amount"],
            "Credits of a period that together are less than this are not paid.",
        ),
        "points": to_object(
            {"table": _table()}, ["table"], "What the points of a period cost; the last step reached decides."
        ),
        "terminate": terminate_schema(),
        "claims": to_object(
            {"within": text("due", DUE, "How long after the period: 30 business days, or 60 days.")},
            ["within"],
            "Until when credits can be claimed; issuing the scorecard claims them.",
        ),
        "credits_from": text("date", DATE, "A period that starts earlier is judged and costs nothing."),
    }


def _caps() -> Schema:
    return {
        "period": price("The most that credits reach in a period: 12% of its charges, or an amount."),
        "rolling_12": price("The most that credits reach in this and the 11 periods before."),
    }


def _excess() -> Schema:
    """A word, or an object that says when what is carried forward expires."""
    words = enum(BELOW, "What a cap holds back is lost, or carried forward until the contract ends.", "lost")
    carried = to_object(
        {"expires": text("expiry", EXPIRES, "contract_end, or after so many periods: 12 periods.")},
        description="What a cap holds back is paid in later periods, where there is room.",
    )
    return {"anyOf": [words, to_object({"carried_forward": carried}, ["carried_forward"])]}


def standing_keys() -> Schema:
    """How a target stands among the others when it is missed."""
    return {
        "importance": enum(
            ["ordinary", "important", "critical"],
            "A critical failure replaces the ordinary credits of its group.",
            "ordinary",
        ),
        "promotion": to_object(
            {
                "after": few("After so many misses in a row; omitted: 2."),
                "begins": enum(["this_period", "next_period"], "Which miss is critical.", "this_period"),
            },
            description="When an important target is a critical one.",
        ),
        "group": text("name", NAME, "The group that a critical failure and a group's cap hold together."),
        "event": text("name", NAME, "Targets of one event pay once, the dearest."),
    }


def remedy_schema() -> Schema:
    """What follows a miss or an excellent result: the rule that prices it, and what changes its price."""
    return to_object(
        {
            "kind": enum(["pool", "bands", "per_point", "points"], "Which rule prices a miss."),
            "pool": text("name", NAME, "pool: which pool the credit comes from."),
            "allocation": share("pool: the share of the pool; omitted: 0 %."),
            "pays_on": enum(["expected", "minimum"], "pool: whose miss makes the credit due."),
            "bands": {
                "type": "array",
                "items": _band(),
                "minItems": 1,
                "description": "bands: without a gap.",
            },
            "at_risk": price("bands: what the shares of the bands are shares of; omitted: the charges."),
            **_per_point(),
            "deemed": price("per_point, points: what a deemed failure comes to."),
            **_changes(),
        },
        ["kind"],
        "What follows a miss or an excellent result.",
    )


def _band() -> Schema:
    edge = "An edge of the band, such as 8%."
    return to_object(
        {
            **{key: text("quantity", None, edge) for key in ("over", "at_least", "under", "at_most")},
            "amount": price("What the band costs: an amount, or a share with its %; 0 for a dead band."),
            "bonus": price("What the band earns."),
            "points": text("decimal", DECIMAL, "points: the points of the band."),
        }
    )


def _per_point() -> Schema:
    return {
        "amount": price("per_point: what each one costs."),
        "per": enum(["point", "day", "occurrence", "unit"], "per_point: what is counted.", "point"),
        "count": text("text", None, "per_point: how many days, occurrences or units: a formula."),
        "point": text("quantity", None, "per_point: what one point is, such as 0.5%."),
        "counted": enum(["exact", "whole", "started"], "per_point: what a part of a point is.", "exact"),
        "from": enum(["expected", "minimum"], "per_point: the level they are counted from.", "expected"),
    }


def _table() -> Schema:
    step = to_object(
        {
            "from": text("decimal", DECIMAL, "From so many points on."),
            "amount": price("What they cost together."),
        },
        ["from", "amount"],
    )
    return {"type": "array", "items": step, "minItems": 1, "description": "Steps in rising order."}


def _changes() -> Schema:
    """What changes the price of a miss, whatever rule gives it."""
    return {
        "cap": price("The most that this target costs in a period, after its factor."),
        "repeat": to_object(
            {
                "from": few("From which miss in a row on; at least 2."),
                "factor": text("decimal", DECIMAL, "How many times it counts."),
            },
            ["from", "factor"],
            "Repeated misses count several times.",
        ),
        "counts_from": to_object(
            {
                "nth": few("From which miss on it pays; at least 2."),
                "within": few("In this and so many periods less one before; omitted: 12."),
            },
            ["nth"],
            "Misses of the expected level that hold the minimum pay only from the n-th on.",
        ),
        "earn_back": to_object(
            {"after": few("How many periods in a row.")},
            ["after"],
            "Met so many periods in a row, the credit before them is reversed.",
        ),
        "critical": price("What a critical failure costs; omitted: the ordinary credit."),
    }
