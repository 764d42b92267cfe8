"""What the page of the contracts shows, as frozen values."""

from dataclasses import dataclass
from typing import Literal

from dashboards.parts import Trouble

Missing = Literal["terms", "report", ""]


@dataclass(frozen=True, slots=True)
class ContractStep:
    """A contract that one may see; ``missing`` is what it still needs before anything can be judged."""

    reference: str
    provider: str
    client: str
    missing: Missing
    href: str


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """What stands in the form: the names, the dates, and the terms to start from.

    ``queues`` are names between commas; ``last`` is the last day of the contract, empty where it goes on;
    ``text`` is a terms file of one's own.
    """

    reference: str = ""
    provider: str = ""
    queues: str = ""
    starts: str = ""
    last: str = ""
    every: str = "month"
    currency: str = ""
    timezone: str = ""
    start: str = "inbound"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ContractList:
    """The contracts that one may see, oldest first, and the form for those who may open one.

    ``organisation`` will be the client; ``wrong`` names the field that was refused; ``more_href`` leads to
    the contracts behind these.
    """

    organisation: str
    lines: tuple[ContractStep, ...]
    form: OpeningForm | None
    currencies: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    more_href: str = ""
    wrong: str = ""
    trouble: Trouble | None = None
