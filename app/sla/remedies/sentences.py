"""Sentences: how steps about remedies read in English and in simplified Chinese; ``wording`` fills them."""

SENTENCES: dict[str, tuple[str, str]] = {
    "count": ("Counted {of}: {formula} = {result}.", "计数 {of}：{formula} = {result}。"),
    "days_missed": (
        "Of {days} days with figures {result} lie outside {level} by themselves.",
        "有数据的 {days} 天中，单日不符合 {level} 的有 {result} 天。",
    ),
    "count_unknown": ("The amount is not known yet: {reason}.", "金额尚不可知：{reason}。"),
    "per_day": ("{number} days at {each} each: {result}.", "{number} 天，每天 {each}：{result}。"),
    "per_occurrence": (
        "{number} occurrences at {each} each: {result}.",
        "{number} 次，每次 {each}：{result}。",
    ),
    "per_unit": (
        "{number} affected units at {each} each: {result}.",
        "受影响 {number} 个，每个 {each}：{result}。",
    ),
    "deemed": (
        "Deemed failed, because no report came: {result}.",
        "因未收到报告视为未达标：{result}。",
    ),
    "trigger_in_a_row": (
        (
            "{target} missed its {level} {result} times in a row;"
            " from {needed} on the contract may be terminated[ ({clause})]."
        ),
        "{target} 连续 {result} 次未达到{level}；自 {needed} 次起可解约[（{clause}）]。",
    ),
    "trigger_out_of": (
        (
            "{target} missed its {level} in {result} of {within} periods;"
            " from {needed} on the contract may be terminated[ ({clause})]."
        ),
        "{target} 在 {within} 个周期内 {result} 次未达到{level}；自 {needed} 次起可解约[（{clause}）]。",
    ),
    "trigger_points": (
        "{result} points in {within} periods; from {needed} on the contract may be terminated[ ({clause})].",
        "{within} 个周期内共 {result} 分；自 {needed} 分起可解约[（{clause}）]。",
    ),
    "trigger_cap_reached": (
        (
            "Credits reached the cap in {result} of {within} periods;"
            " from {needed} on the contract may be terminated[ ({clause})]."
        ),
        "{within} 个周期内 {result} 次达到扣款上限；自 {needed} 次起可解约[（{clause}）]。",
    ),
}
# What such a step says in a word of the code, in words for people.
WORDS: dict[str, tuple[str, str]] = {
    "figures for more than a day at once": ("figures for more than a day at once", "数据粒度大于一天"),
    "expected": ("expected level", "期望值"),
    "minimum": ("minimum", "最低值"),
}
