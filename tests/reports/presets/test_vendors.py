"""Every preset reads an answer of the documented shape, and says what it was tested on."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.reports.presets.read import SAID, presets
from app.reports.reading.read import Reading
from app.sla.quantities import exact, to_millionths
from tests.reports.presets import answers
from tests.reports.written import ONE_QUEUE, read

Q = {"key": {"queue": {"names": {"q-1": "billing"}}}}
ON_THE_DAY = {"key": {"date": {"value": "2025-03-01"}}}
ISO = answers.amazon_connect("2025-03-01T16:00:00Z", "2025-03-02T16:00:00Z")
GENESYS = answers.genesys_cloud(
    ("nOffered", {"count": 20}),
    ("tAnswered", {"count": 18, "sum": 90500, "max": 31000}),
    ("tTalkComplete", {"count": 18, "sum": 3600000}),
)
CONNECT_CSV = answers.table(
    "StartInterval,EndInterval,Queue,Contacts queued,Contacts handled incoming,Contacts abandoned,"
    "Contacts answered in 20 seconds,Average queue answer time,After contact work time",
    "2025-03-01T09:00:00+08:00,2025-03-01T09:30:00+08:00,billing,20,17,3,15,12,0:10:00",
)
OWN = b"date,queue,offered,answered\n2025-03-01,billing,5,4\n"
CONTACTS = answers.table(
    "date,list,code,attempts",
    "2025-03-01,A,SALE,1",
    "2025-03-01,A,BUSY,3",
    "2025-03-01,B,REFUSED,2",
    "2025-03-01,B,,0",
)
CODES = {
    "columns": {
        name: {"when": [{"column": "code", "is": codes}]}
        for name, codes in {
            "connected": ["SALE", "REFUSED"],
            "contacts": ["SALE", "REFUSED"],
            "successes": ["SALE"],
            "refusals": ["REFUSED"],
        }.items()
    }
}
# preset, the answer, what is laid over it, grain, and what all of it adds up to
ANSWERS: list[tuple[str, bytes, Mapping[str, Any], object, dict[str, object]]] = [
    (
        "amazon-connect", ISO, Q, 1440,
        {"offered": 217, "answered": 204, "abandoned": 13, "answered_within_20s": 155, "wait_seconds": 3570,
         "talk_seconds": 27336},
    ),
    (
        "amazon-connect", answers.amazon_connect(1740844800, 1740931200), Q, 1440,
        {"offered": 217, "answered_within_20s": 155},
    ),
    (
        "amazon-connect", CONNECT_CSV, {}, 30,
        {"offered": 20, "answered": 17, "answered_within_20s": 15, "wait_seconds": 204, "wrap_seconds": 600},
    ),
    (
        "genesys-cloud", GENESYS, Q, 1440,
        {"offered": 20, "answered": 18, "abandoned": 0, "wait_seconds": "90.5", "talk_seconds": 3600,
         "wait_seconds_abandoned": 0},
    ),
    ("avaya", answers.AVAYA, {}, 30,
     {"offered": 30, "answered_within_20s": 24, "abandoned_within_5s": 1, "wait_seconds": 264,
      "wait_seconds_abandoned": 75, "talk_seconds": 3600}),
    ("five9", answers.FIVE9, {}, 30, {"offered": 1500, "answered": 1400, "abandoned": 100}),
    ("3cx", answers.THREE_CX, {}, 1440,
     {"answered": 100, "abandoned": 5, "wait_seconds": 1530, "wait_seconds_abandoned": 315}),
    ("talkdesk", answers.TALKDESK, {}, 1440, {"offered": 100, "answered": 90, "abandoned": 8}),
    ("huawei-cec", answers.HUAWEI, {}, 1440,
     {"offered": 217, "answered": 204, "abandoned": 13, "wait_seconds": 3468, "talk_seconds": 27336}),
    ("easemob", answers.EASEMOB, {}, 1440,
     {"offered": 100, "answered": 90, "abandoned": 10, "talk_seconds": 18000, "staffed_seconds": 144000}),
    ("alibaba-ccc", answers.ALIBABA, {"grain": 30}, 30,
     {"offered": 10, "answered": 7, "abandoned": 3, "wait_seconds": 34, "dials": 4, "connected": 3}),
    ("zendesk-talk", answers.ZENDESK, ON_THE_DAY, 1440,
     {"offered": 100, "abandoned": 4, "longest_wait_seconds": 95, "dials": 20}),
    ("twilio-taskrouter", answers.TWILIO, {}, 1440,
     {"offered": 50, "answered": 45, "abandoned": 5, "answered_within_20s": 40, "abandoned_within_20s": 3,
      "wait_seconds": 360}),
    ("webex", answers.WEBEX, {}, 30, {"answered": 12, "abandoned": 2}),
    ("ringcentral", answers.RINGCENTRAL, {}, 1440, {"offered": 40, "answered": 36, "abandoned": 4}),
    ("nice-cxone", answers.CXONE, {}, 30,
     {"offered": 3, "answered": 2, "abandoned": 1, "answered_within_20s": 2, "abandoned_within_30s": 1,
      "talk_seconds": 240, "wrap_seconds": 40}),
    ("asterisk", answers.QUEUE_LOG, {}, 30,
     {"offered": 2, "answered": 1, "abandoned": 1, "answered_within_15s": 1, "wait_seconds_abandoned": 30,
      "talk_seconds": 85}),
    ("generic", OWN, {}, 1440, {"offered": 5, "answered": 4}),
    ("contact-list", CONTACTS, CODES, 1440,
     {"records": 4, "records_attempted": 3, "dials": 6, "outcome.SALE": 1, "outcome.REFUSED": 1,
      "outcome.BUSY": 1, "connected": 2, "contacts": 2, "successes": 1, "refusals": 1}),
]  # fmt: skip


def summed(reading: Reading, name: str) -> int:
    return sum(sheet.totals.get(name, 0) for sheet in reading.sheets)


@pytest.mark.parametrize(
    ("preset", "content", "over", "grain", "figures"), ANSWERS, ids=[one[0] for one in ANSWERS]
)
def test_an_answer_of_the_documented_shape(
    preset: str, content: bytes, over: Mapping[str, Any], grain: object, figures: Mapping[str, object]
) -> None:
    reading = read(content, {"preset": preset, **over})
    assert {sheet.grain for sheet in reading.sheets} == {grain}
    assert {sheet.queue for sheet in reading.sheets} == {"billing"}
    stated = {name: to_millionths(exact(str(figure))) for name, figure in figures.items()}
    assert {name: summed(reading, name) for name in figures} == stated
    assert not reading.guessed
    [said] = [flag.message for flag in reading.flags if flag.code == "preset"]
    assert said.endswith(SAID[next(one.tested_on for one in presets() if one.id == preset)])


def test_every_preset_has_an_answer() -> None:
    assert {one.id for one in presets()} == {one[0] for one in ANSWERS}


@pytest.mark.parametrize(
    ("preset", "content", "over"), [one[:3] for one in ANSWERS], ids=[one[0] for one in ANSWERS]
)
def test_the_completed_mapping_reads_the_same_again(
    preset: str, content: bytes, over: Mapping[str, Any]
) -> None:
    reading = read(content, {"preset": preset, **over})
    assert "preset" not in reading.mapping
    again = read(content, reading.mapping)
    assert (again.mapping, again.sheets) == (reading.mapping, reading.sheets)


def test_what_the_documentation_warns_of_is_not_read() -> None:
    """A strict threshold is another metric, short abandons are no abandons there, and 0 is never invented."""
    connect = read(ISO, {"preset": "amazon-connect", **Q})
    assert "“SUM_CONTACTS_ANSWERED_IN_X/LT/20.Value” is not a known name" in str(connect.flags)
    assert "wait_seconds_abandoned" not in connect.measures  # AVG_ABANDON_TIME is null: nothing to average
    without = answers.TALKDESK.replace(b",Short Abandoned Contacts", b"").replace(b",3,2", b",2")
    assert "abandoned" not in read(without, {"preset": "talkdesk"}).measures
    webex = read(answers.WEBEX, {"preset": "webex"})
    assert webex.measures == ("abandoned", "answered")
    assert "answered" not in read(answers.ZENDESK, {"preset": "zendesk-talk", **ON_THE_DAY}).measures


def test_a_metric_that_happened_nowhere_is_zero_and_said() -> None:
    reading = read(GENESYS, {"preset": "genesys-cloud", **Q}, ONE_QUEUE)
    said = {flag.where for flag in reading.flags if flag.code == "zero_beside"}
    assert said == {"column tAbandon.stats.count", "column tAbandon.stats.sum"}
