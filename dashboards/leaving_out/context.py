"""What the page of exclusions shows, as frozen values."""

from dataclasses import dataclass

from dashboards.parts import Judgement, Money, Trouble


@dataclass(frozen=True, slots=True)
class PeriodPrice:
    """What one period costs the provider without and with an exclusion."""

    period: str
    href: str
    without: Money
    with_it: Money


@dataclass(frozen=True, slots=True)
class TurnedVerdict:
    """A verdict that an exclusion turns."""

    period: str
    title: str
    href: str
    without: Judgement
    with_it: Judgement


@dataclass(frozen=True, slots=True)
class Excluded:
    """One exclusion, local times of the contract; ``steps`` are those that the reader may take now.

    ``waived`` is what it spares the provider; None where it was declined or withdrawn.
    """

    id: str
    name: str
    reason: str
    begins: str
    ends: str
    queues: tuple[str, ...]
    channels: tuple[str, ...]
    whole_days: bool
    state: str
    proposed_by: str
    proposed_side: str
    agreed_by: str
    waived: Money | None
    periods: tuple[PeriodPrice, ...]
    turned: tuple[TurnedVerdict, ...]
    steps: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class ProposalForm:
    """The form that proposes an exclusion, with what was typed before it was refused."""

    queues: tuple[tuple[str, str], ...]
    zone: str
    name: str = ""
    reason: str = ""
    begins: str = ""
    ends: str = ""
    chosen: tuple[str, ...] = ()
    whole_days: bool = False


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What is left out of one contract's figures, or proposed to be."""

    reference: str
    action: str
    scorecard_href: str
    items: tuple[Excluded, ...]
    more: bool
    form: ProposalForm | None
    trouble: Trouble | None = None
