"""Sentences: how steps about remedies read in English and in simplified Chinese; ``wording`` fills them."""

SENTENCES: dict[str, tuple[str, str]] = {
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
    "expected": ("expected level", "期望值"),
    "minimum": ("minimum", "最低值"),
}
