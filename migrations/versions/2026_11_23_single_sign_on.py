"""Single sign-on: an organisation's identity provider, its domains, browsers on their way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "access_single_sign_on"
down_revision = "access_second_step"
branch_labels = None
depends_on = None

ROLE = "newcomers IN ('administrator', 'auditor', 'procurement', 'clerk', 'reader')"


def upgrade() -> None:
    op.create_table(
        "identity_provider",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=300), nullable=False),
        sa.Column("client_secret", sa.LargeBinary(), nullable=False),
        sa.Column("newcomers", sa.String(length=20), nullable=True),
        sa.Column("claim", sa.String(length=100), nullable=False),
        sa.Column("roles", Document(), nullable=False),
        sa.Column("version", Whole(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint(ROLE, name=op.f("ck_identity_provider_known_role")),
        _of_organisation("identity_provider"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_identity_provider"),
    )
    op.create_table(
        "sign_on_domain",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        _of_organisation("sign_on_domain"),
        sa.PrimaryKeyConstraint("organisation_id", "domain", name="pk_sign_on_domain"),
    )
    op.create_index("ix_sign_on_domain_domain", "sign_on_domain", ["domain"])
    op.create_table(
        "sign_on_begun",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("following", sa.String(length=2000), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        _of_organisation("sign_on_begun"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_on_begun"),
    )
    op.create_index("ix_sign_on_begun_expires_at", "sign_on_begun", ["expires_at"])


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_id_organisation")
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=name)


def downgrade() -> None:
    for table in ("sign_on_begun", "sign_on_domain", "identity_provider"):
        op.drop_table(table)
