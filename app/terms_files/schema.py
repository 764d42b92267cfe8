"""The published JSON Schema of a terms file; the reader is driven by it, so the two cannot part ways.

``x-kind`` says what a scalar is; numbers may be written as numbers or as text and are read as decimals.
"""

from typing import Any

from app.sla.comparing import SHOWN_DIGITS
from app.sla.metrics import CATALOGUE
from app.sla.periods import EVERY
from app.sla.quantities import MODES

Schema = dict[str, Any]

DURATION = r"^[1-9][0-9]{0,5}(s|m|h)$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
NAME = r"^[a-z][a-z0-9_]{0,62}$"
DECIMAL = r"^[0-9]{1,18}(\.[0-9]{1,18})?$"
SHARE = r"^[0-9]{1,15}(\.[0-9]{1,18})?%?$"
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
        **_object({**_names_and_dates(), **_agreements()}, list(REQUIRED)),
    }


def _names_and_dates() -> Schema:
    return {
        "schema": _enum(["1"], "The version of this schema."),
        "contract": _text("identifier", IDENTIFIER, "The reference of the contract, such as ACME-2026-01."),
        "client": _text("text", None, "The company that outsources and audits."),
        "provider": _text("text", None, "The outsourced centre that does the work and reports."),
        "currency": _text("currency", r"^[A-Z]{3}$", "ISO 4217, such as CNY. It cannot be amended."),
        "timezone": _text("timezone", None, "IANA time zone, such as Asia/Shanghai. It cannot be amended."),
        "starts": _text("date", DATE, "The first day of the contract."),
        "ends": _text("date", DATE, "The day after the last day of the contract; omitted: open-ended."),
        "signed": _text("date", DATE, "When this version was signed."),
        "effective": _text("date", DATE, "The first day on which this version counts."),
        "cut": _enum(["split"], "An amendment inside a period cuts it into two stubs."),
    }


def _agreements() -> Schema:
    return {
        "period": _period(),
        "queues": _map(_queue(), IDENTIFIER, "The lines of business, by id."),
        "measures": _map(_measure(), NAME, "Further measures that this contract declares."),
        "metrics": _map(_metric(), NAME, "Further metrics that this contract defines by a formula."),
        "reports": _reports(),
        "measured_by": _enum(["provider", "client"], "The side whose figures count.", "provider"),
        "charges": _charges(),
        "at_risk": _share("The share of a period's charges that is at risk."),
        "pools": _map(_share("The share of the amount at risk."), NAME, "Pools that credits are taken from."),
        "caps": _object(
            {"period": _text("cap", SHARE, "The most that credits reach in a period: 12% or an amount.")}
        ),
        "targets": {
            "type": "array",
            "minItems": 1,
            "items": _target(),
            "description": "What was promised; at least one.",
        },
    }


def _object(keys: Schema, required: list[str] | None = None, description: str = "") -> Schema:
    made: Schema = {"type": "object", "properties": keys, "additionalProperties": False}
    if required:
        made["required"] = required
    if description:
        made["description"] = description
    return made


def _map(value: Schema, names: str, description: str) -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": names},
        "additionalProperties": value,
        "description": description,
    }


def _text(kind: str, pattern: str | None, description: str) -> Schema:
    numeric = kind in ("decimal", "integer", "share", "cap", "quantity")
    made: Schema = {
        "type": ["string", "number"] if numeric else "string",
        "x-kind": kind,
        "description": description,
    }
    if pattern:
        made["pattern"] = pattern
    return made


def _enum(values: list[str], description: str, default: str | None = None) -> Schema:
    made: Schema = {"x-kind": "enum", "enum": values, "description": description}
    if values == ["1"]:
        made["enum"] = ["1", 1]
    if default is not None:
        made["default"] = default
    return made


def _share(description: str) -> Schema:
    return _text("share", SHARE, description + " Written 12% or 0.12.")


def _list(kind: str, pattern: str, description: str) -> Schema:
    return {"type": "array", "items": _text(kind, pattern, ""), "minItems": 1, "description": description}


def _period() -> Schema:
    return _object(
        {
            "every": _enum(list(EVERY), "How the contract's time is cut.", "month"),
            "first_day": {
                **_text("integer", r"^[0-9]{1,2}$", "The day a month begins on, 1 to 28."),
                "default": "1",
            },
        },
        description="The contract's periods.",
    )


