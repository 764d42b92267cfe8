"""What is due, in words: the page's sentence, each thing to be done, and its clock."""

from types import MappingProxyType
from typing import Final

from dashboards.due.context import DueList, DueRow
from dashboards.language import Language
from dashboards.sentences import sentence
from dashboards.titles import N_

SOON: Final = 7  # days in which something is called urgent
_KINDS: Final = MappingProxyType(
    {
        "report": N_("Report for %(period)s"),
        "claim": N_("Claim the credit of %(period)s by issuing it"),
        "reply": N_("Reply to the scorecard of %(period)s"),
        "settle": N_("Settle the dispute about %(period)s"),
        "confirm": N_("Confirm the issue of %(period)s as a second person"),
        "restatement": N_("Decide on the restatement of %(period)s"),
        "exclusion": N_("Decide on leaving out “%(subject)s”"),
        "draft": N_("Look at the file %(subject)s"),
        "measure": N_("Measure against “%(subject)s”"),
    }
)


def due_sentence(language: Language, page: DueList) -> str:
    """How much is the reader's to do, how much of it is late or soon is, and how much the others'."""
    if not page.mine and not page.theirs:
        return sentence(language, [language.gettext("Nothing is due")])
    n = len(page.mine)
    said = [
        language.ngettext("%(n)s thing is yours to do", "%(n)s things are yours to do", n)
        if n
        else language.gettext("Nothing is yours to do")
    ]
    late = sum(one.until is not None and one.left < 0 for one in page.mine)
    soon = sum(one.until is not None and 0 <= one.left <= SOON for one in page.mine)
    if late:
        said.append(language.ngettext("%(n)s of them is late", "%(n)s of them are late", late))
    if soon:
        said.append(
            language.ngettext(
                "%(n)s has %(days)s days left or fewer",
                "%(n)s have %(days)s days left or fewer",
                soon,
                days=SOON,
            )
        )
    if page.theirs:
        n = len(page.theirs)
        said.append(language.ngettext("%(n)s waits for others", "%(n)s wait for others", n))
    return sentence(language, said)


def due_thing_words(language: Language, one: DueRow) -> str:
    """What is to be done, and about which period or thing."""
    period = language.period(one.period)
    if one.kind == "issue":
        return language.ngettext(
            "Issue %(n)s scorecard, of %(period)s",
            "Issue %(n)s scorecards, the oldest of %(period)s",
            one.count,
            period=period,
        )
    return language.gettext(_KINDS[one.kind], period=period, subject=language.title(one.subject))
