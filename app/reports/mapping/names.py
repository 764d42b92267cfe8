"""What a column name means: the measures' own names first, then the names that vendors print
(`vocabulary.py`).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.reports.mapping import vocabulary
from app.sla.measures import CATALOGUE, Measure, UnknownMeasure, measure

Role = Literal["measure", "average", "rate", "opaque", "unclear", "key"]
LONGEST_NAME = 200  # as the mapping's schema has it
KEYS = ("date", "interval_start", "time", "queue", "segment", "channel", "contract", "index")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column states: ``name`` is a measure or a part of the key; ``per`` the count below an
    average or rate; ``unit`` what the name itself says; ``own`` that it is our own name for it;
    ``weak`` what it is instead when another column has the first meaning.
    """

    role: Role
    name: str = ""
    per: str = ""
    unit: str = ""
    own: bool = False
    weak: str | None = None


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(text.replace("_", " ").replace("-", " ").split())


def same_name(name: str) -> str:
    """The form in which two headers are the same column: without case, width and repeated spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


_UNIT_WORDS = {word: unit for unit, words in vocabulary.UNITS.items() for word in words}
_ALL_UNITS = "|".join(sorted(map(re.escape, _UNIT_WORDS), key=len, reverse=True))
_LAST_WORDS = "|".join(re.escape(word) for word in _UNIT_WORDS if word.isascii() and len(word) > 2)
_BRACKETS = re.compile(rf"(.*\S)\s*[(\[]\s*({_ALL_UNITS})\s*[)\]]")
_LAST = re.compile(rf"(.*[^\s0-9])\s+({_LAST_WORDS}|%)")
_FIRST = re.compile(r"(%|percentage of|percent of)\s*(.+)")


def split_unit(name: str) -> tuple[str, str]:
    """The name in its compared form, and the unit that it states ("" when it states none)."""
    text, unit = _folded(name), ""
    if match := _BRACKETS.fullmatch(text) or _LAST.fullmatch(text):
        text, unit = match[1], _UNIT_WORDS[match[2]]
    elif match := _FIRST.fullmatch(text):
        text, unit = match[2], "percent"
    return _compact(text), unit


def _compact(text: str) -> str:
    words = re.sub(r"\b(average|mean)\b", "avg", text)
    if re.search(r"\(avg\)|（avg）|\bavg$", words):
        words = "avg " + re.sub(r"\(avg\)|\bavg$", "", words)
    return re.sub(r"[\s.]+", "", words)


def _lines(text: str) -> list[tuple[str, list[str]]]:
    rows = (line.split(": ", 1) for line in text.strip().splitlines())
    return [(head, [_compact(_folded(name)) for name in names.split(",")]) for head, names in rows]


def _names(text: str) -> list[str]:
    return [_compact(_folded(name)) for name in text.split(",")]


def _known() -> dict[str, Meaning]:
    known: dict[str, Meaning] = {}
    known.update({name: Meaning("opaque") for name in _names(vocabulary.OPAQUE)})
    known.update({name: Meaning("unclear") for name in _names(vocabulary.UNCLEAR)})
    for head, names in _lines(vocabulary.SUMS):
        known.update(dict.fromkeys(names, Meaning("measure", head)))
    for role, table in (("average", vocabulary.AVERAGES), ("rate", vocabulary.RATES)):
        for head, names in _lines(table):
            part, per = head.split(" / ")
            known.update(dict.fromkeys(names, Meaning(role, part, per)))  # type: ignore[arg-type]
    for head, names in _lines(vocabulary.KEYS):
        known.update(dict.fromkeys(names, Meaning("key", head)))
    for line in vocabulary.WEAK.strip().splitlines():
        name, choices = line.split(" = ")
        first, other = (part.strip() for part in choices.split(","))
        role2: Role = "key" if first in KEYS else "measure"
        known[_compact(_folded(name))] = Meaning(role2, first, weak=other)
    return known


_KNOWN = _known()
_THRESHOLDS = tuple((re.compile(pattern), form) for pattern, form in vocabulary.THRESHOLDS)
_LEVELS = tuple(re.compile(pattern) for pattern in vocabulary.SERVICE_LEVELS)


def meaning(name: str, declared: Mapping[str, Measure]) -> Meaning | None:
    """What the column of that name states, or None when nobody knows; ``declared`` are the contract's
    measures.
    """
    if len(name) > LONGEST_NAME:
        return None
    return _own(name.strip(), declared) or _vendor(name)


def _own(name: str, declared: Mapping[str, Measure]) -> Meaning | None:
    lower = name.lower()
    if lower in KEYS:
        return Meaning("key", lower, own=True)
    for candidate in (name, lower):
        if candidate in declared:
            return Meaning("measure", candidate, own=True)
        try:
            return Meaning("measure", measure(candidate).name, own=True)
        except UnknownMeasure:
            continue
    return None


@lru_cache(maxsize=4096)
def _vendor(name: str) -> Meaning | None:
    base, unit = split_unit(name)
    for key in (base, base + "rate") if unit == "percent" else (base,):
        if found := _KNOWN.get(key) or _patterned(key):
            return _with_unit(found, unit, key)
    spelled = "_".join(_folded(name).split())
    return Meaning("measure", spelled) if spelled in CATALOGUE else None


def _with_unit(found: Meaning, unit: str, key: str) -> Meaning | None:
    # "Calls answered %" is a rate and not the count of that name, so the count's name is passed over.
    if unit == "percent" and found.role == "measure":
        rate = _KNOWN.get(key + "rate")
        return Meaning(rate.role, rate.name, rate.per, unit) if rate else Meaning("opaque", unit=unit)
    return Meaning(found.role, found.name, found.per, unit, found.own, found.weak)


def _patterned(key: str) -> Meaning | None:
    for pattern, form in _THRESHOLDS:
        if match := pattern.fullmatch(key):
            return Meaning("measure", form.format(match[1]))
    if any(pattern.fullmatch(key) for pattern in _LEVELS):
        return Meaning("opaque")
    return None


_TOTALS = frozenset(_folded(word) for word in vocabulary.TOTAL_WORDS)
_CHANNELS = {word: channel for channel, words in vocabulary.CHANNELS.items() for word in words}


def is_total(cell: str, words: tuple[str, ...] = ()) -> bool:
    """Whether the cell opens a total line: one of the usual words, or one that the mapping lists."""
    text = _folded(cell).rstrip(":： ")
    return text in _TOTALS or text in {_folded(word) for word in words}


def channel_named(text: str) -> str:
    """The channel that a cell names: voice, chat, email by their usual words; any other word as it stands."""
    lower = same_name(text)
    return _CHANNELS.get(lower, lower)
