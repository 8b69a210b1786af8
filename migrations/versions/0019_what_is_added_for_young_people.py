"""What is added to a filed record for the young person."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("record_addition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plain_words", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("record_addition", schema=None) as batch_op:
        batch_op.drop_column("plain_words")
