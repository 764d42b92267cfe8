"""What each finding of the linter means and what to do about it; its own message has the figures."""

from types import MappingProxyType
from typing import Final

from dashboards.language import Language
from dashboards.titles import N_

ADVICE: Final = MappingProxyType(
    {
        "allocation_over": N_("Allocations of a pool add to more than 100 percent. Lower one of them."),
        "allocation_under": N_(
            "Allocations of a pool add to less than 100 percent, so that part of it is never "
            "paid. Raise one, or say that it is meant."
        ),
        "amendment_inside_period": N_(
            "The terms take effect inside a period. Move the day to the beginning of one, or "
            "write “cut: split”."
        ),
        "amount_below_one": N_(
            "An amount is below one: it may be meant as a share. Write a percentage, or check the amount."
        ),
        "bands_against_direction": N_("A better value costs more than a worse one. Exchange the bands."),
        "bands_overlap": N_("Two bands hold the same value; the worst one counts. Check that this is meant."),
        "bonus_for_a_miss": N_("A value that misses its target earns a bonus. Move the edge of the band."),
        "cap_over_pools": N_(
            "A cap is larger than everything that can be credited, so it never holds. Lower it."
        ),
        "charges_by_provider": N_(
            "The provider states the charges from which its own credits follow. Let the "
            "client's figure count."
        ),
        "contract_amended": N_("The amendment names another contract. Put it where it belongs."),
        "cost_although_met": N_("A value that meets its target costs something. Move the edge of the band."),
        "currency_amended": N_("An amendment cannot change the currency. Open another contract."),
        "days_not_covered": N_(
            "Some days are covered by no version of the terms. Let the version begin earlier."
        ),
        "dead_band": N_("A miss in this band costs nothing. That is legal; check that it is meant."),
        "deemed_unused": N_(
            "An amount for a missing report can never be used. Take it out, or say what a "
            "missing report means."
        ),
        "forecast_not_locked": N_(
            "Relief by volume rests on a forecast that is not locked before the period. Say "
            "how many days before."
        ),
        "level_against_direction": N_("The level asks for worse values. Turn its sign around."),
        "level_over_100_percent": N_("A level lies beyond 100 percent. Write 0.8 for 80 percent, not 80."),
        "measure_not_reported": N_(
            "No report brings what this needs. Ask the provider for it, or take another metric."
        ),
        "never_met": N_(
            "The last twelve months never met this target. Check the level before it costs somebody."
        ),
        "no_cap": N_("Pools add to more than 100 percent and no cap holds the credits. Agree one."),
        "not_expressible": N_("Nobody can reckon this clause. It is kept as it stands and not judged."),
        "one_miss_fails": N_(
            "With so little volume a single failure misses the target. Agree a low volume rule."
        ),
        "pool_unused": N_("No target draws from this pool. Take it out, or allocate it."),
        "reconcile_unused": N_(
            "What is compared between the sides is used by no target. Take it out, or check its name."
        ),
        "rounding_flips": N_("Rounding turned verdicts in the last twelve months. Check that this is meant."),
        "signed_after_effective": N_("The terms took effect before they were signed. Check both days."),
        "target_without_allocation": N_(
            "A target of a pool has no allocation and costs nothing. Allocate a part to it."
        ),
        "timezone_amended": N_("An amendment cannot change the time zone. Open another contract."),
        "unused": N_("This is defined and never used. Take it out, or check its name."),
        "weightless": N_("A target weighs nothing, so the score never sees it. Give it a weight."),
    }
)


def advice_words(language: Language, code: str) -> str:
    """What that finding means; its own message has the figures. Empty for a code that has no words."""
    return language.message(ADVICE[code]) if code in ADVICE else ""
