"""The pages of the terms and of the calendar in a sentence."""

from collections import Counter

from dashboards.agreed.context import CalendarPage, TermsPage
from dashboards.language import Language
from dashboards.sentences import sentence


def terms_sentence(language: Language, page: TermsPage) -> str:
    """How many versions there are, what the linter found, and what was simulated."""
    current = sum(one.current for one in page.versions)
    if not current and not page.typed:
        return sentence(language, [language.gettext("No terms have been put yet")])
    said = [language.ngettext("%(n)s version is agreed", "%(n)s versions are agreed", current)]
    counts = Counter[str](doubt.severity for line in page.lines for doubt in line.doubts)
    n = sum(counts.values())
    said.append(
        language.ngettext("%(n)s finding in this text", "%(n)s findings in this text", n)
        if n
        else language.gettext("no finding in this text")
    )
    if page.simulated is not None:
        said.append(
            language.gettext(
                "over %(n)s periods this text would have changed what the provider owes by %(amount)s",
                n=len(page.simulated.periods),
                amount=language.money(page.simulated.difference),
            )
        )
    return sentence(language, said)


def calendar_sentence(language: Language, page: CalendarPage) -> str:
    """How many days are off, and whether somebody confirmed them."""
    days = language.ngettext(
        "%(year)s: %(n)s day off", "%(year)s: %(n)s days off", len(page.holidays), year=str(page.year)
    )
    if page.confirmed_by:
        state = language.gettext("confirmed by %(name)s", name=page.confirmed_by)
    else:
        state = language.gettext("not confirmed yet, so deadlines are provisional")
    return sentence(language, [days, state])
