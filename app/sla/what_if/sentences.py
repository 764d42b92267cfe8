"""Sentences: how a proposal reads in English and in simplified Chinese; ``wording`` fills them."""

SENTENCES: dict[str, tuple[str, str]] = {
    "achieved": (
        "Achieved over {periods} periods: {numerator} / {denominator} = {result}.",
        "{periods} 个周期合计达到：{numerator} / {denominator} = {result}。",
    ),
    "achieved_a_period": (
        "Achieved on average a period, over {periods} periods: {result}.",
        "{periods} 个周期平均每期达到：{result}。",
    ),
    "achieved_in_sum": (
        "Achieved over the sums of {periods} periods: {formula} = {result}.",
        "{periods} 个周期合计数代入：{formula} = {result}。",
    ),
    "midpoint": (
        "Midway between the agreed {agreed} and the achieved {achieved}: {result}.",
        "约定值 {agreed} 与实际值 {achieved} 的中点：{result}。",
    ),
}
# Why no other level is proposed.
REASONS: dict[str, tuple[str, str]] = {
    "no_period_has_a_value": ("no period has a value yet", "尚无任何周期有数值"),
    "not_expressible": ("nobody can reckon what the contract says here", "合同此处所述无法计算"),
    "two_sided_level": ("a level with two sides has no direction to tighten in", "双侧指标无收紧方向"),
    "level_against_the_metric": (
        "the level runs against the direction of its metric; have the terms looked at",
        "约定值与指标方向相反，请检查条款",
    ),
    "not_one_ratio": (
        "what the metric achieved over several periods cannot be reckoned from its sums",
        "无法由各期合计推算多个周期的水平",
    ),
    "not_better": ("what was achieved is no better than what is agreed", "实际水平不优于约定水平"),
}
