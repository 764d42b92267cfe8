"""What pages read of judged lines at a glance: by their metric, and whether days are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.columns import Document

revision = "scorecards_by_metric"
down_revision = "access_passkeys"
branch_labels = None
depends_on = None

KEYS = (
    *("id", "title", "unit", "verdict", "reason", "provisional"),
    *("shown", "expected", "numerator", "denominator"),
)
ROWS = 500  # that are brought over at once
ASSESSMENT = sa.table(
    "assessment",
    sa.column("organisation_id", sa.Uuid()),
    sa.column("contract_id", sa.Uuid()),
    sa.column("start_day", sa.Date()),
    sa.column("lines", Document()),
    sa.column("document", Document()),
    sa.column("by_metric", Document()),
    sa.column("lacks_days", sa.Boolean()),
)
KEY = (ASSESSMENT.c.organisation_id, ASSESSMENT.c.contract_id, ASSESSMENT.c.start_day)


def upgrade() -> None:
    op.add_column("assessment", sa.Column("by_metric", Document(), nullable=False, server_default="{}"))
    op.add_column(
        "assessment", sa.Column("lacks_days", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    rows = sa.select(*KEY, ASSESSMENT.c.lines, ASSESSMENT.c.document)
    last: Sequence[Any] | None = None
    while True:
        chosen = rows if last is None else rows.where(sa.tuple_(*KEY) > sa.tuple_(*last))
        found = op.get_bind().execute(chosen.order_by(*KEY).limit(ROWS)).all()
        if not found:
            return
        op.get_bind().execute(FILLED, [_filled(row) for row in found])
        last = found[-1][:3]


FILLED = (
    sa.update(ASSESSMENT)
    .where(*(one == sa.bindparam(f"of_{one.name}") for one in KEY))
    .values(by_metric=sa.bindparam("metrics", type_=Document()), lacks_days=sa.bindparam("lacks"))
)


def _filled(row: Any) -> dict[str, Any]:
    metrics: dict[str, list[list[Any]]] = {}
    for place, line in enumerate(row.lines):
        metrics.setdefault(line["metric"], []).append([place, *(line[key] for key in KEYS)])
    return {
        **{f"of_{one.name}": value for one, value in zip(KEY, row, strict=False)},
        "metrics": metrics,
        "lacks": any(line["coverage"]["missing"] for line in row.document["targets"]),
    }


def downgrade() -> None:
    op.drop_column("assessment", "lacks_days")
    op.drop_column("assessment", "by_metric")
