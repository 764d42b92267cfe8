"""Files can be erased; for how long they are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Instant, Whole

revision = "reports_erasing"
down_revision = "access_4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("erased_at", Instant(), nullable=True))
    op.create_table(
        "retention",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("personal_days", Whole(), nullable=True),
        sa.Column("all_days", Whole(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_retention_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_retention")),
    )


def downgrade() -> None:
    op.drop_table("retention")
    op.drop_column("report", "erased_at")
