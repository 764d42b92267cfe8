"""What a flag of a report counts and where, in the reader's language: the sentence under its advice.

A reading says it in English; here its head (what), its tail (how often, on which days) and whole sentences
are known by their form. A sentence of another form is shown as it came.
"""

from typing import Final

from dashboards.language import DEFAULT, Language
from dashboards.retelling import forms, retold
from dashboards.titles import N_

_COUNT: Final = "(?P<count>[0-9,]+)"
_MORE: Final = "(?: and (?P<more>[0-9]+) more)"
_LACK: Final = "are not stated between those that are, and stay missing"
_PILED: Final = (
    "(?P<here>[0-9]+) answers in (?P<from>[0-9]+) to (?P<to>[0-9]+) s, (?P<few>[0-9]+) the "
    "(?P<wide>[0-9]+) s before and (?P<more>[0-9]+) the (?P<far>[0-9]+) s behind: .+"
)
_HEADS: Final = forms(
    (
        (
            "every figure is 0: that may mean that nothing was reported",
            N_("every figure is 0: that may mean that nothing was reported"),
        ),
        (r"(?P<name>\S+) is 0, which it is nowhere else", N_("%(name)s is 0, which it is nowhere else")),
        (
            r"(?P<name>\S+) is more than (?P<times>[0-9]+) times what it is on the middle day of .+",
            N_("%(name)s is more than %(times)s times what it is on the middle day"),
        ),
        (
            r"(?P<whole>\S+) is (?P<parts>\S+ \+ .+) before this day and is not since",
            N_("%(whole)s is %(parts)s before this day and is not since"),
        ),
        (
            r"(?P<whole>\S+) is not (?P<parts>\S+ \+ .+) before this day and is since",
            N_("%(whole)s is not %(parts)s before this day and is since"),
        ),
        (
            r"(?P<part>\S+) is (?P<now>[0-9]+) % of (?P<whole>\S+), before it was (?P<before>[0-9]+) %",
            N_("%(part)s is %(now)s %% of %(whole)s, before it was %(before)s %%"),
        ),
        (
            _PILED,
            N_(
                "%(here)s answers in %(from)s to %(to)s s, %(few)s the %(wide)s s before and %(more)s the "
                "%(far)s s behind: they pile up just under what is paid for"
            ),
        ),
        (r"offered is not answered \+ abandoned", N_("offered is not answered + abandoned")),
        (
            r"the result codes add up to more than (?P<whole>\S+)",
            N_("the result codes add up to more than %(whole)s"),
        ),
        (r"(?P<part>\S+) is more than (?P<whole>\S+)", N_("%(part)s is more than %(whole)s")),
        (r"“(?P<name>.*)” is not (?P<rate>\S+ / \S+)", N_("“%(name)s” is not %(rate)s")),
    )
)
_TAILS: Final = forms(
    (
        (
            f"(?P<what>.+?) in {_COUNT} (?:days|rows), first here: (?P<days>.+?){_MORE}",
            N_("%(what)s; %(count)s times, first here: %(days)s and %(more)s more"),
        ),
        (
            f"(?P<what>.+?) in {_COUNT} (?:days|rows), first here: (?P<days>.+)",
            N_("%(what)s; %(count)s times, first here: %(days)s"),
        ),
        (
            f"(?P<what>.+) in {_COUNT} rows, first here",
            N_("%(what)s; in %(count)s rows, first here"),
        ),
    )
)
_WHOLE: Final = forms(
    (
        (
            "is a total line and was not read as data",
            N_("This is a total line, which was not read as data."),
        ),
        (
            f"{_COUNT} days {_LACK}: (?P<first>.+?){_MORE}",
            N_("%(count)s days between others stay missing: %(first)s and %(more)s more"),
        ),
        (
            f"{_COUNT} days {_LACK}: (?P<first>.+)",
            N_("%(count)s days between others stay missing: %(first)s"),
        ),
        (
            f"{_COUNT} intervals {_LACK}: (?P<first>.+?){_MORE}",
            N_("%(count)s intervals between others stay missing: %(first)s and %(more)s more"),
        ),
        (
            f"{_COUNT} intervals {_LACK}: (?P<first>.+)",
            N_("%(count)s intervals between others stay missing: %(first)s"),
        ),
        (
            f"“(?P<name>.*)” is (?P<value>.*) in {_COUNT} of (?P<all>[0-9]+) rows, as .+: (?P<days>.+)",
            N_("“%(name)s” is %(value)s in %(count)s of %(all)s rows: %(days)s"),
        ),
        (
            f"{_COUNT} rows repeat an earlier row and were counted once",
            N_("%(count)s rows repeat an earlier row and were counted once"),
        ),
        (
            f"{_COUNT} of (?P<all>[0-9,]+) rows were refused and left out, as was chosen; .+",
            N_("%(count)s of %(all)s rows"),
        ),
        (f"{_COUNT} rows are left out, as .+ says", N_("%(count)s rows")),
        (
            rf"{_COUNT} rows of queues that are not this contract's \((?P<names>.*)\)",
            N_("%(count)s rows: %(names)s"),
        ),
        (
            f"{_COUNT} calls are neither answered nor abandoned by this mapping and .+",
            N_("%(count)s calls"),
        ),
        (
            f"the file does not say how long {_COUNT} abandoned calls waited, so .+",
            N_("%(count)s calls"),
        ),
        (
            r"is nowhere in the file, so (?P<name>\S+) is 0 beside “(?P<beside>.*)”",
            N_("%(name)s is 0 beside “%(beside)s”"),
        ),
        (
            f"{_COUNT} values are finer than a millionth and were rounded half-even",
            N_("%(count)s values"),
        ),
        (
            r"(?P<name>\S+) is derived: (?P<formula>.+); it is as exact as its columns",
            N_("%(name)s is derived: %(formula)s"),
        ),
        (
            "the file's total is (?P<stated>.+), its rows add up to (?P<sum>.+)",
            N_("the file's total is %(stated)s, its rows add up to %(sum)s"),
        ),
        (
            "times carry an offset or a Z and are read as such, in (?P<zone>[^;]+); .+",
            N_("times carry an offset or a Z and are read as such, in %(zone)s"),
        ),
        (
            f"{_COUNT} calls ended that entered before this log begins; they are not counted",
            N_("%(count)s calls ended that entered before this log begins"),
        ),
    )
)


def flag_figures(language: Language, message: str) -> str:
    """The sentence in the reader's language; empty where it has a form that is not known here."""
    if language.tag == DEFAULT:
        return message
    if whole := retold(language, _WHOLE, message):
        return whole
    for pattern, sentence in _TAILS:
        if (found := pattern.fullmatch(message)) and (head := retold(language, _HEADS, found["what"])):
            return language.gettext(sentence, **found.groupdict() | {"what": head})
    return ""
