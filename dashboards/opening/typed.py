"""What was typed to open a contract: checked field by field, and made into the terms to start from."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from app.contracts.open import REFERENCE
from app.errors import Problem, Refused
from app.sla.periods import FIRST_DAY, LAST_DAY
from dashboards.opening.context import OpeningForm
from dashboards.typing_in import Typed

STARTS: Final = ("inbound", "outbound", "quality", "own", "later")
PERIODS: Final = ("month", "quarter", "week")
CURRENCIES: Final = (
    "CNY", "EUR", "USD", "GBP", "HKD", "TWD", "SGD", "JPY", "KRW", "INR", "PHP", "MYR",
    "THB", "VND", "IDR", "AUD", "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK",
    "HUF", "RON", "TRY", "AED", "SAR", "ZAR", "EGP", "MAD", "KES", "BRL", "MXN", "COP",
)  # fmt: skip
_MOST_QUEUES: Final = 100
_TEMPLATES: Final = Path(__file__).parent / "starting"


@cache
def zones() -> tuple[str, ...]:
    """The time zones that are called by continent and city."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    )


def form_typed(typed: Typed) -> OpeningForm:
    """The form as it was typed."""
    return OpeningForm(**{name: typed.get(name) for name in OpeningForm.__dataclass_fields__})


def check(form: OpeningForm) -> None:
    """Raise Refused for the first field that is wrong; what its problem names is the field."""
    for name, is_right, message in _CHECKS:
        if not is_right(form):
            raise Refused(message, [Problem(name, "form", message)])


def _made(form: OpeningForm) -> bool:
    """Whether the terms are made of what was typed, and not a file of one's own."""
    return form.start in STARTS[:3]


def _day(text: str) -> date | None:
    """The day in years that terms may name; None for anything else."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day < LAST_DAY else None


def queues_of(text: str) -> list[str]:
    """The names between commas, as English and Chinese write them; each once."""
    names = (" ".join(part.split()) for part in re.split("[,;，；、\n]", text))
    return list(dict.fromkeys(name for name in names if name))


def _are_queues(text: str) -> bool:
    names = queues_of(text)
    return 1 <= len(names) <= _MOST_QUEUES and all(name.isprintable() and len(name) <= 100 for name in names)


def _ends_later(form: OpeningForm) -> bool:
    first, last = _day(form.starts), _day(form.last)
    return not form.last or (first is not None and last is not None and last >= first)


_CHECKS: Final[tuple[tuple[str, Callable[[OpeningForm], object], str], ...]] = (
    (
        "reference",
        lambda form: re.fullmatch(REFERENCE, form.reference, re.ASCII),
        "A reference has at most 64 letters, digits, dots and dashes, and begins with a letter or digit.",
    ),
    (
        "provider",
        lambda form: form.provider.isprintable() and 1 <= len(form.provider) <= 200,
        "Name the provider, in one line of at most 200 letters.",
    ),
    ("start", lambda form: form.start in STARTS, "Choose one of the list."),
    (
        "text",
        lambda form: form.start != "own" or form.text,
        "Paste your terms file, or start from one of ours.",
    ),
    (
        "queues",
        lambda form: not _made(form) or _are_queues(form.queues),
        "Name the queues as the reports call them, with commas between; at least one, at most 100.",
    ),
    ("starts", lambda form: not _made(form) or _day(form.starts), "Write the first day of the contract."),
    ("last", lambda form: not _made(form) or _ends_later(form), "The last day comes before the first."),
    ("every", lambda form: not _made(form) or form.every in PERIODS, "Choose one of the list."),
    (
        "currency",
        lambda form: not _made(form) or re.fullmatch("[A-Z]{3}", form.currency, re.ASCII),
        "Write the currency in three capital letters, like CNY.",
    ),
    (
        "timezone",
        lambda form: not _made(form) or form.timezone in available_timezones(),
        "Write a time zone of the list, like Asia/Shanghai.",
    ),
)


def terms_to_start_from(form: OpeningForm, client: str) -> str:
    """The text of the first terms: one's own, or one of ours under what was typed; empty for later."""
    if form.start == "own":
        return form.text
    if not _made(form):
        return ""
    names = {
        "contract": form.reference,
        "client": client,
        "provider": " ".join(form.provider.split()),
        "currency": form.currency,
        "timezone": form.timezone,
    }
    last = _day(form.last)
    lines = [
        "schema: 1",
        *(f"{key}: {_quoted(text)}" for key, text in names.items()),
        f"starts: {form.starts}",
        *([f"ends: {last + timedelta(1)}"] if last else []),
        f"effective: {form.starts}",
        f"period: {{every: {form.every}}}",
        "queues:",
        *_queue_lines(form),
    ]
    return "\n".join(lines) + "\n" + (_TEMPLATES / f"{form.start}.yaml").read_text(encoding="utf-8")


def _queue_lines(form: OpeningForm) -> Iterator[str]:
    """A queue whose name can be an id is called by it; any other gets a number, and its name as title."""
    way = ", direction: outbound" if form.start == "outbound" else ""
    for number, name in enumerate(queues_of(form.queues), 1):
        key = name if re.fullmatch(REFERENCE, name, re.ASCII) else f"queue-{number}"
        yield f"  {_quoted(key)}: {{title: {_quoted(name)}{way}}}"


def _quoted(text: str) -> str:
    """As a quoted scalar: whatever the text is, it stays one."""
    return json.dumps(text, ensure_ascii=False)
