"""What proves a source's requests: credentials, client certificates, secrets in addresses; paging."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document

revision = "sources_secrets"
down_revision = "sources_2"
branch_labels = None
depends_on = None

LOCKED = ("address_values", "credentials", "certificate")
FACTS = ("credentials_shown", "certificate_shown", "paging")


def upgrade() -> None:
    empty = sa.text("''") if op.get_bind().dialect.name == "postgresql" else sa.text("x''")
    for name in LOCKED:
        op.add_column("source", sa.Column(name, sa.LargeBinary(), nullable=False, server_default=empty))
    for name in FACTS:
        op.add_column("source", sa.Column(name, Document(), nullable=True))


def downgrade() -> None:
    for name in (*FACTS, *LOCKED):
        op.drop_column("source", name)
