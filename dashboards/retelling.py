"""Sentences that the rooms behind the pages say in English, said again in the reader's language.

They stay English where they are made, because the same sentence goes out of the API. Each is known by its
form; what stands in it is kept as it came.
"""

import re
from collections.abc import Iterable

from dashboards.language import Language

Form = tuple[re.Pattern[str], str]


def forms(pairs: Iterable[tuple[str, str]]) -> tuple[Form, ...]:
    """Pairs of a pattern with named groups and the sentence that fills the same names."""
    return tuple((re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in pairs)


def retold(language: Language, known: Iterable[Form], message: str) -> str:
    """The sentence in the reader's language; empty where it has a form that is not known."""
    for pattern, sentence in known:
        if found := pattern.fullmatch(message):
            values = {name: text or "" for name, text in found.groupdict().items()}
            return language.gettext(sentence, **values)
    return ""
