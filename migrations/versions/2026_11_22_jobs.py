"""The work that is due, and the processes that do it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Instant, Whole

revision = "jobs_1"
down_revision = "scorecards_1"
branch_labels = None
depends_on = None

OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "executor",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("beat_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_executor"),
    )
    op.create_table(
        "work",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("argument", sa.String(length=200), nullable=False),
        sa.Column("lane", sa.String(length=64), nullable=False),
        sa.Column("generation", Whole(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("executor", sa.String(length=64), nullable=False),
        sa.Column("starts", Whole(), nullable=False),
        sa.Column("attempt", Whole(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("error", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_work"),
    )
    op.create_index(
        "uq_work_open",
        "work",
        ["kind", "contract_id", "revision", "argument"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_work_due", "work", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_work_done_at", "work", ["done_at"])


def downgrade() -> None:
    op.drop_table("work")
    op.drop_table("executor")
