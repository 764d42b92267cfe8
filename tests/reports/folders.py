"""How the real files of ../shared/data are read: the mapping that whoever sends them writes once."""

from typing import Any

Mapping = dict[str, Any]
BOOKED = {"column": "Call Outcome", "is": ["Booking completed"]}

# 25,100 calls: the wait is the time between two clock times; that of calls not answered is unknown.
CALLS_CSV: Mapping = {
    "calls": {
        "answered": [{"column": "Time Answered", "empty": False}],
        "wait": {"from": "Call Time", "to": "Time Answered"},
        "id": {"from": "Call ID"},
    },
    "columns": {"successes": {"when": [BOOKED]}},
    "key": {"date": {"from": "Call Date"}, "time": {"from": "Call Time"}},
}

AGENT, HANG = {"column": "outcome", "is": ["AGENT"]}, {"column": "outcome", "is": ["HANG"]}
QUEUED = {"column": "q_time", "over": "0"}


def calls_of_1999(*, only_queued: bool) -> Mapping:
    """31,599 calls; ``only_queued``: who hung up in the voice menu was never offered to an agent."""
    return {
        "skip": {"rows": [{"column": "outcome", "is": ["PHANTOM"]}]},
        "calls": {
            "answered": [AGENT],
            "abandoned": [HANG, QUEUED] if only_queued else [HANG],
            "wait": {"from": "q_time", "unit": "s"},
        },
        "columns": {"talk_seconds": {"from": "ser_time", "unit": "s", "when": [AGENT]}},
        "key": {
            "date": {"from": "date", "order": "yymmdd"},
            "time": {"from": "vru_entry"},
            "segment": {"from": "type"},
        },
    }


ANSWERED = {"column": "Answered (Y/N)", "is": ["Y"]}
RESOLVED = {"column": "Resolved", "is": ["Y"]}
# 5,000 calls of a workbook: dates are text, times of day and talk are fractions of a day.
CALLS_XLSX: Mapping = {
    "calls": {
        "answered": [ANSWERED],
        "wait": {"from": "Speed of answer in seconds", "unit": "s"},
        "id": {"from": "Call Id"},
    },
    "columns": {
        "talk_seconds": {"from": "AvgTalkDuration", "unit": "day"},
        "resolvable": {"when": []},
        "resolved_first_contact": {"when": [RESOLVED]},
        "satisfaction": {"from": "Satisfaction rating", "unit": "number", "when": [ANSWERED]},
    },
    "key": {"date": {"from": "Date"}, "time": {"from": "Time"}, "segment": {"from": "Agent"}},
}
