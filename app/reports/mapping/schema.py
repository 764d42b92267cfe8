"""The JSON Schema of the mapping document: one document for uploads, pulls, presets, the command line
and pages.
"""

from typing import Any, Final

UNITS: Final = ("count", "number", "s", "ms", "min", "h", "h:mm:ss", "day", "percent", "ratio", "money")
ENCODINGS: Final = ("utf-8", "utf-16", "gb18030", "big5", "shift-jis", "latin-1")
FORMATS: Final = ("csv", "json", "ndjson", "xlsx", "xls", "ods", "queue_log")
DELIMITERS: Final = (",", ";", "\t")
GRAINS: Final = (5, 10, 15, 30, 60, 1440, "week", "month")
ORDERS: Final = ("ymd", "dmy", "mdy", "yymmdd")
_COLUMN_NAME: Final = {"type": "string", "minLength": 1, "maxLength": 200}
# One name, or several of which the first that the file has counts.
_COLUMN: Final = {
    "type": ["string", "array"],
    "minLength": 1,
    "maxLength": 200,
    "minItems": 1,
    "maxItems": 20,
    "items": _COLUMN_NAME,
}
_OPTIONAL: Final = {"const": True, "description": "read where the file has the column, else left out"}


def _object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


_LABEL: Final = _object(
    {"from": _COLUMN, "optional": _OPTIONAL, "value": {"type": "string", "maxLength": 200}},
    oneOf=[{"required": ["from"]}, {"required": ["value"]}],
    dependentRequired={"optional": ["from"]},
)

_QUEUE: Final = _object(
    {
        "from": _COLUMN,
        "optional": _OPTIONAL,
        "value": {"type": "string", "maxLength": 200},
        "names": {
            "type": "object",
            "maxProperties": 1000,
            "additionalProperties": {"type": "string", "maxLength": 200},
            "description": "what cells call the contract's queues: cell to queue",
        },
        "others": {"enum": ["refused", "left_out"], "default": "refused"},
    },
    oneOf=[{"required": ["from"]}, {"required": ["value"]}],
    dependentRequired={"names": ["from"], "others": ["from"], "optional": ["from"]},
)
_CELL: Final = {"type": "string", "maxLength": 200}
_CELLS: Final = {"type": "array", "minItems": 1, "maxItems": 100, "items": _CELL}
_CONDITION: Final = _object(
    {
        "column": _COLUMN_NAME,
        "is": _CELLS,
        "is_not": _CELLS,
        "over": {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})?$"},
        "empty": {"type": "boolean"},
    },
    required=["column"],
    minProperties=2,
    maxProperties=2,
)
_CONDITIONS: Final = {"type": "array", "maxItems": 20, "items": _CONDITION}

