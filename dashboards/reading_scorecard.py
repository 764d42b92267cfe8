"""From a judged scorecard to its page: lines with their working and history, money, coverage, evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.scorecards.history import Past
from app.scorecards.missing_intervals import NOTHING_MISSING, MissingIntervals, MissingSpan
from app.sla.quantities import exact
from dashboards.closing.context import NO_DOUBTS, Beforehand, LifeStage
from dashboards.contexts import (
    LeftOut,
    MoneyLine,
    Raw,
    Scorecard,
    SparkPoint,
    Step,
    TargetLine,
)
from dashboards.parts import Coverage, Evidence, Judgement, MissingDays, MissingHours, Money, UsedReport
from dashboards.readings import (
    Document,
    contract_href,
    credit,
    expected,
    judgement,
    minimum,
    money,
    number,
    score,
)

HOURS_SHOWN = 40  # spans of missing intervals on the page; the document of the period lists more


@dataclass(frozen=True, slots=True)
class Named:
    """What the terms of a period call the contract, its parties and its queues."""

    reference: str
    client: str
    provider: str
    queues: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands around the judgement: the period's life, what is looked at before judging, and the
    intervals that reported days lack.
    """

    life: LifeStage | None = None
    before: Beforehand = NO_DOUBTS
    lacking: MissingIntervals = NOTHING_MISSING


def scorecard_of(
    document: Document, named: Named, history: Sequence[Past], reference: str, shown: Shown | None = None
) -> Scorecard:
    """The page of a scorecard's document; ``history`` are the periods before it, oldest first."""
    account, queues, shown = document["money"], named.queues, shown or Shown()
    return Scorecard(
        reference=named.reference,
        client=named.client,
        provider=named.provider,
        period=document["period"]["label"],
        state=document["status"],
        score=score(document["score"]),
        weight_judged=document["score"]["weight_judged"],
        weight_total=document["score"]["weight"],
        lines=tuple(_line(line, document, history, queues, reference) for line in document["targets"]),
        money=tuple(_money(account)) if account["charges"] or exact(account["total"]) else (),
        money_steps=_steps(account["working"]),
        cap_applied=account["cap_applied"],
        credit=Money(account["credits"], account["currency"]),
        coverage=_coverage(document["targets"], queues, shown.lacking),
        evidence=_evidence(document),
        reports_href=contract_href(reference, "reports"),
        triggers=tuple(step for one in document["triggers"] for step in _steps(one["working"])),
        life=shown.life,
        before=shown.before,
    )


def _line(
    line: Document, document: Document, history: Sequence[Past], queues: dict[str, str], reference: str
) -> TargetLine:
    currency = document["money"]["currency"]
    return TargetLine(
        id=line["id"],
        title=line["title"],
        clause=line["clause"],
        metric=line["metric"],
        queues=tuple(queues.get(queue, queue) for queue in line["queues"]),
        judgement=judgement(line),
        value=number(line, currency),
        numerator=line["numerator"] or "",
        denominator=line["denominator"] or "",
        expected=expected(line, currency),
        minimum=minimum(line, currency),
        weight=line["weight"],
        credit=credit(line, currency),
        left_out=tuple(_left_out(one) for one in line["excluded"]),
        raw=_raw(line, currency) if line["excluded"] else None,
        steps=_steps(line["working"]),
        history=tuple(_history(line, document["period"]["label"], history, currency)),
        trend_href=contract_href(reference, "trends", line["id"]),
    )


def _left_out(one: Document) -> LeftOut:
    return LeftOut(
        kind=one["kind"],
        name=one["name"],
        reason=one["reason"],
        begins=one["begins"],
        ends=one["ends"],
        client=one["client"],
        provider=one["provider"],
        applied=one["applied"],
        amounts=tuple(one["measures"].items()),
    )


def _raw(line: Document, currency: str) -> Raw:
    """The line as it would be with nothing left out."""
    shown = {**line, "shown": line["raw_shown"], "credit": line["raw_credit"]}
    return Raw(Judgement(line["raw_verdict"]), number(shown, currency), credit(shown, currency))


def _history(line: Document, label: str, history: Sequence[Past], currency: str) -> Iterable[SparkPoint]:
    """The target's points while it is measured in the same unit, this period last."""
    for past in history:
        before = past.lines.get(line["id"])
        if before is not None and before["unit"] == line["unit"]:
            yield SparkPoint(past.label, number(before, currency), judgement(before))
    yield SparkPoint(label, number(line, currency), judgement(line))


def _steps(working: Sequence[Document]) -> tuple[Step, ...]:
    return tuple(Step(step["rule"], tuple(step["inputs"].items()), step["result"]) for step in working)


def _money(account: Document) -> Iterable[MoneyLine]:
    """The account from charges to total; a bonus is taken off what is credited."""
    for kind in ("charges", "at_risk", "cap", "credits", "bonuses", "total"):
        found = money(account[kind], account["currency"])
        if found is None or (kind == "bonuses" and exact(found.text) == 0):
            continue
        yield MoneyLine(kind, Money(f"-{found.text}", found.currency) if kind == "bonuses" else found)


def _coverage(lines: Sequence[Document], queues: dict[str, str], lacking: MissingIntervals) -> Coverage:
    missing: dict[tuple[str, date], list[str]] = {}
    for line in lines:
        for gap in line["coverage"]["missing"]:
            day = date.fromisoformat(gap["day"])
            missing.setdefault((queues.get(gap["queue"], gap["queue"]), day), []).append(line["title"])
    return Coverage(
        due=sum(line["coverage"]["expected"] for line in lines),
        reported=sum(line["coverage"]["stated"] for line in lines),
        missing=tuple(_spans(missing)),
        intervals=lacking.count,
        hours=tuple(_hours(one, queues) for one in lacking.spans[:HOURS_SHOWN]),
    )


def _hours(one: MissingSpan, queues: dict[str, str]) -> MissingHours:
    begins, ends = (f"{moment:%H:%M}" for moment in (one.begins, one.ends))
    queue = queues.get(one.queue, one.queue)
    return MissingHours(queue, one.begins.date(), begins, ends, one.intervals, one.measures)


def _spans(missing: dict[tuple[str, date], list[str]]) -> Iterable[MissingDays]:
    """Neighbouring days of one queue that the same targets miss, as one span."""
    open_span: MissingDays | None = None
    for (queue, day), titles in sorted(missing.items()):
        here = MissingDays(queue, day, day, tuple(titles))
        if open_span is not None and _continues(open_span, here):
            open_span = MissingDays(queue, open_span.first, day, open_span.targets)
            continue
        if open_span is not None:
            yield open_span
        open_span = here
    if open_span is not None:
        yield open_span


def _continues(span: MissingDays, here: MissingDays) -> bool:
    same = (span.queue, span.targets) == (here.queue, here.targets)
    return same and here.first == span.last + timedelta(days=1)


def _evidence(document: Document) -> Evidence:
    evidence = document["evidence"]
    return Evidence(
        terms_effective=date.fromisoformat(document["terms_version"]),
        terms_sha256=evidence["terms_sha256"],
        side=evidence["side"],
        engine=str(evidence["engine"]),
        revision=evidence["revision"],
        sha256=evidence["sha256"],
        reports=tuple(
            UsedReport(one["id"], one["name"], one["sha256"], one["rows"]) for one in evidence["reports"]
        ),
    )