def _queue() -> Schema:
    return _object(
        {
            "title": _text("text", None, "The name that people use."),
            "direction": _enum(["inbound", "outbound"], "Who calls whom.", "inbound"),
        }
    )


def _measure() -> Schema:
    return _object(
        {
            "title": _text("text", None, "What is counted."),
            "unit": _enum(["count", "seconds", "hours", "points", "money"], "Its unit.", "count"),
            "adds": _enum(["sum", "maximum", "mean_by_day"], "How it adds up.", "sum"),
        },
        ["title"],
    )


def _metric() -> Schema:
    return _object(
        {
            "formula": _text("text", None, "Measures, decimal numbers, + - * /, parentheses, min and max."),
            "unit": _enum(["ratio", "seconds", "money", "number"], "The unit of the result.", "ratio"),
            "direction": _enum(["higher", "lower", "neither"], "Which way is better.", "higher"),
        },
        ["formula"],
    )


def _reports() -> Schema:
    return _object(
        {
            "missing": _enum(["no_data"], "What a period without any report is.", "no_data"),
            "incomplete": _enum(
                ["as_reported", "provisional"], "What a period with missing days is.", "as_reported"
            ),
        },
        description="What follows when figures are missing.",
    )


def _charges() -> Schema:
    return _object(
        {
            "fixed": _text("decimal", DECIMAL, "A fixed amount per contract period, net of tax."),
            "measure": _text("name", NAME, "The measure that states the charges."),
            "stated_by": _enum(["client", "provider"], "Whose figure counts.", "client"),
        },
        description="What the provider charges: fixed, or a measure.",
    )


def _target() -> Schema:
    return _object(
        {
            "id": _text(
                "identifier", IDENTIFIER, "The name of the target; its chain survives amendments under it."
            ),
            "title": _text("text", None, "The name that people see; omitted: the metric's."),
            "clause": _text("text", None, "Where in the contract it stands."),
            "metric": {
                **_text("name", NAME, "A metric of the catalogue or of “metrics”."),
                "examples": sorted(CATALOGUE),
            },
            "with": _with(),
            "queues": _list("identifier", IDENTIFIER, "The queues it is about; omitted: all."),
            "channels": _list("identifier", IDENTIFIER, "The channels it is about; omitted: all."),
            "segments": _list("text", "", "The segments it is about; omitted: all."),
            "expected": _text("level", None, "The agreed level: “>= 80%”, “< 60s”, “180s to 300s”."),
            "minimum": _text("level", None, "The level below which it is worse; omitted: the expected one."),
            "weight": {
                **_text("decimal", DECIMAL, "Its weight in the score; they need not add to 100."),
                "default": "1",
            },
            "between": _enum(["nothing", "linear"], "The score between minimum and expected.", "nothing"),
            "round": _round(),
            "remedy": _remedy(),
        },
        ["id", "metric", "expected"],
    )


def _with() -> Schema:
    return _object(
        {
            "threshold": _text(
                "duration", DURATION, "The time in which a call is answered in time, such as 20s."
            ),
            "short": _text("duration", DURATION, "Up to when an abandon is short, such as 5s."),
            "variant": _text("name", NAME, "Which formula of the metric is agreed."),
        },
        description="What the metric needs to be one formula.",
    )


def _round() -> Schema:
    return _object(
        {
            "digits": _text("integer", r"^[0-9]{1,2}$", "Decimals in the shown unit (percent for ratios)."),
            "mode": _enum(list(MODES), "Where halves go.", "half_up"),
        },
        ["digits"],
        f"Rounds the value before it is compared; omitted: exact, shown with {SHOWN_DIGITS} digits.",
    )


def _remedy() -> Schema:
    edge = "An edge of the band, such as 8%."
    band = _object(
        {
            **{key: _text("quantity", None, edge) for key in ("over", "at_least", "under", "at_most")},
            "amount": _text("decimal", DECIMAL, "What the band costs; 0 for a dead band."),
            "bonus": _text("decimal", DECIMAL, "What the band earns."),
        }
    )
    return _object(
        {
            "kind": _enum(["pool", "bands"], "Which rule prices a miss."),
            "pool": _text("name", NAME, "pool: which pool the credit comes from."),
            "allocation": _share("pool: the share of the pool; omitted: 0 %."),
            "pays_on": _enum(["expected", "minimum"], "pool: whose miss makes the credit due."),
            "bands": {"type": "array", "items": band, "minItems": 1, "description": "bands: without a gap."},
        },
        ["kind"],
        "What follows a miss or an excellent result.",
    )
