"""The two languages: catalogues read once from their .po files, and numbers, money and dates by locale."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from dashboards.parts import Bound, Money, Number
from dashboards.titles import TITLES

LANGUAGES: Final = MappingProxyType({"en": "English", "zh_Hans": "简体中文"})
DEFAULT: Final = "en"
MINUS: Final = "−"

_MONTH = re.compile(r"(\d{4})-(\d{2})(?:/(\d+))?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


@cache
def catalogue(tag: str) -> Catalog:
    """The messages of one language, from the .po file beside this module."""
    path = Path(__file__).parent / "locale" / tag / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=tag)


@cache
def _messages(tag: str) -> Mapping[str, str]:
    """The translations that have one form only."""
    found = {one.id: one.string for one in catalogue(tag) if one.string}
    return {key: text for key, text in found.items() if isinstance(key, str) and isinstance(text, str)}


def choose(asked: str | None, kept: str | None, accepted: str | None) -> str:
    """The language to answer in: asked for in the address, else kept in the cookie, else accepted."""
    for tag in (asked, kept):
        if tag is not None and tag in LANGUAGES:
            return tag
    return _negotiated(accepted or "")


def _negotiated(header: str) -> str:
    """The best of ours by an Accept-Language header; every Chinese is answered in 简体中文."""
    ranked: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        weight = re.fullmatch(r"[01](\.\d{1,3})?", quality or "1", re.ASCII)
        if tag and weight and float(quality or "1") > 0:
            ranked.append((-float(quality or "1"), "zh_Hans" if tag.lower().startswith("zh") else tag))
    ranked.sort(key=lambda pair: pair[0])
    preferred = [tag.replace("-", "_") for _, tag in ranked]
    return negotiate_locale(preferred, list(LANGUAGES), sep="_") or DEFAULT


@dataclass(frozen=True)
class Language:
    """Words, numbers and dates of one reader; ``tag`` is a key of LANGUAGES."""

    tag: str

    @cached_property
    def locale(self) -> Locale:
        """The locale that Babel formats by."""
        return Locale.parse(self.tag)

    @property
    def html(self) -> str:
        """The tag as HTML's lang attribute has it."""
        return self.tag.replace("_", "-")

    def gettext(self, message: str, **values: object) -> str:
        """The message in this language, with ``%(name)s`` filled in; an untranslated one stays."""
        text = self.message(message)
        return text % values if values else text

    def message(self, message: str) -> str:
        """The message in this language with its places still open; an untranslated one stays."""
        return _messages(self.tag).get(message, message)

    def title(self, title: str) -> str:
        """A target's title: the catalogue's in this language, one of the terms as it stands."""
        return self.message(title) if title in TITLES else title

    def ngettext(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The form for that many, with ``%(n)s`` and the values filled in."""
        return self.plural(singular, plural, n) % {"n": self.decimal(str(n)), **values}

    def plural(self, singular: str, plural: str, n: int) -> str:
        """The form for that many, with its places still open."""
        found = catalogue(self.tag).get(singular)
        forms = found.string if found and isinstance(found.string, tuple | list) else ()
        index = min(catalogue(self.tag).num_plurals - 1, 0 if n == 1 else 1)
        return forms[index] if index < len(forms) and forms[index] else (singular if n == 1 else plural)

    def decimal(self, text: str) -> str:
        """Exact decimal text in this locale, with exactly the decimals that it has, and − as its minus."""
        return _decimal(self, text)

    def number(self, number: Number | None) -> str:
        """A number with its unit; an en dash where there is none."""
        if number is None:
            return "–"
        return self.decimal(number.text) + self.unit(number.unit)

    def unit(self, unit: str) -> str:
        """The unit as it stands behind a number, with its space; nothing behind a count."""
        return _unit(self, unit)

    def money(self, money: Money | None) -> str:
        """The amount with its currency behind it, every digit as it came."""
        return "–" if money is None else f"{self.decimal(money.text)}\N{NO-BREAK SPACE}{money.currency}"

    def bound(self, bound: Bound | None) -> str:
        """An agreed level in signs: ≥ 80%, or 180–300 s."""
        if bound is None:
            return "–"
        if bound.low and bound.high and bound.low_included and bound.high_included:
            return f"{self.decimal(bound.low.text)}–{self.number(bound.high)}"
        above = f"{'≥' if bound.low_included else '>'}\N{NO-BREAK SPACE}{self.number(bound.low)}"
        below = f"{'≤' if bound.high_included else '<'}\N{NO-BREAK SPACE}{self.number(bound.high)}"
        return f"{above}, {below}" if bound.low and bound.high else above if bound.low else below

    def period(self, label: str) -> str:
        """A period's label in words: August 2026, Q2 2026, week 14 of 2026; a label of another form stays."""
        return _period(self, label)

    def in_words(self, label: str) -> str:
        """The same, worked out anew."""
        if found := _MONTH.fullmatch(label):
            return self._month(int(found[1]), int(found[2]), found[3])
        if found := _QUARTER.fullmatch(label):
            return format_skeleton("yQQQ", date(int(found[1]), int(found[2]) * 3, 1), locale=self.locale)
        if found := _WEEK.fullmatch(label):
            return self.gettext("week %(week)s of %(year)s", week=int(found[2]), year=found[1])
        if _DAY.fullmatch(label):
            return self.day(date.fromisoformat(label))
        if _YEAR.fullmatch(label):
            return format_skeleton("y", date(int(label), 1, 1), locale=self.locale)
        return label

    def month(self, label: str) -> tuple[str, str]:
        """A month's short name and its year apart; a label of another kind in words, without a year."""
        return _short_month(self, label)

    def _month(self, year: int, month: int, stub: str | None) -> str:
        name = format_skeleton("yMMMM", date(year, month, 1), locale=self.locale)
        return self.gettext("%(period)s, part %(part)s", period=name, part=stub) if stub else name

    def day(self, day: date | None) -> str:
        """A date of the calendar; an en dash where there is none."""
        return "–" if day is None else _day(self, day)

    def moment(self, moment: datetime) -> str:
        """An instant, in UTC and said so."""
        clock = format_datetime(moment.astimezone(UTC), "HH:mm", locale=self.locale)
        return f"{self.day(moment.astimezone(UTC).date())} {clock}\N{NO-BREAK SPACE}UTC"

    def span(self, begins: str, ends: str) -> str:
        """From one day to another, or from one local time to another, as they stand in a document."""
        first, last = self._stood(begins), self._stood(ends)
        return first if first == last else f"{first} – {last}"

    def _stood(self, text: str) -> str:
        local = datetime.fromisoformat(text)
        clock = f" {format_datetime(local, 'HH:mm', locale=self.locale)}" if "T" in text else ""
        return self.day(local.date()) + clock

    def listed(self, parts: list[str]) -> str:
        """Parts as a list in words: a, b and c."""
        return format_list(parts, locale=self.locale)


# Formatting by locale costs more than all else of a page, and pages say the same things again and again.
@lru_cache(maxsize=8192)
def _decimal(language: Language, text: str) -> str:
    return f"{Decimal(text):,f}".translate(_signs(language))


@cache
def _signs(language: Language) -> Mapping[int, str]:
    """What stands in this locale for the signs that Python writes."""
    symbols = language.locale.number_symbols["latn"]
    return MappingProxyType(str.maketrans({",": symbols["group"], ".": symbols["decimal"], "-": MINUS}))


@lru_cache(maxsize=1024)
def _unit(language: Language, unit: str) -> str:
    known = {
        "count": "",
        "percent": "%",
        "seconds": "\N{NO-BREAK SPACE}" + language.gettext("s"),
        "hours": "\N{NO-BREAK SPACE}" + language.gettext("h"),
        "points": "\N{NO-BREAK SPACE}" + language.gettext("points"),
    }
    return known.get(unit, f"\N{NO-BREAK SPACE}{unit}")


@lru_cache(maxsize=4096)
def _day(language: Language, day: date) -> str:
    return format_date(day, "medium", locale=language.locale)


@lru_cache(maxsize=4096)
def _period(language: Language, label: str) -> str:
    return language.in_words(label)


@lru_cache(maxsize=4096)
def _short_month(language: Language, label: str) -> tuple[str, str]:
    found = _MONTH.fullmatch(label)
    if found is None:
        return language.period(label), ""
    first = date(int(found[1]), int(found[2]), 1)
    name = format_skeleton("MMM", first, locale=language.locale) + (f"/{found[3]}" if found[3] else "")
    return name, format_skeleton("y", first, locale=language.locale)


@cache
def language(tag: str) -> Language:
    """The language of that tag."""
    return Language(tag)
