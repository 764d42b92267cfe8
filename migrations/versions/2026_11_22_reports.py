"""Reports as they came, remembered mappings, and day sheets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "reports_1"
down_revision = "contracts_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remembered_mapping",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("header_sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", Document(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_remembered_mapping_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("contract_id", "side", "header_sha256", name=op.f("pk_remembered_mapping")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", Whole(), nullable=False),
        sa.Column("mapping", Document(), nullable=True),
        sa.Column("mapping_sha256", sa.String(length=64), nullable=False),
        sa.Column("reader", Whole(), nullable=False),
        sa.Column("rows", Whole(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("measures", Document(), nullable=False),
        sa.Column("flags", Document(), nullable=False),
        sa.Column("problems", Document(), nullable=False),
        sa.Column("problem_count", Whole(), nullable=False),
        sa.Column("revision", Whole(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.CheckConstraint("side IN ('provider', 'client')", name=op.f("ck_report_known_side")),
        sa.CheckConstraint("status IN ('accepted', 'refused')", name=op.f("ck_report_known_status")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_report_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_inbox", ["organisation_id", "contract_id", "received_at"], unique=False
        )
        batch_op.create_index(
            "uq_report_reading",
            ["organisation_id", "contract_id", "side", "sha256", "mapping_sha256", "reader"],
            unique=True,
            sqlite_where=sa.text("status = 'accepted'"),
            postgresql_where=sa.text("status = 'accepted'"),
        )

    op.create_table(
        "sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("segment", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("grain", Whole(), nullable=False),
        sa.Column("totals", Document(), nullable=False),
        sa.Column("intervals", sa.LargeBinary(), nullable=True),
        sa.Column("sources", Document(), nullable=False),
        sa.Column("from_revision", Whole(), nullable=False),
        sa.Column("to_revision", Whole(), nullable=True),
        sa.CheckConstraint("side IN ('provider', 'client')", name=op.f("ck_sheet_known_side")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_sheet_days_in_order")),
        sa.CheckConstraint(
            "to_revision IS NULL OR to_revision > from_revision", name=op.f("ck_sheet_revisions_in_order")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_sheet_contract_id_contract")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sheet_known",
            ["organisation_id", "contract_id", "side", "last_day", "from_revision"],
            unique=False,
        )
        batch_op.create_index(
            "uq_sheet_current",
            [
                "organisation_id",
                "contract_id",
                "side",
                "first_day",
                "last_day",
                "queue",
                "segment",
                "channel",
            ],
            unique=True,
            sqlite_where=sa.text("to_revision IS NULL"),
            postgresql_where=sa.text("to_revision IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sheet_current",
            sqlite_where=sa.text("to_revision IS NULL"),
            postgresql_where=sa.text("to_revision IS NULL"),
        )
        batch_op.drop_index("ix_sheet_known")

    op.drop_table("sheet")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_report_reading",
            sqlite_where=sa.text("status = 'accepted'"),
            postgresql_where=sa.text("status = 'accepted'"),
        )
        batch_op.drop_index("ix_report_inbox")

    op.drop_table("report")
    op.drop_table("remembered_mapping")
