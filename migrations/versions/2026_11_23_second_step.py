"""The second step of signing in: secrets of authenticator apps, half sign-ins, who asks for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "access_second_step"
down_revision = "reports_rereading"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "organisation",
        sa.Column("second_step_required", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "second_step",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("on_since", Instant(), nullable=True),
        sa.Column("last_counter", Whole(), nullable=False),
        sa.Column("recovery", Document(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_step_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_step"),
    )
    op.create_table(
        "half_sign_in",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("needs", sa.String(length=6), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.CheckConstraint("needs IN ('code', 'set_up')", name=op.f("ck_half_sign_in_known_need")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_half_sign_in_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_half_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name="pk_half_sign_in"),
    )
    op.create_index("ix_half_sign_in_person_id", "half_sign_in", ["person_id"])
    op.create_index("ix_half_sign_in_expires_at", "half_sign_in", ["expires_at"])


def downgrade() -> None:
    for table in ("half_sign_in", "second_step"):
        op.drop_table(table)
    op.drop_column("organisation", "second_step_required")
