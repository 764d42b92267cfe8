"""The sentence at the head of a review's paper."""

from collections import Counter
from collections.abc import Sequence

from app.sla.quantities import exact
from dashboards.language import Language
from dashboards.readings import added
from dashboards.review.beside import outstanding_of
from dashboards.review.context import ContractReview, PortfolioReview
from dashboards.sentences import sentence
from dashboards.words import JUDGED, MISSED

_MOST_NAMED = 3


def contract_sentence(language: Language, review: ContractReview) -> str:
    """How many targets were met, what it is worth, what was missed most, what is still outstanding."""
    lines = [line for part in review.periods for line in part.lines]
    judged = [line for line in lines if line.judgement.verdict in JUDGED]
    period = language.period(review.span)
    if not judged:
        return sentence(
            language, [language.gettext("%(period)s: no target could be judged yet", period=period)]
        )
    met = sum(line.judgement.verdict == "met" for line in judged)
    credit = added([part.credits for part in review.periods], review.currency)
    said = [
        language.gettext(
            "%(period)s: %(met)s of %(judged)s targets met", period=period, met=met, judged=len(judged)
        ),
        language.gettext("%(amount)s credit", amount=language.money(credit)),
    ]
    missed = Counter(language.title(line.title) for line in judged if line.judgement.verdict in MISSED)
    if missed:
        said.append(
            language.gettext("missed: %(targets)s", targets=_named(language, missed, len(review.periods)))
        )
    owed = outstanding_of(review)
    if owed is not None and exact(owed.text):
        said.append(language.gettext("%(amount)s is outstanding", amount=language.money(owed)))
    return sentence(language, said)


def _named(language: Language, missed: Counter[str], periods: int) -> str:
    def told(title: str, n: int) -> str:
        if periods == 1:
            return title
        return language.gettext("%(title)s (%(n)s times)", title=title, n=n) if n > 1 else title

    return language.listed([told(title, n) for title, n in missed.most_common(_MOST_NAMED)])


def portfolio_sentence(language: Language, review: PortfolioReview) -> str:
    """How many targets were met in how many contracts, what was credited, who missed most."""
    period = language.period(review.span)
    if not review.rows:
        return sentence(
            language, [language.gettext("%(period)s: no target could be judged yet", period=period)]
        )
    said = [
        language.ngettext(
            "%(period)s: %(met)s of %(judged)s targets met in %(n)s contract",
            "%(period)s: %(met)s of %(judged)s targets met in %(n)s contracts",
            len({one.reference for one in review.rows}),
            period=period,
            met=sum(one.met for one in review.rows),
            judged=sum(one.judged for one in review.rows),
        ),
        *_credited(language, review),
    ]
    misses = Counter[str]()
    for one in review.rows:
        misses[f"{one.provider} ({one.reference})"] += len(one.missed)
    name, n = misses.most_common(1)[0]
    if n:
        said.append(
            language.ngettext(
                "%(name)s missed most: %(n)s target", "%(name)s missed most: %(n)s targets", n, name=name
            )
        )
    return sentence(language, said)


def _credited(language: Language, review: PortfolioReview) -> Sequence[str]:
    """What was credited in each currency in which anything was; else nothing, in the first one."""
    totals = [
        added([one.credits for one in review.rows if one.credits.currency == currency], currency)
        for currency in sorted({one.credits.currency for one in review.rows})
    ]
    paid = [one for one in totals if exact(one.text)] or totals[:1]
    return [language.gettext("%(credited)s credited", credited=language.money(one)) for one in paid]
