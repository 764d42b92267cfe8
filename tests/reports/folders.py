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

# A PBX's events as a table: each line is an event, and the conditions say which events count.
EVENTS_CSV: Mapping = {
    "calls": {
        "answered": [{"column": "event", "is": ["CONNECT"]}],
        "abandoned": [{"column": "event", "is": ["ABANDON"]}],
        "wait": {"from": "htime", "unit": "s"},
    },
    "columns": {
        "offered": {"when": [{"column": "event", "is": ["ENTERQUEUE"]}]},
        "talk_seconds": {
            "from": "ttime",
            "unit": "s",
            "when": [{"column": "event", "is": ["COMPLETEAGENT", "COMPLETECALLER"]}],
        },
    },
    "key": {"interval_start": {"from": "time"}, "queue": {"from": "queue_name", "others": "left_out"}},
}

INBOUND = {
    "q1": "05f1c285-6777-4ccc-806f-8db085ae0793",
    "q2": "0c42ff58-231e-4f85-a47c-a81ea703718f",
    "q3": "16342adc-9cb3-4106-947c-003699a7715d",
    "q4": "3276e936-29ae-496b-9bec-4735c61deca0",
    "out": "027396f4-553b-43ed-8ec0-09303971bd1c",
}
# An analytics API: metrics that did not happen are left out, so a queue that was offered calls answered 0.
GENESYS: Mapping = {
    "json": {"rows": "results[].data[]", "metrics": {"list": "metrics", "name": ["metric"]}},
    "columns": {
        "offered": {"from": "nOffered.stats.count"},
        "answered": {"from": "tAnswered.stats.count", "zero_beside": "nOffered.stats.count"},
        "abandoned": {"from": "tAbandon.stats.count", "zero_beside": "nOffered.stats.count"},
        "abandoned_within_10s": {"from": "tShortAbandon.stats.count", "zero_beside": "nOffered.stats.count"},
        "answered_within_20s": {"from": "oServiceLevel.stats.numerator"},
        "wait_seconds": {
            "from": "tAnswered.stats.sum",
            "unit": "ms",
            "zero_beside": "nOffered.stats.count",
        },
        "dials": {"from": "nOutboundAttempted.stats.count"},
    },
    "key": {
        "interval_start": {"from": "interval"},
        "queue": {
            "from": "group.queueId",
            "names": {cell: queue for queue, cell in INBOUND.items()},
            "others": "left_out",
        },
        "channel": {"from": "group.mediaType"},
    },
}

CODES = {
    "1A": "Code 1A - Referral to a Sleeping/Resting Space",
    "3B": "Code 3B - Shelter Space Unavailable - Individuals/Couples",
    "4B": "Code 4B - Disconnected - No Outcome",
}
OUTCOMES: Mapping = {
    "columns": {
        "handled": {"from": "Total calls handled"},
        "coded": {"from": "Total calls coded"},
        **{f"outcome.{code}": {"from": name} for code, name in CODES.items()},
    },
    "key": {"date": {"from": "Date"}},
}

# 4,119 contacts; the file names months and no year, so the sender says which month it is about.
CONTACTS: Mapping = {
    "table": {"delimiter": ";", "decimal": "."},
    "calls": {"outcomes": {"from": "poutcome"}},
    "columns": {
        "contacts": {"when": []},
        "dials": {"from": "campaign", "unit": "count"},
        "successes": {"when": [{"column": "y", "is": ["yes"]}]},
        "talk_seconds": {"from": "duration", "unit": "s"},
    },
    "key": {"date": {"value": "2010-05-01"}, "segment": {"from": "month"}},
    "grain": "month",
}

# Five-minute volumes whose stamps end in Z and are local all the same.
VOLUME: Mapping = {
    "columns": {"offered": {"from": "Calls"}},
    "key": {"interval_start": {"from": "DateTime", "offset": "ignored"}},
}
