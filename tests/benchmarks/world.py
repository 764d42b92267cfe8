"""What is measured on: contracts, terms with eight targets and day sheets, made through the front doors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.access.credentials import Credentials
from app.access.people import add_membership, add_organisation, add_person
from app.access.tokens import add_token
from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.contracts.tables import Contract
from app.database import Database
from app.reports.keeping.receive import Sent, receive

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENDS = date(2026, 11, 1)
LAST_MONTH = "2026-10"
TERMS = """
schema: 1
contract: {reference}
client: {client}
provider: Chengdu Contact Services
currency: CNY
timezone: Asia/Shanghai
starts: {starts}
effective: {starts}
ends: 2026-11-01
period: {{every: month}}
queues: {{{queues}}}
charges: {{fixed: "250000.00"}}
at_risk: 12%
pools: {{operations: 100%}}
caps: {{period: 12%}}
targets:
  - id: service-level
    metric: service_level
    with: {{threshold: 20s, variant: late_abandons_count_against}}
    expected: ">= 80%"
    minimum: ">= 75%"
    weight: 40
    round: {{digits: 2, mode: half_up}}
    remedy: {{kind: pool, pool: operations, allocation: 40%, pays_on: minimum}}
  - {{id: abandonment, metric: abandonment_rate, expected: "<= 5%", weight: 20,
     remedy: {{kind: bands, bands: [{{over: 8%, amount: "5000"}}, {{over: 5%, amount: "2500"}},
       {{at_least: 1.5%, amount: "0"}}, {{under: 1.5%, bonus: "2500"}}]}}}}
  - {{id: speed, metric: average_speed_of_answer, expected: "<= 25s"}}
  - {{id: handling, metric: average_handle_time, expected: "180s to 300s"}}
  - {{id: connected, metric: connect_rate, expected: ">= 94%", between: linear, minimum: ">= 90%"}}
  - {{id: transfers, metric: transfer_rate, expected: "<= 8%"}}
  - {{id: satisfaction, metric: customer_satisfaction, expected: ">= 85%"}}
  - {{id: complaints, metric: complaint_rate, expected: "<= 0.5%"}}
"""
TARGETS = 8
MEASURES = (
    *("offered", "answered", "answered_within_20s", "abandoned", "abandoned_within_20s"),
    *("wait_seconds", "talk_seconds", "hold_seconds", "wrap_seconds", "transferred"),
    *("surveys_answered", "surveys_satisfied", "complaints"),
)


@dataclass(frozen=True)
class World:
    """Clients with their contracts, in the order of the sizes, and one contract with a long past."""

    clients: Sequence[Sequence[Contract]]
    callers: Sequence[Credentials] = field(repr=False)
    long: Contract = field(repr=False)
    long_caller: Credentials = field(repr=False)

    @property
    def contracts(self) -> list[Contract]:
        """All contracts but the one with a long past."""
        return [contract for owned in self.clients for contract in owned]


def months_before(count: int) -> date:
    """The first day of so many months before the end of all contracts."""
    months = ENDS.year * 12 + ENDS.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def terms_of(contract: Contract, client: str, starts: date, queues: int) -> str:
    """The text of the terms of one contract."""
    named = ", ".join(f"queue{n}: {{title: Queue {n}}}" for n in range(queues))
    return TERMS.format(reference=contract.reference, client=client, starts=starts, queues=named)


def build(database: Database, portfolios: Sequence[int], months: int, queues: int, history: int) -> World:
    """Opens everything, agrees the terms and receives the reports; nothing is judged yet."""
    chance = random.Random(20261122)
    clients, callers = [], []
    for number, count in enumerate([*portfolios, 1]):
        with database.writing() as session:
            client_id, caller = client(session, f"Client {number}")
        length = months if number < len(portfolios) else history
        owned = [
            _contract(database, client_id, f"C{number}-{n:04}", months_before(length), queues, chance)
            for n in range(count)
        ]
        clients.append(owned)
        callers.append(caller)
    return World(clients[:-1], callers[:-1], clients[-1][0], callers[-1])


def client(session: Session, name: str) -> tuple[UUID, Credentials]:
    """A new organisation and somebody of it who may do everything."""
    client = add_organisation(session, name, now=NOW)
    person = add_person(session, f"{name.replace(' ', '.')}@example.com", name, now=NOW)
    add_membership(session, person.id, client.id, "auditor", now=NOW)
    secret = add_token(session, client.id, person.id, name, "auditor", now=NOW).secret
    return client.id, Credentials("token", secret, "127.0.0.1", "benchmark")


def _contract(
    database: Database, client_id: UUID, reference: str, starts: date, queues: int, chance: random.Random
) -> Contract:
    with database.writing() as session:
        contract = open_contract(session, client_id, reference, "Chengdu Contact Services", NOW)
        put_terms(session, contract.id, starts, terms_of(contract, "Client", starts, queues), NOW, None)
    with database.writing() as session:
        sent = Sent(_days(starts, queues, chance), "days.csv", "provider", client_id)
        receive(session, contract.id, sent, NOW)
    return contract


def _days(starts: date, queues: int, chance: random.Random) -> bytes:
    lines = [",".join(["date", "queue", *MEASURES])]
    for offset in range((ENDS - starts).days):
        day = starts + timedelta(offset)
        lines += [
            ",".join([day.isoformat(), f"queue{queue}", *map(str, _figures(chance, 900))])
            for queue in range(queues)
        ]
    return "\n".join(lines).encode()


def _figures(chance: random.Random, most: int) -> tuple[int, ...]:
    """One row of plausible figures, in the order of MEASURES."""
    offered = chance.randrange(most // 2, most)
    abandoned = chance.randrange(offered // 10 + 1)
    answered = offered - abandoned
    surveys = answered // 9
    return (
        *(offered, answered, answered - chance.randrange(answered // 3 + 1), abandoned, abandoned // 2),
        *(answered * chance.randrange(5, 40), answered * 210, answered * 12, answered * 31, answered // 15),
        *(surveys, surveys - chance.randrange(surveys // 5 + 1), answered // 250),
    )


def half_hours(rows: int, queues: int, starts: date) -> Iterator[str]:
    """The lines of a report of half-hours: a header and so many rows, queue by queue in each half-hour."""
    chance = random.Random(rows)
    yield ",".join(["interval_start", "queue", *MEASURES])
    begin = datetime.combine(starts, datetime.min.time())
    for number in range(rows):
        at = begin + timedelta(minutes=30 * (number // queues))
        figures = ",".join(map(str, _figures(chance, 60)))
        yield f"{at:%Y-%m-%d %H:%M},queue{number % queues},{figures}"
