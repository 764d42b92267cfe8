"""The sentences of procedures: what each worked out, in English and in simplified Chinese."""

import re

SENTENCES: dict[str, tuple[str, str]] = {
    "intervals": (
        (
            "Each {grain} with volume against {each} ({formula}): {result} of {with_volume} met it;"
            " {without_volume} without volume do not count."
        ),
        (
            "逐个{grain}对照 {each}（{formula}）：有业务量的 {with_volume} 个中达标 {result} 个；"
            "无业务量的 {without_volume} 个不计。"
        ),
    ),
    "forecast_error": (
        "Errors by {grain} without their sign, over {cells} that state both ({left_out} left out): {result}.",
        "按{grain}取误差绝对值，两者均有数据的 {cells} 个（略去 {left_out} 个），合计 {result}。",
    ),
    "stability": ("By period: {all}; their mean is {result}.", "各期：{all}；平均 {result}。"),
    "to_date": ("To date: {all}.", "累计至今：{all}。"),
    "full_time_agents": (
        "Staffed hours by the hours of one full-time agent, over {queues} queues: {result} agents.",
        "在岗工时除以一名全职坐席的工时，{queues} 个队列合计：{result} 名。",
    ),
    "window": ("{window}, {start} to {end}: {result}.", "{window}（{start} 至 {end}）：{result}。"),
    "window_charges": ("The charges of {window} are {result}.", "{window} 的费用为 {result}。"),
    "days_over": ("Days of the period that are over: {result}.", "本期已过天数：{result}。"),
}
WORDS: dict[str, tuple[str, str]] = {
    "quarter_hour": ("quarter of an hour", "一刻钟"),
    "half_hour": ("half-hour", "半小时"),
    "hour": ("hour", "小时"),
    "day": ("day", "日"),
    "week": ("week", "周"),
    "month": ("month", "月"),
    "there is no period before to compare with": (
        "there is no period before to compare with",
        "此前没有可比的期间",
    ),
}
REASONS = (
    (re.compile(r"no (?:\w+) had any volume"), "没有任何时段有业务量"),
    (re.compile(r"no (?:\w+) states both (.+) and (.+)"), "没有任何时段同时给出 {} 和 {}"),
    (re.compile(r"not due in this period: (.+) ends on (.+)"), "本期不评：{} 至 {} 结束"),
    (re.compile(r"the figures of (.+) to (.+) are not stated by (?:\w+)"), "{} 至 {} 的数据不够细"),
    (re.compile(r"(.+) of (.+) is not stated by .+"), "{}（{}）的数据不够细"),
)
