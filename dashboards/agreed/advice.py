"""What the terms linter says, in the reader's language: the figures of its sentence and what to do."""

from typing import Final

from dashboards.language import Language
from dashboards.retelling import forms, retold
from dashboards.titles import N_

_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONEY: Final = (
    (
        "a miss of “(?P<target>.*)” costs nothing: it has no allocation; give it a share of the pool",
        N_("A miss of “%(target)s” costs nothing: it has no allocation. Give it a share of the pool."),
    ),
    (
        r"the allocations of “(?P<pool>.*)” add to (?P<sum>\S+), and the cap alone limits .*",
        N_(
            "The allocations of “%(pool)s” add to %(sum)s, and the cap alone limits what is paid. Lower "
            "them, or rely on it knowingly."
        ),
    ),
    (
        r"the allocations of “(?P<pool>.*)” add to (?P<sum>\S+), and (?P<rest>\S+) can never be paid; .*",
        N_(
            "The allocations of “%(pool)s” add to %(sum)s, and %(rest)s can never be paid. Raise them, or "
            "make the pool smaller."
        ),
    ),
    (
        "no target draws on the pool “(?P<pool>.*)”; .*",
        N_("No target draws on the pool “%(pool)s”. Remove it, or name it in a remedy."),
    ),
    (
        "the pools add to more than the amount at risk and nothing caps them; .*",
        N_("The pools add to more than the amount at risk and nothing caps them. Write “caps: {period: …}”."),
    ),
    (
        r"the cap is (?P<cap>\S+) and all that is at risk (?P<risk>\S+): it limits nothing; .*",
        N_(
            "The cap is %(cap)s and all that is at risk %(risk)s: it limits nothing. Lower it, or leave it "
            "out."
        ),
    ),
    (
        "credits would be a share of what the provider says it charged; .*",
        N_("Credits would be a share of what the provider says it charged. Let the client's figure count."),
    ),
    (
        r"this is (?P<amount>\S+) (?P<currency>\S+); if a share .* is meant, write (?P<share>\S+)",
        N_("This is %(amount)s %(currency)s. If a share of the charges is meant, write %(share)s."),
    ),
    (
        "a missing report is no data here, so this is never due; .*",
        N_("A missing report is no data here, so this is never due. Write “reports: {missing: failed}”."),
    ),
)
_LEVELS: Final = (
    (
        r"higher values of (?P<metric>\S+) are better, and “(?P<level>.*)” asks for the contrary; .*",
        N_("Higher values of %(metric)s are better, and “%(level)s” asks for the contrary. Turn the sign."),
    ),
    (
        r"lower values of (?P<metric>\S+) are better, and “(?P<level>.*)” asks for the contrary; .*",
        N_("Lower values of %(metric)s are better, and “%(level)s” asks for the contrary. Turn the sign."),
    ),
    (
        "“(?P<level>.*)” lies beyond 100%; write 80% or 0.8, not 80",
        N_("“%(level)s” lies beyond 100%%. Write 80%% or 0.8, not 80."),
    ),
    (
        "(?P<value>.*) misses the expected level and earns a bonus; .*",
        N_("%(value)s misses the expected level and earns a bonus. Move its edge."),
    ),
    (
        "(?P<value>.*) misses the expected level and costs nothing; .*",
        N_("%(value)s misses the expected level and costs nothing. Leave it if that is meant."),
    ),
    (
        "(?P<value>.*) meets the expected level and costs something; .*",
        N_("%(value)s meets the expected level and costs something. Move an edge."),
    ),
    (
        "(?P<better>.*) is better than (?P<worse>.*) and costs more; .*",
        N_("%(better)s is better than %(worse)s and costs more. Exchange the two."),
    ),
    (
        "bands (?P<first>[0-9]+) and (?P<second>[0-9]+) both hold (?P<value>.*); the dearer one .*",
        N_(
            "Bands %(first)s and %(second)s both hold %(value)s. The dearer one alone counts: give each both "
            "edges unless that is meant."
        ),
    ),
)
_HISTORY: Final = (
    (
        "no report brings (?P<measures>.*); ask for it, or “(?P<target>.*)” is never judged",
        N_("No report brings %(measures)s. Ask for it, or “%(target)s” is never judged."),
    ),
    (
        "no report brings (?P<measures>.*); ask for it, or no credit can be reckoned",
        N_("No report brings %(measures)s. Ask for it, or no credit can be reckoned."),
    ),
    (
        "“(?P<target>.*)” was missed in each of the last (?P<n>[0-9]+) periods; .*",
        N_(
            "“%(target)s” was missed in each of the last %(n)s periods. Agree a level that can be reached, "
            "and a way there."
        ),
    ),
    (
        r"of (?P<volume>\S+) in a typical period one failure is enough to miss “(?P<level>.*)”; .*",
        N_(
            "Of %(volume)s in a typical period one failure is enough to miss “%(level)s”. Allow a number of "
            "failures, or measure over a longer time."
        ),
    ),
    (
        "rounding decides (?P<n>[0-9]+) of the last (?P<all>[0-9]+) verdicts; .*",
        N_("Rounding decides %(n)s of the last %(all)s verdicts. Be sure that it is agreed."),
    ),
    (
        "the forecast may be changed until the period begins, .*",
        N_(
            "The forecast may be changed until the period begins, and with it what is excused. Lock it some "
            "days before, as in “locked: 5d”."
        ),
    ),
    (
        "no target is made of “(?P<measure>.*)”, so a difference in it changes nothing; .*",
        N_("No target is made of “%(measure)s”, so a difference in it changes nothing. Name one that is."),
    ),
    (
        "nobody can reckon “(?P<target>.*?)”: (?P<reason>.*); agree one that can be",
        N_("Nobody can reckon “%(target)s”: %(reason)s. Agree a clause that can be reckoned."),
    ),
)
_VERSIONS: Final = (
    (
        f"signed on (?P<signed>{_DAY}), after it took effect on (?P<effective>{_DAY}); .*",
        N_(
            "Signed on %(signed)s, after it took effect on %(effective)s. Past periods are judged again, so "
            "be sure that both sides know."
        ),
    ),
    (
        f"the days from (?P<starts>{_DAY}) up to (?P<effective>{_DAY}) need an earlier version; add it",
        N_("The days from %(starts)s up to %(effective)s need an earlier version. Add it."),
    ),
    (
        f"the version before ends on (?P<ends>{_DAY}); for the days up to (?P<effective>{_DAY}) nothing .*",
        N_(
            "The version before ends on %(ends)s. For the days up to %(effective)s nothing is agreed, so let "
            "this one count from %(ends)s on."
        ),
    ),
    (
        rf"(?P<day>{_DAY}) lies inside (?P<period>\S+): take (?P<start>{_DAY}) or (?P<end>{_DAY}), .*",
        N_("%(day)s lies inside %(period)s: take %(start)s or %(end)s, or write “cut: split”."),
    ),
    (
        "“(?P<now>.*)” was “(?P<before>.*)” before; it cannot be amended, so open a new contract",
        N_("“%(now)s” was “%(before)s” before. It cannot be amended, so open a new contract."),
    ),
    (
        "every weight is 0, so no score can be reckoned; weigh a target",
        N_("Every weight is 0, so no score can be reckoned. Weigh a target."),
    ),
    (
        "nothing uses “(?P<name>.*)”; remove it, or say what it is for",
        N_("Nothing uses “%(name)s”. Remove it, or say what it is for."),
    ),
)
_FORMS: Final = forms((*_MONEY, *_LEVELS, *_HISTORY, *_VERSIONS))


def finding_words(language: Language, message: str) -> str:
    """The finding in the reader's language; empty where its sentence has a form that is not known."""
    return retold(language, _FORMS, message)
