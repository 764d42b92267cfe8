"""Sentences that the rooms behind the pages say in English, said again in the reader's language.

They stay English where they are made, because the same sentence goes out of the API. Each is known by its
form; what stands in it is kept as it came.
"""

import re
from collections.abc import Iterable, Sequence

from dashboards.language import Language

Form = tuple[re.Pattern[str], str]


def forms(pairs: Iterable[tuple[str, str]]) -> tuple[Form, ...]:
    """Pairs of a pattern with named groups and the sentence that fills the same names."""
    return tuple((re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in pairs)


def retold(language: Language, known: Iterable[Form], message: str, within: Sequence[Form] = ()) -> str:
    """The sentence in the reader's language; empty where it has a form that is not known.

    What stands in it and has a form of ``within`` is retold as well.
    """
    for pattern, sentence in known:
        if found := pattern.fullmatch(message):
            parts = ((name, text or "") for name, text in found.groupdict().items())
            values = {name: retold(language, within, text) or text for name, text in parts}
            return language.gettext(sentence, **values)
    return ""


def sentence_form(sentence: str) -> re.Pattern[str]:
    """The form in which a sentence with these places arrives: as it stands, with anything in them."""
    parts = re.split(r"%\(([a-z]+)\)s", sentence)
    texts = (re.escape(part.replace("%%", "%")) for part in parts)
    made = (f"(?P<{parts[n]}>.*?)" if n % 2 else text for n, text in enumerate(texts))
    return re.compile("".join(made), re.DOTALL)
