"""Pulls: one at a time of each source, with a pause between requests, a zone of its own, and a circuit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Instant, Whole

revision = "sources_2"
down_revision = "reports_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work", sa.Column("serial", sa.String(length=300), nullable=False, server_default=""))
    op.execute("UPDATE work SET serial = kind || ' ' || contract_id || ' ' || argument WHERE done_at IS NULL")
    for column in (
        sa.Column("time_zone", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("pause_seconds", Whole(), nullable=False, server_default="0"),
        sa.Column("asked_at", Instant(), nullable=True),
        sa.Column("failures", Whole(), nullable=False, server_default="0"),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("probe_at", Instant(), nullable=True),
        sa.Column("probing", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("source", column)


def downgrade() -> None:
    added = ("probing", "probe_at", "stopped_at", "failures", "asked_at", "pause_seconds", "time_zone")
    for name in added:
        op.drop_column("source", name)
    op.drop_column("work", "serial")
