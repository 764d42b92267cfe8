"""The published JSON Schema of a terms file; the reader is driven by it, so the two cannot part ways.

``x-kind`` says what a scalar is; numbers may be written as numbers or as text and are read as decimals.
"""

from app.sla.judging.comparing import SHOWN_DIGITS
from app.sla.metrics import CATALOGUE
from app.sla.periods import EVERY
from app.sla.quantities import MODES
from app.terms_files.closing import closing_schema
from app.terms_files.reconcile import reconcile_schema
from app.terms_files.schema_hours import condition_keys, relief_schema, reports_schema, service_hours_schema
from app.terms_files.schema_metric import intervals_schema, window_keys, with_schema
from app.terms_files.schema_money import money_keys, remedy_schema, standing_keys
from app.terms_files.schema_parts import (
    DATE,
    DECIMAL,
    IDENTIFIER,
    NAME,
    Schema,
    enum,
    listed,
    mapped,
    share,
    text,
    to_object,
)

REQUIRED = (
    *("schema", "contract", "client", "provider", "currency", "timezone"),
    *("starts", "effective", "period", "targets"),
)


def terms_schema() -> Schema:
    """The JSON Schema (2020-12) of a terms file, as plain JSON values."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Terms of one contract, one version",
        "description": "What client and provider agreed, by the effective date of one version.",
        **to_object({**_names_and_dates(), **_agreements()}, list(REQUIRED)),
    }


def _names_and_dates() -> Schema:
    return {
        "schema": enum(["1"], "The version of this schema."),
        "contract": text("identifier", IDENTIFIER, "The reference of the contract, such as ACME-2026-01."),
        "client": text("text", None, "The company that outsources and audits."),
        "provider": text("text", None, "The outsourced centre that does the work and reports."),
        "currency": text("currency", r"^[A-Z]{3}$", "ISO 4217, such as CNY. It cannot be amended."),
        "timezone": text("timezone", None, "IANA time zone, such as Asia/Shanghai. It cannot be amended."),
        "starts": text("date", DATE, "The first day of the contract."),
        "ends": text("date", DATE, "The day after the last day of the contract; omitted: open-ended."),
        "signed": text("date", DATE, "When this version was signed."),
        "effective": text("date", DATE, "The first day on which this version counts."),
        "cut": enum(["split"], "An amendment inside a period cuts it into two stubs."),
    }


def _agreements() -> Schema:
    return {
        "period": _period(),
        "queues": mapped(_queue(), IDENTIFIER, "The lines of business, by id."),
        "measures": mapped(_measure(), NAME, "Further measures that this contract declares."),
        "metrics": mapped(_metric(), NAME, "Further metrics that this contract defines by a formula."),
        "service_hours": service_hours_schema(),
        "relief": relief_schema(),
        "reports": reports_schema(),
        "measured_by": enum(["provider", "client"], "The side whose figures count.", "provider"),
        "reconcile": reconcile_schema(),
        "charges": _charges(),
        "at_risk": share("The share of a period's charges that is at risk."),
        "pools": mapped(
            share("The share of the amount at risk."), NAME, "Pools that credits are taken from."
        ),
        **money_keys(),
        "closing": closing_schema(),
        "rating": _rating(),
        "targets": {
            "type": "array",
            "minItems": 1,
            "items": _target(),
            "description": "What was promised; at least one.",
        },
    }


def _period() -> Schema:
    return to_object(
        {
            "every": enum(list(EVERY), "How the contract's time is cut.", "month"),
            "first_day": {
                **text("integer", r"^[0-9]{1,2}$", "The day a month begins on, 1 to 28."),
                "default": "1",
            },
        },
        description="The contract's periods.",
    )


def _queue() -> Schema:
    return to_object(
        {
            "title": text("text", None, "The name that people use."),
            "direction": enum(["inbound", "outbound"], "Who calls whom.", "inbound"),
        }
    )


def _measure() -> Schema:
    return to_object(
        {
            "title": text("text", None, "What is counted."),
            "unit": enum(["count", "seconds", "hours", "points", "money"], "Its unit.", "count"),
            "adds": enum(["sum", "maximum", "mean_by_day"], "How it adds up.", "sum"),
        },
        ["title"],
    )


def _metric() -> Schema:
    return to_object(
        {
            "formula": text("text", None, "Measures, decimal numbers, + - * /, parentheses, min and max."),
            "unit": enum(["ratio", "seconds", "money", "number"], "The unit of the result.", "ratio"),
            "direction": enum(["higher", "lower", "neither"], "Which way is better.", "higher"),
        },
        ["formula"],
    )


def _charges() -> Schema:
    return to_object(
        {
            "fixed": text("decimal", DECIMAL, "A fixed amount per contract period, net of tax."),
            "measure": text("name", NAME, "The measure that states the charges."),
            "stated_by": enum(["client", "provider"], "Whose figure counts.", "client"),
        },
        description="What the provider charges: fixed, or a measure.",
    )


def _rating() -> Schema:
    step = to_object(
        {
            "at_least": share("From which share of met targets on the word holds."),
            "word": text("text", None, "The word."),
        },
        ["at_least", "word"],
    )
    steps = {"type": "array", "items": step, "minItems": 1, "description": "The best first, the last 0%."}
    return to_object(
        {
            "steps": steps,
            "other": text("text", None, "The word where nothing could be judged; omitted: Other."),
        },
        ["steps"],
        "One word for a whole period, by the share of met targets.",
    )


def _target() -> Schema:
    target = to_object(
        {
            "id": text(
                "identifier", IDENTIFIER, "The name of the target; its chain survives amendments under it."
            ),
            "title": text("text", None, "The name that people see; omitted: the metric's."),
            "clause": text("text", None, "Where in the contract it stands."),
            "metric": {
                **text("name", NAME, "A metric of the catalogue or of “metrics”."),
                "examples": sorted(CATALOGUE),
            },
            "with": with_schema(),
            "intervals": intervals_schema(),
            **window_keys(),
            "queues": listed("identifier", IDENTIFIER, "The queues it is about; omitted: all."),
            "channels": listed("identifier", IDENTIFIER, "The channels it is about; omitted: all."),
            "segments": listed("text", "", "The segments it is about; omitted: all."),
            "expected": text("level", None, "The agreed level: “>= 80%”, “< 60s”, “180s to 300s”."),
            "minimum": text("level", None, "The level below which it is worse; omitted: the expected one."),
            "weight": {
                **text("decimal", DECIMAL, "Its weight in the score; they need not add to 100."),
                "default": "1",
            },
            "between": enum(["nothing", "linear"], "The score between minimum and expected.", "nothing"),
            "round": _round(),
            **condition_keys(),
            **standing_keys(),
            "remedy": remedy_schema(),
        },
        ["id"],
    )
    return {**target, "oneOf": [{"required": ["metric", "expected"]}, {"required": ["not_expressible"]}]}


def _round() -> Schema:
    return to_object(
        {
            "digits": text("integer", r"^[0-9]{1,2}$", "Decimals in the shown unit (percent for ratios)."),
            "mode": enum(list(MODES), "Where halves go.", "half_up"),
        },
        ["digits"],
        f"Rounds the value before it is compared; omitted: exact, shown with {SHOWN_DIGITS} digits.",
    )
