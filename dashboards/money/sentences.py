"""The money page in sentences: what is credited, what waivers cost, what is still to be collected."""

from fractions import Fraction

from app.sla.quantities import Money as ExactMoney
from app.sla.quantities import exact, fixed_text, round_to
from dashboards.language import Language
from dashboards.money.context import Account, AccountPart
from dashboards.money.words import part_words
from dashboards.parts import Money, Number
from dashboards.sentences import sentence

_TAKE_OFF = ("period_cap", "rolling_cap", "group_cap", "own_cap")


def account_sentence(language: Language, page: Account) -> str:
    """What the period came to, against its charges; what waivers cost; what the year still owes."""
    said = [_credited(language, page)]
    if exact(page.waiver_cost.text) > 0:
        cost = language.money(page.waiver_cost)
        said.append(language.gettext("what was left out cost %(amount)s of credit", amount=cost))
    if page.sums is not None:
        owed = language.money(page.sums.outstanding)
        said.append(
            language.gettext("%(amount)s of %(year)s is outstanding", amount=owed, year=str(page.year))
        )
    return sentence(language, said)


def _credited(language: Language, page: Account) -> str:
    period, amount = language.period(page.period), language.money(page.credit)
    if page.charges is None or exact(page.charges.text) == 0:
        return language.gettext("%(period)s: %(amount)s credit", period=period, amount=amount)
    return language.gettext(
        "%(period)s: %(amount)s credit, %(share)s of the charges",
        period=period,
        amount=amount,
        share=language.number(_share(page.credit, page.charges)),
    )


def _share(part: Money, whole: Money) -> Number:
    value = round_to(exact(part.text) / exact(whole.text) * 100, 2)
    return Number(fixed_text(value, 2), "percent")


def account_finding(language: Language, page: Account) -> str:
    """What the picture shows, as its title: what costs most, and what a cap or repeats did to it."""
    prices = [part for part in page.parts if part.kind == "price"]
    if not prices:
        return language.gettext("Nothing is credited for a miss")
    dearest = max(prices, key=lambda part: exact(part.amount.text))
    said = [
        language.gettext(
            "%(title)s costs most: %(amount)s",
            title=part_words(language, dearest),
            amount=language.money(dearest.amount),
        )
    ]
    more = _sum(page.parts, ("escalation",))
    less = _sum(page.parts, _TAKE_OFF)
    if more is not None:
        added = language.money(more)
        said.append(language.gettext("repeated and critical misses add %(amount)s", amount=added))
    if less is not None:
        said.append(language.gettext("caps take off %(amount)s", amount=language.money(less)))
    return language.gettext("; ").join(said)


def _sum(parts: tuple[AccountPart, ...], kinds: tuple[str, ...]) -> Money | None:
    """What the parts of these kinds come to, without a sign; None where there are none."""
    found = [part.amount for part in parts if part.kind in kinds]
    if not found:
        return None
    total = abs(sum((exact(one.text) for one in found), Fraction(0)))
    return Money(ExactMoney(total, found[0].currency).text(), found[0].currency)
