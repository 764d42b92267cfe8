"""The acts of a period's life, asked over HTTP; answers are looked at by the tests."""

from decimal import Decimal
from typing import Any

from httpx import Response

from tests.desk import REF, Desk

CARDS = f"/contracts/{REF}/scorecards"


def seen(desk: Desk, label: str) -> str:
    """The digest of the evidence as somebody sees it now."""
    digest: str = desk.shown(f"{CARDS}/{label}", params={"live": "true"})["evidence"]["sha256"]
    return digest


def issue(desk: Desk, label: str, who: str = "client_auditor", **given: Any) -> Response:
    """Issue what is seen now."""
    body = {"sha256": seen(desk, label), **given}
    return desk.ask(who, "POST", f"{CARDS}/{label}/issue", json=body)


def confirm(desk: Desk, label: str, who: str = "client_administrator") -> Response:
    """Confirm what is seen now."""
    return desk.ask(who, "POST", f"{CARDS}/{label}/confirm", json={"sha256": seen(desk, label)})


def reply(desk: Desk, label: str, *lines: dict[str, Any], who: str = "provider_clerk") -> Response:
    """Reply with these lines."""
    return desk.ask(who, "POST", f"{CARDS}/{label}/reply", json={"lines": list(lines)})


def dispute(target: str = "abandonment", **said: Any) -> dict[str, Any]:
    """A line that is disputed."""
    return {"target": target, "position": "disputed", **said}


def settle(desk: Desk, label: str, stands: dict[str, str], who: str = "client_auditor") -> Response:
    """Settle: so much of each line stands."""
    lines = [{"target": target, "stands": amount} for target, amount in stands.items()]
    body = {"lines": lines, "agreed_by": "Li Wei, Chengdu", "comment": "half each"}
    return desk.ask(who, "POST", f"{CARDS}/{label}/settle", json=body)


def card(desk: Desk, label: str, who: str = "client_auditor", **params: Any) -> Any:
    """The scorecard as it is shown."""
    return desk.shown(f"{CARDS}/{label}", who, params=params)


def life(desk: Desk, label: str) -> Any:
    """Where the period stands."""
    return card(desk, label)["life"]


def ledger(desk: Desk) -> Any:
    """The ledger as it is shown."""
    return desk.shown(f"/contracts/{REF}/ledger")


def adds_up(desk: Desk) -> Any:
    """The ledger, whose sums are those of its entries and explain themselves."""
    shown = ledger(desk)
    sums = {key: Decimal(amount) for key, amount in shown["balance"].items()}
    payable = [one for one in shown["items"] if one["kind"] != "carried_forward"]
    assert sums["judged"] == sum(Decimal(one["amount"]) for one in payable)
    assert sums["judged"] == sum(sums[key] for key in ("credits", "bonuses", "earn_backs", "adjustments"))
    assert sums["judged"] == sum(sums[key] for key in ("collected", "set_off", "waived", "outstanding"))
    assert sums["outstanding"] == sum(Decimal(one["outstanding"]) for one in payable)
    return shown


def restatements(desk: Desk) -> Any:
    """What later facts say, oldest first."""
    return desk.shown(f"/contracts/{REF}/restatements")["items"]


def decide(desk: Desk, number: int, decision: str, who: str = "client_auditor") -> Response:
    """Accept or note a restatement."""
    body = {"decision": decision, "comment": "as agreed by telephone"}
    return desk.ask(who, "POST", f"/contracts/{REF}/restatements/{number}", json=body)
