"""What a working says where the sides differ, in English and in simplified Chinese."""

SENTENCES: dict[str, tuple[str, str]] = {
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
