"""The column names that reports use, in English, Chinese, Spanish and Italian, and what they mean.

Data only: `names.py` reads it. Names are compared without case, spaces, underscores and hyphens;
"average", "mean" and "(avg)" all count as a leading "avg"; a unit in brackets or at the end, as in
"(秒)" or "(%)", is cut off before. Sources: published report columns of Huawei Cloud, Alibaba Cloud CCC,
Easemob, Amazon Connect, Avaya, Five9, 3CX, NICE CXone, Talkdesk, Twilio, Webex, Zendesk Talk and NethVoice.
"""

# measure: names of its sum or count
SUMS = """
offered: offered, calls offered, offered calls, incoming calls, inbound calls, calls inbound, calls received, received calls, calls, call volume, contacts offered, contacts queued, calls entered, inbound contacts, total inbound calls, tasks entered, 请求服务数, 呼入总数, 呼入量, 呼叫量, 来电总数, 来电量, 来电数, 呼入数, 呼入总量, 总呼入量, 进线量, 进线数, 请求量, 人工请求量, 請求服務數, 來電數, 進線量, 進線數, 着信数, 総着信数, 着信件数, llamadas entrantes, llamadas recibidas, chiamate ricevute, chiamate entranti
answered: answered, calls answered, answered calls, calls ans, contacts handled incoming, contacts answered, answered contacts, reservations accepted, totalacceptedtasks, 人工呼入接通数, 呼入接通总数, 接通数, 接通量, 人工接通量, 人工接通数, 呼入接通量, 应答量, 应答数, 接听量, 接听数, 接起量, 接待量, 接通數, 接通量, 接聽數, 應答量, 応答数, 応答件数, llamadas atendidas, llamadas contestadas, chiamate risposte, chiamate gestite
abandoned: abandoned, calls abandoned, abandoned calls, total aban calls, contacts abandoned, contact abandoned, abandon cnt, total calls abandoned in queue, tasks canceled, totalabandonedtasks, lost calls, 请求呼损数, 呼损数, 放弃量, 放弃数, 呼损量, 人工放弃量, 排队放弃量, 放棄量, 放棄數, 放棄数, 放棄呼数, 放棄件数, llamadas abandonadas, llamadas perdidas, chiamate abbandonate, chiamate perse
handled: handled, 人工处理数, 处理量, gestiones
blocked: blocked, calls blocked, blocked calls, busy calls, 呼入阻塞数
transferred: transferred, calls transferred, transferred calls, transfers, contacts transferred out, 转接量, 转接数
wait_seconds: wait seconds, total wait, total wait time, queue answer time, total queue answer time, total time to answer, 应答总时长, 排队总时长, tiempo total de espera, tempo totale di attesa
wait_seconds_abandoned: wait seconds abandoned, aban time, abandon time, total abandoned, total abandon time
longest_wait_seconds: longest wait, longest wait time, max wait time, max queue wait time, maximum queued time, longest queue time, 最长等待时长, 最长排队时长
talk_seconds: talk seconds, talk time, total talk time, acd time, talk duration, agent interaction time, 总通话时长, 呼入总通时, 通话总时长, tiempo total de conversación, tempo totale di conversazione
hold_seconds: hold seconds, hold time, total hold time, customer hold time, hold acd time, 总保持时长
wrap_seconds: wrap seconds, acw, acw time, after call work, after call work time, after contact work time, wrap up time, total wrap up time, total work time, 总话后处理时长, 话后处理总时长, tiempo total administrativo
staffed_seconds: staffed seconds, staffed time, login time, logged in time, online time, agent seconds, 登录时长, 登录总时长, tiempo conectado
ready_seconds: ready seconds, ready time, available time, idle time, 空闲时长
callbacks_requested: callbacks requested
callbacks_completed: callbacks completed, completed callbacks
surveys_sent: surveys sent
surveys_answered: surveys answered, survey responses, 参评量, encuestas contestadas
surveys_satisfied: surveys satisfied, satisfied, 满意量, encuestas satisfechas
resolvable: resolvable, contacts resolvable, calls resolvable, 可一次解决量, gestiones resolubles
resolved_first_contact: resolved first contact, resolved on first contact, 一次解决量, resueltas al primer contacto
complaints: complaints, 投诉量
dials: dials, total outbound calls, calls dialed, calls dialled, 外呼量, 外呼总数
connected: connected, calls connected, 外呼接通量, 外呼接通数
cost: cost, 费用, 服务费用, coste, costo
charges: charges, 计费金额
revenue: revenue, 收入, ingresos
"""  # noqa: E501 - one line a measure reads best

# sum / count: names of the average of the sum over the count
AVERAGES = """
wait_seconds / answered: avg answer speed, avg speed of answer, avg speed of ans, asa, avg time to answer, avg queue answer time, 通话排队均长, 呼入平均应答速度, 平均应答速度
talk_seconds / answered: avg talk duration, avg agent interaction time, avg talk time, avg talk, 通话均长, 平均通话时长
hold_seconds / answered: avg hold time, avg customer hold time, 平均保持时长
wrap_seconds / answered: avg acw time, avg after call work time, avg wrap up time, avg work time, avg after contact work time, 平均话后处理时长
wait_seconds_abandoned / abandoned: avg abandon time, avg abandoned, avg queue abandon time, 呼损应答均长, 平均呼损时长
"""  # noqa: E501

