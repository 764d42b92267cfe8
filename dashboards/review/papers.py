"""What stands on the paper of a review: its sentence, its figures at a glance, its tables."""

from collections.abc import Iterator, Sequence

from app.sla.quantities import exact
from dashboards.contexts import TargetLine
from dashboards.figures.colours import VERDICT_TOKENS
from dashboards.figures.scale import ends, region, scale
from dashboards.figures.template import place
from dashboards.language import Language
from dashboards.parts import Judgement, Money
from dashboards.readings import added
from dashboards.review import words
from dashboards.review.beside import outstanding_of
from dashboards.review.context import ContractReview, PeriodPart, PortfolioReview
from dashboards.review.paper import Bar, Paper, Spot, Table
from dashboards.review.paper_tables import evidence, ledger, left_out, restated, workings
from dashboards.review.sentences import contract_sentence, portfolio_sentence
from dashboards.words import MARKS, mark, verdict, word


def contract_paper(speak: Language, review: ContractReview) -> Paper:
    """The paper of one contract's periods."""
    tables = [
        _targets(speak, review),
        _money(speak, review),
        *workings(speak, review),
        *ledger(speak, review),
        *left_out(speak, review),
        *restated(speak, review),
        evidence(speak, review),
    ]
    say = speak.gettext
    title = words.contract_title(speak, review)
    return Paper(
        language=speak.tag,
        title=title,
        under=say(
            "%(provider)s for %(client)s; as known on %(day)s",
            provider=review.provider,
            client=review.client,
            day=speak.day(review.made_on),
        ),
        sentence=contract_sentence(speak, review),
        glance=tuple(_glance(speak, review)),
        tables=tuple(tables),
        foot=title,
        page=speak.message("Page %s of %s"),
        no_font=_no_font(speak),
    )


def _no_font(speak: Language) -> str:
    return speak.gettext(
        "Chinese signs could not be set: this machine has no font for them (fonts-noto-cjk)."
    )


def _glance(speak: Language, review: ContractReview) -> Iterator[tuple[str, str]]:
    say, currency = speak.gettext, review.currency
    known: dict[str, list[Money | None]] = {
        say("Charges"): [part.charges for part in review.periods],
        say("At risk"): [part.at_risk for part in review.periods],
        say("Credits"): [part.credits for part in review.periods],
        say("Bonuses"): [part.bonuses for part in review.periods],
        say("Payable"): [part.payable for part in review.periods],
    }
    for name, amounts in known.items():
        yield name, _total(speak, amounts, currency)
    owed = outstanding_of(review)
    if owed is not None:
        yield say("Outstanding"), speak.money(owed)


def _total(speak: Language, amounts: Sequence[Money | None], currency: str) -> str:
    return speak.money(_sum(amounts, currency))


def _sum(amounts: Sequence[Money | None], currency: str) -> Money | None:
    there = [one for one in amounts if one is not None]
    return added(there, currency) if there else None


def _targets(speak: Language, review: ContractReview) -> Table:
    """A row for each target: its levels, its value and verdict in each period, the newest as a bar."""
    say, parts = speak.gettext, review.periods
    ids = list(dict.fromkeys(line.id for part in parts for line in part.card.lines))
    rows = [_target(speak, [_line(part, key) for part in parts]) for key in ids]
    return Table(
        heading=say("Targets: values against what was agreed"),
        head=(
            *(say("Target"), say("Clause"), say("Expected"), say("Minimum")),
            *(speak.period(part.card.period) for part in parts),
            speak.period(parts[-1].card.period),
        ),
        rows=tuple(rows),
        widths=(2.6, 1.5, 1.1, 1.1, *[1.3 for _ in parts], 1.4),
        note=_signs(speak),
    )


def _signs(speak: Language) -> str:
    codes = ("met", "below_expected", "below_minimum", "no_data", "excluded")
    told = [f"{MARKS[code]} {word(speak, code)}" for code in codes]
    told.append(f"✎ {speak.gettext('provisional: may still change')}")
    told.append(speak.gettext("The bar: the agreed region in grey, the value as a stroke."))
    return "   ".join(told)


def _line(part: PeriodPart, key: str) -> TargetLine | None:
    return next((line for line in part.card.lines if line.id == key), None)


def _target(speak: Language, lines: Sequence[TargetLine | None]) -> tuple[Spot, ...]:
    last = next(line for line in reversed(lines) if line is not None)
    queues = speak.listed(list(last.queues)) if last.queues else ""
    return (
        Spot(speak.title(last.title), under=queues),
        Spot(last.clause),
        Spot(speak.bound(last.expected)),
        Spot(speak.bound(last.minimum)),
        *(_judged(speak, line) for line in lines),
        Spot("", bar=_bar(lines[-1])),
    )


