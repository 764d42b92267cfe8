"""A turn of a source's schedule goes on until every window that it found missing was asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "sources_3"
down_revision = "telling_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("catching_up", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("source", "catching_up")
