"""What-ifs as documents: what the command line prints as JSON and the API answers; exact numbers are text."""

from collections.abc import Sequence
from typing import Any

from app.sla.metrics import title_of
from app.sla.quantities import Money, decimal_text
from app.sla.scorecard import Judged, Scorecard
from app.sla.terms import Target
from app.sla.what_if.achievability import Achievability
from app.sla.what_if.ratchet import Proposal
from app.sla.what_if.sensitivity import Sensitivity, Variant
from app.sla.what_if.simulating import Pair, Row, Simulation, total

Document = dict[str, Any]


def sensitivity_document(card: Scorecard, found: Sequence[Sensitivity]) -> Document:
    """Every target under every variant of its metric, with the period that it is about."""
    return {
        "contract": card.terms.contract,
        "terms_version": card.terms.effective.isoformat(),
        "period": _period(card),
        "currency": card.terms.currency,
        "targets": [_sensitive(one, card.terms.currency) for one in found],
    }


def _sensitive(one: Sensitivity, currency: str) -> Document:
    target = one.target
    return {
        **_named(target),
        "metric": target.metric.name,
        "expected": target.expected_text,
        "minimum": target.minimum_text,
        "flips": one.flips,
        "variants": [_variant(variant, currency) for variant in one.variants],
    }


def _variant(one: Variant, currency: str) -> Document:
    shown = _outcome(one.judged, currency) if one.judged else None
    return {
        "variant": one.name,
        "formula": one.formula,
        "agreed": one.is_agreed,
        "flips": one.flips,
        "outcome": shown,
        "credits_of_the_period": _money(one.credits, currency) if one.judged else None,
        "reason": one.reason,
    }


def _outcome(judged: Judged, currency: str) -> Document:
    """What a target came to: value, verdict, money."""
    line = judged.line
    return {
        "verdict": line.verdict,
        "value": None if line.value is None else decimal_text(line.value),
        "shown": line.shown,
        "credit": _money(judged.credit, currency),
        "bonus": _money(judged.bonus, currency),
    }


def simulation_document(found: Simulation) -> Document:
    """The periods under both terms side by side, and what they come to together."""
    currency = found.terms.currency
    return {
        "contract": found.rows[0].cards[0].terms.contract,
        "currency": currency,
        "periods": [_row(row, currency) for row in found.rows],
        "agreed_total": _money(found.agreed_total, currency),
        "other_total": _money(found.other_total, currency),
        "difference": _money(found.difference, currency),
    }


def _row(row: Row, currency: str) -> Document:
    return {
        "period": _period(row.cards[0]),
        "targets": [_pair(pair, currency) for pair in row.pairs()],
        "agreed": _side(row.agreed, currency),
        "other": _side(row.other, currency),
        "difference": _money(row.difference, currency),
    }


def _side(card: Scorecard | None, currency: str) -> Document | None:
    """The money of a period under one of the two terms; None where they do not cut time so."""
    if card is None:
        return None
    return {
        "terms_version": card.terms.effective.isoformat(),
        "score": None if card.score.value is None else decimal_text(card.score.value),
        "provisional": card.is_provisional,
        "credits": _money(card.money.credits, currency),
        "bonuses": _money(card.money.bonuses, currency),
        "total": _money(total(card), currency),
    }


def _pair(pair: Pair, currency: str) -> Document:
    sides = {"agreed": pair.agreed, "other": pair.other}
    named = next(one.line.target for one in (pair.agreed, pair.other) if one is not None)
    shown = {key: _against(one, currency) if one else None for key, one in sides.items()}
    return {**_named(named), **shown, "difference": _money(pair.difference, currency)}


def _against(judged: Judged, currency: str) -> Document:
    return {"expected": judged.line.target.expected_text, **_outcome(judged, currency)}


def proposal_document(one: Proposal) -> Document:
    """The midpoint proposal with the periods that it counts and its working."""
    proposed = one.proposed.text(one.target.metric.unit)
    return {
        **_named(one.target),
        "agreed": one.target.expected_text,
        "achieved": None if one.achieved is None else decimal_text(one.achieved),
        "proposed": "" if one.target.not_expressible else proposed,
        "reason": one.reason,
        "periods": list(one.counted),
        "without_value": list(one.without_value),
        "working": [part.document() for part in one.working],
    }


def achievability_document(one: Achievability) -> Document:
    """How often the level would have been met, with the periods by name."""
    return {
        **_named(one.target),
        "level": one.level.text(one.target.metric.unit),
        "share": None if one.share is None else decimal_text(one.share),
        "met": list(one.met),
        "missed": list(one.missed),
        "without_value": list(one.without_value),
    }


def outlook_document(proposal: Proposal, held: Achievability) -> Document:
    """The proposal for a target, and how often a level of it would have been met."""
    shown = achievability_document(held)
    return {**proposal_document(proposal), "achievability": {key: shown[key] for key in _HELD}}


_HELD = ("level", "share", "met", "missed", "without_value")


def _named(target: Target) -> Document:
    return {"id": target.id, "title": target.title or title_of(target.metric)}


def _period(card: Scorecard) -> Document:
    period = card.period
    return {"start": period.start.isoformat(), "end": period.end.isoformat(), "label": period.label}


def _money(units: int, currency: str) -> str:
    return Money.of_minor_units(units, currency).text()
