"""The sentence under a page's heading and a picture's finding, generated from the data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from app.sla.quantities import exact
from dashboards.contexts import (
    ContractLine,
    Failure,
    Portfolio,
    Scorecard,
    TargetLine,
    Total,
    Trend,
    TrendPoint,
)
from dashboards.language import Language
from dashboards.parts import Bound, Natural
from dashboards.readings import KEPT
from dashboards.titles import N_
from dashboards.words import FAILURES, JUDGED, MISSED, VERDICTS

MOST_NAMED = 3


def portfolio_sentence(language: Language, page: Portfolio) -> str:
    """How many targets were met in how many contracts, what was credited, and who missed most."""
    tallies = [_tally(line) for line in page.lines]
    judged = sum(tally.judged for tally in tallies)
    if not judged:
        period = language.period(page.period)
        return sentence(
            language, [language.gettext("%(period)s: no target could be judged yet", period=period)]
        )
    said = [
        language.ngettext(
            "%(period)s: %(met)s of %(judged)s targets met in %(n)s contract",
            "%(period)s: %(met)s of %(judged)s targets met in %(n)s contracts",
            len(page.lines),
            period=language.period(page.period),
            met=sum(tally.met for tally in tallies),
            judged=judged,
        )
    ]
    paid = [total for total in page.totals if exact(total.credited.text)] or page.totals[:1]
    said += [_credited(language, total) for total in paid]
    return sentence(language, said + _worst(language, page))


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many targets of one contract were judged, met and missed."""

    judged: int
    met: int
    missed: int


@lru_cache(maxsize=KEPT)
def _tally(line: ContractLine) -> _Tally:
    verdicts = [cell.judgement.verdict for cell in line.cells if cell]
    return _Tally(
        sum(verdict in JUDGED for verdict in verdicts),
        verdicts.count("met"),
        sum(verdict in MISSED for verdict in verdicts),
    )


def _credited(language: Language, total: Total) -> str:
    credited = language.money(total.credited)
    if total.at_risk is None:
        return language.gettext("%(credited)s credited", credited=credited)
    return language.gettext(
        "%(credited)s credited of %(at_risk)s at risk",
        credited=credited,
        at_risk=language.money(total.at_risk),
    )


def _worst(language: Language, page: Portfolio) -> list[str]:
    misses = Counter[str]()
    for line in page.lines:
        misses[f"{line.provider} ({line.reference})"] += _tally(line).missed
    ranked = misses.most_common(2)
    if len(ranked) < 2 or ranked[0][1] == ranked[1][1]:
        return []
    name, n = ranked[0]
    return [
        language.ngettext(
            "%(name)s missed most: %(n)s target", "%(name)s missed most: %(n)s targets", n, name=name
        )
    ]


def scorecard_sentence(language: Language, page: Scorecard) -> str:
    """How many targets were met, what is credited, and what has been missed several periods in a row."""
    judged = [line for line in page.lines if line.judgement.verdict in JUDGED]
    met = sum(line.judgement.verdict == "met" for line in judged)
    period = language.period(page.period)
    if not judged:
        return sentence(
            language, [language.gettext("%(period)s: no target could be judged yet", period=period)]
        )
    said = [
        language.gettext(
            "%(period)s: %(met)s of %(judged)s targets met", period=period, met=met, judged=len(judged)
        ),
        language.gettext("%(amount)s credit", amount=language.money(page.credit)),
    ]
    missed = [line for line in judged if line.judgement.verdict in MISSED]
    once = [line for line in missed if missed_in_a_row(line) < 2]
    if once:
        titles = language.listed([language.title(line.title) for line in once])
        said.append(language.gettext("missed: %(targets)s", targets=titles))
    return sentence(language, said + [_repeated(language, line) for line in missed if line not in once])


def missed_in_a_row(line: TargetLine) -> int:
    """How many judged periods up to this one were missed without a met one between."""
    judged = [p.judgement.verdict for p in line.history if p.judgement.verdict in JUDGED]
    return sum(1 for _ in takewhile(lambda verdict: verdict != "met", reversed(judged)))


def _repeated(language: Language, line: TargetLine) -> str:
    n = missed_in_a_row(line)
    return language.ngettext(
        "%(title)s missed in %(n)s period",
        "%(title)s missed in %(n)s periods in a row",
        n,
        title=language.title(line.title),
    )


