"""Where somebody is signed in: device, address, last use, and an end when nobody uses it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Instant

revision = "access_3"
down_revision = "access_2"
branch_labels = None
depends_on = None

COLUMNS = ("number", "device", "address", "last_used_at", "idle_until")


def upgrade() -> None:
    """Nothing is known of the browsers that are signed in, so everybody signs in again."""
    op.execute("DELETE FROM sign_in")
    with op.batch_alter_table("sign_in") as batch:
        batch.add_column(sa.Column("number", sa.Uuid(), nullable=False))
        batch.add_column(sa.Column("device", sa.String(length=60), nullable=False))
        batch.add_column(sa.Column("address", sa.String(length=64), nullable=False))
        batch.add_column(sa.Column("last_used_at", Instant(), nullable=False))
        batch.add_column(sa.Column("idle_until", Instant(), nullable=False))
        batch.create_unique_constraint("uq_sign_in_number", ["number"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in") as batch:
        batch.drop_constraint("uq_sign_in_number", type_="unique")
        for column in COLUMNS:
            batch.drop_column(column)
