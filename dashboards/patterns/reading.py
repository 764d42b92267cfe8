"""From a period's hours and lists to the pages that show them."""

from fractions import Fraction

from app.scorecards.patterns.campaign import Campaign, ListOf
from app.scorecards.patterns.rhythm import HourOfWeek, Rhythm
from app.sla.catalogue.known import CATALOGUE
from app.sla.quantities import decimal_text, fixed_text, round_to
from dashboards.parts import Number
from dashboards.patterns.context import (
    CampaignPage,
    HourCell,
    ListLine,
    OutcomeLine,
    ProgressDay,
    RateChoice,
    RhythmPage,
)
from dashboards.readings import contract_href

_DIGITS = 1


def rhythm_of(found: Rhythm, ref: str) -> RhythmPage:
    """The page of a rhythm."""
    label = found.period.label
    here = contract_href(ref, "rhythm", label)
    return RhythmPage(
        reference=found.contract.reference,
        period=label,
        title=CATALOGUE[found.rate].title,
        bad_is_high=found.rate == "abandonment_rate",
        choices=tuple(
            RateChoice(CATALOGUE[rate].title, f"{here}?rate={rate}", rate == found.rate)
            for rate in found.rates
        ),
        cells=tuple(_cell(one) for one in found.hours),
        reports_href=contract_href(ref, "reports"),
    )


def _cell(one: HourOfWeek) -> HourCell:
    part, whole = (Number(decimal_text(Fraction(count, 1_000_000))) for count in (one.part, one.whole))
    return HourCell(one.weekday, one.hour, _percent(one.rate), part, whole)


def _percent(rate: Fraction | None) -> Number | None:
    if rate is None:
        return None
    return Number(fixed_text(round_to(rate * 100, _DIGITS), _DIGITS), "percent")


def _count(value: Fraction | None) -> Number | None:
    return None if value is None else Number(decimal_text(value))


def campaign_of(found: Campaign, ref: str) -> CampaignPage:
    """The page of a campaign; the whole stands under its lists."""
    lists = (*found.lists, found.whole) if len(found.lists) > 1 else found.lists
    return CampaignPage(
        reference=found.contract.reference,
        period=found.period.label,
        measured=found.measured,
        progress=tuple(
            ProgressDay(one.day, Number(decimal_text(one.done)), _count(one.planned))
            for one in found.progress
        ),
        lists=tuple(_list(one, found.currency) for one in lists),
        outcomes=tuple(
            OutcomeLine(one.code, Number(decimal_text(one.count)), _share(one.up_to))
            for one in found.outcomes
        ),
        reports_href=contract_href(ref, "reports"),
    )


def _share(value: Fraction) -> Number:
    return Number(fixed_text(round_to(value * 100, _DIGITS), _DIGITS), "percent")


def _list(one: ListOf, currency: str) -> ListLine:
    each = one.through("cost", "successes")
    return ListLine(
        name=one.segment,
        records=_count(one.sums.get("records")),
        attempted=_count(one.sums.get("records_attempted")),
        contacts=_count(one.sums.get("contacts")),
        successes=_count(one.sums.get("successes")),
        contact_rate=_percent(one.through("contacts", "dials")),
        success_rate=_percent(one.through("successes", "contacts")),
        cost_per_success=None if each is None else Number(fixed_text(round_to(each, 2), 2), currency),
    )
