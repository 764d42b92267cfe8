"""Words for the money page: the parts of an account, the entries of the ledger, and what became of them."""

from types import MappingProxyType
from typing import Final

from dashboards.language import Language
from dashboards.money.context import AccountPart, EntryLine
from dashboards.titles import N_

PARTS: Final = MappingProxyType(
    {
        "price": N_("Price of a miss"),
        "escalation": N_("Repeated and critical misses"),
        "not_counting": N_("Does not count yet"),
        "own_cap": N_("Caps of single targets"),
        "one_event": N_("One event pays once"),
        "group_cap": N_("Cap of a group"),
        "period_cap": N_("Cap of the period"),
        "rolling_cap": N_("Cap over 12 periods"),
        "carried_in": N_("Carried in"),
        "minimum_payable": N_("Below the minimum payable"),
        "rounding": N_("Rounding"),
        "credits": N_("Credits"),
        "earn_back": N_("Earned back"),
        "bonus": N_("Bonuses"),
        "settled": N_("Settled"),
        "restated": N_("Restated"),
        "payable": N_("Payable"),
    }
)
ENTRIES: Final = MappingProxyType(
    {
        "credit": N_("Credit"),
        "bonus": N_("Bonus"),
        "earn_back": N_("Earn-back"),
        "adjustment": N_("Adjustment"),
        "carried_forward": N_("Carried forward"),
    }
)
WHY: Final = MappingProxyType(
    {
        "settled": N_("by settlement"),
        "restated": N_("by restatement"),
        "carried_in": N_("carried in"),
        "held_back": N_("held back by a cap"),
        "brought_forward": N_("brought forward"),
        "paid": N_("paid now"),
        "expired": N_("expired"),
    }
)
BECAME: Final = MappingProxyType(
    {
        "claimed": N_("claimed"),
        "credit_note": N_("credit note"),
        "invoice": N_("invoice"),
        "set_off": N_("set off"),
        "collected": N_("collected"),
        "waived": N_("waived"),
    }
)

RESTATED: Final = MappingProxyType(
    {
        "applied": N_("booked at once"),
        "waiting": N_("waits for the client"),
        "accepted": N_("accepted and booked"),
        "noted": N_("noted, not paid"),
        "superseded": N_("replaced by newer facts"),
        "time_bar": N_("It came after the time bar."),
        "engine": N_("Another engine judged it."),
    }
)


def part_words(language: Language, part: AccountPart) -> str:
    """What a part of the account is called: a price by its target, all else by its kind."""
    if part.kind == "price":
        return language.title(part.title)
    words = language.gettext(PARTS[part.kind])
    if not part.source:
        return words
    return language.gettext("%(what)s, from %(period)s", what=words, period=language.period(part.source))


def entry_words(language: Language, entry: EntryLine) -> str:
    """What an entry of the ledger is: its kind, and why it is there."""
    words = language.gettext(ENTRIES[entry.kind])
    why = [language.gettext(WHY[entry.reason])] if entry.reason in WHY else []
    if entry.source:
        why.append(language.gettext("from %(period)s", period=language.period(entry.source)))
    return language.gettext("%(what)s (%(why)s)", what=words, why=language.listed(why)) if why else words


def became_words(language: Language, what: str) -> str:
    """What became of an entry."""
    return language.gettext(BECAME[what])


def restated_words(language: Language, code: str) -> str:
    """How a restatement stands, or why it is not booked by itself."""
    return language.gettext(RESTATED[code])
