"""From a contract's findings to their pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from app.actions.rule import Rule
from app.actions.tables import Finding
from app.sla.quantities import decimal_text
from dashboards.acting.context import FindingLine, RuleForm, Turn, WriteForm
from dashboards.readings import contract_href, scorecard_href
from dashboards.typing_in import Typed

_ORDER: Final = {"open": 0, "closed": 1, "withdrawn": 2}


def lines_of(
    rows: Sequence[Finding], names: Mapping[UUID, str], ref: str, today: date
) -> tuple[FindingLine, ...]:
    """All of them: the open ones first, of these the one that is due first."""
    ordered = sorted(rows, key=lambda row: (_ORDER[row.state], row.due or date.max, row.number))
    return tuple(line_of(row, names, ref, today) for row in ordered)


def line_of(row: Finding, names: Mapping[UUID, str], ref: str, today: date) -> FindingLine:
    """One finding."""
    by_periods = row.kind != "quality"
    return FindingLine(
        number=row.number,
        href=contract_href(ref, "actions", str(row.number)),
        kind=row.kind,
        title=row.title,
        clause=row.clause,
        state=row.state,
        opened=row.opened,
        met_in_a_row=row.met_in_a_row,
        needed=row.needed,
        turns=tuple(
            Turn(turn["what"], turn["label"], scorecard_href(ref, turn["label"]) if by_periods else "")
            for turn in row.turns
        ),
        cause=row.cause,
        measure=row.measure,
        owner=row.owner,
        due=row.due,
        late=row.state == "open" and row.due is not None and row.due < today,
        proof=row.proof,
        changed_at=row.changed_at,
        changed_by=names.get(row.changed_by, "") if row.changed_by else "",
        trend_href=contract_href(ref, "trends", row.subject) if row.kind == "target" else "",
    )


def rule_form_of(rule: Rule, typed: Typed | None) -> RuleForm:
    """The rule as it stands, or as it was typed; the share in percent."""
    if typed is not None and typed.get("act") == "rule":
        return RuleForm(typed.get("close_after"), typed.get("complaints_in_time"))
    return RuleForm(str(rule.close_after), decimal_text(rule.in_time * 100))


def write_form_of(row: Finding, typed: Typed | None) -> WriteForm:
    """What is said about a finding as it stands, or as it was typed."""
    if typed is not None and not typed.get("step"):
        names = ("cause", "measure", "owner", "due", "proof", "version")
        return WriteForm(*(typed.get(name) for name in names))
    due = "" if row.due is None else row.due.isoformat()
    return WriteForm(row.cause, row.measure, row.owner, due, row.proof, str(row.version))
