"""What a mapping takes its columns for, as the pages say it: rows of counts, and rows of calls."""

from dashboards.arriving.context import Sample
from dashboards.arriving.reading import samples_of


def test_rows_of_calls_say_what_tells_their_fate() -> None:
    mapping = {
        "calls": {
            "answered": [{"column": "Time Answered", "empty": False}],
            "wait": {"from": "Call Time", "to": "Time Answered", "unit": "s"},
            "outcomes": {"from": "Call Outcome"},
            "thresholds": ["25s"],
        },
        "columns": {
            "records": {"when": []},
            "successes": {"when": [{"column": "y", "is": ["yes"]}]},
            "talk_seconds": {"expression": '"mean" * answered', "unit": "s"},
        },
        "key": {"date": {"from": "Call Date", "order": "dmy"}},
    }
    assert list(samples_of(mapping)) == [
        Sample("Call Date", "date", "dmy"),
        Sample("1", "records", ""),
        Sample("y", "successes", ""),
        Sample('"mean" * answered', "talk_seconds", "s"),
        Sample("Time Answered", "calls.answered", ""),
        Sample("Call Time – Time Answered", "calls.wait", "s"),
        Sample("Call Outcome", "calls.outcomes", ""),
    ]
