"""What each person chose to be told of, and the messages on their way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant

revision = "telling_2"
down_revision = "reports_5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_choice",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mail", Document(), nullable=False),
        sa.Column("chat", Document(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("chat_address", sa.LargeBinary(), nullable=False),
        sa.Column("chat_shown", sa.String(length=200), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_notice_choice_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notice_choice_person_id_person"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_notice_choice"),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=4), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed', 'dropped')", name=op.f("ck_notice_known_state")
        ),
        sa.CheckConstraint("channel IN ('mail', 'chat')", name=op.f("ck_notice_known_channel")),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint(
            "organisation_id",
            "person_id",
            "event_id",
            "channel",
            name="uq_notice_organisation_id_person_id_event_id_channel",
        ),
    )
    op.create_index("ix_notice_created_at", "notice", ["created_at"])


def downgrade() -> None:
    for table in ("notice", "notice_choice"):
        op.drop_table(table)
