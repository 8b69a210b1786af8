"""Room for what is sealed of interests, visits, costs, late agendas and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WORDS = (
    ("agenda_version", "late_reason", 2000, True),
    ("item_cost", "note", 2000, False),
    ("item_record", "decision_who", 200, False),
    ("recusal", "reason", 2000, False),
    ("visit", "reason", 2000, False),
)
"""Table, column, how long it was, and whether it may be nothing. `portal init` seals the text."""


def upgrade() -> None:
    for table, column, length, nullable in WORDS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(
                column,
                existing_type=sa.String(length=length),
                type_=sa.Text(),
                existing_nullable=nullable,
            )


def downgrade() -> None:
    for table, column, length, nullable in WORDS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(
                column,
                existing_type=sa.Text(),
                type_=sa.String(length=length),
                existing_nullable=nullable,
            )
