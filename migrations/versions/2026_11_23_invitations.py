"""Invitations by link; tokens with scopes and any number of contracts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant

revision = "access_2"
down_revision = "telling_2"
branch_labels = None
depends_on = None

ROLE = "role IN ('administrator', 'auditor', 'procurement', 'clerk', 'reader')"


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.CheckConstraint(ROLE, name="known_role"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_invitation_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("secret_hash", name="uq_invitation_secret_hash"),
    )
    op.create_index("ix_invitation_organisation_id_id", "invitation", ["organisation_id", "id"])
    with op.batch_alter_table("api_token") as batch:
        batch.add_column(sa.Column("scopes", Document(), nullable=True))
        batch.add_column(sa.Column("contracts", Document(), nullable=True))
    op.execute(f"UPDATE api_token SET contracts = {_listed()} WHERE contract_id IS NOT NULL")  # noqa: S608 - our own words
    with op.batch_alter_table("api_token") as batch:
        batch.drop_column("contract_id")


def downgrade() -> None:
    """Tokens with scopes, or for several contracts, would reach further than before: they are revoked."""
    with op.batch_alter_table("api_token") as batch:
        batch.add_column(sa.Column("contract_id", sa.Uuid(), nullable=True))
    op.execute(f"UPDATE api_token SET contract_id = {_first()} WHERE contracts IS NOT NULL")  # noqa: S608
    wider = f"scopes IS NOT NULL OR {_length()} > 1"
    op.execute("UPDATE api_token SET revoked_at = created_at WHERE " + wider)  # noqa: S608
    with op.batch_alter_table("api_token") as batch:
        batch.drop_column("contracts")
        batch.drop_column("scopes")
    op.drop_table("invitation")


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _listed() -> str:
    return "jsonb_build_array(contract_id::text)" if _postgresql() else "'[\"' || contract_id || '\"]'"


def _first() -> str:
    if _postgresql():
        return "(contracts ->> 0)::uuid"
    return "replace(json_extract(contracts, '$[0]'), '-', '')"


def _length() -> str:
    return "jsonb_array_length(contracts)" if _postgresql() else "json_array_length(contracts)"
