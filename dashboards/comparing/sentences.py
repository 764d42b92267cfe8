"""The comparison in sentences: the common rate, and who stands out by more than chance."""

from dashboards.comparing.context import Compare
from dashboards.language import Language
from dashboards.sentences import sentence


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
