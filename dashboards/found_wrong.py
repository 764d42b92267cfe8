"""What a verification found, of an issued scorecard or of the audit log, in the reader's language.

The rooms behind the pages say it in English. A finding in a form that is not listed here is told as one that
does not hold, with the English beside it.
"""

from dataclasses import dataclass
from typing import Final

from dashboards.language import Language
from dashboards.retelling import forms, retold
from dashboards.titles import N_


@dataclass(frozen=True, slots=True)
class FoundWrong:
    """One thing that does not hold: its place, and the sentence that says what."""

    where: str
    message: str


_STATED: Final = "there stands (?P<stated>.*)"
_PLACES: Final = forms(
    (
        (r"link (?P<number>[0-9]+)", N_("link %(number)s")),
        (r"entry (?P<id>[0-9a-f-]+)", N_("entry %(id)s")),
    )
)
_VALUES: Final = forms(
    (
        ("nothing", N_("nothing")),
        (r"an object of (?P<n>[0-9]+) keys", N_("an object of %(n)s keys")),
        (r"a list of (?P<n>[0-9]+)", N_("a list of %(n)s")),
        ("a list", N_("a list")),
        ("a text", N_("a text")),
        ("an object with keys", N_("an object with keys")),
        ("true or false", N_("true or false")),
        (r"a whole number.*", N_("a whole number")),
        (r"a number as text.*", N_("a number in its plain form")),
        (r"an instant like (?P<moment>\S+)", N_("an instant like %(moment)s")),
        (r"one of (?P<words>.*)", N_("one of %(words)s")),
    )
)
_SENTENCES: Final = forms(
    (
        (
            rf"{_STATED}, and the evidence gives (?P<right>.*)",
            N_("there stands %(stated)s, and the evidence gives %(right)s"),
        ),
        (
            rf"{_STATED}, and the record gives (?P<right>.*)",
            N_("there stands %(stated)s, and the record gives %(right)s"),
        ),
        (
            rf"{_STATED}, and the terms give (?P<right>.*)",
            N_("there stands %(stated)s, and the terms give %(right)s"),
        ),
        (
            rf"{_STATED}, and the scorecard issued before has (?P<right>.*)",
            N_("there stands %(stated)s, and the scorecard issued before has %(right)s"),
        ),
        (
            rf"{_STATED}, and it must be (?P<right>.*)",
            N_("there stands %(stated)s, and it must be %(right)s"),
        ),
        (
            "not every figure in it is needed, or in order; the replay writes another record",
            N_("not every figure in it is needed, or in order; the replay writes another record"),
        ),
        (
            "these are not the reports that the record names",
            N_("these are not the reports that the record names"),
        ),
        ("is missing", N_("is missing")),
        ("is not a part of such a record", N_("is not a part of such a record")),
        (
            r"by the time zones of this machine it is (?P<moment>\S+)",
            N_("by the time zones of this machine it is %(moment)s"),
        ),
        (
            r".* was judged by engine (?P<theirs>\d+), and this program is engine (?P<ours>\d+);.+",
            N_(
                "this scorecard was judged by engine %(theirs)s, and this program is engine %(ours)s; "
                "verify it with a version that has that engine"
            ),
        ),
        (r"Link (?P<number>[0-9]+) is missing before it\.", N_("Link %(number)s is missing before it.")),
        (r"The entry (?P<id>\S+) was removed\.", N_("The entry %(id)s was removed.")),
        (
            r"The entry (?P<id>\S+) or the link before it was changed\.",
            N_("The entry %(id)s or the link before it was changed."),
        ),
        (
            r"The entry (?P<id>\S+) belongs to another organisation\.",
            N_("The entry %(id)s belongs to another organisation."),
        ),
        (
            r"It lies outside of the chain; do the jobs run\?",
            N_("It lies outside of the chain; do the jobs run?"),
        ),
        (
            r"The chain does not pass through the digest that was written down\.",
            N_("The chain does not pass through the digest that was written down."),
        ),
    )
)


def wrong_place(language: Language, one: FoundWrong) -> str:
    """Where it is: a link or an entry in words; a place in a document is named as it is written there."""
    return retold(language, _PLACES, one.where) or one.where


def wrong_words(language: Language, one: FoundWrong) -> str:
    """What does not hold; empty for a sentence of a form that is not known."""
    return retold(language, _SENTENCES, one.message, _VALUES)
