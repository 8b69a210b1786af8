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
    # What they stopped stays stopped. A link they sent themselves goes, and whoever came by it is
    # out; that they wrote then stays: from that on a link alone lets nobody in (C20).
    op.execute("UPDATE young_contact SET safe_to_text = false WHERE text_stopped_at IS NOT NULL")
    op.execute("UPDATE young_contact SET safe_to_email = false WHERE email_stopped_at IS NOT NULL")
    op.execute(
        "DELETE FROM young_link_ask "
        "WHERE link_id IN (SELECT id FROM young_link WHERE made_by IS NULL)"
    )
    op.execute(
        "UPDATE young_visit SET link_id = NULL, ended_at = COALESCE(ended_at, used_at) "
        "WHERE link_id IN (SELECT id FROM young_link WHERE made_by IS NULL)"
    )
    op.execute("DELETE FROM young_link WHERE made_by IS NULL")
    with op.batch_alter_table("young_link", schema=None) as batch_op:
        batch_op.alter_column("made_by", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("young_contact", schema=None) as batch_op:
        for name in STOPPED:
            batch_op.drop_column(name)
