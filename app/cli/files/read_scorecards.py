"""Scorecards from files: what ``score --json`` printed, or what the service answered."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from app.cli.files.faults import stop
from app.cli.files.read import read_text

DEEPEST = 60


def read_scorecards(path: Path) -> list[dict[str, Any]]:
    """The scorecards of a file, one or a list of them; raises BadInput with what the file is instead.

    What the service answers to ``GET …/scorecards/{period}/verify`` is one, too: it stands in its document.
    """
    text = read_text(path)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except _Twice as twice:
        stop(str(path), f"the key “{twice}” stands twice in one object; only one can be meant")
    except json.JSONDecodeError as error:
        _not_json(path, text, error)
    except (ValueError, RecursionError):
        stop(str(path), "this is JSON that no scorecard holds: too deep, or a number that none is")
    cards = [_unwrapped(one) for one in (found if isinstance(found, list) else [found])]
    for card in cards:
        if not isinstance(card, dict) or not isinstance(card.get("evidence"), dict):
            stop(str(path), "this is no scorecard; give a file that “scorecard score --json” printed")
        if _is_deeper(card, DEEPEST):
            stop(str(path), f"this is nested more than {DEEPEST} deep, as no scorecard is")
    if not cards:
        stop(str(path), "there is no scorecard in this file")
    return cards


def _unwrapped(found: object) -> Any:
    """The scorecard inside an answer of the service to ``GET …/verify``; anything else as it is."""
    if isinstance(found, dict) and "evidence" not in found and isinstance(found.get("document"), dict):
        return found["document"]
    return found


class _Twice(ValueError):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        raise _Twice(next(key for key in names if names.count(key) > 1)[:40])
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _not_json(path: Path, text: str, error: json.JSONDecodeError) -> NoReturn:
    if not text[error.pos :].strip():
        stop(f"{path}:{error.lineno}", "the file ends in the middle; fetch or print the scorecard again")
    stop(f"{path}:{error.lineno}", f"this is not JSON ({error.msg}, column {error.colno})")


def _is_deeper(value: object, than: int) -> bool:
    level: list[object] = [value]
    for _ in range(than):
        level = [part for one in level for part in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []
