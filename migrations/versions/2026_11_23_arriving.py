"""Large uploads that a job reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "reports_arriving"
down_revision = "reports_4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arriving_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", Whole(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", Document(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("good_rows", sa.Boolean(), nullable=False),
        sa.Column("percent", Whole(), nullable=False),
        sa.Column("rows", Whole(), nullable=False),
        sa.Column("status", Whole(), nullable=False),
        sa.Column("answer", Document(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.CheckConstraint("side IN ('provider', 'client')", name=op.f("ck_arriving_report_known_side")),
        sa.CheckConstraint(
            "state IN ('being_read', 'accepted', 'unchanged', 'refused')",
            name=op.f("ck_arriving_report_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_arriving_report_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arriving_report")),
    )
    op.create_index(
        "ix_arriving_report_state", "arriving_report", ["organisation_id", "contract_id", "state"]
    )


def downgrade() -> None:
    op.drop_table("arriving_report")
