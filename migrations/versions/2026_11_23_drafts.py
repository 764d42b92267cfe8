"""Files that somebody looks at before they count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "reports_drafts"
down_revision = "access_3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", Document(), nullable=True),
        sa.Column("again_of", sa.Uuid(), nullable=True),
        sa.Column("version", Whole(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("side IN ('provider', 'client')", name=op.f("ck_draft_report_known_side")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_draft_report_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_draft_report_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(["again_of"], ["report.id"], name=op.f("fk_draft_report_again_of_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_report")),
    )
    op.create_index("ix_draft_report_contract", "draft_report", ["organisation_id", "contract_id", "id"])


def downgrade() -> None:
    op.drop_table("draft_report")
