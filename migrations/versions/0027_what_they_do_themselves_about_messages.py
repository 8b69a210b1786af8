"""Young people who send themselves a link, and who stop messages to a phone or an address."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STOPPED = ("text_stopped_at", "email_stopped_at")


def upgrade() -> None:
    with op.batch_alter_table("young_contact", schema=None) as batch_op:
        for name in STOPPED:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("young_link", schema=None) as batch_op:
        batch_op.alter_column("made_by", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    # What they stopped stays stopped; a link they sent themselves goes, with what came by it.
    op.execute("UPDATE young_contact SET safe_to_text = false WHERE text_stopped_at IS NOT NULL")
    op.execute("UPDATE young_contact SET safe_to_email = false WHERE email_stopped_at IS NOT NULL")
    for table, column in (("young_link_ask", "link_id"), ("young_visit", "link_id")):
        op.execute(
            f"DELETE FROM {table} WHERE {column} IN "  # noqa: S608 - both are named above
            "(SELECT id FROM young_link WHERE made_by IS NULL)"
        )
    op.execute("DELETE FROM young_link WHERE made_by IS NULL")
    with op.batch_alter_table("young_link", schema=None) as batch_op:
        batch_op.alter_column("made_by", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("young_contact", schema=None) as batch_op:
        for name in STOPPED:
            batch_op.drop_column(name)
