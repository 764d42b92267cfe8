"""Flags in words: what each code means and what to do about it, in English and in simplified Chinese.

The message of a flag has its figures and days; these words are the same for every flag of a code.
"""

from typing import Literal

WORDS: dict[str, tuple[str, str]] = {
    "all_zero": (
        "Every figure of a day is 0. If nothing was reported, leave the day out; it then shows as missing.",
        "某日所有数值均为 0。若当日未上报，请删去该行，系统会将其列为缺失。",
    ),
    "zero_unusual": (
        "A figure is 0 that is 0 nowhere else. Check whether it was counted on that day.",
        "该项数值为 0，而其他日期从不为 0。请核对当日是否已统计。",
    ),
    "leap": (
        "Far more calls than on the middle day. Check the day, or say what happened.",
        "来电量远超中位日。请核对当日数据，或说明原因。",
    ),
    "short_abandons_leap": (
        "Short abandons are a much larger part of all abandons than before. Ask what counts as short now.",
        "短时放弃占全部放弃的比例骤升。请核实“短时放弃”的统计口径是否改变。",
    ),
    "blocked_leap": (
        "Many more calls were blocked than before. They never reach the queue and improve every rate.",
        "被阻断的来电骤增。这些来电未进入队列，会使各项比率虚高。",
    ),
    "piled_under_threshold": (
        "Answers pile up just under the seconds that are paid for. Ask for the call records.",
        "接通时长集中在考核阈值之内。请索取通话明细核查。",
    ),
    "constant": (
        "One number stands in a column so often that it seems filled in. Ask for what was measured.",
        "某列中同一数值出现过多，疑为填充值。请索取实际测量值。",
    ),
    "definition_changed": (
        "A sum held until a day and does not since: somebody counts otherwise now. Ask what changed.",
        "某日之前合计成立，之后不再成立：统计口径可能已变。请核实变更内容。",
    ),
    "sum_differs": (
        "Offered is not answered and abandoned together. Ask where the other calls went.",
        "呼入量不等于接通量与放弃量之和。请核实其余来电的去向。",
    ),
    "stated_rate_differs": (
        "A stated rate is not the one of its own counts. The counts are what is judged.",
        "上报的比率与其自身的计数不符。考核以计数为准。",
    ),
    "rows_refused": (
        "Some rows were refused and left out, as was chosen. Correct them and send them in.",
        "部分数据行被拒收并已按选择略去。请更正后重新提交。",
    ),
    "same_day": (
        "Another row of this day was refused, and a day is taken whole or not at all.",
        "同一天的另一行被拒收；一天的数据要么全部采用，要么全部不采用。",
    ),
    "answered_over_offered": (
        "In an interval more calls were answered than offered: some were offered before it began.",
        "某时段接通量大于呼入量：部分来电在该时段之前进入。",
    ),
    "talk_over_staffed": (
        "More talk than staffed time. Check how staffed time is counted.",
        "通话时长大于在岗时长。请核对在岗时长的统计方法。",
    ),
    "repeated_rows": (
        "Rows that say the same were counted once.",
        "重复的数据行只计一次。",
    ),
    "missing_days": (
        "Days between those that are stated have no row. They stay missing; nothing is filled in.",
        "已上报日期之间有缺失的日期，按缺失处理，系统不会填补。",
    ),
    "missing_intervals": (
        "Days lack intervals that they usually have. They stay missing; nothing is filled in.",
        "部分日期缺少通常具有的时段，按缺失处理，系统不会填补。",
    ),
    "total_differs": (
        "The file's own total is not the sum of its rows. Rows may be missing.",
        "文件中的合计与各行之和不符。可能缺少数据行。",
    ),
    "total_line": (
        "This line holds the file's own totals. It was not read as data.",
        "该行为合计行，未作为数据读取。",
    ),
    "stated_rate": (
        "A rate is not read as a figure: rates are worked out from their counts.",
        "比率不作为数据读取，一律由计数算出。",
    ),
    "unclear": (
        "The column was not read. Say in a mapping what it measures.",
        "该列未读取。请在映射中说明其含义。",
    ),
    "average": (
        "An average was not read. It needs the count that it is an average of.",
        "平均值未读取：缺少其对应的计数。",
    ),
    "average_without_count": (
        "An average was not read. It needs the count that it is an average of.",
        "平均值未读取：缺少其对应的计数。",
    ),
    "ignored": (
        "The column was not read. If it matters, say in a mapping what it measures.",
        "该列未读取。如有需要，请在映射中说明其含义。",
    ),
    "derived": (
        "A count was derived from other columns. Ask for the count itself.",
        "该计数由其他列推算得出。请索取原始计数。",
    ),
    "rounded": (
        "Values finer than a millionth were rounded.",
        "小于百万分之一的部分已四舍六入五成双。",
    ),
    "zero_beside": (
        "The column is not in the file, and is 0 where the column beside it states anything.",
        "文件中没有该列；凡相邻列有值之处，该列按 0 计。",
    ),
    "offset_believed": (
        "Times carry an offset or a Z, which is believed. If they are local times, say so in a mapping.",
        "时间带有时区偏移或 Z，已按其解读。若实为当地时间，请在映射中声明。",
    ),
    "preset": (
        "The file was read as that system writes it.",
        "已按该系统的格式读取。",
    ),
    "guessed_calls": (
        "Each row seems to be one call. Look at which calls count as answered, and which hang-ups count.",
        "每行似为一通来电。请核对哪些算作接通、哪些挂断计入放弃。",
    ),
    "guessed_contacts": (
        "Each row seems to be one contact of a list. Say which results are contacts and which successes.",
        "每行似为名单中的一个联系对象。请说明哪些结果算作有效接触、哪些算作成功。",
    ),
    "confirm_encoding": (
        "The file is not UTF-8, and its encoding is a guess. Look at its names.",
        "文件不是 UTF-8，编码为推测所得。请核对其中的名称。",
    ),
    "rows_left_out": (
        "The mapping says to leave these rows out.",
        "按映射的规定略去了这些行。",
    ),
    "other_queues": (
        "Rows of other queues than this contract's were left out.",
        "不属于本合同的队列，其数据行已略去。",
    ),
    "calls_not_counted": (
        "Some calls are neither answered nor abandoned by this mapping, and do not count.",
        "按此映射，部分来电既非接通也非放弃，不予计入。",
    ),
    "calls_begun_before": (
        "Calls that began before the file does are not counted.",
        "在文件起始之前进入的来电不予计入。",
    ),
    "calls_without_an_end": (
        "Calls that were neither answered nor abandoned count as offered alone.",
        "既未接通也未放弃的来电只计入呼入量。",
    ),
    "events_left_out": (
        "Outgoing calls are in no queue and were not read.",
        "外呼不属于任何队列，未读取。",
    ),
    "wait_unknown": (
        "How long abandoned calls waited is not in the file, so nothing is stated of it.",
        "文件未说明放弃的来电等待了多久，因此不作统计。",
    ),
}

# Codes that name a part and its whole, such as abandoned_over_offered.
_PART_OVER_WHOLE = ("A part is larger than its whole. Look at both columns.", "部分大于整体。请核对这两列。")


def in_words(code: str, language: Literal["en", "zh_Hans"]) -> str:
    """What the flag means and what to do; empty for a code without words."""
    english, chinese = WORDS.get(code, _PART_OVER_WHOLE if "_over_" in code else ("", ""))
    return chinese if language == "zh_Hans" else english
