"""The view `daily_facts`: every total of every current sheet in a row of its own, for people's own tools."""

from __future__ import annotations

from alembic import op

revision = "reports_2"
down_revision = "audit_1"
branch_labels = None
depends_on = None

# `millionths` is exact on both databases and is what adds up. `value` is the same as a number: a decimal on
# PostgreSQL; SQLite has none, so there a value with a fraction is the nearest binary number.
_COLUMNS = """
    sheet.organisation_id, sheet.contract_id, contract.reference AS contract, sheet.side, sheet.queue,
    sheet.segment, sheet.channel, sheet.first_day, sheet.last_day, sheet.grain AS minutes,
    total.key AS measure
"""
_SQLITE = f"""
CREATE VIEW daily_facts AS
SELECT {_COLUMNS}, total.value AS millionths,
    CASE WHEN total.value % 1000000 = 0 THEN total.value / 1000000 ELSE total.value / 1000000.0 END AS value
FROM sheet
JOIN contract ON contract.id = sheet.contract_id
JOIN json_each(sheet.totals) AS total
WHERE sheet.to_revision IS NULL
"""  # noqa: S608 - no word of it comes from outside
# As whoever asks sees it: row-level security is that of the reader, not of the view's owner.
_POSTGRESQL = f"""
CREATE VIEW daily_facts WITH (security_invoker = true) AS
SELECT {_COLUMNS}, CAST(total.value AS bigint) AS millionths,
    CAST(total.value AS numeric) * 0.000001 AS value
FROM sheet
JOIN contract ON contract.id = sheet.contract_id
CROSS JOIN LATERAL jsonb_each_text(sheet.totals) AS total
WHERE sheet.to_revision IS NULL
"""  # noqa: S608 - no word of it comes from outside


def upgrade() -> None:
    op.execute(_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE)


def downgrade() -> None:
    op.execute("DROP VIEW daily_facts")
