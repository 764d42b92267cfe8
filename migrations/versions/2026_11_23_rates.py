"""How often a key was used in its latest minute, counted by all web processes together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "access_4"
down_revision = "findings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("window", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rate_count"),
    )
    op.create_index("ix_rate_count_window", "rate_count", ["window"])


def downgrade() -> None:
    op.drop_table("rate_count")
