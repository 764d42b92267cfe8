"""The steps of a working in words: the sentences of the core, numbers as the reader’s language has them."""

from app.sla.wording import LANGUAGES, say
from app.sla.working import Step as CoreStep
from dashboards.contexts import Step
from dashboards.language import Language


def step_words(language: Language, step: Step) -> str:
    """The sentence of a step: by which rule, what went in, and what it came to; digits unchanged."""
    spoken = next(known for known in LANGUAGES if known == language.tag)
    said = say(CoreStep(step.rule, dict(step.inputs), step.result), spoken, language.decimal)
    return said.replace(">=", "≥").replace("<=", "≤")
