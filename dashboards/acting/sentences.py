"""The pages of findings in sentences, and the words of a course."""

from types import MappingProxyType
from typing import Final

from dashboards.acting.context import Actions, FindingLine, OneFinding, Turn
from dashboards.language import Language
from dashboards.sentences import begun, sentence
from dashboards.titles import N_

TURNS: Final = MappingProxyType(
    {
        "opened": N_("missed: opened"),
        "missed": N_("missed again"),
        "met": N_("met"),
        "closed": N_("closed"),
        "reopened": N_("missed: open again"),
    }
)
BY_HAND: Final = MappingProxyType(
    {"opened": N_("opened"), "closed": N_("closed"), "reopened": N_("open again")}
)
KINDS: Final = MappingProxyType(
    {"target": N_("missed target"), "complaints": N_("late complaints"), "quality": N_("quality finding")}
)


def actions_sentence(language: Language, page: Actions) -> str:
    """How many findings are open, how many of these have no measure, and how many are late."""
    here = [one for one in page.items if one.state == "open"]
    if not page.items:
        return sentence(language, [language.gettext("Nothing was found: every judged period was met")])
    said = [language.ngettext("%(n)s finding is open", "%(n)s findings are open", len(here))]
    bare = sum(not one.measure for one in here)
    if bare:
        said.append(language.ngettext("%(n)s has no measure yet", "%(n)s have no measure yet", bare))
    late = sum(one.late for one in here)
    if late:
        said.append(language.ngettext("%(n)s is late", "%(n)s are late", late))
    closed = sum(one.state == "closed" for one in page.items)
    if closed:
        said.append(language.ngettext("%(n)s is closed", "%(n)s are closed", closed))
    return sentence(language, said)


def finding_sentence(language: Language, page: OneFinding) -> str:
    """Since when it is open, and how far it is from closing."""
    one = page.finding
    return sentence(language, [begun(standing_words(language, one))])


def standing_words(language: Language, one: FindingLine) -> str:
    """Where a finding stands: how many met periods are still needed, or that a person closes it."""
    if one.state == "withdrawn":
        return language.gettext("withdrawn: a later report shows that nothing was missed")
    if one.state == "closed":
        return language.gettext("closed")
    if one.needed == 0:
        return language.gettext("open; the client closes it once there is proof")
    left = one.needed - one.met_in_a_row
    return language.ngettext(
        "open since %(period)s; %(n)s more met period closes it",
        "open since %(period)s; %(n)s more met periods in a row close it",
        left,
        period=language.period(one.opened),
    )


def turn_words(language: Language, turn: Turn) -> str:
    """What happened to a finding."""
    return language.gettext((TURNS if turn.href else BY_HAND)[turn.what])


def kind_words(language: Language, kind: str) -> str:
    """What a finding is about."""
    return language.gettext(KINDS[kind])
