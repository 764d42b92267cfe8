"""Files with a row for each call or each contact, known by their header: how they would be counted.

A header with an id of each call beside what became of it, or with a number, a person or a record to call
beside a result, has no rows of counts. What is found is a proposal: which hang-ups count and which results
are successes is the sender's to say, so it is never taken without being looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.errors import Problem
from app.reports.mapping.names import meaning, same_name

Columns = Mapping[str, str]  # what a column is: its name in the header

_NAMES: Final = {
    "call": """call id, callid, call uuid, call sid, unique id, uniqueid, session id, conversation id,
        interaction id, cdr id, linkedid, 通话id, 呼叫id, 会话id, 话单号, 通话流水号, 呼叫流水号, 录音流水号,
        通話id, id llamada, id de llamada, id chiamata""",
    "record": """contact id, lead id, record id, customer id, list id, phone, phone number, telephone,
        number dialed, dialed number, called number, 电话, 电话号码, 手机号, 手机号码, 客户号码, 被叫号码,
        客户id, 客户编号, 名单id, teléfono, telefono""",
    "taken": """time answered, answer time, answered time, answered at, answer timestamp, connect time,
        connected at, agent answer time, 接通时间, 应答时间, 接听时间, 坐席应答时间, 接起时间,
        hora de respuesta, ora di risposta""",
    "answered": """answered, answered (y/n), is answered, was answered, connected, connected (y/n), 是否接通,
        是否接听, 是否应答, 接通状态, atendida, contestada, risposta""",
    "wait": """wait, wait time, waiting time, queue time, time in queue, queue wait, ring time, ring duration,
        speed of answer, speed of answer in seconds, 排队时长, 等待时长, 排队时间, 振铃时长, 等待秒数,
        tiempo de espera, tempo di attesa""",
    "talk": "talk, billsec, conversation time, 通话时长, 通话时间, 通话秒数",
    "result": """result, result code, outcome, call outcome, call result, disposition, disposition code,
        contact result, wrap up code, wrapup code, termination code, hangup cause, status code, 结果,
        呼叫结果, 外呼结果, 通话结果, 联系结果, 结果代码, 挂机原因, 小结代码, resultado, esito""",
    "attempts": """attempts, attempt count, number of attempts, dial attempts, dials, call attempts,
        拨打次数, 呼叫次数, 外呼次数, intentos, tentativi""",
}
_YES: Final = ("Y", "y", "Yes", "yes", "YES", "TRUE", "true", "True", "1", "是", "已接通", "接通", "ANSWERED")
_SECONDS: Final = ("talk_seconds", "hold_seconds", "wrap_seconds")
_PARTS: Final = {
    same_name(name): part for part, names in _NAMES.items() for name in names.replace("\n", " ").split(", ")
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """How such a file would be read: the part of a mapping that its header gives, and what to look at."""

    calls: dict[str, Any]
    columns: dict[str, Any]
    note: Problem


def guess_calls(header: Iterable[str]) -> Proposal | None:
    """The proposal for a header of calls or of contacts; None where it is of neither."""
    names = [name for name in header if name]
    found: dict[str, str] = {}
    for name in names:
        part = _PARTS.get(same_name(" ".join(name.split())))
        if part is not None:
            found.setdefault(part, name)
    told = found.keys() & {"taken", "answered", "wait", "result"}
    if ("call" in found and told) or ("record" in found and told & {"taken", "answered", "wait"}):
        return _of_calls(names, found)
    if "record" in found and "result" in found:
        return _of_contacts(found)
    return None


def _of_calls(names: Iterable[str], found: Columns) -> Proposal:
    calls: dict[str, Any] = {}
    if "taken" in found:
        calls["answered"] = [{"column": found["taken"], "empty": False}]
    elif "answered" in found:
        calls["answered"] = [{"column": found["answered"], "is": list(_YES)}]
    if "answered" in calls and (wait := _wait(names, found)):
        calls["wait"] = wait
    if "result" in found:
        calls["outcomes"] = {"from": found["result"]}
    if "call" in found:
        calls["id"] = {"from": found["call"]}
    columns: dict[str, Any] = {what: {"from": name} for name in names if (what := _seconds(name))}
    if "answered" not in calls:
        columns = {"offered": {"when": []}, **columns}
    message = (
        "each row is read as one call, counted where it began: look at which count as answered, and say with "
        "calls.abandoned which hang-ups count"
    )
    return Proposal(calls, columns, Problem("file", "guessed_calls", message))


def _of_contacts(found: Columns) -> Proposal:
    columns: dict[str, Any] = {"records": {"when": []}}
    if "attempts" in found:
        columns["dials"] = {"from": found["attempts"], "unit": "count"}
    message = (
        "each row is read as one contact of a list, with a measure for each result: say in columns which "
        "results are contacts, and which are successes"
    )
    note = Problem("file", "guessed_contacts", message)
    return Proposal({"outcomes": {"from": found["result"]}}, columns, note)


def _wait(names: Iterable[str], found: Columns) -> dict[str, str] | None:
    """How long a call waited: a column of its own, else from the time of the call to that of the answer."""
    if "wait" in found:
        return {"from": found["wait"]}
    parts = {what.name: name for name in names if (what := meaning(name, {})) and what.role == "key"}
    if "taken" in found and "time" in parts and "interval_start" not in parts:
        return {"from": parts["time"], "to": found["taken"]}
    return None


def _seconds(name: str) -> str | None:
    what = meaning(name, {})
    if _PARTS.get(same_name(name)) == "talk":
        return "talk_seconds"
    return what.name if what and what.role == "measure" and what.name in _SECONDS else None
