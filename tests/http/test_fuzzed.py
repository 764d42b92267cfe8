"""Whatever the published description allows, and what it does not, is answered as it says (G01, G02).

Schemathesis makes the requests from the served document and runs its checks over every answer: no 5xx,
only documented statuses, content types and headers, bodies of the published shape, refused nonsense. In `make
test` 20 examples of each operation, as the role and on the database whose turn it is. In `make soak` 200 of
each on both databases: 20 as every role of either party (decision 0037).
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import APIOperation, Case, Config, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth

from app.access.roles import ROLES
from tests.conftest import SOAK
from tests.desk import BASE, REF, Begin, Desk, agree, calls

pytestmark = pytest.mark.slow  # the service as a whole

EXAMPLES = 20  # of an operation, as one role
# It calls over the network by itself; test_matrix.py asks every route without credentials.
ELSEWHERE = [ignored_auth]
# A schema does not say which cursor was given out, which day exists, which file is a report: the refusals of
# what it allows are documented statuses, each a problem document that names the place.
DOCUMENTED = ["2xx", 400, 401, 403, 404, 409, 410, 412, 415, 422, 429]
CAST = [f"{side}_{role}" for side in ("client", "provider") for role in ROLES]
TURNS = [pytest.param(who, marks=pytest.mark.soak) for who in CAST] if SOAK else ["in turn"]
LONGEST = 60_000  # characters of an address that the client of these tests still sends
THERE = {"ref": REF, "period": "2026-01", "target": "abandonment", "effective": "2026-01-01"}


def reported(desk: Desk) -> None:
    """A contract in force with a month of calls."""
    agree(desk)
    assert desk.send(calls()).status_code == 201


def asked(desk: Desk, case: Case, who: str) -> Response:
    """Send a made request to the service, byte for byte as an HTTP library would."""
    made = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    assume(len(made.url or "") < LONGEST)
    headers = {**made.headers, "Authorization": f"Bearer {desk.tokens[who]}"}
    answer: Response = desk.http.request(made.method, made.url, headers=headers, content=made.body)
    return answer


def operations(desk: Desk) -> Iterator[APIOperation]:
    config = Config.from_dict({"checks": {"positive_data_acceptance": {"expected-statuses": DOCUMENTED}}})
    document = desk.shown("/openapi.json")
    for result in schemathesis.openapi.from_dict(document, config=config).get_all_operations():
        yield result.ok()


def fuzz(
    desk: Desk, operation: APIOperation, who: str, mode: GenerationMode, answered: Counter[str]
) -> list[str]:
    """What is wrong with the answers to this operation, as this member of the cast."""

    @settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        if mode.is_positive:  # what is on the way to the interesting part is there
            case.path_parameters = {**case.path_parameters, **there(case.path_parameters)}
        answer = asked(desk, case, who)
        answered[f"{mode.value} {answer.status_code // 100}xx"] += 1
        case.validate_response(answer, excluded_checks=ELSEWHERE)

    try:
        one()
    except (Exception, FailureGroup) as fault:
        return [f"{operation.label} as {who}, {mode.value}: {said(fault)}"]
    return []


def said(fault: BaseException) -> str:
    """A fault with those inside it: one that came only once names its cause within."""
    within = fault.exceptions if isinstance(fault, BaseExceptionGroup) else ()
    return "\n".join([str(fault), *(said(one) for one in within)])


def there(names: dict[str, Any]) -> dict[str, str]:
    return {name: THERE[name] for name in names if name in THERE}


@pytest.mark.parametrize("who", TURNS)
@pytest.mark.on_both
def test_the_service_keeps_to_its_description(begin: Begin, kind: str, who: str) -> None:
    desk = begin(reported)
    found: list[str] = []
    answered: Counter[str] = Counter()
    for number, operation in enumerate(operations(desk)):
        if SOAK or number % 2 == (kind == "postgresql"):
            whose = who if SOAK else CAST[number // 2 % len(CAST)]
            for mode in GenerationMode:
                found += fuzz(desk, operation, whose, mode, answered)
    assert found == [], "\n\n".join(found)
    assert answered["positive 2xx"] > 100  # it came through to what it wanted, not to refusals alone
    # What takes nothing is answered whatever is sent beside it.
    assert answered["negative 4xx"] > 500
    assert answered["negative 4xx"] > 5 * answered["negative 2xx"]
