"""Findings in every state: open, late, closed, reopened, withdrawn, by hand; the form as it was typed."""

from datetime import UTC, date, datetime

from dashboards.acting.context import (
    Actions,
    FindingLine,
    OneFinding,
    QualityForm,
    RuleForm,
    Turn,
    WriteForm,
)
from dashboards.parts import Trouble, WrongPlace

HERE = "/contracts/ACME-2026-01/actions"
CARD = "/contracts/ACME-2026-01/scorecards"


def finding(
    number: int, kind: str, title: str, state: str, turns: tuple[str, ...], **said: object
) -> FindingLine:
    """A finding whose turns are one a period from June on, or, of one made by hand, one a day."""
    by_hand = kind == "quality"
    labels = [f"2026-06-{n:02}" if by_hand else f"2026-{5 + n:02}" for n, _ in enumerate(turns, 1)]
    values: dict[str, object] = {
        "clause": "" if by_hand else "Schedule 3, 2.1",
        "opened": labels[0] if labels else "2026-06",
        "met_in_a_row": 1,
        "needed": 0 if by_hand else 3,
        "cause": "",
        "measure": "",
        "owner": "",
        "due": None,
        "late": False,
        "proof": "",
        "changed_by": "",
        "trend_href": "" if kind != "target" else "/contracts/ACME-2026-01/trends/abandonment",
        **said,
    }
    return FindingLine(
        number=number,
        href=f"{HERE}/{number}",
        kind=kind,
        title=title,
        state=state,
        turns=tuple(
            Turn(what, label, "" if by_hand else f"{CARD}/{label}")
            for what, label in zip(turns, labels, strict=True)
        ),
        changed_at=datetime(2026, 9, 3, 7, 41, tzinfo=UTC),
        **values,  # type: ignore[arg-type]
    )


LATE = finding(
    1,
    "target",
    "Abandonment rate",
    "open",
    ("opened", "missed", "met", "closed", "reopened", "met"),
    cause="Two shifts were short.",
    measure="Ten more agents in the evening, from 1 September on; <b>not</b> from the weekend team. " * 3,
    owner="李娜",
    due=date(2026, 8, 31),
    late=True,
    proof="Roster of August.",
    changed_by="Li Na",
)
BARE = finding(2, "complaints", "Complaints closed in time", "open", ("opened",))
CLOSED = finding(3, "target", "Service level", "closed", ("opened", "met", "met", "met", "closed"))
WITHDRAWN = finding(4, "target", "Average speed of answer", "withdrawn", ())
BY_HAND = finding(
    5, "quality", "Greeting <script>alert(1)</script>", "open", ("opened", "closed", "reopened")
)

ACTIONS = Actions(
    reference="ACME-2026-01",
    action=HERE,
    items=(LATE, BARE, BY_HAND, CLOSED, WITHDRAWN),
    rule=RuleForm("3", "98"),
    may_set=True,
    form=QualityForm("Hold without asking", "habit"),
    trouble=Trouble("Something that was typed is wrong.", (WrongPlace("title", "this must be one line"),)),
)
NO_ACTIONS = Actions("ACME-2026-01", HERE, (), RuleForm("2", "95"), may_set=False, form=None)
FINDING = OneFinding(
    reference="ACME-2026-01",
    finding=LATE,
    action=LATE.href,
    list_href=HERE,
    form=WriteForm("Two shifts <i>were</i> short.", "", "Li Na", "2026-02-28", "", "4"),
    step="",
    trouble=Trouble("Something that was typed is wrong.", (WrongPlace("due", "not a day"),)),
)
FINDING_READ = OneFinding("ACME-2026-01", WITHDRAWN, WITHDRAWN.href, HERE, None, "")
FINDING_BY_HAND = OneFinding("ACME-2026-01", BY_HAND, BY_HAND.href, HERE, None, "close")
