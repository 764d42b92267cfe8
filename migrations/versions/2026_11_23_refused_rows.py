"""The rows of a report that were not taken, kept as the file that lists them; how many were left out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Whole

revision = "reports_3"
down_revision = "sources_secrets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refused_rows",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("csv", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_refused_rows_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_refused_rows")),
    )
    op.add_column("report", sa.Column("left_out", Whole(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("report", "left_out")
    op.drop_table("refused_rows")
