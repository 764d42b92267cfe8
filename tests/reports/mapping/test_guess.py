"""Guessing from names: English, Chinese, Spanish, Italian; what is proven and what only guessed."""

import pytest

from app.reports.mapping.names import meaning
from tests.reports.written import TWO_QUEUES, read, refused, text, whole


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("offered", "offered"),
        ("Calls Offered", "offered"),
        ("CallsOffered", "offered"),
        ("calls_offered", "offered"),
        ("Incoming Calls", "offered"),
        ("Contacts queued", "offered"),
        ("请求服务数", "offered"),
        ("呼入总数", "offered"),
        ("呼入量", "offered"),
        ("Llamadas recibidas", "offered"),
        ("Chiamate ricevute", "offered"),
        ("人工呼入接通数", "answered"),
        ("应答量", "answered"),
        ("Calls ans", "answered"),
        ("Llamadas atendidas", "answered"),
        ("请求呼损数", "abandoned"),
        ("放弃量", "abandoned"),
        ("Total aban calls", "abandoned"),
        ("Chiamate abbandonate", "abandoned"),
        ("Calls ans within 10 secs", "answered_within_10s"),
        ("Answered within 20 seconds", "answered_within_20s"),
        ("坐席25秒内接通数", "answered_within_25s"),
        ("客户25秒内放弃数", "abandoned_within_25s"),
        ("Atendidas en 20 s", "answered_within_20s"),
        ("ACD time", "talk_seconds"),
        ("呼入总通时(秒)", "talk_seconds"),
        ("总通话时长", "talk_seconds"),
        ("ACW time", "wrap_seconds"),
        ("总话后处理时长", "wrap_seconds"),
        ("登录时长", "staffed_seconds"),
        ("Total Wait Mins", "wait_seconds"),
        ("Aban time", "wait_seconds_abandoned"),
        ("Max Wait Time", "longest_wait_seconds"),
        ("Records attempted", "records_attempted"),
        ("outcome.1A", "outcome.1A"),
        ("answered_within_45s", "answered_within_45s"),
    ],
)
def test_names_of_sums(name: str, measure: str) -> None:
    found = meaning(name, {})
    assert found is not None
    assert (found.role, found.name) == ("measure", measure)


@pytest.mark.parametrize(
    ("name", "measure", "per", "unit"),
    [
        ("Answer Speed (AVG)", "wait_seconds", "answered", ""),
        ("Average speed of answer", "wait_seconds", "answered", ""),
        ("Avg speed of ans", "wait_seconds", "answered", ""),
        ("ASA (sec)", "wait_seconds", "answered", "s"),
        ("通话排队均长(秒)", "wait_seconds", "answered", "s"),
        ("通话排队均长（秒）", "wait_seconds", "answered", "s"),
        ("呼入平均应答速度(秒)", "wait_seconds", "answered", "s"),
        ("Talk Duration (AVG)", "talk_seconds", "answered", ""),
        ("通话均长(秒)", "talk_seconds", "answered", "s"),
        ("平均话后处理时长", "wrap_seconds", "answered", ""),
        ("呼损应答均长(秒)", "wait_seconds_abandoned", "abandoned", "s"),
        ("Average queue abandon time", "wait_seconds_abandoned", "abandoned", ""),
    ],
)
def test_names_of_averages(name: str, measure: str, per: str, unit: str) -> None:
    found = meaning(name, {})
    assert found is not None
    assert (found.role, found.name, found.per, found.unit) == ("average", measure, per, unit)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Answer Rate", "rate"),
        ("Answer Rate %", "rate"),
        ("% Calls Answered", "rate"),
        ("% Calls Abandoned", "rate"),
        ("请求接通率(%)", "rate"),
        ("请求呼损率(%)", "rate"),
        ("放弃率", "rate"),
        ("Calls answered %", "rate"),
        ("Service Level (20 Seconds)", "opaque"),
        ("Service Level %", "opaque"),
        ("ServiceLevel20", "opaque"),
        ("20秒内人工接通率(%)", "opaque"),
        ("20s应答率", "opaque"),
        ("满意率", "opaque"),
        ("呼入服务水平", "opaque"),
        ("Waiting Time (AVG)", "unclear"),
        ("Avg Wait Time (sec)", "unclear"),
        ("Avg Handle Time (sec)", "unclear"),
        ("平均排队时长(秒)", "unclear"),
        ("呼入平均通时(秒)", "unclear"),
    ],
)
def test_what_is_known_and_never_read(name: str, role: str) -> None:
    found = meaning(name, {})
    assert found is not None
    assert found.role == role


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Fecha", "date"),
        ("日期", "date"),
        ("Date", "date"),
        ("Giorno", "date"),
        ("interval_start", "interval_start"),
        ("StartInterval", "interval_start"),
        ("Hora", "time"),
        ("小时", "time"),
        ("Skill   Name", "queue"),
        ("技能组", "queue"),
        ("Nome coda", "queue"),
        ("Cola", "queue"),
        ("渠道", "channel"),
        ("序号", "index"),
        ("合同", "contract"),
    ],
)
def test_names_of_keys(name: str, part: str) -> None:
    found = meaning(name, {})
    assert found is not None
    assert (found.role, found.name) == ("key", part)


