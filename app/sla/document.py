"""The scorecard as a document: what ``score --json`` prints, the API answers and the database keeps.

Every number that must stay exact is text.
"""

from collections.abc import Sequence
from fractions import Fraction

from app.sla.evidence import digest, sheets_digest
from app.sla.history import Carried
from app.sla.judge import Line
from app.sla.metrics import title_of
from app.sla.quantities import Money, decimal_text
from app.sla.rating import rate
from app.sla.reach import reach
from app.sla.remedies.triggers import Finding
from app.sla.scorecard import ENGINE, Judged, Scorecard
from app.sla.sheets import Sheet


def scorecard_document(card: Scorecard) -> dict[str, object]:
    """The judgement itself: period, score, a line per target with its working, and the money."""
    return {
        "contract": card.terms.contract,
        "terms_version": card.terms.effective.isoformat(),
        "period": {
            "start": card.period.start.isoformat(),
            "end": card.period.end.isoformat(),
            "label": card.period.label,
        },
        "status": "provisional" if card.is_provisional else "judged",
        "score": _score(card),
        "rating": rate(card.terms.rating, (judged.line.verdict for judged in card.lines)).document(),
        "targets": [_line(judged, card.terms.currency) for judged in card.lines],
        "money": _money(card),
        "triggers": [_trigger(found) for found in card.triggers],
    }


def evidence_document(
    card: Scorecard, sheets: Sequence[Sheet], terms_sha256: str, reports: Sequence[dict[str, object]]
) -> dict[str, object]:
    """What the judgement was made from, with the digest that both parties can compare."""
    names = _consumed(card)
    span = reach(card.due)
    inside = [s for s in sheets if span.start <= s.first_day and s.last_day < span.end]
    begin, end = card.period.bounds(card.terms.zone)
    inputs: dict[str, object] = {
        "engine": ENGINE,
        "terms_sha256": terms_sha256,
        "side": card.terms.measured_by,
        "begins": begin.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ends": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sheets_sha256": sheets_digest(inside, names),
        "history_sha256": card.history_sha256 or None,
    }
    return {**inputs, "reports": list(reports), "sha256": digest(inputs)}


def _consumed(card: Scorecard) -> frozenset[str]:
    """The measures that went into verdicts and money."""
    names = frozenset().union(*(judged.line.target.metric.measures for judged in card.lines))
    charges = card.terms.charges
    if charges is not None and charges.measure is not None:
        names |= {charges.measure}
    return names | {"answered"} if "handled" in names else names


def _score(card: Scorecard) -> dict[str, object]:
    return {
        "value": _text(card.score.value),
        "status": "not_scored" if card.score.value is None else "scored",
        "weight_judged": decimal_text(card.score.judged),
        "weight": decimal_text(card.score.whole),
    }


def _line(judged: Judged, currency: str) -> dict[str, object]:
    line = judged.line
    target = line.target
    return {
        "id": target.id,
        "title": target.title or title_of(target.metric),
        "clause": target.clause,
        "metric": target.metric.name,
        "variant": target.metric.variant,
        "formula": target.metric.formula.text,
        "unit": target.metric.unit,
        "direction": target.metric.direction,
        "queues": list(target.queues),
        "verdict": line.verdict,
        "reason": line.reason,
        "provisional": list(line.provisional),
        "value": _text(line.value),
        "numerator": _text(line.numerator),
        "denominator": _text(line.denominator),
        "compared": _text(line.compared),
        "shown": line.shown,
        "expected": target.expected.text(target.metric.unit),
        "minimum": target.minimum.text(target.metric.unit),
        "weight": decimal_text(target.weight),
        "achieved": decimal_text(line.achieved),
        "raw_value": _text(line.value),
        "measures": {name: decimal_text(total.value) for name, total in sorted(line.totals.items())},
        "derived": sorted(name for name, total in line.totals.items() if total.slack),
        "excluded": [],
        "coverage": _coverage(line),
        **_paid(judged, currency),
        "working": [step.document() for step in judged.working],
    }


def _paid(judged: Judged, currency: str) -> dict[str, str]:
    return {
        "credit": _money_text(judged.credit, currency),
        "bonus": _money_text(judged.bonus, currency),
        "exact_credit": decimal_text(judged.exact_credit),
        "points": decimal_text(judged.paid.points),
        "credit_reason": judged.paid.reason,
    }


def _coverage(line: Line) -> dict[str, object]:
    return {
        "expected": line.coverage.expected,
        "stated": line.coverage.stated,
        "missing": [{"queue": queue, "day": day.isoformat()} for queue, day in line.coverage.missing],
    }


def _money(card: Scorecard) -> dict[str, object]:
    settled = card.money
    units = settled.credits - settled.bonuses + settled.reversed
    return {
        "currency": settled.currency,
        "charges": _text(card.charges),
        "at_risk": _text(card.at_risk),
        "credits": settled.credit.text(),
        "bonuses": settled.bonus.text(),
        "cap": _text(card.cap),
        "cap_applied": settled.cap_applied,
        "limit": _text(settled.cap),
        "lost": _money_text(settled.lost, settled.currency),
        "carried_in": _carried(settled.carried_in, settled.currency),
        "carried_forward": _carried(settled.balance, settled.currency),
        "expired": _carried(settled.expired, settled.currency),
        "earned_back": [
            {"period": e.source, "target": e.target, "amount": _money_text(e.amount, settled.currency)}
            for e in settled.earned_back
        ],
        "total": _money_text(units, settled.currency),
        "working": [step.document() for step in settled.working],
    }


def _trigger(found: Finding) -> dict[str, object]:
    """What gives the right to terminate: how far it came, and the step that says so in words."""
    return {
        "kind": found.trigger.kind,
        "clause": found.trigger.clause,
        "period": found.period,
        "target": found.target,
        "reached": decimal_text(found.reached),
        "needed": decimal_text(found.trigger.reach),
        "within": found.trigger.within,
        "working": [found.step().document()],
    }


def _carried(entries: Sequence[Carried], currency: str) -> list[dict[str, str]]:
    """Credit that waits for room: the whole period it comes from, and the group whose cap held it back."""
    return [
        {"period": e.source, "group": e.group, "amount": _money_text(e.amount, currency)} for e in entries
    ]


def _money_text(units: int, currency: str) -> str:
    return Money.of_minor_units(units, currency).text()


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)
