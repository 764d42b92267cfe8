"""What a report's reading found, said to people: where it stands, and what it means."""

import re
from typing import Final

from app.reports.checking.flag_words import in_words
from app.sla.wording import LANGUAGES
from dashboards.language import Language
from dashboards.titles import N_

_FILE: Final = N_("file")
# Places as readings write them, and how we do; the longest form first.
_PLACES: Final = (
    (re.compile(r"row (?P<row>[0-9]+), column (?P<column>.+)"), N_("row %(row)s, column %(column)s")),
    (re.compile(r"row (?P<row>[0-9]+)"), N_("row %(row)s")),
    (re.compile(r"line (?P<line>[0-9]+), (?P<path>.+)"), N_("line %(line)s, %(path)s")),
    (re.compile(r"line (?P<line>[0-9]+)"), N_("line %(line)s")),
    (re.compile(r"column (?P<column>.+)"), N_("column %(column)s")),
    (re.compile(r"queue (?P<queue>.+)"), N_("queue %(queue)s")),
)


def place(language: Language, where: str) -> str:
    """Where it stands in words; a place of another form as it came."""
    if where == "file":
        return language.gettext(_FILE)
    for form, sentence in _PLACES:
        if found := form.fullmatch(where):
            return language.gettext(sentence, **found.groupdict())
    return where


def advice(language: Language, code: str) -> str:
    """What a flag means and what to do about it; empty for a code that has no words."""
    return in_words(code, next(known for known in LANGUAGES if known == language.tag))
