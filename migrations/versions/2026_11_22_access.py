"""Organisations, people, sign-ins, tokens, the audit log and the parties of contracts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant

revision = "access_1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("token_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("before", Document(), nullable=True),
        sa.Column("after", Document(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_organisation_id_id", "audit_entry", ["organisation_id", "id"])

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("suspended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_index("ix_organisation_name", "organisation", ["name"])
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_last_at", "sign_in_attempt", ["last_at"])

    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator', 'auditor', 'procurement', 'clerk', 'reader')",
            name="known_role",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_api_token_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_api_token_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("secret_hash", name="uq_api_token_secret_hash"),
    )
    op.create_index("ix_api_token_organisation_id_id", "api_token", ["organisation_id", "id"])
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"])

    op.create_table(
        "contract_party",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.CheckConstraint("part IN ('client', 'provider')", name="known_part"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_contract_party_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", name="pk_contract_party"),
        sa.UniqueConstraint("contract_id", "part", name="uq_contract_party_contract_id_part"),
    )
    op.create_table(
        "idempotent_answer",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_idempotent_answer_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "actor_id", "key", name="pk_idempotent_answer"),
    )
    op.create_index("ix_idempotent_answer_created_at", "idempotent_answer", ["created_at"])

    op.create_table(
        "membership",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'auditor', 'procurement', 'clerk', 'reader')",
            name="known_role",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_membership_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_membership_person_id_person"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_membership"),
    )
    op.create_index("ix_membership_person_id", "membership", ["person_id"])

    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_sign_in_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_expires_at", "sign_in", ["expires_at"])
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])


def downgrade() -> None:
    for table in (
        "sign_in",
        "membership",
        "idempotent_answer",
        "contract_party",
        "api_token",
        "sign_in_attempt",
        "person",
        "organisation",
        "audit_entry",
    ):
        op.drop_table(table)
