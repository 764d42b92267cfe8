"""What was issued and what became of it: replies, settlements, restatements, the ledger; what is frozen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole

revision = "scorecards_2"
down_revision = "sources_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "frozen",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('terms', 'calendar')", name=op.f("ck_frozen_known_kind")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_frozen_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", "kind", "name", name=op.f("pk_frozen")),
    )
    op.create_table(
        "issue_request",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("amount", Whole(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_issue_request_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", "start_day", name=op.f("pk_issue_request")),
    )
    op.create_table(
        "issued_scorecard",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("terms_effective", sa.Date(), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("engine", Whole(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("state_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "state IN ('issued', 'disputed', 'settled', 'accepted')",
            name=op.f("ck_issued_scorecard_known_state"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_issued_scorecard_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_issued_scorecard_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", "number", name=op.f("pk_issued_scorecard")),
        sa.UniqueConstraint(
            "organisation_id",
            "contract_id",
            "start_day",
            name=op.f("uq_issued_scorecard_organisation_id_contract_id_start_day"),
        ),
    )
    op.create_table(
        "scorecard_reply",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("round", Whole(), nullable=False),
        sa.Column("lines", Document(), nullable=False),
        sa.Column("disputed", Whole(), nullable=False),
        sa.Column("undisputed", Whole(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_scorecard_reply_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "contract_id", "number", "round", name=op.f("pk_scorecard_reply")
        ),
    )
    op.create_table(
        "settlement",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("round", Whole(), nullable=False),
        sa.Column("lines", Document(), nullable=False),
        sa.Column("amount", Whole(), nullable=False),
        sa.Column("agreed_by", sa.String(length=200), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_settlement_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "contract_id", "number", "round", name=op.f("pk_settlement")
        ),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("entry", Whole(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("restatement", Whole(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("amount", Whole(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_ledger_entry_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", "entry", name=op.f("pk_ledger_entry")),
    )
    op.create_index(
        "ix_ledger_entry_issue", "ledger_entry", ["organisation_id", "contract_id", "number"], unique=False
    )
    op.create_table(
        "ledger_event",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("entry", Whole(), nullable=False),
        sa.Column("sequence", Whole(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", Whole(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(length=200), nullable=False),
        sa.Column("against", Whole(), nullable=False),
        sa.Column("reverses", Whole(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_ledger_event_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "contract_id", "entry", "sequence", name=op.f("pk_ledger_event")
        ),
    )
    op.create_table(
        "restatement",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("restatement", Whole(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("changes", Document(), nullable=False),
        sa.Column("amount", Whole(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('applied', 'waiting', 'accepted', 'noted', 'superseded')",
            name=op.f("ck_restatement_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_restatement_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", "restatement", name=op.f("pk_restatement")),
    )
    op.create_index(
        "ix_restatement_state", "restatement", ["organisation_id", "contract_id", "state"], unique=False
    )
    op.create_table(
        "confirmation_limit",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("amount", Whole(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_confirmation_limit_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "contract_id", name=op.f("pk_confirmation_limit")),
    )


def downgrade() -> None:
    op.drop_table("confirmation_limit")
    op.drop_table("restatement")
    op.drop_table("ledger_event")
    op.drop_table("ledger_entry")
    op.drop_table("settlement")
    op.drop_table("scorecard_reply")
    op.drop_table("issued_scorecard")
    op.drop_table("issue_request")
    op.drop_table("frozen")
