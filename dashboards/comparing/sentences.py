"""The comparison in sentences: the common rate, and who stands out by more than chance."""

from dashboards.comparing.context import Compare, Panel
from dashboards.language import Language
from dashboards.sentences import MOST_NAMED, sentence

LEAST_IN_A_ROW = 2  # misses that are called slipping


def compare_sentence(language: Language, page: Compare) -> str:
    """The rate of all together, and how wide chance reaches."""
    period = language.period(page.period)
    if page.centre is None:
        return sentence(
            language, [language.gettext("%(period)s: fewer than two rates can be compared", period=period)]
        )
    said = [
        language.ngettext(
            "%(period)s: %(n)s contract, together %(centre)s",
            "%(period)s: %(n)s contracts, together %(centre)s",
            len(page.points),
            period=period,
            centre=language.number(page.centre),
        )
    ]
    if page.widened is not None and page.widened.text != "1.00":
        said.append(
            language.gettext(
                "they differ %(times)s times as much as chance alone explains, so the limits are widened",
                times=language.number(page.widened),
            )
        )
    return sentence(language, said)


def compare_finding(language: Language, page: Compare) -> str:
    """Who stands out, as the picture's title."""
    title = language.title(page.title)
    if page.centre is None:
        return language.gettext("Nothing to compare yet")
    apart = [one.provider for one in page.points if one.apart]
    if not apart:
        return language.gettext("%(title)s: no provider stands out by more than chance", title=title)
    return language.gettext(
        "%(title)s: further apart than by chance: %(names)s", title=title, names=language.listed(apart)
    )


def panels_finding(language: Language, page: Compare) -> str:
    """Who is slipping, as the title of the small multiples: two misses in a row or more."""
    title = language.title(page.title)
    slipping = [panel.provider for panel in page.panels if panel.slipping >= LEAST_IN_A_ROW]
    if not slipping:
        return language.gettext("%(title)s: nobody has missed twice in a row", title=title)
    return language.ngettext(
        "%(title)s: %(n)s contract is slipping: %(names)s",
        "%(title)s: %(n)s contracts are slipping, first of all %(names)s",
        len(slipping),
        title=title,
        names=language.listed(list(dict.fromkeys(slipping))[:MOST_NAMED]),
    )


def panel_words(language: Language, panel: Panel) -> str:
    """How often a contract met the target, and how long it has been missing it."""
    met = language.gettext(
        "met in %(met)s of %(judged)s",
        met=language.decimal(str(panel.met)),
        judged=language.decimal(str(panel.judged)),
    )
    if panel.slipping < LEAST_IN_A_ROW:
        return met
    missed = language.gettext("missed %(n)s times in a row", n=language.decimal(str(panel.slipping)))
    return language.gettext("; ").join([met, missed])


def panel_title(language: Language, panel: Panel) -> str:
    """What a panel shows, for who does not see it."""
    last = panel.points[-1]
    return language.gettext(
        "%(provider)s: %(met)s; in %(period)s %(value)s against %(expected)s",
        provider=panel.provider,
        met=panel_words(language, panel),
        period=language.period(last.period),
        value=language.number(last.value),
        expected=language.bound(last.expected),
    )
