"""The names that vendors print, in English, Chinese, Spanish and Italian, and what each is taken for.

All names of the vendors' published reports stand here: those that are read, those that are compared, and
those of which nobody can tell from the name what they measure.
"""

import pytest

from app.reports.mapping.names import meaning

MEASURES = {
    "Contacts queued": "offered",
    "Contacts handled incoming": "answered",
    "Contacts abandoned": "abandoned",
    "Contact abandoned": "abandoned",
    "Contacts answered in 20 seconds": "answered_within_20s",
    "Contacts abandoned in 5 seconds": "abandoned_within_5s",
    "After contact work time": "wrap_seconds",
    "Agent interaction time": "talk_seconds",
    "Customer hold time": "hold_seconds",
    "Maximum queued time": "longest_wait_seconds",
    "Online time": "staffed_seconds",
    "Contacts transferred out": "transferred",
    "Calls offered": "offered",
    "Calls answered": "answered",
    "Calls ans within 10 secs": "answered_within_10s",
    "Calls ans within 20 secs": "answered_within_20s",
    "ACD time": "talk_seconds",
    "Hold ACD time": "hold_seconds",
    "ACW time": "wrap_seconds",
    "Total aban calls": "abandoned",
    "Aban time": "wait_seconds_abandoned",
    "Calls Inbound": "offered",
    "Calls Abandoned": "abandoned",
    "Total Wait Mins": "wait_seconds",
    "Total Abandoned Mins": "wait_seconds_abandoned",
    "Abandon_Cnt": "abandoned",
    "Abandon_Time": "wait_seconds_abandoned",
    "ACW_Seconds": "wrap_seconds",
    "total_inbound_calls": "offered",
    "total_calls_abandoned_in_queue": "abandoned",
    "total_outbound_calls": "dials",
    "max_queue_wait_time": "longest_wait_seconds",
    "total_hold_time": "hold_seconds",
    "total_wrap_up_time": "wrap_seconds",
    "tasks_entered": "offered",
    "tasks_canceled": "abandoned",
    "reservations_accepted": "answered",
    "totalAcceptedTasks": "answered",
    "totalAbandonedTasks": "abandoned",
    "Inbound contacts": "offered",
    "Answered contacts": "answered",
    "请求服务数": "offered",
    "人工呼入接通数": "answered",
    "请求呼损数": "abandoned",
    "呼入量": "offered",
    "呼叫量": "offered",
    "接待量": "answered",
    "应答量": "answered",
    "放弃量": "abandoned",
    "登录时长": "staffed_seconds",
    "空闲时长": "ready_seconds",
    "总通话时长": "talk_seconds",
    "总话后处理时长": "wrap_seconds",
    "呼入总数": "offered",
    "呼入接通总数": "answered",
    "坐席25秒内接通数": "answered_within_25s",
    "客户25秒内放弃数": "abandoned_within_25s",
    "呼入总通时(秒)": "talk_seconds",
    "Llamadas recibidas": "offered",
    "Llamadas atendidas": "answered",
    "Llamadas abandonadas": "abandoned",
    "Atendidas en 20 s": "answered_within_20s",
    "Abandonadas en 5 s": "abandoned_within_5s",
    "Tiempo total de espera": "wait_seconds",
    "Chiamate ricevute": "offered",
    "Chiamate risposte": "answered",
    "Chiamate abbandonate": "abandoned",
    "Risposte entro 20 s": "answered_within_20s",
    "Tempo totale di attesa": "wait_seconds",
}
AVERAGES = {
    "Average queue answer time": ("wait_seconds", "answered"),
    "Average queue abandon time": ("wait_seconds_abandoned", "abandoned"),
    "Average customer hold time": ("hold_seconds", "answered"),
    "Average agent interaction time": ("talk_seconds", "answered"),
    "Avg speed of ans": ("wait_seconds", "answered"),
    "Avg Abandoned Mins": ("wait_seconds_abandoned", "abandoned"),
    "average_time_to_answer": ("wait_seconds", "answered"),
    "average_hold_time": ("hold_seconds", "answered"),
    "average_wrap_up_time": ("wrap_seconds", "answered"),
    "通话排队均长(秒)": ("wait_seconds", "answered"),
    "通话均长(秒)": ("talk_seconds", "answered"),
    "呼损应答均长(秒)": ("wait_seconds_abandoned", "abandoned"),
    "平均通话时长": ("talk_seconds", "answered"),
    "平均话后处理时长": ("wrap_seconds", "answered"),
    "平均呼损时长": ("wait_seconds_abandoned", "abandoned"),
    "呼入平均应答速度(秒)": ("wait_seconds", "answered"),
    "平均应答速度(秒)": ("wait_seconds", "answered"),
}
RATES = {
    "Answer Rate %": ("answered", "offered"),
    "% Calls Answered": ("answered", "offered"),
    "% Calls Abandoned": ("abandoned", "offered"),
    "Abandonment rate": ("abandoned", "offered"),
    "AbandonRate": ("abandoned", "offered"),
    "请求接通率(%)": ("answered", "offered"),
    "请求呼损率(%)": ("abandoned", "offered"),
    "呼入接通率": ("answered", "offered"),
    "呼入成功率(%)": ("answered", "offered"),
    "应答率": ("answered", "offered"),
    "接待率": ("answered", "offered"),
}
KEYS = {
    "StartInterval": "interval_start",
    "intervalStartTime": "interval_start",
    "start_time": "interval_start",
    "Skill   Name": "queue",
    "queueName": "queue",
    "channelType": "channel",
    "Fecha": "date",
    "Hora": "time",
    "Cola": "queue",
    "Data": "date",
    "Nome Coda": "queue",
    "日期": "date",
    "小时": "time",
    "技能组": "queue",
}
# Their denominator is not published, or contradicts itself.
OPAQUE = ("Service Level %", "20秒内人工接通率(%)", "20s应答率", "呼入服务水平", "满意率", "满意度")
# What they measure cannot be told from the name, so they are not read and that is said.
UNCLEAR = (
    "Avg Handle Time (sec)",
    "Avg Wait Time (sec)",
    "Total Handle Mins",
    "Total handling time",
    "AUX out calls",
    "Flow in",
    "average_queue_wait_time",
    "EndInterval",
    "Skill ID",
    "呼入平均通时(秒)",  # all calls below the line, and not the answered ones
    "呼入总时长(分)",
    "终端呼入均长(秒)",
    "平均排队时长(秒)",
    "平均振铃时长",
    "Numero Coda",
)
UNKNOWN = (
    "totalOfferedTasks",
    "totalAssignedTasks",
    "total_calls_outside_business_hours",
    "小休时长",
    "Agente",
)


