"""What this process has judged already, so that a card which nothing has changed is not judged again.

A judgement follows from the contract's revision, its period and the day there: whatever else it reads is
known at that revision, and a revision that a reader sees is never taken again. So nothing has to be thrown
away, and nothing is shared between contracts. Who asks is looked up before, on every request: this knows only
contracts that were found for them. It leaves out only what could not differ from judging each reading anew
(docs/decisions/0010).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from uuid import UUID
from weakref import WeakKeyDictionary

from app.access.unit import Work
from app.contracts.in_force import InForce, terms_in_force
from app.contracts.tables import Contract
from app.database import Database
from app.scorecards.judging import Moment, moment_of

MOST_BYTES = 32 * 1024 * 1024
MOST_TERMS = 256  # of contracts at a revision

Key = tuple[UUID, int, date, str]  # the contract, its revision, the day there, the period's label


@dataclass(slots=True)
class Remembered:
    """Of one database: the terms of contracts at a revision, and cards as they go out."""

    _terms: OrderedDict[tuple[UUID, int], InForce] = field(default_factory=OrderedDict)
    _cards: OrderedDict[Key, bytes] = field(default_factory=OrderedDict)
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def moment(self, w: Work, contract: Contract) -> Moment:
        """What is known of the contract now. Raises NotFound where it has no terms."""
        key = contract.id, contract.revision
        with self._lock:
            in_force = self._terms.get(key)
        if in_force is None:
            in_force = terms_in_force(w.session, *key)
            with self._lock:
                self._terms[key] = in_force
                if len(self._terms) > MOST_TERMS:
                    self._terms.popitem(last=False)
        return moment_of(contract, in_force, contract.revision, w.now)

    def card(self, moment: Moment, label: str, judge: Callable[[], bytes]) -> bytes:
        """The card of that period at this moment; `judge` says it where it is not known yet."""
        key = moment.contract.id, moment.revision, moment.today, label
        with self._lock:
            found = self._cards.get(key)
            if found is not None:
                self._cards.move_to_end(key)
                return found
        made = judge()
        with self._lock:
            self._bytes += len(made) - len(self._cards.pop(key, b""))
            self._cards[key] = made
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._cards.popitem(last=False)[1])
        return made


_OF: WeakKeyDictionary[Database, Remembered] = WeakKeyDictionary()
_making = Lock()


def remembered_of(database: Database) -> Remembered:
    """What was judged from this database."""
    with _making:
        return _OF.setdefault(database, Remembered())
