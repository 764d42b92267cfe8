"""Rhythm and campaign in sentences: when it is worst and best, how far it is, what calls end with."""

from app.sla.quantities import exact
from dashboards.language import Language
from dashboards.parts import Number
from dashboards.patterns.context import CampaignPage, HourCell, RhythmPage
from dashboards.sentences import sentence
from dashboards.titles import N_

LEAST = 30  # of something in an hour before it is called the best or the worst
WEEKDAYS = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday")),
    *(N_("Saturday"), N_("Sunday")),
)
VITAL = 80  # percent: the codes that make up so much are the vital few


def weekday_words(language: Language, weekday: int) -> str:
    """The weekday's name."""
    return language.gettext(WEEKDAYS[weekday])


def hour_words(language: Language, cell: HourCell) -> str:
    """An hour of the week: Monday 9:00–10:00."""
    return f"{weekday_words(language, cell.weekday)} {cell.hour}:00–{cell.hour + 1}:00"


def rhythm_sentence(language: Language, page: RhythmPage) -> str:
    """In which hour the rate is highest and in which lowest, of those in which enough came."""
    told = [one for one in page.cells if one.value and exact(one.whole.text) >= LEAST]
    period = language.period(page.period)
    if not told:
        return sentence(
            language, [language.gettext("%(period)s: too little was reported by hour", period=period)]
        )
    ranked = sorted(told, key=lambda one: (exact(one.value.text) if one.value else 0, one.weekday, one.hour))
    return sentence(
        language,
        [
            language.gettext(
                "%(period)s: %(title)s is highest on %(worst)s (%(high)s) and lowest on %(best)s (%(low)s)",
                period=period,
                title=language.title(page.title),
                worst=hour_words(language, ranked[-1]),
                high=language.number(ranked[-1].value),
                best=hour_words(language, ranked[0]),
                low=language.number(ranked[0].value),
            )
        ],
    )


def rhythm_finding(language: Language, page: RhythmPage) -> str:
    """What the picture shows, as its title."""
    if page.bad_is_high:
        return language.gettext("When callers give up: %(title)s by hour", title=language.title(page.title))
    return language.gettext("When to call: %(title)s by hour", title=language.title(page.title))


def campaign_sentence(language: Language, page: CampaignPage) -> str:
    """How far the campaign is against its plan, and what a success cost."""
    period = language.period(page.period)
    if not page.progress:
        return sentence(language, [language.gettext("%(period)s: no campaign was reported", period=period)])
    last = page.progress[-1]
    said = [_reached(language, page, period, last.done, last.planned)]
    whole = page.lists[-1] if page.lists else None
    if whole is not None and whole.contact_rate is not None:
        rate = language.number(whole.contact_rate)
        said.append(language.gettext("%(rate)s of the calls reach somebody", rate=rate))
    if whole is not None and whole.cost_per_success is not None:
        cost = language.number(whole.cost_per_success)
        said.append(language.gettext("a success costs %(cost)s", cost=cost))
    return sentence(language, said)


def _reached(
    language: Language, page: CampaignPage, period: str, done: Number, planned: Number | None
) -> str:
    values = {"period": period, "done": language.number(done), "planned": language.number(planned)}
    if page.measured == "successes":
        return language.gettext("%(period)s: %(done)s successes of %(planned)s planned", **values)
    return language.gettext("%(period)s: %(done)s of %(planned)s records were tried", **values)


def progress_finding(language: Language, page: CampaignPage) -> str:
    """What the burn-up shows, as its title."""
    if page.measured == "successes":
        return language.gettext("Successes to date against the plan")
    return language.gettext("Records tried to date against the lists")


def outcome_finding(language: Language, page: CampaignPage) -> str:
    """What the Pareto shows, as its title: how few codes make up most of the calls."""
    if not page.outcomes:
        return ""
    few = 1 + sum(exact(one.up_to.text) < VITAL for one in page.outcomes)
    share = language.number(page.outcomes[min(few, len(page.outcomes)) - 1].up_to)
    return language.ngettext(
        "%(n)s result code makes up %(share)s of the calls",
        "%(n)s result codes make up %(share)s of the calls",
        few,
        share=share,
    )
