"""The page of exclusions in a sentence: how many there are, who has to answer, what they waive."""

from fractions import Fraction

from app.sla.quantities import Money as ExactMoney
from app.sla.quantities import exact
from dashboards.language import Language
from dashboards.leaving_out.context import Exclusions
from dashboards.parts import Money
from dashboards.sentences import sentence


def exclusions_sentence(language: Language, page: Exclusions) -> str:
    """How many exclusions count, how many wait for an answer, and what those that count waive together."""
    agreed = [one for one in page.items if one.state in ("agreed", "undoing")]
    waiting = [one for one in page.items if one.state in ("proposed", "undoing")]
    if not page.items:
        return sentence(language, [language.gettext("Nothing has been proposed to be left out")])
    said = [
        language.ngettext("%(n)s exclusion is agreed", "%(n)s exclusions are agreed", len(agreed)),
        language.ngettext("%(n)s waits for the other side", "%(n)s wait for the other side", len(waiting)),
    ]
    waived = [one.waived for one in agreed if one.waived is not None and exact(one.waived.text)]
    if waived:
        total = sum((exact(one.text) for one in waived), Fraction(0))
        text = language.money(Money(ExactMoney(total, waived[0].currency).text(), waived[0].currency))
        said.append(language.gettext("what is agreed waives %(amount)s, each by itself", amount=text))
    return sentence(language, said)
