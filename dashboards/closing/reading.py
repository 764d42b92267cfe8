"""From the life of a period to what the scorecard page shows of it."""

from collections.abc import Iterator, Mapping, Sequence

from app.scorecards.life.read import Life
from app.scorecards.life.tables import ScorecardReply, Settlement
from app.scorecards.life.verifying import Verified as Checked
from app.sla.life import next_act
from app.sla.quantities import exact
from dashboards.closing.context import Answered, AnswerRow, Issued, LifeStage, Turn, Verified, Waiting
from dashboards.found_wrong import FoundWrong
from dashboards.parts import Money, Trouble
from dashboards.readings import Document, amount, contract_href, scorecard_href
from dashboards.typing_in import Typed


def life_stage_of(
    document: Document,
    life: Life,
    ref: str,
    *,
    may: Mapping[str, bool],
    me: object,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
    verified: Checked | None = None,
) -> LifeStage:
    """The stage; ``may`` says of each act whether it is the reader's, ``typed`` is what was refused."""
    act, part = _next(life)
    label = document["period"]["label"]
    typed = typed or Typed()
    return LifeStage(
        stage=life.stage,
        act=act,
        part=part,
        may=may.get(act, False),
        reply_until=life.reply_until,
        issued=_issued(life),
        waiting=_waiting(life, me),
        turns=tuple(_turns(life, _titles(document))),
        restated=tuple(life.restated),
        money_href=contract_href(ref, "money", label),
        action=scorecard_href(ref, label) + "/acts",
        verify_href=scorecard_href(ref, label) + "?verify=yes",
        seen=document["evidence"]["sha256"],
        provisional=document["status"] == "provisional",
        rows=tuple(_rows(act, document, life, typed)),
        comment=typed.get("comment"),
        agreed_by=typed.get("agreed_by"),
        trouble=trouble,
        verified=None if verified is None else _verified(verified),
    )


def _titles(document: Document) -> dict[str, str]:
    return {line["id"]: line["title"] for line in document["targets"]}


def _next(life: Life) -> tuple[str, str]:
    """What comes next, and by which part; nothing while the period runs and when it is final."""
    act, part = next_act(life.stage) or ("", "")
    return ("confirm" if life.waiting is not None else act), part


def _issued(life: Life) -> Issued | None:
    one = life.issued
    if one is None:
        return None
    confirmed = life.names.get(one.confirmed_by, "") if one.confirmed_by else ""
    return Issued(one.number, life.names.get(one.issued_by, ""), confirmed, one.issued_at, one.sha256)


def _waiting(life: Life, me: object) -> Waiting | None:
    one = life.waiting
    if one is None:
        return None
    asked = amount(one.amount, life.currency)
    return Waiting(asked, life.names.get(one.person_id, ""), one.at, own=one.person_id == me)


def _turns(life: Life, titles: Mapping[str, str]) -> Iterator[Turn]:
    """Replies and settlements in the order in which they came."""
    acts: list[ScorecardReply | Settlement] = [*life.replies, *life.settlements]
    for one in sorted(acts, key=lambda act: act.at):
        by = life.names.get(one.person_id, "")
        if isinstance(one, ScorecardReply):
            lines = [_replied(line, titles, life.currency) for line in one.lines]
            yield Turn("reply", tuple(lines), amount(one.disputed, life.currency), one.comment, by, one.at)
        else:
            lines = [_stands(line, titles, life.currency) for line in one.lines]
            taken = amount(one.amount, life.currency)
            yield Turn("settle", tuple(lines), taken, one.comment, by, one.at, one.agreed_by)


def _replied(line: Document, titles: Mapping[str, str], currency: str) -> Answered:
    title = titles.get(line["target"], line["target"])
    return Answered(title, line["position"], Money(line["disputed"], currency), line["comment"])


def _stands(line: Document, titles: Mapping[str, str], currency: str) -> Answered:
    return Answered(titles.get(line["target"], line["target"]), "stands", Money(line["stands"], currency))


def _rows(act: str, document: Document, life: Life, typed: Typed) -> Iterator[AnswerRow]:
    """The lines that the next act answers: every judged one of a reply, the disputed ones of a settlement."""
    titles = _titles(document)
    if act == "reply":
        most: Sequence[tuple[str, str]] = [(line["id"], line["credit"]) for line in document["targets"]]
    elif act == "settle" and life.replies:
        last = life.replies[-1].lines
        most = [(line["target"], line["disputed"]) for line in last if line["position"] == "disputed"]
    else:
        return
    for target, text in most:
        yield AnswerRow(
            target=target,
            title=titles.get(target, target),
            most=Money(text, life.currency),
            position=typed.get(f"position.{target}", "accepted"),
            amount=typed.get(f"amount.{target}", text if act == "settle" and exact(text) else ""),
            comment=typed.get(f"comment.{target}"),
        )


def _verified(found: Checked) -> Verified:
    findings = tuple(FoundWrong(one.where, one.message) for one in found.found.findings)
    return Verified(found.found.ok, findings, tuple(found.erased.items()))
