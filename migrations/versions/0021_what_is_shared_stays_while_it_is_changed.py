"""An answer that is changed stands beside what is shared of it, until it is shared anew."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ONE = "uq_views_answer_authority_id_views_sheet_id_question_key"
TWO = "uq_views_answer_authority_id_views_sheet_id_question_key_draft"


def upgrade() -> None:
    with op.batch_alter_table("views_answer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("draft", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(
            sa.Column("saved_before", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.drop_constraint(batch_op.f(ONE), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f(TWO), ["authority_id", "views_sheet_id", "question_key", "draft"]
        )
    answer = sa.table("views_answer", sa.column("draft"), sa.column("shared_at"))
    op.execute(sa.update(answer).where(answer.c.shared_at.is_not(None)).values(draft=sa.false()))
    with op.batch_alter_table("views_answer", schema=None) as batch_op:
        batch_op.alter_column("draft", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("saved_before", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    # What is shared stays; of an answer that was changed since, the change goes.
    op.execute(
        "DELETE FROM views_answer WHERE draft AND EXISTS (SELECT 1 FROM views_answer AS shared "
        "WHERE shared.authority_id = views_answer.authority_id "
        "AND shared.views_sheet_id = views_answer.views_sheet_id "
        "AND shared.question_key = views_answer.question_key AND NOT shared.draft)"
    )
    with op.batch_alter_table("views_answer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(TWO), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f(ONE), ["authority_id", "views_sheet_id", "question_key"]
        )
        batch_op.drop_column("saved_before")
        batch_op.drop_column("draft")
