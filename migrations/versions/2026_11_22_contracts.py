"""Contracts, their revisions and the versions of their terms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "contracts_1"
down_revision = "access_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint(
            "organisation_id", "reference", name=op.f("uq_contract_organisation_id_reference")
        ),
    )
    op.create_table(
        "contract_revision",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_revision_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("contract_id", "revision", name=op.f("pk_contract_revision")),
    )
    op.create_table(
        "terms_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("from_revision", Whole(), nullable=False),
        sa.Column("to_revision", Whole(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "to_revision IS NULL OR to_revision > from_revision",
            name=op.f("ck_terms_version_revisions_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_terms_version_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_version")),
    )
    with op.batch_alter_table("terms_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terms_version_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(
            "uq_terms_version_current",
            ["organisation_id", "contract_id", "effective"],
            unique=True,
            sqlite_where=sa.text("to_revision IS NULL"),
            postgresql_where=sa.text("to_revision IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("terms_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_terms_version_current",
            sqlite_where=sa.text("to_revision IS NULL"),
            postgresql_where=sa.text("to_revision IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_terms_version_contract_id"))

    op.drop_table("terms_version")
    op.drop_table("contract_revision")
    op.drop_table("contract")
