"""What young people are told of a decision, what they say of promises, and their feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plain_words", sa.Text(), nullable=True))
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plain_words", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("young_said", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_action_authority_id_id_item_id"), ["authority_id", "id", "item_id"]
        )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.alter_column("young_said", existing_type=sa.String(60), server_default=None)
    _promise_answers()
    _feedback()


def _promise_answers() -> None:
    op.create_table(
        "promise_answer",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "action_id", "item_id"],
            ["action.authority_id", "action.id", "action.item_id"],
            name=op.f("fk_promise_answer_authority_id_action_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_promise_answer_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "said_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_promise_answer_authority_id_said_by"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_promise_answer")),
        sa.UniqueConstraint(
            "authority_id",
            "action_id",
            "number",
            name=op.f("uq_promise_answer_authority_id_action_id_number"),
        ),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("face", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("show_words", sa.Boolean(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_feedback_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_feedback_authority_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_feedback")),
        sa.UniqueConstraint(
            "authority_id", "item_id", name=op.f("uq_feedback_authority_id_item_id")
        ),
    )
    op.create_table(
        "feedback_change",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_feedback_change_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "written_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_feedback_change_authority_id_written_by"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_feedback_change")),
    )


def downgrade() -> None:
    op.drop_table("feedback_change")
    op.drop_table("feedback")
    op.drop_table("promise_answer")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_action_authority_id_id_item_id"), type_="unique")
        batch_op.drop_column("young_said")
        batch_op.drop_column("plain_words")
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        batch_op.drop_column("plain_words")
