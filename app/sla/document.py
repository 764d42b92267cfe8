"""The scorecard as a document: what ``score --json`` prints, the API answers and the database keeps.

Every number that must stay exact is text.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.sla.agreed.rating import rate
from app.sla.history import Carried
from app.sla.judge import Line
from app.sla.metrics import title_of
from app.sla.quantities import Money, decimal_text
from app.sla.remedies.triggers import Finding
from app.sla.replaying.parts import instant_text
from app.sla.replaying.record import Rules, write_record
from app.sla.scorecard import ENGINE, Judged, Scorecard


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
    card: Scorecard, rules: Rules, reports: Sequence[Mapping[str, object]], *, with_record: bool = False
) -> dict[str, object]:
    """What the judgement was made from, with the digest that both parties can compare.

    ``with_record`` adds the record of everything that was consumed, from which the scorecard is verified.
    """
    written = write_record(card, rules, (str(report["sha256"]) for report in reports))
    begin, end = card.period.bounds(card.terms.zone)
    return {
        "engine": ENGINE,
        "terms_sha256": rules.sha256,
        "side": card.terms.measured_by,
        "begins": instant_text(begin),
        "ends": instant_text(end),
        "time_zones": rules.time_zones,
        "sheets_sha256": written.sheets_sha256,
        "history_sha256": written.history_sha256 or None,
        "reports": list(reports),
        "sha256": written.sha256,
        **({"record": written.record()} if with_record else {}),
    }


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
        "expected": target.expected_text,
        "minimum": target.minimum_text,
        "weight": decimal_text(target.weight),
        "achieved": decimal_text(line.achieved),
        "raw_value": _text(judged.raw.value),
        "raw_shown": judged.raw.shown,
        "raw_verdict": judged.raw.verdict,
        "measures": {name: decimal_text(total.value) for name, total in sorted(line.totals.items())},
        "derived": sorted(name for name, total in line.totals.items() if total.slack),
        "excluded": [one.document() for one in line.left_out],
        "coverage": _coverage(line),
        **_paid(judged, currency),
        "working": [step.document() for step in judged.working],
    }


def _paid(judged: Judged, currency: str) -> dict[str, str]:
    return {
        "credit": _money_text(judged.credit, currency),
        "bonus": _money_text(judged.bonus, currency),
        "raw_credit": _money_text(judged.raw_paid.credit, currency),
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
        "charges_stated": card.charged.figures(),
        "charges_flag": card.charged.flag,
        "at_risk": _text(card.at_risk),
        "credits": settled.credit.text(),
        "raw_credits": card.raw_money.credit.text(),
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
        "claim_by": card.claim_by and card.claim_by.isoformat(),
        "working": [step.document() for step in (*card.charged.working, *settled.working)],
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
