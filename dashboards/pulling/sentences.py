"""The pages of sources in a sentence, and their states in words."""

from types import MappingProxyType
from typing import Final

from dashboards.language import Language
from dashboards.pulling.context import SourceLine, SourcePage, Sources
from dashboards.sentences import begun, sentence
from dashboards.titles import N_

STATES: Final = MappingProxyType(
    {
        "ok": N_("answers"),
        "failing": N_("fails, and is tried again"),
        "stopped": N_("stopped after failing"),
        "probing": N_("being tried again"),
        "running": N_("under way"),
        "interrupted": N_("interrupted"),
        "accepted": N_("accepted"),
        "unchanged": N_("unchanged"),
        "no_report": N_("no report yet"),
        "refused": N_("refused"),
        "failed": N_("failed"),
        "readable": N_("readable"),
        "waiting": N_("waiting"),
        "done": N_("done"),
    }
)


def state_words(language: Language, state: str) -> str:
    """The state of a source, of a window or of an attempt."""
    return language.gettext(STATES[state])


def line_words(language: Language, line: SourceLine) -> str:
    """How a source fares; one that its owner paused is paused, whatever it was before."""
    return state_words(language, line.state) if line.enabled else language.gettext("paused")


def sources_sentence(language: Language, page: Sources) -> str:
    """How many sources there are, how many do not answer, and what is missing."""
    if not page.lines:
        return sentence(language, [language.gettext("Nothing is pulled yet")])
    bad = sum(line.state != "ok" for line in page.lines)
    missing = sum(line.missing for line in page.lines)
    said = [language.ngettext("%(n)s source", "%(n)s sources", len(page.lines))]
    said.append(
        language.ngettext("%(n)s does not answer", "%(n)s do not answer", bad)
        if bad
        else language.gettext("all answer")
    )
    said.append(_missing(language, missing))
    return sentence(language, said)


def _missing(language: Language, n: int) -> str:
    if not n:
        return language.gettext("nothing is missing")
    return language.ngettext("%(n)s report is missing", "%(n)s reports are missing", n)


def source_sentence(language: Language, page: SourcePage) -> str:
    """How the source fares, how far it is and when it is looked at next."""
    said = [begun(line_words(language, page.line))]
    if page.line.caught_up_to is not None:
        day = language.day(page.line.caught_up_to)
        said.append(language.gettext("complete up to %(day)s", day=day))
    said.append(_missing(language, page.line.missing))
    if page.line.next_run is not None:
        moment = language.moment(page.line.next_run)
        said.append(language.gettext("looked at next on %(moment)s", moment=moment))
    return sentence(language, said)