# numerator / denominator of a stated rate: names. A rate is never read by itself; it is compared with the
# counts.
RATES = """
answered / offered: answer rate, answered rate, calls answered rate, handle rate, 请求接通率, 呼入接通率, 接通率, 接待率, 应答率, 呼入成功率, porcentaje de atencion, tasso di risposta
abandoned / offered: abandon rate, abandonment rate, abandoned rate, calls abandoned rate, 请求呼损率, 呼损率, 放弃率, porcentaje de abandono, tasso di abbandono
"""  # noqa: E501

# What cannot be compared with counts: the share's denominator is not published, or differs by vendor.
OPAQUE = """
service level, sla, 呼入服务水平, 服务水平, 满意率, 满意度, satisfaction index, occupancy, occupancy rate, nivel de servicio, livello di servizio
"""  # noqa: E501

# Known, and deliberately not read: what they measure cannot be told from the name.
UNCLEAR = """
avg waiting time, avg wait time, avg wait, avg queue wait time, 平均排队时长, avg handle time, aht, avg handle, total handling time, total handle time, total handle, 呼入平均通时, 平均振铃时长, 终端呼入均长, 呼入总时长, aux out calls, aux out time, end interval, end time, interval end, flow in, flow out, extn out calls, skill id, queue id, numero coda
"""  # noqa: E501

# part of the key: names
KEYS = """
date: date, day, report date, call date, 日期, 统计日期, 报表日期, 日付,  fecha, data, giorno, dia, datum
interval_start: interval start, date time, datetime, timestamp, start time, intervalstarttime, stats time, start interval, 统计时间, 开始时间
time: time, hour, call time, 时间, 時間, 小时, 时段, 时间段, 時段, 時間帯, hora, ora
queue: queue, queue name, skill, skill name, skill group, hotline, line of business, 技能组, 技能队列, 队列, 队列名称, 技能组名称, 业务线, campaign, 项目, 热线, cola, coda, nome coda
segment: segment, list, 名单, segmento
channel: channel, channel type, media type, 渠道, canal, canale
contract: contract, contract id, 合同, contrato, contratto
index: index, no, nr, row, row names, rownames, id, 序号, 编号, indice
"""  # noqa: E501

# Taken only where no other column of the file has that meaning: name = first choice, then what it is instead.
WEAK = """
calls handled = answered, handled
contacts handled = answered, handled
handled calls = answered, handled
interval = time, 
time interval = time, 
"""  # noqa: W291 - an empty second choice is meant

# Names that carry a number of seconds; {0} in the meaning is that number.
THRESHOLDS = (
    (r"(?:calls|contacts)?(?:answered|ans|atendidas|contestadas|risposte)(?:calls|contacts)?(?:within|en|entro|in|<=?|≤)([1-9][0-9]{0,4})(?:s|secs?|seconds?)?", "answered_within_{0}s"),  # noqa: E501
    (r"(?:坐席|人工)?([1-9][0-9]{0,4})(?:秒内?|s内?)(?:人工)?(?:接通|应答|接听|接起|接聽|應答|応答)(?:数|量|數)", "answered_within_{0}s"),  # noqa: E501
    (r"(?:calls|contacts)?(?:abandoned|aban|abandonadas|abbandonate)(?:calls|contacts)?(?:within|en|entro|in|<=?|≤)([1-9][0-9]{0,4})(?:s|secs?|seconds?)?", "abandoned_within_{0}s"),  # noqa: E501
    (r"(?:客户|排队)?([1-9][0-9]{0,4})(?:秒内?|s内?)(?:放弃|呼损|放棄)(?:数|量|數)", "abandoned_within_{0}s"),
)  # fmt: skip

# Stated service levels: a share of calls in time over a denominator that the name does not say.
SERVICE_LEVELS = (
    r"servicelevel\(?([1-9][0-9]{0,4})(?:s|secs?|seconds?)?\)?",
    r"(?:坐席|人工)?([1-9][0-9]{0,4})(?:秒内|s|秒)(?:人工)?(?:接通|应答)率",
)

# The first cell of a line below the table that adds it up.
TOTAL_WORDS = (
    "合计", "总计", "小计", "汇总", "总和", "total", "totals", "grand total", "sum", "summe", "gesamt",
    "gran total", "total general", "totale", "totale generale",
)  # fmt: skip

# Units as headers write them, in brackets or as the last word.
UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds", "秒", "seg", "segundos", "secondi"),
    "ms": ("ms", "millis", "milliseconds", "毫秒"),
    "min": ("min", "mins", "minute", "minutes", "分", "分钟", "minutos", "minuti"),
    "h": ("h", "hr", "hrs", "hours", "小时", "horas", "ore"),
    "h:mm:ss": ("h:mm:ss", "hh:mm:ss"),
    "percent": ("%", "pct", "percent", "百分比"),
    "money": ("usd", "eur", "cny", "rmb", "gbp", "jpy", "元", "$", "€", "£", "¥"),
}

CHANNELS = {
    "voice": ("voice", "phone", "call", "calls", "telephone", "语音", "电话", "热线", "voz", "voce"),
    "chat": ("chat", "webchat", "im", "在线", "在线客服"),
    "email": ("email", "e-mail", "mail", "邮件"),
}
