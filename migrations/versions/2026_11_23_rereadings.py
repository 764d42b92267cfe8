"""A report read again: which reading took whose place, and where it stands in the order of all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Whole

revision = "reports_5"
down_revision = "reports_arriving"
branch_labels = None
depends_on = None

_KEY = ["organisation_id", "contract_id", "side", "sha256", "mapping_sha256", "reader"]


def upgrade() -> None:
    op.add_column("report", sa.Column("replaces", sa.Uuid(), nullable=True))
    op.add_column("report", sa.Column("replaced_by", sa.Uuid(), nullable=True))
    op.add_column("report", sa.Column("place", Whole(), nullable=True))
    _index("status = 'accepted' AND replaced_by IS NULL")


def downgrade() -> None:
    _index("status = 'accepted'")
    for name in ("place", "replaced_by", "replaces"):
        op.drop_column("report", name)


def _index(which: str) -> None:
    """The same bytes, read the same way, are one reading."""
    op.drop_index("uq_report_reading", table_name="report")
    where = sa.text(which)
    op.create_index(
        "uq_report_reading", "report", _KEY, unique=True, sqlite_where=where, postgresql_where=where
    )
