"""What a working says where the sides differ, in English and in simplified Chinese."""

SENTENCES: dict[str, tuple[str, str]] = {
    "charges_differ": (
        "The provider states charges of {provider}, the client {client}; {result} counts.",
        "供应商所报费用 {provider}，客户所报费用 {client}；以 {result} 为准。",
    ),
    "charges_of_other_side": (
        (
            "The side whose charges count has stated none[; the provider states {provider}]"
            "[; the client states {client}]; {result} counts until it does."
        ),
        (
            "约定一方尚未报送费用[；供应商所报为 {provider}]"
            "[；客户所报为 {client}]；在其报送之前以 {result} 为准。"
        ),
    ),
    "sides_differ": (
        (
            "{measure}: the provider states {provider}, the client {client}; they are {difference} apart,"
            " which is beyond the tolerance of {tolerance}: {result}."
        ),
        (
            "{measure}：供应商报 {provider}，客户报 {client}，"
            "相差 {difference}，超出容差 {tolerance}：{result}。"
        ),
    ),
}