SCHEMA: Final[dict[str, Any]] = _object(
    {
        "schema": {"const": 1, "description": "version of this schema"},
        "format": {"enum": list(FORMATS), "description": "what the file is; told from its content"},
        "archive": _object(
            {"entry": {"type": "string", "minLength": 1, "maxLength": 500}},
            required=["entry"],
            description="the file inside a ZIP that has several",
        ),
        "json": _object(
            {
                "rows": {
                    "type": "string",
                    "minLength": 2,
                    "maxLength": 500,
                    "description": "path to the objects that are rows, such as results[].data[]",
                },
                "metrics": _object(
                    {
                        "list": {"type": "string", "minLength": 1, "maxLength": 200},
                        "name": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 5,
                            "items": {"type": "string", "minLength": 1, "maxLength": 200},
                        },
                    },
                    required=["list", "name"],
                    description="a list in each row whose objects name a metric: each becomes columns",
                ),
            }
        ),
        "encoding": {
            "enum": list(ENCODINGS),
            "description": "how the text is encoded; found when omitted and proven",
        },
        "table": _object(
            {
                "delimiter": {"enum": list(DELIMITERS)},
                "sheet": {"type": "string", "minLength": 1, "maxLength": 200, "description": "of a workbook"},
                "decimal": {"enum": [".", ","], "default": "."},
                "thousands": {"enum": [",", ".", " ", "'"], "description": "never assumed; declare it"},
                "header_row": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 1000,
                    "description": "line, from 1",
                },
                "total_rows": {
                    "type": "array",
                    "maxItems": 20,
                    "items": {"type": "string", "minLength": 1},
                    "description": "further words that open a total line below the table",
                },
            }
        ),
        "columns": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 200,
            "additionalProperties": _object(
                {
                    "from": _COLUMN,
                    "optional": _OPTIONAL,
                    "expression": {"type": "string", "minLength": 1, "maxLength": 2000},
                    "to": {**_COLUMN_NAME, "description": "of calls: the later of two clock times"},
                    "when": {**_CONDITIONS, "description": "of calls: those for which all of these hold"},
                    "unit": {"enum": list(UNITS)},
                    "zero_beside": {
                        **_COLUMN,
                        "description": "a missing cell is 0 in rows that state this column: for systems that "
                        "leave out what did not happen",
                    },
                },
                oneOf=[
                    {"required": ["from"]},
                    {"required": ["expression"]},
                    {"required": ["when"], "not": {"required": ["from"]}},
                ],
            ),
            "description": "measure: the column that states it, an expression over columns and measures, or, "
            "where rows are calls, the calls that count",
        },
        "calls": _object(
            {
                "answered": {**_CONDITIONS, "description": "which calls were answered"},
                "abandoned": {
                    **_CONDITIONS,
                    "description": "which hang-ups count as abandoned; every call not answered when omitted",
                },
                "wait": _object(
                    {"from": _COLUMN_NAME, "to": _COLUMN_NAME, "unit": {"enum": list(UNITS)}},
                    required=["from"],
                    description="how long a call waited: a column, or from one clock time to another",
                ),
                "thresholds": {
                    "type": "array",
                    "maxItems": 50,
                    "items": {"type": "string", "pattern": "^[1-9][0-9]{0,4}s$"},
                    "description": "seconds to count beside a standard ladder and those of the terms",
                },
                "outcomes": _object({"from": _COLUMN_NAME}, required=["from"]),
                "id": _object({"from": _COLUMN_NAME}, required=["from"]),
            },
            description="rows are calls or contacts, counted into intervals of the grain (30 minutes)",
            dependentRequired={"abandoned": ["answered"], "wait": ["answered"]},
        ),
        "inputs": {
            "type": "object",
            "additionalProperties": _object({"unit": {"enum": list(UNITS)}}, required=["unit"]),
            "description": "columns that expressions use: how their cells are written",
        },
        "key": _object(
            {
                "date": _object(
                    {
                        "from": _COLUMN,
                        "order": {"enum": list(ORDERS)},
                        "row_number": {"const": True},
                        "value": {
                            "type": "string",
                            "format": "date",
                            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                            "description": "first day of what the whole file is about; grain says how long",
                        },
                        "starts": {
                            "type": "string",
                            "format": "date",
                            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                        },
                    },
                    dependentRequired={"row_number": ["starts"]},
                ),
                "interval_start": _object(
                    {
                        "from": _COLUMN,
                        "to": {**_COLUMN, "description": "when the row ends, which says how long it is"},
                        "optional": _OPTIONAL,
                        "order": {"enum": list(ORDERS)},
                        "offset": {"enum": ["believed", "ignored"], "default": "believed"},
                        "unit": {
                            "enum": ["epoch_s", "epoch_ms"],
                            "description": "of stamps as numbers",
                        },
                    },
                    required=["from"],
                ),
                "time": _object(
                    {
                        "from": _COLUMN,
                        "optional": _OPTIONAL,
                        "unit": {"enum": ["day"], "description": "fractions of a day"},
                    },
                    required=["from"],
                ),
                "queue": _QUEUE,
                "segment": _LABEL,
                "channel": _LABEL,
                "contract": _object({"from": _COLUMN, "optional": _OPTIONAL}, required=["from"]),
            }
        ),
        "time_zone": {
            "type": "string",
            "description": "of wall times without an offset; the contract's when omitted",
        },
        "preset": {
            "type": "string",
            "pattern": "^[a-z0-9-]{1,40}$",
            "description": "what this document adds to: the mapping of a vendor that comes with the program",
        },
        "grain": {"enum": list(GRAINS), "description": "minutes of one row, or week, or month"},
        "skip": _object(
            {
                "columns": {"type": "array", "maxItems": 1000, "items": {"type": "string"}},
                "rows": {**_CONDITIONS, "description": "rows for which all of these hold are left out"},
                "last_lines": {"type": "integer", "minimum": 0, "maximum": 1000},
            }
        ),
    },
    **{
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mapping of a report",
    },
)
