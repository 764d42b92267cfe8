"""The steps of a working in words: the sentences of the core, numbers as the reader’s language has them."""

from app.sla.wording import LANGUAGES, say
from app.sla.working import Step as CoreStep
from dashboards.contexts import Step
from dashboards.language import Language


def step_words(language: Language, step: Step, unit: str = "") -> str:
    """The sentence of a step: by which rule, what went in, and what it came to; digits unchanged.

    ``unit`` is the one in which people see the target’s value: where that is percent, so is the sentence.
    """
    spoken = next(known for known in LANGUAGES if known == language.tag)
    measured = "ratio" if unit == "percent" else ""
    said = say(CoreStep(step.rule, dict(step.inputs), step.result), spoken, language.decimal, measured)
    return said.replace(">=", "≥").replace("<=", "≤")
