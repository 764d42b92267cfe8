"""Rich examples of the auditor's path: a disputed scorecard, exclusions in every state, variants."""

from datetime import UTC, date, datetime

from dashboards.closing.context import Answered, AnswerRow, Issued, LifeStage, Turn, Verified, Waiting
from dashboards.found_wrong import FoundWrong
from dashboards.leaving_out.context import (
    Excluded,
    Exclusions,
    PeriodPrice,
    ProposalForm,
    TurnedVerdict,
)
from dashboards.parts import Bound, Judgement, Money, Number, Trouble, WrongPlace
from dashboards.sensitivity.context import Sensitive, SensitiveTarget, VariantLine

HERE = "/contracts/ACME-2026-01"
CARD = f"{HERE}/scorecards/2026-08"
AT = datetime(2026, 9, 3, 7, 41, tzinfo=UTC)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TROUBLE = Trouble("The settlement does not answer the reply.", (WrongPlace("lines", "say what stands"),))


def cny(text: str) -> Money:
    return Money(text, "CNY")


def stage(name: str, act: str, part: str, **more: object) -> LifeStage:
    values: dict[str, object] = {
        "may": True,
        "reply_until": date(2026, 9, 17) if part == "provider" else None,
        "issued": Issued(4, "Ada Osei", "Paul Reyes", AT, HASH) if act not in ("issue", "confirm") else None,
        "waiting": None,
        "turns": (),
        "restated": (),
        "money_href": f"{HERE}/money/2026-08",
        "action": f"{CARD}/acts",
        "verify_href": f"{CARD}?verify=yes",
        "seen": HASH,
        "provisional": True,
    }
    return LifeStage(stage=name, act=act, part=part, **(values | more))  # type: ignore[arg-type]


DUE = stage("due", "issue", "client")
WAITING = stage("due", "confirm", "client", waiting=Waiting(cny("12000.00"), "Ada Osei", AT, own=False))
ISSUED = stage(
    "issued",
    "reply",
    "provider",
    rows=(
        AnswerRow("abandonment", "Abandonment rate", cny("12000.00"), "disputed", "5000.00", "outage"),
        AnswerRow("satisfaction", "客户满意度", cny("0.00")),
    ),
    comment="as told on the phone",
)
DISPUTED = stage(
    "disputed",
    "settle",
    "client",
    turns=(
        Turn(
            "reply",
            (
                Answered("Abandonment rate", "disputed", cny("5000.00"), "outage"),
                Answered("客户满意度", "accepted", cny("0.00")),
            ),
            cny("5000.00"),
            "as told on the phone",
            "Li Na",
            AT,
        ),
        Turn(
            "settle",
            (Answered("Abandonment rate", "stands", cny("2500.00")),),
            cny("-2500.00"),
            "half each",
            "Ada Osei",
            AT,
            "Li Wei",
        ),
    ),
    restated=(1, 2),
    rows=(AnswerRow("abandonment", "Abandonment rate", cny("5000.00"), "accepted", "2500.00"),),
    agreed_by="Li Wei",
    trouble=TROUBLE,
    verified=Verified(False, (FoundWrong("money.total", "there stands 1, and the evidence gives nothing"),)),
)
FINAL = stage(
    "final",
    "",
    "",
    may=False,
    verified=Verified(True, (), ((HASH, AT),)),
)


def excluded(number: int, state: str, *steps: str, waived: str | None = "12000.00") -> Excluded:
    return Excluded(
        id=f"e{number}",
        name="Carrier outage",
        reason="fibre cut, ticket 4711",
        begins="2026-08-03T09:30",
        ends="2026-08-03T14:00",
        queues=("账单热线",) if number else (),
        channels=("voice",) if number else (),
        whole_days=number == 1,
        state=state,
        proposed_by="Li Na",
        proposed_side="provider",
        agreed_by="Ada Osei" if state in ("agreed", "undoing") else "",
        waived=None if waived is None else cny(waived),
        periods=(PeriodPrice("2026-08", CARD, cny("12000.00"), cny("0.00")),) if waived else (),
        turned=(
            TurnedVerdict("2026-08", "Abandonment rate", CARD, Judgement("below_minimum"), Judgement("met")),
        )
        if waived
        else (),
        steps=steps,
        version=f"e{number}.7",
    )


EXCLUSIONS = Exclusions(
    reference="ACME-2026-01",
    action=f"{HERE}/exclusions",
    scorecard_href=CARD,
    items=(
        excluded(0, "proposed", "agree", "decline"),
        excluded(1, "agreed", "withdraw"),
        excluded(2, "undoing", waived="500.00"),
        excluded(3, "declined", waived=None),
    ),
    more=True,
    form=ProposalForm(
        queues=(("billing", "账单热线"), ("renewals", "续约外呼")),
        zone="Asia/Shanghai",
        name="Drill",
        reason="asked for",
        begins="2026-08-20T09:00",
        ends="2026-08-20T08:00",
        chosen=("billing",),
        whole_days=True,
    ),
    trouble=TROUBLE,
)
NO_EXCLUSIONS = Exclusions("ACME-2026-01", f"{HERE}/exclusions", CARD, (), more=False, form=None)

_EIGHTY, _SEVENTY = Bound(Number("80", "percent")), Bound(Number("75", "percent"))


def variant(name: str, verdict: str | None, value: str, *, agreed: bool = False) -> VariantLine:
    return VariantLine(
        name=name,
        formula="answered_within_20s / answered",
        agreed=agreed,
        flips=verdict == "below_expected",
        judgement=Judgement(verdict) if verdict else None,  # type: ignore[arg-type]
        value=Number(value, "percent") if verdict else None,
        expected=_EIGHTY,
        minimum=_SEVENTY,
        credit=cny("0.00") if verdict else None,
        credits=cny("12000.00") if verdict else None,
        reason="" if verdict else "no figures for abandoned_within_5s",
    )


SENSITIVE = Sensitive(
    reference="ACME-2026-01",
    period="2026-08",
    scorecard_href=CARD,
    targets=(
        SensitiveTarget(
            id="service-level",
            title="Service level",
            href=f"{CARD}#target-service-level",
            expected=_EIGHTY,
            minimum=_SEVENTY,
            flips=True,
            variants=(
                variant("late_abandons_count_against", "met", "82.69", agreed=True),
                variant("all_abandons_count_against", "below_expected", "79.13"),
                variant("short_abandons_removed", None, ""),
            ),
        ),
    ),
)
NOT_SENSITIVE = Sensitive("ACME-2026-01", "2026-08", CARD, ())
