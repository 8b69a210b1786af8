"""What changed because of feedback, in other languages than English."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("feedback_change", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "translations",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=False,
                server_default="{}",
            )
        )
        batch_op.alter_column("translations", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("feedback_change", schema=None) as batch_op:
        batch_op.drop_column("translations")