def _judged(speak: Language, line: TargetLine | None) -> Spot:
    if line is None:
        return Spot("–")
    shown = speak.number(line.value) if line.value else verdict(speak, line.judgement)
    under = verdict(speak, line.judgement) if line.value else ""
    return Spot(f"{mark(line.judgement)} {shown}", _tone(line.judgement), under)


def _tone(judgement: Judgement) -> str:
    return VERDICT_TOKENS[judgement.verdict]


def _bar(line: TargetLine | None) -> Bar | None:
    if line is None or line.expected is None or line.value is None:
        return None
    value = place(line.value.text)
    axis = scale([value, *ends((line.expected, line.minimum))], line.expected.ends[0].unit)
    low, high = region(line.expected, axis)
    return Bar(
        axis.at(value, 1000) / 1000,
        axis.at(low, 1000) / 1000,
        axis.at(high, 1000) / 1000,
        _tone(line.judgement),
    )


_COLUMNS = ("charges", "at_risk", "credits", "bonuses", "earned_back", "total", "adjusted", "payable")


def _money(speak: Language, review: ContractReview) -> Table:
    """A row for each period, and their sum."""
    head = words.summary_head(speak, "")
    rows = [
        (
            Spot(speak.period(part.card.period), under=_standing(speak, part)),
            *(Spot(_amount(speak, getattr(part, key))) for key in _COLUMNS),
        )
        for part in review.periods
    ]
    sums = [_sum([getattr(part, key) for part in review.periods], review.currency) for key in _COLUMNS]
    rows.append((Spot(words.all_of_it(speak)), *(Spot(_amount(speak, one)) for one in sums)))
    return Table(
        heading=speak.gettext("Money by period, in %(currency)s", currency=review.currency),
        head=(head["label"], *(head[key] for key in _COLUMNS)),
        rows=tuple(rows),
        widths=(1.6, *[1.2 for _ in _COLUMNS]),
        right=tuple(range(1, len(_COLUMNS) + 1)),
        totals=True,
    )


def _amount(speak: Language, amount: Money | None) -> str:
    return "–" if amount is None else speak.decimal(amount.text)


def _standing(speak: Language, part: PeriodPart) -> str:
    state = word(speak, part.stage)
    if part.number is None:
        return state
    return speak.gettext("%(state)s, issue %(number)s", state=state, number=part.number)


def portfolio_paper(speak: Language, review: PortfolioReview) -> Paper:
    """The paper of every visible contract's periods."""
    title = words.portfolio_title(speak, review)
    return Paper(
        language=speak.tag,
        title=title,
        under=speak.gettext("As known on %(day)s", day=speak.day(review.made_on)),
        sentence=portfolio_sentence(speak, review),
        glance=tuple(_sums(speak, review)),
        tables=(_contracts(speak, review),) if review.rows else (),
        foot=title,
        page=speak.message("Page %s of %s"),
        no_font=_no_font(speak),
    )


def _sums(speak: Language, review: PortfolioReview) -> Iterator[tuple[str, str]]:
    for currency in sorted({one.credits.currency for one in review.rows}):
        rows = [one for one in review.rows if one.credits.currency == currency]
        yield speak.gettext("Credited"), speak.money(added([one.credits for one in rows], currency))
        yield speak.gettext("At risk"), _total(speak, [one.at_risk for one in rows], currency)


def _contracts(speak: Language, review: PortfolioReview) -> Table:
    head = words.portfolio_head(speak)
    rows = tuple(
        (
            Spot(one.reference, under=f"{one.provider} · {one.client}"),
            Spot(speak.period(one.period), under=word(speak, one.state)),
            Spot(speak.number(one.score)),
            Spot(
                speak.gettext("%(met)s of %(judged)s", met=one.met, judged=one.judged),
                "met" if one.met == one.judged else "below-minimum",
            ),
            Spot(speak.listed([speak.title(title) for title in one.missed]) if one.missed else "–"),
            Spot(speak.money(one.at_risk)),
            Spot(speak.money(one.credits), "below-minimum" if exact(one.credits.text) else ""),
        )
        for one in review.rows
    )
    names = ("contract", "period", "score", "met", "missed", "at_risk", "credits")
    return Table(
        heading=words.contracts_sheet(speak),
        head=tuple(head[name] for name in names),
        rows=rows,
        widths=(2.4, 1.3, 0.9, 1, 3, 1.4, 1.4),
        right=(2, 5, 6),
    )
