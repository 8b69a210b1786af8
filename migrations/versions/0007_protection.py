"""What is sealed is longer than what was written."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.alter_column(
            "withdrawn_reason",
            existing_type=sa.String(length=2000),
            type_=sa.Text(),
            existing_nullable=True,
        )


def downgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.alter_column(
            "withdrawn_reason",
            existing_type=sa.Text(),
            type_=sa.String(length=2000),
            existing_nullable=True,
        )
