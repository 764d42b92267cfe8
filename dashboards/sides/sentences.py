"""The two sides in sentences: what differs, by how much, and what follows."""

from types import MappingProxyType
from typing import Final

from app.sla.quantities import exact
from dashboards import measured
from dashboards.language import Language
from dashboards.parts import Number
from dashboards.sentences import sentence
from dashboards.sides.context import SideLine, Sides
from dashboards.titles import N_

FOLLOWS: Final = MappingProxyType(
    {
        "dispute": N_("disputed: provisional at the lower value"),
        "client_counts": N_("the client's figure counts"),
        "": N_("within the tolerance"),
    }
)
FLAGS: Final = MappingProxyType(
    {
        "charges_differ": N_("The two sides state different charges."),
        "charges_of_other_side": N_("The side whose charges count has stated none yet."),
    }
)


def follows_words(language: Language, line: SideLine) -> str:
    """What follows from the difference of one measure."""
    if line.apart is None:
        return language.gettext("not stated by both sides")
    return language.gettext(FOLLOWS[line.follows])


def flag_words(language: Language, flag: str) -> str:
    """What is to be known about the charges; empty when nothing is."""
    return language.gettext(FLAGS[flag]) if flag else ""


def sides_sentence(language: Language, page: Sides) -> str:
    """How many measures were compared in the period, and which differ by more than agreed."""
    now, period = page.now, language.period(page.now.period)
    if now.tolerance is None:
        text = language.gettext(
            "%(period)s: the terms agree on no comparison of the two sides", period=period
        )
        return sentence(language, [text])
    compared = [line for line in now.lines if line.apart is not None]
    if not compared:
        text = language.gettext("%(period)s: no day has been stated by both sides yet", period=period)
        return sentence(language, [text])
    said = [
        language.ngettext(
            "%(period)s: %(n)s measure is stated by both sides",
            "%(period)s: %(n)s measures are stated by both sides",
            len(compared),
            period=period,
        ),
        _beyond(language, compared, now.tolerance),
    ]
    return sentence(language, said)


def _beyond(language: Language, compared: list[SideLine], tolerance: Number) -> str:
    beyond = [line for line in compared if line.follows]
    if not beyond:
        return language.gettext(
            "all within the tolerance of %(tolerance)s", tolerance=language.number(tolerance)
        )
    names = language.listed([_named(language, line) for line in beyond])
    return language.gettext(
        "beyond the tolerance of %(tolerance)s: %(names)s",
        tolerance=language.number(tolerance),
        names=names,
    )


def _named(language: Language, line: SideLine) -> str:
    return f"{measured.coded(language, line.measure)} {language.number(line.apart)}"


def sides_finding(language: Language, page: Sides) -> str:
    """What the picture shows, as its title: in how many periods the sides differed beyond the tolerance."""
    periods = [one for one in (*page.past, page.now) if any(line.apart for line in one.lines)]
    if not periods:
        return language.gettext("Nothing to compare yet")
    n = sum(any(line.follows for line in one.lines) for one in periods)
    if n == 0:
        return language.gettext("The two sides agree within the tolerance in every period")
    lines = [line for one in periods for line in one.lines if line.apart]
    most = max(lines, key=lambda line: abs(exact(line.apart.text)) if line.apart else 0)
    return language.gettext(
        "In %(n)s of %(all)s periods the sides differ beyond the tolerance; most: %(most)s",
        n=n,
        all=len(periods),
        most=_named(language, most),
    )
