"""A large report that is read again waits for a job as a large upload does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "reports_rereading"
down_revision = "reports_erasing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("arriving_report", sa.Column("again_of", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("arriving_report", "again_of")
