"""The history before the periods that are judged: a folder of earlier scorecards, each verified first."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.cli.files.faults import BadInput, Located, stop
from app.cli.files.read_scorecards import read_scorecards
from app.cli.output import say
from app.sla.history import History, Past
from app.sla.replaying.parts import Part
from app.sla.replaying.past import history_of
from app.sla.scorecard import Scorecard
from app.sla.timeline import Timeline
from app.terms_files.verify import replayed, verify


def read_history(folder: Path, timeline: Timeline) -> History:
    """The periods that the scorecards of a folder tell of, theirs and those that they were judged on.

    Raises BadInput for a scorecard that does not hold, of another contract, or of a period that does not fit.
    """
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        stop(str(folder), "there is no scorecard here; give the folder with the JSON of earlier scorecards")
    before: dict[str, Past] = {}
    own: dict[str, tuple[Path, Past]] = {}
    for path in files:
        for document in read_scorecards(path):
            card = _held(path, document, timeline.versions[-1].contract)
            if card.period.label in own:
                stop(str(path), f"{own[card.period.label][0].name} holds {card.period.label} too; keep one")
            own[card.period.label] = path, card.past()
            earlier = history_of(Part(document["evidence"]["record"]).part("history"))
            before |= {past.label: past for past in earlier.periods}
    found = before | {label: past for label, (_, past) in own.items()}
    return _joined(folder, found.values(), timeline)


def _held(path: Path, document: dict[str, Any], contract: str) -> Scorecard:
    """The scorecard that its evidence gives, which must be the one that stands there."""
    found = verify(document).findings
    if found:
        raise BadInput(Located(str(path), f"{one.where}: {one.message}") for one in found)
    card = replayed(document["evidence"]["record"])
    if card.terms.contract != contract:
        stop(str(path), f"this is a scorecard of {card.terms.contract}, and the terms are of {contract}")
    if card.is_provisional:
        say(f"note: {path}: {card.period.label} was provisional; it may have changed since")
    return card


def _joined(folder: Path, pasts: Iterable[Past], timeline: Timeline) -> History:
    try:
        history = History(tuple(sorted(pasts, key=lambda past: past.start)))
    except ValueError as fault:
        stop(str(folder), f"these scorecards do not follow each other: {fault}")
    ends = history.ends
    if ends is not None and timeline.starts < ends and (timeline.ends is None or ends < timeline.ends):
        period = timeline.on(ends).period
        if period.start != ends:
            stop(str(folder), f"the last scorecard ends on {ends}, inside the period {period.label}")
    return history