def trend_finding(language: Language, page: Trend) -> str:
    """What the picture shows, as its title: since when the target is met or missed."""
    judged = [point for point in page.points if point.judgement.verdict in JUDGED]
    if not judged:
        return language.gettext("%(title)s could not be judged yet", title=language.title(page.title))
    last = judged[-1]
    run = _run(judged)
    begin = language.period(run[-1].period)
    if last.judgement.verdict == "met":
        return _met(language, page, judged, run, begin)
    if len(run) == 1:
        return language.gettext(
            "%(title)s missed its target in %(period)s", title=language.title(page.title), period=begin
        )
    return language.ngettext(
        "%(title)s has missed its target %(n)s time in a row, since %(period)s",
        "%(title)s has missed its target %(n)s times in a row, since %(period)s",
        len(run),
        title=language.title(page.title),
        period=begin,
    )


def _met(
    language: Language, page: Trend, judged: Sequence[TrendPoint], run: Sequence[TrendPoint], begin: str
) -> str:
    if len(run) == len(judged):
        return language.gettext("%(title)s met its target in every period", title=language.title(page.title))
    if len(run) == 1:
        return language.gettext(
            "%(title)s meets its target again in %(period)s", title=language.title(page.title), period=begin
        )
    return language.gettext(
        "%(title)s has met its target since %(period)s", title=language.title(page.title), period=begin
    )


def _run(judged: Sequence[TrendPoint]) -> list[TrendPoint]:
    """The latest points that are all met or all missed, the newest first."""
    met = judged[-1].judgement.verdict == "met"
    return list(takewhile(lambda point: (point.judgement.verdict == "met") == met, reversed(judged)))


def trend_sentence(language: Language, page: Trend) -> str:
    """Counts by verdict, and the latest value against what is expected."""
    counts = Counter[str](point.judgement.verdict for point in page.points)
    parts = [
        language.gettext("%(count)s %(verdict)s", count=counts[code], verdict=language.gettext(words))
        for code, words in VERDICTS.items()
        if counts[code]
    ]
    n = len(page.points)
    said = [
        language.ngettext(
            "%(n)s period: %(parts)s", "%(n)s periods: %(parts)s", n, parts=language.listed(parts)
        )
    ]
    valued = [point for point in page.points if point.value is not None]
    if valued:
        said.append(_latest(language, valued[-1]))
    return sentence(language, said)


def _latest(language: Language, point: TrendPoint) -> str:
    words = {
        "period": language.period(point.period),
        "value": language.number(point.value),
        "expected": language.bound(point.expected),
    }
    if point.judgement.provisional:
        return language.gettext(
            "the latest, %(period)s, stands at %(value)s against %(expected)s and is provisional", **words
        )
    return language.gettext("the latest, %(period)s, was %(value)s against %(expected)s", **words)


def natural_sentence(language: Language, page: Trend) -> str:
    """How far the value varies by itself, what that means for its target, and which periods are signals."""
    natural = page.natural
    if natural is None:
        return ""
    said = [
        language.gettext(
            "In its first %(n)s periods it varied by itself between %(lower)s and %(upper)s",
            n=natural.periods,
            lower=language.number(natural.lower),
            upper=language.number(natural.upper),
        )
    ]
    expected = page.points[-1].expected
    if expected is not None and not any(point.signals for point in page.points[-MOST_NAMED:]):
        said.append(language.gettext(_outlook(expected, natural)))
    return sentence(language, [*said, _signalled(language, page)])


def _outlook(expected: Bound, natural: Natural) -> str:
    """What a process that goes on like this will do against the newest target."""
    low, high = exact(natural.lower.text), exact(natural.upper.text)
    above = expected.low is None or low >= exact(expected.low.text)
    below = expected.high is None or high <= exact(expected.high.text)
    if above and below:
        return N_("if nothing changes it keeps meeting its target")
    never = (expected.low is not None and high < exact(expected.low.text)) or (
        expected.high is not None and low > exact(expected.high.text)
    )
    return (
        N_("as it works now it cannot meet its target")
        if never
        else N_("as it works now it misses its target every now and then")
    )


def _signalled(language: Language, page: Trend) -> str:
    marked = [point for point in page.points if point.signals]
    if not marked:
        return language.gettext("no period is out of the ordinary")
    periods = language.listed([language.period(point.period) for point in marked[-MOST_NAMED:]])
    return language.ngettext(
        "%(n)s period is a signal: %(periods)s",
        "%(n)s periods are signals, the latest: %(periods)s",
        len(marked),
        periods=periods,
    )


def failure_sentence(language: Language, page: Failure) -> str:
    """What the status means for the person who sees it, and what to do next."""
    return language.gettext(FAILURES.get(page.status, FAILURES[500 if page.status >= 500 else 400]))


def begun(words: str) -> str:
    """The words as a sentence begins with them."""
    return words[:1].upper() + words[1:]


def sentence(language: Language, parts: Sequence[str]) -> str:
    """The parts as one sentence."""
    return language.gettext("; ").join(parts) + language.gettext(".")
