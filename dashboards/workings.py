"""The steps of a working in words: the sentences of the core, numbers as the reader’s language has them."""

from app.sla.wording import LANGUAGES, say
from app.sla.working import Step as CoreStep
from dashboards import measured
from dashboards.contexts import Step
from dashboards.language import Language

_SAID = {
    "formula": measured.formula,
    "variant": measured.coded,
    "measure": measured.coded,
    "reason": measured.reason,
}
_BY_MEASURE = ("add_up", "to_date")  # their inputs are named for measures


def step_words(language: Language, step: Step, unit: str = "") -> str:
    """The sentence of a step: by which rule, what went in, and what it came to; digits unchanged.

    ``unit`` is the one in which people see the target’s value: where that is percent, so is the sentence.
    """
    spoken = next(known for known in LANGUAGES if known == language.tag)
    inputs = {_named(language, step.rule, key): _said(language, key, text) for key, text in step.inputs}
    ratio = "ratio" if unit == "percent" else ""
    said = say(CoreStep(step.rule, inputs, step.result), spoken, language.decimal, ratio)
    return said.replace(">=", "≥").replace("<=", "≤")


def _named(language: Language, rule: str, key: str) -> str:
    return measured.coded(language, key) if rule in _BY_MEASURE else key


def _said(language: Language, key: str, text: str) -> str:
    return _SAID[key](language, text) if key in _SAID else text
