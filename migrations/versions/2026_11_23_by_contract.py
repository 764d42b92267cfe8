"""Judgements of a span are found contract by contract, so that no contract's search reads all the others'."""

from __future__ import annotations

from alembic import op

revision = "scorecards_by_contract"
down_revision = "scorecards_by_metric"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_assessment_end", "assessment")
    op.create_index("ix_assessment_contract_end", "assessment", ["organisation_id", "contract_id", "end_day"])


def downgrade() -> None:
    op.drop_index("ix_assessment_contract_end", "assessment")
    op.create_index("ix_assessment_end", "assessment", ["organisation_id", "end_day", "contract_id"])
