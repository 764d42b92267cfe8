"""Which columns each vendor prints in each of its reports, and which measure stands behind each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.sample.calls import MEASURES as CALL_MEASURES
from app.sample.cells import (
    Cell,
    clock,
    day,
    local_stamp,
    mean_clock,
    money,
    percent,
    stamp,
    time_of_day,
    whole,
)
from app.sample.days import MEASURES as DAY_MEASURES
from app.sample.outbound import MEASURES as CAMPAIGN_MEASURES
from app.sample.outbound import RESULTS


@dataclass(frozen=True)
class Shape:
    """A vendor's way to write a report: heading → cell, in order; title and total lines if any."""

    columns: Mapping[str, Cell]
    encoding: str = "utf-8"
    delimiter: str = ","
    title: tuple[str, ...] = ()
    total: str = ""
    keys: int = 0  # how many leading columns say where a row belongs; a total line leaves them empty


_HUAWEI = Shape(
    columns={
        "日期": day("%Y年%m月%d日"),
        "时段": time_of_day,
        "技能队列": whole("queue"),
        "请求服务数": whole("offered"),
        "人工呼入接通数": whole("answered"),
        "请求接通率(%)": percent("answered", "offered"),
        "20秒内人工接通数": whole("answered_within_20s"),
        "20秒内人工接通率(%)": percent("answered_within_20s", "answered"),
        "请求呼损数": whole("abandoned"),
        "5秒内呼损数": whole("abandoned_within_5s"),
        "20秒内呼损数": whole("abandoned_within_20s"),
        "排队总时长(秒)": whole("wait_seconds"),
        "通话总时长(秒)": whole("talk_seconds"),
        "话后处理总时长(秒)": whole("wrap_seconds"),
        "人工处理数": whole("handled"),
        "登录总时长(秒)": whole("staffed_seconds"),
    },
    encoding="gb18030",
    title=("话务汇总报表", "报表类型：半小时报　统计区间：{start} 至 {last}"),
    total="合计",
    keys=3,
)
_HUAWEI_DAYS = replace(
    _HUAWEI,
    columns={
        "日期": day("%Y年%m月%d日"),
        "技能队列": whole("queue"),
        "参评量": whole("surveys_answered"),
        "满意量": whole("surveys_satisfied"),
        "满意率(%)": percent("surveys_satisfied", "surveys_answered"),
        "可一次解决量": whole("resolvable"),
        "一次解决量": whole("resolved_first_contact"),
        "服务费用(元)": money("cost"),
    },
    title=("服务质量与费用报表", "报表类型：日报　统计区间：{start} 至 {last}"),
    keys=2,
)
_SPANISH = Shape(
    columns={
        "Fecha": day("%d/%m/%Y"),
        "Hora": time_of_day,
        "Cola": whole("queue"),
        "Llamadas recibidas": whole("offered"),
        "Llamadas atendidas": whole("answered"),
        "Atendidas en 20 s": whole("answered_within_20s"),
        "Llamadas abandonadas": whole("abandoned"),
        "Abandonadas en 5 s": whole("abandoned_within_5s"),
        "Abandonadas en 20 s": whole("abandoned_within_20s"),
        "Tiempo total de espera": clock("wait_seconds"),
        "Tiempo total de conversación": clock("talk_seconds"),
        "Tiempo total administrativo": clock("wrap_seconds"),
        "Gestiones": whole("handled"),
        "Tiempo conectado": clock("staffed_seconds"),
    },
    delimiter=";",
)
_SPANISH_DAYS = replace(
    _SPANISH,
    columns={
        "Fecha": day("%d/%m/%Y"),
        "Cola": whole("queue"),
        "Encuestas contestadas": whole("surveys_answered"),
        "Encuestas satisfechas": whole("surveys_satisfied"),
        "Gestiones resolubles": whole("resolvable"),
        "Resueltas al primer contacto": whole("resolved_first_contact"),
        "Coste (EUR)": money("cost", ","),
    },
)
_OURS = Shape(
    columns={"interval_start": stamp, "queue": whole("queue")}
    | {name: whole(name) for name in CALL_MEASURES},
    encoding="utf-8-sig",
)
_OURS_DAYS = replace(
    _OURS,
    columns={"date": day("%Y-%m-%d"), "queue": whole("queue")}
    | {name: money(name) if name == "cost" else whole(name) for name in DAY_MEASURES},
)
_AMAZON = Shape(
    columns={
        "Queue": whole("queue"),
        "StartInterval": local_stamp(0),
        "EndInterval": local_stamp(30),
        "Contacts queued": whole("offered"),
        "Contacts handled incoming": whole("answered"),
        "Contacts answered in 20 seconds": whole("answered_within_20s"),
        "Contacts abandoned": whole("abandoned"),
        "Contacts abandoned in 5 seconds": whole("abandoned_within_5s"),
        "Contacts abandoned in 20 seconds": whole("abandoned_within_20s"),
        "Contacts handled": whole("handled"),
        "Queue answer time": clock("wait_seconds", 2),
        "Agent interaction time": clock("talk_seconds", 2),
        "After contact work time": clock("wrap_seconds", 2),
        "Online time": clock("staffed_seconds", 2),
        "Average queue answer time": mean_clock("wait_seconds", "answered"),
        "Service level 20 seconds": percent("answered_within_20s", "offered", "%"),
    },
)
_AMAZON_DAYS = Shape(
    columns={
        "Date": day("%Y-%m-%d"),
        "Queue": whole("queue"),
        "Surveys answered": whole("surveys_answered"),
        "Surveys satisfied": whole("surveys_satisfied"),
        "Contacts resolvable": whole("resolvable"),
        "Resolved on first contact": whole("resolved_first_contact"),
        "Cost (USD)": money("cost"),
    },
)


def _result(position: int) -> Cell:
    return lambda row: str(row.results[position])


def _heading(measure: str) -> str:
    words = measure.replace("staffed_seconds", "agent_seconds").replace("_", " ")
    return words.capitalize() + (" (USD)" if measure in ("revenue", "cost") else "")


_DIALLER = Shape(
    columns={"Date": day("%Y-%m-%d"), "Campaign": whole("queue"), "List": whole("segment")}
    | {
        _heading(name): money(name) if name in ("revenue", "cost") else whole(name)
        for name in CAMPAIGN_MEASURES
    }
    | {f"Disposition {code}": _result(position) for position, code in enumerate(RESULTS)},
)

SHAPES: Mapping[tuple[str, str], Shape] = {
    ("chengdu", "calls"): _HUAWEI,
    ("chengdu", "days"): _HUAWEI_DAYS,
    ("iberica", "calls"): _SPANISH,
    ("iberica", "days"): _SPANISH_DAYS,
    ("baltic", "calls"): _OURS,
    ("baltic", "days"): _OURS_DAYS,
    ("harbor", "calls"): _AMAZON,
    ("harbor", "days"): _AMAZON_DAYS,
    ("harbor", "campaign"): _DIALLER,
}
