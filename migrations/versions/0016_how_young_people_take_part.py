"""How young people take part in their panel, and what they ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_ask",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("seat_key", sa.String(length=60), nullable=False),
        sa.Column("told_to", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "answered_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_meeting_ask_authority_id_answered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_meeting_ask_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_meeting_ask_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_meeting_ask_authority_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "told_to"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_meeting_ask_authority_id_told_to"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_meeting_ask_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_meeting_ask")),
    )
    with op.batch_alter_table("meeting_ask", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_ask_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_ask_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "participation_choice",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=False),
        sa.Column("told_to", sa.Uuid(), nullable=True),
        sa.Column("way_told", sa.String(length=60), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_participation_choice_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_participation_choice_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "told_to"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_participation_choice_authority_id_told_to"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_participation_choice_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_participation_choice")),
        sa.UniqueConstraint(
            "authority_id",
            "item_id",
            "topic",
            "number",
            name=op.f("uq_participation_choice_authority_id_item_id_topic_number"),
        ),
    )
    with op.batch_alter_table("participation_choice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_participation_choice_authority_id_young_person_id_topic"),
            ["authority_id", "young_person_id", "topic"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("participation_choice", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_participation_choice_authority_id_young_person_id_topic")
        )

    op.drop_table("participation_choice")
    with op.batch_alter_table("meeting_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_ask_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_ask_authority_id_item_id"))

    op.drop_table("meeting_ask")
