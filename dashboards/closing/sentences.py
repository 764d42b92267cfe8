"""Where a period stands, in a sentence: whose turn it is, what comes next, and until when."""

from types import MappingProxyType
from typing import Final

from dashboards.closing.context import LifeStage
from dashboards.language import Language
from dashboards.titles import N_

STANDS: Final = MappingProxyType(
    {
        "open": N_("The period still runs; it is issued when it is over."),
        "due": N_("It is over: the client looks at what is missing and issues it."),
        "issued": N_("It is issued: the provider accepts or disputes it, line by line."),
        "disputed": N_("The provider disputes it: the client settles what stands."),
        "settled": N_("The dispute was settled: the provider answers to that."),
        "final": N_("It is final; what changes it now is a restatement."),
    }
)


def next_words(language: Language, life: LifeStage) -> str:
    """What comes next, and the last day for it where there is one."""
    if life.waiting is not None:
        return language.gettext("It waits for a second person of the client.")
    said = language.gettext(STANDS[life.stage])
    if life.reply_until is None or life.part != "provider":
        return said
    until = language.gettext("The last day for that is %(day)s.", day=language.day(life.reply_until))
    return f"{said} {until}"
