"""Words for codes: verdicts with their marks, states, sides, kinds of money. Translated when shown."""

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from app.sla.wording import LANGUAGES, in_words
from dashboards import measured
from dashboards.language import Language
from dashboards.parts import Judgement, Verdict
from dashboards.titles import N_

MARKS: Final = MappingProxyType(
    {
        "met": "●",
        "below_expected": "◐",
        "below_minimum": "○",
        "deemed_failed": "○",
        "no_data": "–",
        "not_enough_volume": "–",
        "excluded": "⊘",
    }
)
PROVISIONAL: Final = "✎"

VERDICTS: Final = MappingProxyType(
    {
        "met": N_("met"),
        "below_expected": N_("below expected"),
        "below_minimum": N_("below minimum"),
        "no_data": N_("no data"),
        "excluded": N_("excluded"),
        "not_enough_volume": N_("not enough volume"),
        "deemed_failed": N_("deemed failed"),
    }
)
STATES: Final = MappingProxyType(
    {
        "judged": N_("judged"),
        "provisional": N_("provisional"),
        "open": N_("open"),
        "due": N_("due"),
        "issued": N_("issued"),
        "disputed": N_("disputed"),
        "settled": N_("settled"),
        "final": N_("final"),
        "accepted": N_("accepted"),
        "unchanged": N_("unchanged"),
        "replaced": N_("replaced"),
        "refused": N_("refused"),
        "waiting": N_("waiting"),
        "proposed": N_("proposed"),
        "agreed": N_("agreed"),
        "undoing": N_("to be undone"),
        "declined": N_("declined"),
        "withdrawn": N_("withdrawn"),
        "confirmed": N_("confirmed"),
    }
)
SIDES: Final = MappingProxyType({"provider": N_("provider"), "client": N_("client")})
ROLES: Final = MappingProxyType(
    {
        "administrator": N_("administrator"),
        "auditor": N_("auditor"),
        "procurement": N_("procurement"),
        "clerk": N_("clerk"),
        "reader": N_("reader"),
    }
)
PAGES: Final = MappingProxyType(
    {
        "sign_in": N_("Sign in"),
        "account": N_("My account"),
        "scorecard": N_("Scorecard"),
        "compare": N_("Compare"),
        "due_list": N_("What is due"),
        "money": N_("Money"),
        "sides": N_("Two sides"),
        "exclusions": N_("Left out"),
        "actions": N_("Actions"),
        "rhythm": N_("Rhythm"),
        "campaign": N_("Campaign"),
        "sensitivity": N_("Sensitivity"),
        "terms": N_("Terms"),
        "reports": N_("Reports"),
        "sources": N_("Sources"),
        "contracts": N_("Contracts"),
        "people": N_("People"),
        "single_sign_on": N_("Single sign-on"),
        "join": N_("Join"),
        "tokens": N_("Tokens"),
        "webhooks": N_("Webhooks"),
        "notices": N_("Notices"),
        "audit": N_("Audit log"),
    }
)
# What each page of a contract answers.
QUESTIONS: Final = MappingProxyType(
    {
        "scorecard": N_("Was the promise kept?"),
        "money": N_("What is it worth, and what became of it?"),
        "sides": N_("Do both sides count the same?"),
        "rhythm": N_("When in the week does it fail?"),
        "campaign": N_("Is the campaign on its way?"),
        "actions": N_("What was found, and what is done about it?"),
        "exclusions": N_("What is left out, and what does it cost?"),
        "sensitivity": N_("Does the verdict hang on the formula?"),
        "terms": N_("What was agreed, and is it meant so?"),
        "reports": N_("What has been reported?"),
    }
)
MONEY: Final = MappingProxyType(
    {
        "charges": N_("Charges"),
        "at_risk": N_("At risk"),
        "credits": N_("Credits"),
        "bonuses": N_("Bonuses"),
        "cap": N_("Cap of the period"),
        "total": N_("Total"),
    }
)
FAILURES: Final = MappingProxyType(
    {
        400: N_("This request cannot be read"),
        401: N_("Sign in first"),
        403: N_("Your role does not allow this; ask an administrator"),
        404: N_("There is nothing here by that name that you may see"),
        409: N_("This contradicts what is stored"),
        412: N_("Somebody else changed it meanwhile; read it again"),
        413: N_("That is too large"),
        422: N_("Something that was sent is wrong"),
        429: N_("Too many attempts; wait a little"),
        500: N_("A fault of ours; nothing was changed"),
        503: N_("Not available just now; try again soon"),
    }
)
REASONS: Final = MappingProxyType(
    {
        "period_running": N_("the period still runs"),
        "incomplete": N_("days are missing"),
        "look_ahead": N_("what it counts may still turn out otherwise"),
        "report_missing": N_("a report is missing but not yet due"),
        "sides_disagree": N_("the two sides' figures differ by more than agreed"),
        "derived_from_rounded_rate": N_("a count was derived from a rounded rate that straddles the target"),
        "no report for this period": N_("no report for this period"),
        "the result has more digits than a figure can have": N_(
            "the result has more digits than a figure can have"
        ),
    }
)
# Reasons that name something: how the core writes them, and how we do.
_NAMING: Final = (
    (re.compile(r"no figures for (?P<name>.+)"), N_("no figures for %(name)s")),
    (
        re.compile(r"\S+ needs “with: \{(?P<key>[^:]+): …\}”, .+"),
        N_("the terms do not give “%(key)s”, which this way needs"),
    ),
    (re.compile(r"(?P<name>.+) is 0"), N_("%(name)s is 0, and nothing can be divided by it")),
)
LEFT_OUT: Final = MappingProxyType(
    {
        "outside_service_hours": N_("outside service hours"),
        "holiday": N_("holiday"),
        "exclusion": N_("exclusion"),
        "relief": N_("volume relief"),
    }
)
SIGNALS: Final = MappingProxyType(
    {
        "outside": N_("outside the natural limits"),
        "run": N_("eight in a row on one side"),
        "rise": N_("six in a row rising or falling"),
        "near": N_("two of three near a limit"),
    }
)
SEVERITIES: Final = MappingProxyType({"error": N_("Error"), "warning": N_("Warning"), "note": N_("Note")})
_TABLES = (VERDICTS, STATES, SIDES, ROLES, PAGES, MONEY, LEFT_OUT)