@pytest.mark.parametrize(
    "name",
    ["Remarks", "", "Covers Booked", "Aban calls after 5 secs", "费用(万元)", "total calls", "x" * 5000],
)
def test_names_that_nobody_knows(name: str) -> None:
    assert meaning(name, {}) is None


def test_stated_rates_are_listed_and_not_read() -> None:
    reading = read(text("2025-03-01,100,94%,80%", header="date,offered,Answer Rate,Service Level %"))
    assert reading.measures == ("offered",)
    assert [(f.where, f.code) for f in reading.flags] == [
        ("column Answer Rate", "stated_rate"),
        ("column Service Level %", "stated_rate"),
    ]


def test_an_average_needs_its_count() -> None:
    reading = read(text("2025-03-01,100,17", header="date,offered,ASA"))
    assert reading.measures == ("offered",)
    assert "average_without_count" in [f.code for f in reading.flags]


def test_a_sum_beside_its_average_is_preferred() -> None:
    content = text("2025-03-01,100,17,1712", header="date,answered,ASA,Total Wait Time")
    reading = read(content)
    assert whole(reading, "wait_seconds") == 1712
    assert reading.sheets[0].slack == {}


def test_handled_is_answered_only_where_nothing_else_is() -> None:
    alone = read(text("01/20/2025,9:00 AM,1000,910,90,91.0,240,18,81.2", header=FIVE9))
    assert (whole(alone, "answered"), whole(alone, "offered")) == (910, 1000)
    both = read(text("2025-03-01,900,910", header="date,Calls answered,Calls Handled"))
    assert (whole(both, "answered"), whole(both, "handled")) == (900, 910)


FIVE9 = (
    "Date,Time,Calls Inbound,Calls Handled,Calls Abandoned,Answer Rate %,Avg Handle Time (sec),"
    "Avg Wait Time (sec),Service Level %"
)
AVAYA = (
    "Skill ID,Date,Skill   Name,Time,Interval,Calls offered,Calls answered,Calls ans within 10 secs,"
    "Calls ans within 20 secs,Avg speed of ans,ACD time,Hold ACD time,ACW time,Total aban calls,"
    "Aban calls after 5 secs,Aban time"
)
PBX = (
    "日期,小时,呼入总数,呼入接通总数,坐席25秒内接通数,客户25秒内放弃数,"
    "呼入总通时(秒),呼入平均通时(秒),呼入平均应答速度(秒),呼入接通率,呼入服务水平"
)


def test_five9_style() -> None:
    reading = read(text("01/20/2025,9:00 AM,1000,910,90,91.0,240,18,81.2", header=FIVE9))
    assert reading.measures == ("abandoned", "answered", "offered")
    assert reading.mapping["key"]["date"]["order"] == "mdy"
    assert reading.proven


def test_avaya_style() -> None:
    rows = [f"7,2025-03-0{n},Billing,09:00,30,20,18,10,15,12,3600,60,400,2,1,80" for n in (1, 2)]
    reading = read(text(*rows, header=AVAYA), {"grain": 30}, TWO_QUEUES)
    assert whole(reading, "answered_within_20s") == 30
    assert whole(reading, "wait_seconds") == 2 * 18 * 12
    assert reading.sheets[0].intervals["offered"][18] == 20_000_000
    assert not reading.proven
    assert "ignored" in [f.code for f in reading.flags if f.where == "column Aban calls after 5 secs"]


def test_chinese_pbx_style() -> None:
    rows = (
        "2025-03-01,9,100,90,80,5,9000,90,12,0.9000,0.8000",
        "2025-03-01,10,50,50,50,0,5000,100,4,1.0000,1.0000",
        "小计,,150,140,130,5,14000,,,,",
    )
    reading = read(text(*rows, header=PBX).decode().encode("gb18030"))
    assert reading.mapping["grain"] == 60
    assert whole(reading, "answered_within_25s") == 130
    assert whole(reading, "wait_seconds") == 90 * 12 + 50 * 4
    assert reading.proven


def test_our_own_names_need_no_mapping() -> None:
    content = text(
        "2025-03-01T09:00,billing,a,chat,3,2",
        header="interval_start,queue,segment,channel,offered,answered_within_30s",
    )
    reading = read(content, {"grain": 30}, TWO_QUEUES)
    assert (reading.sheets[0].segment, reading.sheets[0].channel) == ("a", "chat")
    assert reading.proven
    remarked = read(text("2025-03-01,3,x", header="date,offered,Remarks"))
    assert remarked.proven
    vendor = read(text("2025-03-01,3,x", header="date,Calls offered,Remarks"))
    assert (vendor.proven, vendor.guessed) == (False, True)


def test_no_known_name_at_all() -> None:
    found = refused(b"a,b,c\n1,2,3\n")
    assert found.problems[0].code == "header"
    assert "separator found is a comma" in str(found)


@pytest.mark.parametrize("name", ["时间", "Time"])
def test_a_column_of_time_alone_says_the_day_too_and_beside_a_date_it_does_not(name: str) -> None:
    alone = read(text("2025-03-01 09:30,1", header=f"{name},offered"))
    beside = read(text("2025-03-01,09:30,1", header=f"日期,{name},offered"))
    assert alone.mapping["key"]["interval_start"]["from"] == name
    assert (beside.mapping["key"]["date"]["from"], beside.mapping["key"]["time"]["from"]) == ("日期", name)
    assert alone.sheets == beside.sheets
