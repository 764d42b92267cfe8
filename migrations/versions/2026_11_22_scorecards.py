"""The latest judgement of every period."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "scorecards_1"
down_revision = "reports_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessed_revision",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("engine", Whole(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("turns_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_assessed_revision_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_assessed_revision")),
    )
    op.create_index("ix_assessed_revision_turns_at", "assessed_revision", ["turns_at"])
    op.create_table(
        "assessment",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("engine", Whole(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("credits", Whole(), nullable=False),
        sa.Column("bonuses", Whole(), nullable=False),
        sa.Column("summary", Document(), nullable=False),
        sa.Column("lines", Document(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("judged_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_assessment_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", "start_day", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assessment_end", ["organisation_id", "end_day", "contract_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_end")

    op.drop_table("assessment")
    op.drop_table("assessed_revision")
