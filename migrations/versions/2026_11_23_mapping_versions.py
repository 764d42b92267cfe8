"""Every mapping by which files of one header were read, in versions; what was remembered is the first."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

from app.columns import Document, Instant, Whole, canonical
from app.database import new_id

revision = "reports_4"
down_revision = "sources_3"
branch_labels = None
depends_on = None

_OLD = sa.table(
    "remembered_mapping",
    sa.column("organisation_id", sa.Uuid()),
    sa.column("contract_id", sa.Uuid()),
    sa.column("side", sa.String()),
    sa.column("header_sha256", sa.String()),
    sa.column("mapping", Document()),
    sa.column("updated_at", Instant()),
)


def upgrade() -> None:
    made = op.create_table(
        "mapping_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("header_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("columns", Document(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("mapping", Document(), nullable=False),
        sa.Column("mapping_sha256", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "origin IN ('given', 'read', 'corrected')", name=op.f("ck_mapping_version_known_origin")
        ),
        sa.CheckConstraint("side IN ('provider', 'client')", name=op.f("ck_mapping_version_known_side")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_mapping_version_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_mapping_version_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_version")),
        sa.UniqueConstraint("organisation_id", "line_id", "number", name="uq_mapping_version_line"),
        sa.UniqueConstraint(
            "organisation_id",
            "contract_id",
            "side",
            "header_sha256",
            "number",
            name="uq_mapping_version_header",
        ),
    )
    known = op.get_bind().execute(sa.select(_OLD)).mappings().all()
    if known:
        op.bulk_insert(made, [_first(dict(row)) for row in known])


def _first(row: dict[str, object]) -> dict[str, object]:
    """What was remembered as the first version; until now this was known of plain text tables alone."""
    at, mapping = row.pop("updated_at"), row["mapping"]
    digest = hashlib.sha256(canonical(mapping).encode()).hexdigest()
    more = {"kind": "csv", "columns": [], "number": 1, "origin": "read", "person_id": None, "report_id": None}
    return {**row, **more, "id": new_id(), "line_id": new_id(), "mapping_sha256": digest, "created_at": at}


def downgrade() -> None:
    op.drop_table("mapping_version")
