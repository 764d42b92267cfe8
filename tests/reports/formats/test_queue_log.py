"""Asterisk's queue_log made by hand: what enters, how it ends, and what is not an end."""

from datetime import date

from tests.reports.written import ONE_QUEUE, TWO_QUEUES, read, refused

M = 1_000_000
AT = 1740790800  # 2025-03-01 09:00 in Shanghai


def log(*events: str) -> bytes:
    """Lines of `seconds after nine|call|EVENT|parameters` in the queue “billing”."""
    lines = []
    for event in events:
        seconds, call, name, *rest = event.split("|")
        lines.append("|".join((str(AT + int(seconds)), call, "billing", "Agent/1", name, *rest)))
    return ("\n".join(lines) + "\n").encode()


CALLS = (
    "0|a|ENTERQUEUE||5550001|1",
    "10|a|RINGNOANSWER|10000",
    "25|a|CONNECT|25|b.1|5",
    "125|a|COMPLETECALLER|25|100|1",
    "60|b|ENTERQUEUE||5550002|1",
    "64|b|ABANDON|1|1|4",
    "1800|c|ENTERQUEUE||5550003|1",
    "2100|c|EXITWITHTIMEOUT|1|1|300",
    "1900|d|ENTERQUEUE||5550004|2",
)


def test_events_become_calls_in_the_half_hour_in_which_they_entered() -> None:
    reading = read(log(*CALLS))
    [sheet] = reading.sheets
    assert (sheet.queue, sheet.first_day, reading.mapping["format"]) == (
        "billing",
        date(2025, 3, 1),
        "queue_log",
    )
    assert sheet.intervals["offered"][18:20] == (2 * M, 2 * M)
    totals = {name: sheet.totals[name] // M for name in ("offered", "answered", "abandoned", "wait_seconds")}
    assert totals == {"offered": 4, "answered": 1, "abandoned": 1, "wait_seconds": 25}
    assert (sheet.totals["talk_seconds"], sheet.totals["wait_seconds_abandoned"]) == (100 * M, 4 * M)
    assert (sheet.totals["answered_within_20s"], sheet.totals["answered_within_30s"]) == (0, M)
    assert reading.proven


def test_milliseconds_of_a_phone_that_was_not_picked_up_are_no_wait_and_no_end() -> None:
    [sheet] = read(log("0|a|ENTERQUEUE||1|1", "10|a|RINGNOANSWER|10000", "20|a|RINGNOANSWER|10000")).sheets
    assert (sheet.totals["offered"], sheet.totals["abandoned"], sheet.totals["wait_seconds"]) == (M, 0, 0)


def test_calls_without_an_end_are_said() -> None:
    [note] = [flag for flag in read(log(*CALLS)).flags if flag.code == "calls_without_an_end"]
    assert "EXITWITHTIMEOUT 1" in note.message
    assert "open 1" in note.message


def test_a_caller_who_enters_again_without_an_end_counts_each_time() -> None:
    twice = log(
        "0|a|ENTERQUEUE||1|1", "5|a|ENTERQUEUE||1|1", "9|a|CONNECT|4|x|1", "19|a|COMPLETEAGENT|4|10|1"
    )
    [sheet] = read(twice).sheets
    assert (sheet.totals["offered"], sheet.totals["answered"], sheet.totals["wait_seconds"]) == (
        2 * M,
        M,
        4 * M,
    )


def test_an_end_without_its_beginning_is_not_counted() -> None:
    reading = read(log("1|z|CONNECT|400|x|1", "9|z|COMPLETEAGENT|400|8|1", *CALLS))
    assert reading.sheets[0].totals["answered"] == M
    assert "calls_begun_before" in {flag.code for flag in reading.flags}


def test_transfers_end_a_call_and_are_counted() -> None:
    moved = log("0|a|ENTERQUEUE||1|1", "3|a|CONNECT|3|x|1", "63|a|BLINDTRANSFER|1142|transfer|3|60|1")
    [sheet] = read(moved).sheets
    assert (sheet.totals["transferred"], sheet.totals["talk_seconds"]) == (M, 60 * M)


def test_other_names_of_queues_come_from_the_mapping() -> None:
    content = log(*CALLS).replace(b"|billing|", b"|8001|")
    assert refused(content, None, TWO_QUEUES).problems[0].code == "queue"
    key = {"queue": {"from": "queue", "names": {"8001": "orders"}}}
    assert read(content, {"key": key}, TWO_QUEUES).sheets[0].queue == "orders"


def test_who_counts_as_abandoned_is_a_choice() -> None:
    left = {"column": "result", "is": ["abandoned", "EXITWITHTIMEOUT"]}
    calls = {
        "answered": [{"column": "result", "is": ["answered"]}],
        "abandoned": [left],
        "wait": {"from": "wait", "unit": "s"},
    }
    [sheet] = read(log(*CALLS), {"calls": calls}).sheets
    assert (sheet.totals["abandoned"], sheet.totals["wait_seconds_abandoned"]) == (2 * M, 304 * M)


def test_a_line_that_is_no_event_names_its_row() -> None:
    found = refused(log(*CALLS) + b"1740790800|a|billing\n")
    assert (found.problems[0].where, found.problems[0].code) == ("row 10", "queue_log")
    assert refused(b"1740790800|NONE|NONE|NONE|QUEUESTART\n", None, ONE_QUEUE).problems[0].code == "no_rows"
