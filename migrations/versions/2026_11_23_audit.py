"""The audit log is only ever added to, and its entries are linked into chains."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.columns import Instant, Whole

revision = "audit_1"
down_revision = "contracts_2"
branch_labels = None
depends_on = None

NEVER = "the audit log is only ever added to"
KEPT = ("audit_entry", "audit_link")  # deleted only after a closing row
FOR_EVER = "audit_closing"
_SEAL_WHAT_IS_THERE = (
    "INSERT INTO audit_waiting (organisation_id, entry_id) "
    "SELECT coalesce(organisation_id, {nobody}), id FROM audit_entry"
)
_FUNCTION = """
    CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'audit_closing' THEN
            IF EXISTS (SELECT 1 FROM audit_closing WHERE organisation_id = OLD.organisation_id) THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
    END $$
"""
_KEPT_ROWS = (
    "CREATE TRIGGER {0}_kept BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION audit_is_kept()"
)
_KEPT_WHOLE = (
    "CREATE TRIGGER {0}_whole BEFORE TRUNCATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()"
)
_SAME_KEY = "WHEN EXISTS (SELECT 1 FROM {0} WHERE {1})"


def upgrade() -> None:
    op.create_table(
        "audit_waiting",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "entry_id", name="pk_audit_waiting"),
    )
    op.create_table(
        "audit_link",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "number", name="pk_audit_link"),
    )
    op.create_index("ix_audit_link_entry_id", "audit_link", ["entry_id"], unique=True)
    op.create_table(
        "audit_closing",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("entries", Whole(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.String(length=2000), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_audit_closing"),
    )
    op.execute(_SEAL_WHAT_IS_THERE.format(nobody=_nobody()))
    for statement in _on_postgresql() if _postgresql() else _on_sqlite():
        op.execute(statement)


def downgrade() -> None:
    for table in (*KEPT, FOR_EVER):
        if _postgresql():
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
            op.execute(f"DROP TRIGGER {table}_whole ON {table}")
        else:
            for act in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_kept_{act}")
    if _postgresql():
        op.execute("DROP FUNCTION audit_is_kept()")
    for table in ("audit_closing", "audit_link", "audit_waiting"):
        op.drop_table(table)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _nobody() -> str:
    return "'00000000-0000-0000-0000-000000000000'" if _postgresql() else f"'{'0' * 32}'"


def _on_postgresql() -> list[str]:
    """A row may go once its organisation has its closing row; none is ever changed, no table emptied."""
    tables = (*KEPT, FOR_EVER)
    return [_FUNCTION, *(text.format(table) for table in tables for text in (_KEPT_ROWS, _KEPT_WHOLE))]


def _on_sqlite() -> list[str]:
    """The same; and INSERT OR REPLACE, which deletes without asking the trigger on DELETE."""
    closed = "EXISTS (SELECT 1 FROM audit_closing WHERE organisation_id = OLD.organisation_id)"
    same = {
        "audit_entry": "id = NEW.id",
        "audit_link": (
            "entry_id = NEW.entry_id OR (organisation_id = NEW.organisation_id AND number = NEW.number)"
        ),
        FOR_EVER: "organisation_id = NEW.organisation_id",
    }
    made = []
    for table, key in same.items():
        when = {
            "insert": _SAME_KEY.format(table, key),
            "update": "",
            "delete": "" if table == FOR_EVER else f"WHEN NOT {closed}",
        }
        made += [
            f"CREATE TRIGGER {table}_kept_{act} BEFORE {act.upper()} ON {table} {only} "
            f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
            for act, only in when.items()
        ]
    return made
