"""What the money page shows, as frozen values."""

from dataclasses import dataclass
from datetime import date

from dashboards.parts import Money, Trouble


@dataclass(frozen=True, slots=True)
class AccountPart:
    """A part of the account on its way from nothing to what is payable: from ``before`` to ``after``.

    A part without ``before`` is a standing: the credits, the total, what is payable. ``title`` is a target's,
    ``source`` the period that a part comes from, if another.
    """

    kind: str
    amount: Money
    before: Money | None = None
    title: str = ""
    source: str = ""
    href: str = ""

    @property
    def is_standing(self) -> bool:
        """Whether this is where the account stands, and not a step of it."""
        return self.before is None


@dataclass(frozen=True, slots=True)
class Waived:
    """What leaving something out cost the client on one target: its credit without and with it."""

    title: str
    href: str
    without: Money
    with_it: Money
    cost: Money
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearLine:
    """One period of the year; ``adjusted`` is what was booked since it was issued."""

    period: str
    href: str
    state: str
    charges: Money | None
    credits: Money
    bonuses: Money
    total: Money
    adjusted: Money | None


@dataclass(frozen=True, slots=True)
class EntryEvent:
    """What became of an entry, or of a part of it."""

    what: str
    amount: Money
    on: date
    document_number: str
    by: str
    comment: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the ledger; its amount is above zero where the provider owes it."""

    number: int
    period: str
    kind: str
    title: str
    reason: str
    source: str
    amount: Money
    outstanding: Money
    events: tuple[EntryEvent, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """The ledger of the year: judged = collected + set off + waived + outstanding."""

    judged: Money
    claimed: Money
    collected: Money
    set_off: Money
    waived: Money
    outstanding: Money


@dataclass(frozen=True, slots=True)
class Restated:
    """What later facts say of issued scorecards; ``periods`` are those that change."""

    number: int
    period: str
    state: str
    reason: str
    amount: Money
    periods: tuple[str, ...]
    decided_by: str
    comment: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class NoteForm:
    """The form that says what became of an entry, with what was typed before it was refused."""

    open_entries: tuple[EntryLine, ...]
    entry: str = ""
    what: str = ""
    amount: str = ""
    on: str = ""
    document_number: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The money of one contract in one period, and of its year up to now."""

    reference: str
    period: str
    state: str
    scorecard_href: str
    charges: Money | None
    at_risk: Money | None
    cap: Money | None
    credit: Money
    payable: Money
    parts: tuple[AccountPart, ...]
    waived: tuple[Waived, ...]
    waiver_cost: Money
    claim_by: date | None
    year: int
    lines: tuple[YearLine, ...]
    sums: Sums | None
    entries: tuple[EntryLine, ...]
    action: str
    restated: tuple[Restated, ...] = ()
    form: NoteForm | None = None
    trouble: Trouble | None = None
