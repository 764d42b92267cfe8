"""From what the rooms read to what the pages show: thin, and without a judgement of its own.

Documents of scorecards hold every number as exact text; here it gets its shown unit and the digits that the
core chose for people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from app.scorecards.portfolio import Judged
from app.sla.agreed.levels import read_level
from app.sla.quantities import Money as ExactMoney
from app.sla.quantities import decimal_text, exact, fixed_text, round_to
from dashboards.contexts import Cell, Column, ContractLine, Portfolio, Total
from dashboards.parts import Bound, Judgement, Money, Number

Document = Mapping[str, Any]
SCORE_DIGITS = 2
KEPT = 2048  # rows of portfolios that are kept, as they were read and drawn
WHOLE = 16  # portfolios and trends that are kept as a whole


def contract_href(reference: str, *parts: str) -> str:
    """The address of a page of that contract."""
    return "/".join(["/contracts", _quoted(reference, ""), *(_quoted(part, "/") for part in parts)])


@lru_cache(maxsize=8192)
def _quoted(part: str, safe: str) -> str:
    return quote(part, safe=safe)


def scorecard_href(reference: str, period: str, target: str = "") -> str:
    """The address of a scorecard, or of one target's line on it."""
    return contract_href(reference, "scorecards", period) + _at_target(target)


def _at_target(target: str) -> str:
    return f"#target-{_quoted(target, '/')}" if target else ""


def money(text: str | None, currency: str) -> Money | None:
    """An exact amount with the currency's decimals; None stays None."""
    return None if text is None else Money(ExactMoney(exact(text), currency).text(), currency)


def amount(units: int, currency: str) -> Money:
    """An amount from minor units."""
    return Money(ExactMoney.of_minor_units(units, currency).text(), currency)


def added(amounts: Iterable[Money], currency: str) -> Money:
    """The exact sum of amounts of that currency."""
    return Money(
        ExactMoney(sum((exact(one.text) for one in amounts), Fraction(0)), currency).text(), currency
    )


def number(line: Document, currency: str) -> Number | None:
    """The value of a line as the core shows it (``82.50%``, ``31.00 s``), digits and unit apart."""
    if not line["shown"]:
        return None
    return Number(line["shown"].rstrip("% s"), shown_unit(line["unit"], currency))


def shown_unit(unit: str, currency: str) -> str:
    """The unit that people see: percent for ratios, the currency for money."""
    return {"ratio": "percent", "seconds": "seconds", "money": currency}.get(unit, "count")


@lru_cache(maxsize=4096)
def bound(text: str, unit: Any, currency: str) -> Bound:
    """An agreed level from the text that the terms' reader takes (``>= 80%``, ``180s to 300s``)."""
    level = read_level(text, unit)

    def edge(value: Fraction | None) -> Number | None:
        shown = None if value is None else decimal_text(value * (100 if unit == "ratio" else 1))
        return None if shown is None else Number(shown, shown_unit(unit, currency))

    return Bound(edge(level.low), edge(level.high), level.low_included, level.high_included)


def expected(line: Document, currency: str) -> Bound | None:
    """The expected level of a line; None where nobody can reckon what the contract says."""
    return bound(line["expected"], line["unit"], currency) if line["expected"] else None


def minimum(line: Document, currency: str) -> Bound | None:
    """The minimum of a line; None where the terms agree none apart from the expected level."""
    same = line["minimum"] == line["expected"]
    return None if same else bound(line["minimum"], line["unit"], currency)


def judgement(line: Document) -> Judgement:
    """The verdict of a line with its reasons."""
    return Judgement(line["verdict"], tuple(line["provisional"]), line["reason"])


def score(document: Document) -> Number | None:
    """The score in percent, two digits half up; None when nothing was judged."""
    value = document["value"]
    return None if value is None else _score(value)


@lru_cache(maxsize=8192)
def _score(value: str) -> Number:
    return Number(fixed_text(round_to(exact(value) * 100, SCORE_DIGITS), SCORE_DIGITS), "percent")


def credit(line: Document, currency: str) -> Money | None:
    """The credit of a line; None when there is none."""
    return None if exact(line["credit"]) == 0 else money(line["credit"], currency)


def portfolio_of(period: str, judged: Sequence[Judged]) -> Portfolio:
    """The portfolio of a month from the kept judgements."""
    return _portfolio_of(period, tuple(judged))


@lru_cache(maxsize=WHOLE)
def _portfolio_of(period: str, judged: tuple[Judged, ...]) -> Portfolio:
    columns = _columns(judged)
    owners = Counter(reference for reference, _ in {(one.reference, one.contract_id) for one in judged})
    ids = tuple(column.id for column in columns)
    lines = [_contract_line(one, ids, shared=owners[one.reference] > 1) for one in judged]
    return Portfolio(period, columns, tuple(lines), _totals(judged))


def _columns(judged: Sequence[Judged]) -> tuple[Column, ...]:
    """The targets of all contracts: those that most contracts have first, else in the order of the terms."""
    titles: dict[str, str] = {}
    counts = Counter[str]()
    for named, n in Counter(map(_named, judged)).items():
        for key, title in named:
            titles.setdefault(key, title)
            counts[key] += n
    return tuple(Column(key, titles[key]) for key, _ in counts.most_common())


@lru_cache(maxsize=KEPT)
def _named(one: Judged) -> tuple[tuple[str, str], ...]:
    return tuple((line["id"], line["title"]) for line in one.lines)


@lru_cache(maxsize=KEPT)
def _contract_line(one: Judged, columns: tuple[str, ...], *, shared: bool) -> ContractLine:
    reference = str(one.contract_id) if shared else one.reference
    lines = {line["id"]: line for line in one.lines}
    href = scorecard_href(reference, one.label)
    return ContractLine(
        reference=one.reference,
        client=one.parties.client,
        provider=one.parties.provider,
        period=one.label,
        href=href,
        reports_href=contract_href(reference, "reports"),
        state=one.status,
        score=score(one.score),
        cells=tuple(_cell(lines.get(column), one, href) for column in columns),
        credited=amount(one.credits, one.currency),
        at_risk=money(one.money.get("at_risk"), one.currency),
        updating=one.is_being_updated,
    )


def _cell(line: Document | None, one: Judged, href: str) -> Cell | None:
    if line is None:
        return None
    return Cell(line["title"], judgement(line), number(line, one.currency), href + _at_target(line["id"]))


def _totals(judged: Sequence[Judged]) -> tuple[Total, ...]:
    """What each currency sums to; amounts of two currencies are never added."""
    found = []
    for currency, group in groupby(sorted(judged, key=lambda one: one.currency), lambda one: one.currency):
        rows = list(group)
        risks = tuple(text for one in rows if (text := one.money.get("at_risk")) is not None)
        at_risk = _sum_of(risks, currency) if risks else None
        found.append(Total(amount(sum(one.credits for one in rows), currency), at_risk))
    return tuple(found)


@lru_cache(maxsize=KEPT)
def _sum_of(texts: tuple[str, ...], currency: str) -> Money:
    return Money(ExactMoney(sum(map(exact, texts), Fraction(0)), currency).text(), currency)
