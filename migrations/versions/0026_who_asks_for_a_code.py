"""Young people who are in by a link alone, and ask for a code, which no link answers."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ONE = "uq_young_link_ask_authority_id_link_id_asked_on"
TWO = f"{ONE}_for_code"


def upgrade() -> None:
    with op.batch_alter_table("young_link_ask", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("for_code", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.drop_constraint(batch_op.f(ONE), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f(TWO), ["authority_id", "link_id", "asked_on", "for_code"]
        )
    with op.batch_alter_table("young_link_ask", schema=None) as batch_op:
        batch_op.alter_column("for_code", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM young_link_ask WHERE for_code")
    with op.batch_alter_table("young_link_ask", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(TWO), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(ONE), ["authority_id", "link_id", "asked_on"])
        batch_op.drop_column("for_code")
