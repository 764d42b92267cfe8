"""Exclusions that both sides agree to, and calendar years that an auditor confirms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "contracts_2"
down_revision = "scorecards_2"
branch_labels = None
depends_on = None

_CURRENT = sa.text("to_revision IS NULL")


def upgrade() -> None:
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("exclusion_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("queues", Document(), nullable=False),
        sa.Column("channels", Document(), nullable=False),
        sa.Column("whole_days", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("proposed_side", sa.String(length=8), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_name", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("agreed_side", sa.String(length=8), nullable=True),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_name", sa.String(length=200), nullable=True),
        sa.Column("agreed_at", Instant(), nullable=True),
        sa.Column("asked_side", sa.String(length=8), nullable=False),
        sa.Column("changed_side", sa.String(length=8), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("from_revision", Whole(), nullable=False),
        sa.Column("to_revision", Whole(), nullable=True),
        sa.CheckConstraint(
            "to_revision IS NULL OR to_revision > from_revision", name=op.f("ck_exclusion_revisions_in_order")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_exclusion_instants_in_order")),
        sa.CheckConstraint(
            "state IN ('proposed', 'agreed', 'undoing', 'declined', 'withdrawn')",
            name=op.f("ck_exclusion_known_state"),
        ),
        sa.CheckConstraint(
            "proposed_side IN ('provider', 'client')", name=op.f("ck_exclusion_known_proposed_side")
        ),
        sa.CheckConstraint(
            "asked_side IN ('provider', 'client')", name=op.f("ck_exclusion_known_asked_side")
        ),
        sa.CheckConstraint(
            "agreed_side <> proposed_side", name=op.f("ck_exclusion_nobody_agrees_to_their_own")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_exclusion_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
    )
    _unique_while_current("exclusion", "exclusion_id")
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("year", Whole(), nullable=False),
        sa.Column("holidays", Document(), nullable=False),
        sa.Column("makeup_days", Document(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_name", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.Column("from_revision", Whole(), nullable=False),
        sa.Column("to_revision", Whole(), nullable=True),
        sa.CheckConstraint(
            "to_revision IS NULL OR to_revision > from_revision",
            name=op.f("ck_calendar_year_revisions_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_calendar_year_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
    )
    _unique_while_current("calendar_year", "year")


def _unique_while_current(table: str, key: str) -> None:
    op.create_index(
        f"uq_{table}_current",
        table,
        ["organisation_id", "contract_id", key],
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )


def downgrade() -> None:
    op.drop_table("calendar_year")
    op.drop_table("exclusion")