@pytest.mark.parametrize(("name", "measure"), MEASURES.items())
def test_a_name_of_a_measure(name: str, measure: str) -> None:
    what = meaning(name, {})
    assert what is not None
    assert (what.role, what.name) == ("measure", measure)


@pytest.mark.parametrize(("name", "parts"), AVERAGES.items())
def test_a_name_of_an_average(name: str, parts: tuple[str, str]) -> None:
    what = meaning(name, {})
    assert what is not None
    assert (what.role, what.name, what.per) == ("average", *parts)


@pytest.mark.parametrize(("name", "parts"), RATES.items())
def test_a_name_of_a_rate(name: str, parts: tuple[str, str]) -> None:
    what = meaning(name, {})
    assert what is not None
    assert (what.role, what.name, what.per) == ("rate", *parts)


@pytest.mark.parametrize(("name", "part"), KEYS.items())
def test_a_name_of_the_key(name: str, part: str) -> None:
    what = meaning(name, {})
    assert what is not None
    assert (what.role, what.name) == ("key", part)


@pytest.mark.parametrize("name", OPAQUE)
def test_a_share_of_unpublished_counts(name: str) -> None:
    what = meaning(name, {})
    assert what is not None
    assert what.role == "opaque"


@pytest.mark.parametrize("name", UNCLEAR)
def test_a_name_that_does_not_say_what_it_measures(name: str) -> None:
    what = meaning(name, {})
    assert what is not None
    assert what.role == "unclear"


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_name_that_is_never_taken_for_a_measure(name: str) -> None:
    assert meaning(name, {}) is None


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Total Wait Mins", "min"),
        ("ACW_Seconds", "s"),
        ("呼入总通时(秒)", "s"),
        ("总通话时长(分钟)", "min"),
        ("Answer Rate %", "percent"),
        ("Talk time (ms)", "ms"),
        ("Tiempo total de espera (segundos)", "s"),
        ("Tempo totale di attesa (minuti)", "min"),
        ("Talk time (hh:mm:ss)", "h:mm:ss"),
    ],
)
def test_the_unit_that_a_name_says(name: str, unit: str) -> None:
    what = meaning(name, {})
    assert what is not None
    assert what.unit == unit
