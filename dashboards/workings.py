"""The steps of a working in words: what was reckoned by which rule, and what it came to."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dashboards.contexts import Step
from dashboards.language import Language
from dashboards.titles import N_
from dashboards.words import VERDICTS, reason

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_MODES: Final = MappingProxyType(
    {
        "half_up": N_("halves away from zero"),
        "half_even": N_("halves to the even digit"),
        "down": N_("towards zero"),
        "up": N_("away from zero"),
    }
)
# By rule: the sentence, whose places are the step's inputs.
_SENTENCES: Final = MappingProxyType(
    {
        "add_up": N_("Added up over queues and days"),
        "formula": N_("By the formula %(formula)s (variant %(variant)s)"),
        "round": N_("Rounded to %(digits)s digits, %(mode)s"),
        "compare": N_("%(value)s held against: expected %(expected)s"),
        "compare_both": N_("%(value)s held against: expected %(expected)s, minimum %(minimum)s"),
        "between": N_("Share of the weight between minimum %(minimum)s and expected %(expected)s"),
        "pool": N_(
            "At risk %(at_risk)s × charges %(charges)s × pool “%(name)s” %(pool)s × share %(allocation)s"
        ),
        "band": N_("The worst band that holds %(value)s: %(band)s"),
        "charges_unknown": N_("No credit can be reckoned: no figures for the charges"),
        "no_data": N_("Nothing to judge: %(reason)s"),
        "sum_of_credits": N_("Sum of the exact credits"),
        "period_cap": N_("Credits of %(credits)s under the cap of the period, %(cap)s"),
        "sum_of_bonuses": N_("Sum of the bonuses, which make no room under a cap"),
        "repeat": N_("Miss number %(in_a_row)s in a row: times %(factor)s"),
        "ramp_up": N_("During ramp-up nothing is due; without it, %(without)s"),
        "not_yet_counting": N_("Too few misses to count yet; without that rule, %(without)s"),
        "critical_credit": N_("A critical failure: this instead of the ordinary credit of %(ordinary)s"),
        "own_cap": N_("Credit of %(credit)s under its own cap, %(cap)s"),
        "same_event": N_("The same event “%(event)s” is paid by %(pays)s; without that, %(without)s"),
        "replaced_by_critical": N_("The critical failure of %(critical)s pays instead of %(without)s"),
        "points_table": N_("%(points)s points of the period by the step table"),
        "points_part": N_("%(points)s of %(of)s points: this part of %(credit)s"),
        "points_band": N_("The worst band that holds %(value)s, in points"),
        "per_point": N_("%(points)s points of %(size)s beyond %(level)s, at %(each)s each"),
        "group_cap": N_("Credits of %(credits)s under the cap of the group “%(group)s”, %(cap)s"),
        "rolling_cap": N_("Credits of %(credits)s under the rolling cap, which leaves %(room)s of %(cap)s"),
        "group_rolling_cap": N_(
            "Credits of %(credits)s under the rolling cap of group “%(group)s”,"
            " which leaves %(room)s of %(cap)s"
        ),
        "lost": N_("Beyond the cap, and lost"),
        "carried_forward": N_("Carried forward to later periods"),
        "expired": N_("Carried forward before, and expired"),
        "carried_in": N_("Carried in from %(sources)s"),
        "minimum_payable": N_("Credits of %(credits)s against the least that is paid, %(minimum)s"),
        "paid": N_("%(after_caps)s after the caps, as its part of the rounded total"),
        "earn_back": N_("Earned back: the credit of %(target)s for %(period)s"),
        "round_money": N_("%(exact)s rounded once to the minor unit of %(currency)s"),
    }
)


def step_words(language: Language, step: Step) -> str:
    """The sentence of a step; a rule without one shows its name and everything that went in."""
    rule = "compare_both" if step.rule == "compare" and "minimum" in dict(step.inputs) else step.rule
    values = {name: _value(language, name, text) for name, text in step.inputs}
    sentence = _SENTENCES.get(rule)
    if sentence is None:
        return f"{step.rule.replace('_', ' ')}: {_pairs(values)}" if values else step.rule.replace("_", " ")
    return language.message(sentence) % _Open(values)


def step_value(language: Language, step: Step) -> str:
    """What the step came to, digits unchanged; the sums themselves where a step only adds up."""
    if step.rule == "add_up":
        return _pairs({name: _value(language, name, text) for name, text in step.inputs})
    return _value(language, "", step.result)


class _Open(dict[str, str]):
    """Values for a sentence; an input that this step does not have reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _pairs(values: Mapping[str, str]) -> str:
    return "; ".join(f"{name} = {text}" for name, text in values.items())


def _value(language: Language, name: str, text: str) -> str:
    if _NUMBER.fullmatch(text):
        return language.decimal(text)
    if name == "reason":
        return reason(language, text)
    for table in (_MODES, VERDICTS):
        if text in table:
            return language.message(table[text])
    return text.replace(">=", "≥").replace("<=", "≤")
