"""Wording: the working of a judgement as short sentences, in English and in simplified Chinese.

A step is data: the rule, what went in, what came out. Here each rule has its sentence; a part in square
brackets is said only where all that it names went in. Numbers keep every digit of the step.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Literal

from app.sla.leaving_out import sentences as leaving_out
from app.sla.procedures import sentences as procedures
from app.sla.quantities import decimal_text
from app.sla.reconciling import sentences as reconciling
from app.sla.remedies import sentences as remedies
from app.sla.what_if import sentences as what_if
from app.sla.working import Step

Language = Literal["en", "zh_Hans"]
LANGUAGES: tuple[Language, ...] = ("en", "zh_Hans")

SENTENCES: dict[str, tuple[str, str]] = {
    "add_up": ("Added up over queues and days: {all}.", "按队列和日期合计：{all}。"),
    "formula": (
        "{formula} = {result} (variant “{variant}”).",
        "{formula} = {result}（口径“{variant}”）。",
    ),
    "round": ("Rounded to {digits} digits, {mode}: {result}.", "保留 {digits} 位小数（{mode}）：{result}。"),
    "compare": (
        "{value} against the expected {expected}[, the minimum {minimum}]: {result}.",
        "{value} 对照期望值 {expected}[、最低值 {minimum}]：{result}。",
    ),
    "between": (
        "Between the minimum {minimum} and the expected {expected}: {result} of the weight is achieved.",
        "介于最低值 {minimum} 与期望值 {expected} 之间：得权重的 {result}。",
    ),
    "no_data": ("Not judged: {reason}.", "无法评判：{reason}。"),
    "rating": (
        "{met} of {judged} judged targets met: {result}.",
        "评判 {judged} 项指标，达标 {met} 项：{result}。",
    ),
    "charges_unknown": (
        "The amount is not known yet: {reason}[, for {points} points].",
        "金额尚不可知：{reason}[，共 {points} 分]。",
    ),
    "pool": (
        "{at_risk} at risk × charges {charges} × pool “{name}” {pool} × allocation {allocation} = {result}.",
        "风险比例 {at_risk} × 费用 {charges} × 资金池“{name}” {pool} × 分配比例 {allocation} = {result}。",
    ),
    "band": (
        "{value} falls into the band {band}:[ {share} of {whole},] {result}.",
        "{value} 落入区间 {band}：[{whole} 的 {share}，即 ]{result}。",
    ),
    "points_band": (
        "{value} falls into a band of {result} points.",
        "{value} 落入的区间计 {result} 分。",
    ),
    "per_point": (
        "{points} points of {size} beyond {level}, at {each} each: {result}.",
        "偏离 {level} 共 {points} 点（每点 {size}），每点 {each}：{result}。",
    ),
    "ramp_up": ("Ramp-up: nothing is due; without it {without}.", "爬坡期：不计；否则为 {without}。"),
    "not_yet_counting": (
        (
            "Miss number {nth} in {within} periods; credits count from number {counts_from}: nothing is due"
            " instead of {without}."
        ),
        "{within} 个周期内第 {nth} 次未达标；自第 {counts_from} 次起计：不计，否则为 {without}。",
    ),
    "repeat": (
        (
            "Miss number {in_a_row} in a row, factor {factor}:"
            "[ credit {credit} becomes][ points {points} become] {result}."
        ),
        "连续第 {in_a_row} 次未达标，系数 {factor}：[扣款 {credit}][分数 {points}]变为 {result}。",
    ),
    "critical_credit": (
        "A critical failure: {result} instead of {ordinary}.",
        "关键指标未达标：{result}，而非 {ordinary}。",
    ),
    "same_event": (
        "The same event “{event}” already pays under {pays}: {result} instead of {without}.",
        "同一事件“{event}”已由 {pays} 计扣：{result}，而非 {without}。",
    ),
    "replaced_by_critical": (
        "Replaced by the critical failure of {critical}: {result} instead of {without}.",
        "由关键指标 {critical} 的扣款取代：{result}，而非 {without}。",
    ),
    "points_table": (
        "{points} points of the period[ at {share} of the charges {charges}] cost {result}.",
        "本期共 {points} 分[，按费用 {charges} 的 {share}]扣 {result}。",
    ),
    "points_part": (
        "{points} of {of} points are {result} of the credit {credit}.",
        "{of} 分中的 {points} 分，占扣款 {credit} 中的 {result}。",
    ),
    "own_cap": (
        "The target's own cap {cap} limits the credit {credit} to {result}.",
        "本指标上限 {cap} 将扣款 {credit} 限为 {result}。",
    ),
    "sum_of_credits": ("The credits add up to {result}.", "扣款合计 {result}。"),
    "period_cap": (
        "Credits {credits} under the cap of the period, {cap}: {result}.",
        "扣款 {credits}，本期上限 {cap}：{result}。",
    ),
    "group_cap": (
        "Credits {credits} under the cap of the group “{group}”, {cap}: {result}.",
        "扣款 {credits}，“{group}”组上限 {cap}：{result}。",
    ),
    "rolling_cap": (
        (
            "Credits {credits} under the rolling cap {cap}[ on charges {charges}][ (those of {unknown} are"
            " not known)]; {credits_before} came before, {room} is left: {result}."
        ),
        (
            "扣款 {credits}，滚动上限 {cap}[（费用 {charges}）][（{unknown} 的费用未知）]；"
            "已扣 {credits_before}，余额 {room}：{result}。"
        ),
    ),
    "group_rolling_cap": (
        (
            "Credits {credits} of the group “{group}” under its rolling cap {cap}[ on charges {charges}]"
            "[ (those of {unknown} are not known)];"
            " {credits_before} came before, {room} is left: {result}."
        ),
        (
            "“{group}”组扣款 {credits}，滚动上限 {cap}[（费用 {charges}）][（{unknown} 的费用未知）]；"
            "已扣 {credits_before}，余额 {room}：{result}。"
        ),
    ),
    "sum_of_bonuses": ("The bonuses add up to {result}.", "奖励合计 {result}。"),
    "carried_in": ("Carried in from {sources}: {result}.", "自 {sources} 结转：{result}。"),
    "minimum_payable": (
        "Credits {credits} against the minimum payable {minimum}: {result}[; less than that is {below}].",
        "扣款 {credits}，最低支付额 {minimum}：{result}[；不足者{below}]。",
    ),
    "round_money": (
        "{exact} rounded once to the minor unit: {result} {currency}.",
        "{exact} 一次舍入到最小货币单位：{result} {currency}。",
    ),
    "paid": (
        "After the caps {after_caps}, as part of the rounded total: {result} {currency}.",
        "上限之后为 {after_caps}，在舍入总额中占 {result} {currency}。",
    ),
    "lost": ("Beyond the cap, and lost: {result}.", "超出上限而失效：{result}。"),
    "carried_forward": ("Carried forward: {result}.", "结转下期：{result}。"),
    "expired": ("Expired: {result}.", "已过期：{result}。"),
    "earn_back": (
        "The credit of {period} for {target} is earned back: {result}.",
        "{target} 在 {period} 的扣款返还：{result}。",
    ),
    **remedies.SENTENCES,
    **leaving_out.SENTENCES,
    **procedures.SENTENCES,
    **reconciling.SENTENCES,
    **what_if.SENTENCES,
}

# What a step says in a word of the code, in words for people.
_WORDS: dict[str, tuple[str, str]] = {
    "met": ("met", "达标"),
    "below_expected": ("below the expected level", "低于期望值"),
    "below_minimum": ("below the minimum", "低于最低值"),
    "Good": ("Good", "良好"),
    "Approaching target": ("Approaching target", "接近目标"),
    "Requires improvement": ("Requires improvement", "需要改进"),
    "Inadequate": ("Inadequate", "不合格"),
    "Other": ("Other", "其他"),
    "half_up": ("halves up", "四舍五入"),
    "half_even": ("halves to the even neighbour", "四舍六入五成双"),
    "down": ("cut off", "舍去"),
    "up": ("always up", "进位"),
    **remedies.WORDS,
    **leaving_out.WORDS,
    **procedures.WORDS,
    "dispute": ("disputed, the lower value stands for now", "有争议，暂按较低值"),
    "client_counts": ("the client's figures count", "以客户数据为准"),
    "since": ("since", "自"),
    "until": ("until", "至"),
    "lost": ("lost", "失效"),
    "carried_forward": ("carried forward", "结转"),
    "no report for this period": ("no report for this period", "本期没有报告"),
    "no figures for the charges": ("no figures for the charges", "没有费用数据"),
    "no figures": ("no figures", "没有数据"),
}
_REASONS = (
    (re.compile(r"no figures for (.+)"), "没有 {} 的数据"),
    (re.compile(r"(.+) is 0"), "{} 为 0"),
    *leaving_out.REASONS,
    *procedures.REASONS,
)
# What of a step is a share of something, and what is the metric's own value; “result” is what came out.
_SHARES = {
    "pool": ("at_risk", "pool", "allocation"),
    "points_table": ("share",),
    "band": ("share",),
    "between": ("result",),
}
_VALUES = {
    "formula": ("result",),
    "round": ("result",),
    "compare": ("value",),
    "band": ("value",),
    "points_band": ("value",),
    "relief": ("result",),
    "missing_calls": ("result",),
}
_RESULTS = ("compare", "rating", "window", "sides_differ")
_TRANSLATED = ("mode", "below", "reason", "level", "grain")
# A number that stands alone; not a part of a date, of a name or of a formula.
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_KEY = re.compile(r"\{(\w+)\}")


def say(step: Step, language: Language = "en", number: Callable[[str], str] = str, unit: str = "") -> str:
    """The step as one sentence in that language; a rule that has none yet is told as plain data.

    ``number`` writes a plain number as its readers do; by default it stands as it is. Shares are said in
    percent, and so are the values of a metric whose ``unit`` is a ratio: every digit stays.
    """
    step = _written(step, number, unit)
    at = LANGUAGES.index(language)
    pairs = SENTENCES.get(step.rule)
    words = {key: _word(text, at) if key in _TRANSLATED else text for key, text in step.inputs.items()}
    result = _word(step.result, at) if step.rule in _RESULTS else step.result
    listed = (", ", "、")[at].join(f"{_word(name, at)} {text}" for name, text in step.inputs.items())
    if pairs is None:
        return f"{step.rule}: {listed} → {result}"
    return _filled(pairs[at], {"result": result, "all": listed, **words})


def in_words(text: str, language: Language = "en") -> str:
    """A reason or another word of the core in that language; the text itself where it is not known."""
    return _word(text, LANGUAGES.index(language))


def tell(steps: Iterable[Step], language: Language = "en", unit: str = "") -> str:
    """A whole working as a short text, a sentence a step; ``unit`` is that of the metric."""
    return (" ", "")[LANGUAGES.index(language)].join(say(step, language, unit=unit) for step in steps)


def _written(step: Step, number: Callable[[str], str], unit: str) -> Step:
    shares = _SHARES.get(step.rule, ())
    if unit == "ratio" or any("%" in step.inputs.get(key, "") for key in ("expected", "band")):
        shares = (*shares, *_VALUES.get(step.rule, ()))

    def write(key: str, text: str) -> str:
        if not _PLAIN.fullmatch(text):
            return text
        return f"{number(decimal_text(Fraction(text) * 100))}%" if key in shares else number(text)

    inputs = {key: write(key, text) for key, text in step.inputs.items()}
    return Step(step.rule, inputs, write("result", step.result))


def _filled(template: str, words: Mapping[str, str]) -> str:
    said = _OPTIONAL.sub(lambda part: part[1] if set(_KEY.findall(part[1])) <= words.keys() else "", template)
    return _KEY.sub(lambda key: words.get(key[1], "?"), said)


def _word(text: str, at: int) -> str:
    if text in _WORDS:
        return _WORDS[text][at]
    for pattern, chinese in _REASONS:
        if at and (match := pattern.fullmatch(text)):
            return chinese.format(*match.groups())
    return text
