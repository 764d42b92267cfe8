"""Evidence: the canonical form of what a judgement was made from, and its digest.

Canonical JSON here is UTF-8 as it is, keys by code point, no white space, every number a string in its
shortest plain form, no nulls; so both parties get the same bytes and the same SHA-256.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from app.sla.history import Past
from app.sla.quantities import MILLION, decimal_text, from_millionths, millionths_text
from app.sla.sheets import Sheet


def canonical(value: object) -> bytes:
    """The canonical JSON bytes of a document of dicts, lists, texts, whole numbers, fractions and booleans.

    Raises TypeError for anything else; a float above all.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | Fraction):
        return decimal_text(Fraction(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest(value: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def history_digest(before: str, past: Past) -> str:
    """The digest of a history and one more period: of the digest before and what that period came to."""
    entries = {
        "carried_in": [[one.source, one.group, one.amount] for one in past.carried_in],
        "balance": [[one.source, one.group, one.amount] for one in past.balance],
        "earned_back": [[one.source, one.target, one.amount] for one in past.earned_back],
    }
    lines = {
        name: [line.verdict, line.group, line.credit, line.paid, line.bonus, line.points, line.ramp_up]
        for name, line in past.lines.items()
    }
    known = {"label": past.label, "charges": past.charges, "cap_reached": past.cap_reached}
    return digest({"before": before, "lines": lines, **known, **entries})


def sheets_document(sheets: Iterable[Sheet], names: frozenset[str]) -> list[dict[str, object]]:
    """The totals that a judgement consumed, sheet by sheet, in an order that does not depend on arrival."""
    rows = [_sheet_document(sheet, names) for sheet in sheets if names & sheet.totals.keys()]
    return sorted(rows, key=canonical)


def sheets_digest(sheets: Iterable[Sheet], names: frozenset[str]) -> str:
    """The digest of ``sheets_document``: its canonical bytes, written straight from the millionths.

    A judgement spends most of its time here, so the same text is made without fractions in between.
    """
    quoted = {name: _QUOTED(name) for name in sorted(names)}
    rows = sorted(_sheet_text(sheet, quoted) for sheet in sheets if not names.isdisjoint(sheet.totals))
    return hashlib.sha256(f"[{','.join(rows)}]".encode()).hexdigest()


_QUOTED = json.JSONEncoder(ensure_ascii=False).encode


def _sheet_text(sheet: Sheet, quoted: Mapping[str, str]) -> str:
    slack = {name: value for name, value in sheet.slack.items() if value} if sheet.slack else sheet.slack
    return (
        f'{{"channel":{_QUOTED(sheet.channel)},"first_day":"{sheet.first_day}","last_day":"{sheet.last_day}",'
        f'"queue":{_QUOTED(sheet.queue)},"segment":{_QUOTED(sheet.segment)},'
        f'"slack":{{{_figures(slack, quoted)}}},'
        f'"totals":{{{_figures(sheet.totals, quoted)}}}}}'
    )


def _figures(values: Mapping[str, int], quoted: Mapping[str, str]) -> str:
    if not values:
        return ""
    stated = [(text, values[name]) for name, text in quoted.items() if name in values]
    return ",".join(
        [
            f'{text}:"{millionths_text(value) if value % MILLION else value // MILLION}"'
            for text, value in stated
        ]
    )


def _sheet_document(sheet: Sheet, names: frozenset[str]) -> dict[str, object]:
    return {
        "queue": sheet.queue,
        "segment": sheet.segment,
        "channel": sheet.channel,
        "first_day": sheet.first_day.isoformat(),
        "last_day": sheet.last_day.isoformat(),
        "totals": {n: from_millionths(v) for n, v in sheet.totals.items() if n in names},
        "slack": {n: from_millionths(v) for n, v in sheet.slack.items() if n in names and v},
    }