LEGEND: Final[tuple[Verdict, ...]] = ("met", "below_expected", "below_minimum", "no_data", "excluded")
MISSED: Final[frozenset[Verdict]] = frozenset({"below_expected", "below_minimum", "deemed_failed"})
JUDGED: Final[frozenset[Verdict]] = MISSED | {"met"}


def word(language: Language, code: str) -> str:
    """The code's word in this language; a code without one is shown as it is."""
    for table in _TABLES:
        if code in table:
            return language.gettext(table[code])
    return code.replace("_", " ")


def question(language: Language, page: str) -> str:
    """What that page of a contract answers."""
    return language.gettext(QUESTIONS[page])


def signals(language: Language, codes: tuple[str, ...]) -> str:
    """The rules of the process limits that a point breaks."""
    return language.message("; ").join(language.gettext(SIGNALS[code]) for code in codes)


def severity(language: Language, code: str) -> str:
    """How grave a finding of the linter is."""
    return language.gettext(SEVERITIES[code])


def reason(language: Language, text: str) -> str:
    """Why there is no verdict, or why it may still change; words that are not known stay as they came."""
    if text in REASONS:
        return language.message(REASONS[text])
    text = measured.reason(language, text)
    for form, sentence in _NAMING:
        if found := form.fullmatch(text):
            return language.gettext(sentence, **found.groupdict())
    return in_words(text, next(known for known in LANGUAGES if known == language.tag))


def reasons(language: Language, judgement: Judgement) -> str:
    """All reasons of a judgement in one line; empty when there are none."""
    codes = ([judgement.reason] if judgement.reason else []) + list(judgement.provisional)
    return language.message("; ").join(reason(language, code) for code in codes)


def mark(judgement: Judgement) -> str:
    """The sign that says the verdict without colour; ✎ behind it while it is provisional."""
    return MARKS[judgement.verdict] + (PROVISIONAL if judgement.provisional else "")


@lru_cache(maxsize=4096)
def verdict(language: Language, judgement: Judgement) -> str:
    """The verdict in words: below expected, provisional."""
    words = language.gettext(VERDICTS[judgement.verdict])
    return language.gettext("%(verdict)s, provisional", verdict=words) if judgement.provisional else words
