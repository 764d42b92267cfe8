"""How files are read is remembered for each source by itself.

What was remembered before stays for the files that are sent; a source begins with it and has its own from
then on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mappings_by_source"
down_revision = "scorecards_by_contract"
branch_labels = None
depends_on = None

TABLES = ("report", "mapping_version")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("source_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "source_id")
