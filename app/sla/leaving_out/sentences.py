"""The sentences of what was left out, forgiven or missing, in English and in simplified Chinese."""

import re

SENTENCES: dict[str, tuple[str, str]] = {
    "relief": (
        (
            "Volume relief: {excused} failures beyond the forecast and its tolerance are excused:"
            " {numerator} / {denominator} = {result}."
        ),
        "业务量减免：超出预测及容差的 {excused} 次未达标予以免计：{numerator} / {denominator} = {result}。",
    ),
    "missing_calls": (
        (
            "Days without a report, {days}, count as {calls} calls without success"
            " ({without} more have nothing to go by): {numerator} / {denominator} = {result}."
        ),
        (
            "无报告的 {days} 天按 {calls} 通未成功来电计入"
            "（另有 {without} 天无从推算）：{numerator} / {denominator} = {result}。"
        ),
    ),
    "failures_allowed": (
        "{failures} failed, and {allowed} are allowed: that counts as met.",
        "未达标 {failures} 次，允许 {allowed} 次：视为达标。",
    ),
    "report_late": (
        "The report was due on {due} and came on {arrived}: {result} days late.",
        "报告应于 {due} 前报送，于 {arrived} 送达：迟 {result} 天。",
    ),
    "deemed_failed": (
        "Deemed failed: {reason}; it was due on {due}.",
        "视为未达标：{reason}；应于 {due} 前报送。",
    ),
}
WORDS: dict[str, tuple[str, str]] = {
    "report_not_due": ("a report is missing but not yet due", "报告尚缺，但未到报送期限"),
    "calendar_unconfirmed": ("nobody has confirmed the calendar of a year yet", "某一年度的日历尚未确认"),
    "nobody knows that the report has come": (
        "nobody knows that the report has come",
        "尚不知报告是否送达",
    ),
    "nothing of the period is left": ("nothing of the period is left", "本期没有剩余数据"),
    "nothing is left to divide by": ("nothing is left to divide by", "已无可作分母的数据"),
}
REASONS = (
    (re.compile(r"only if (.+)"), "仅当 {} 时评判"),
    (re.compile(r"(\S+) is (\S+), under (\S+)"), "{} 为 {}，低于 {}"),
)
