"""Amounts as people write them, in minor units of the contract's currency, and back."""

from app.errors import Problem, Refused
from app.sla.quantities import Money, exact, minor_digits


def minor_units(text: str, currency: str, where: str) -> int:
    """The amount in minor units; raises Refused, with its place, where it is finer than the currency's."""
    money = Money(exact(text), currency)
    units = money.minor_units()
    if Money.of_minor_units(units, currency) != money:
        why = f"{currency} has {minor_digits(currency)} decimals, and “{text}” has more"
        raise Refused(f"The amount cannot be paid: {why}.", [Problem(where, "decimals", why)])
    return units


def text_of(units: int, currency: str) -> str:
    """The text of an amount in minor units."""
    return Money.of_minor_units(units, currency).text()
