"""The page of the contracts in a sentence, and the next step of each in words."""

from types import MappingProxyType
from typing import Final

from dashboards.language import Language
from dashboards.opening.context import ContractList, ContractStep
from dashboards.sentences import sentence
from dashboards.titles import N_

_STEPS: Final = MappingProxyType(
    {
        "terms": N_("Next: put its terms"),
        "report": N_("Next: send a first report"),
        "": N_("To its newest scorecard"),
    }
)


def contracts_sentence(language: Language, page: ContractList) -> str:
    """How many contracts there are, and how many of them wait for terms or a first report."""
    if not page.lines:
        return sentence(language, [language.gettext("There is no contract yet that you may see")])
    said = [language.ngettext("%(n)s contract", "%(n)s contracts", len(page.lines))]
    waiting = sum(bool(one.missing) for one in page.lines)
    if waiting:
        said.append(
            language.ngettext(
                "%(n)s waits for its terms or a first report",
                "%(n)s wait for their terms or a first report",
                waiting,
            )
        )
    return sentence(language, said)


def step_words_of(language: Language, one: ContractStep) -> str:
    """What to do next with a contract."""
    return language.message(_STEPS[one.missing])
