"""What is pulled from providers: sources, their windows, every attempt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "sources_1"
down_revision = "jobs_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("method", sa.String(length=4), nullable=False),
        sa.Column("header_names", Document(), nullable=False),
        sa.Column("headers", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("window", sa.String(length=5), nullable=False),
        sa.Column("lag_days", Whole(), nullable=False),
        sa.Column("look_back", Whole(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("every_minutes", Whole(), nullable=True),
        sa.Column("cron", sa.String(length=100), nullable=False),
        sa.Column("mapping", Document(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("planned_at", Instant(), nullable=True),
        sa.Column("version", Whole(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.CheckConstraint("side IN ('provider', 'client')", name=op.f("ck_source_known_side")),
        sa.CheckConstraint("\"window\" IN ('day', 'week', 'month')", name=op.f("ck_source_known_window")),
        sa.CheckConstraint("state IN ('ok', 'failing', 'stopped')", name=op.f("ck_source_known_state")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_source_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_source_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_index("ix_source_contract", "source", ["organisation_id", "contract_id", "id"])
    op.create_table(
        "source_window",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", Whole(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.CheckConstraint("end_day > first_day", name=op.f("ck_source_window_days_in_order")),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'refused')", name=op.f("ck_source_window_known_state")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_window_source_id_source")),
        sa.PrimaryKeyConstraint("source_id", "first_day", name=op.f("pk_source_window")),
    )
    op.create_table(
        "source_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("milliseconds", Whole(), nullable=True),
        sa.Column("status", sa.String(length=11), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("http_status", Whole(), nullable=True),
        sa.Column("size", Whole(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("error", sa.String(length=1000), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_source_attempt_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_attempt")),
        sa.UniqueConstraint(
            "source_id", "first_day", "number", name=op.f("uq_source_attempt_source_id_first_day_number")
        ),
    )
    op.create_index("ix_source_attempt_list", "source_attempt", ["organisation_id", "source_id", "id"])


def downgrade() -> None:
    op.drop_table("source_attempt")
    op.drop_table("source_window")
    op.drop_table("source")
