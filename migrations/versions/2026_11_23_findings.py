"""Findings, and what the client set about closing them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "findings"
down_revision = "reports_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("opened", sa.String(length=20), nullable=False),
        sa.Column("met_in_a_row", Whole(), nullable=False),
        sa.Column("needed", Whole(), nullable=False),
        sa.Column("turns", Document(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("version", Whole(), nullable=False),
        sa.Column("found_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('target', 'complaints', 'quality')", name=op.f("ck_finding_known_kind")),
        sa.CheckConstraint("state IN ('open', 'closed', 'withdrawn')", name=op.f("ck_finding_known_state")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_finding_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", "number", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            *("organisation_id", "contract_id", "kind", "subject"),
            name=op.f("uq_finding_organisation_id_contract_id_kind_subject"),
        ),
    )
    op.create_table(
        "finding_rule",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("close_after", Whole(), nullable=False),
        sa.Column("in_time", Whole(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_finding_rule_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", name=op.f("pk_finding_rule")),
    )


def downgrade() -> None:
    op.drop_table("finding_rule")
    op.drop_table("finding")
