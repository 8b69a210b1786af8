"""What young people agree to, event by event, and what a manager decides without it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement_state",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_agreement_state_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_agreement_state")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            name=op.f("uq_agreement_state_authority_id_young_person_id"),
        ),
    )
    op.create_table(
        "agreement_event",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(length=60), nullable=False),
        sa.Column(
            "covers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("way_asked", sa.String(length=60), nullable=False),
        sa.Column("way_answered", sa.String(length=60), nullable=False),
        sa.Column("helped", sa.String(length=240), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "asked_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_agreement_event_authority_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_agreement_event_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_agreement_event_authority_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_agreement_event_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_agreement_event")),
        sa.UniqueConstraint(
            "authority_id",
            "id",
            "young_person_id",
            name=op.f("uq_agreement_event_authority_id_id_young_person_id"),
        ),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            "seq",
            name=op.f("uq_agreement_event_authority_id_young_person_id_seq"),
        ),
    )
    with op.batch_alter_table("agreement_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_event_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )

    op.create_table(
        "agreement_override",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(length=60), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "ended_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_agreement_override_authority_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_agreement_override_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "manager_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_agreement_override_authority_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_agreement_override_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_agreement_override")),
    )
    with op.batch_alter_table("agreement_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_override_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_agreement_override_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "capacity_record",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("finding", sa.String(length=60), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "assessed_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_capacity_record_authority_id_assessed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_capacity_record_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_capacity_record_authority_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_capacity_record_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_capacity_record")),
        sa.UniqueConstraint(
            "authority_id",
            "id",
            "young_person_id",
            name=op.f("uq_capacity_record_authority_id_id_young_person_id"),
        ),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            "seq",
            name=op.f("uq_capacity_record_authority_id_young_person_id_seq"),
        ),
    )
    op.create_table(
        "agreement_words",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("capacity_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "capacity_id", "young_person_id"],
            [
                "capacity_record.authority_id",
                "capacity_record.id",
                "capacity_record.young_person_id",
            ],
            name=op.f("fk_agreement_words_authority_id_capacity_id_young_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "event_id", "young_person_id"],
            [
                "agreement_event.authority_id",
                "agreement_event.id",
                "agreement_event.young_person_id",
            ],
            name=op.f("fk_agreement_words_authority_id_event_id_young_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_agreement_words_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_agreement_words_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_agreement_words")),
    )
    with op.batch_alter_table("agreement_words", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_words_authority_id_capacity_id"),
            ["authority_id", "capacity_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_agreement_words_authority_id_event_id"),
            ["authority_id", "event_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_agreement_words_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("agreement_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_words_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_words_authority_id_event_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_words_authority_id_capacity_id"))

    op.drop_table("agreement_words")
    op.drop_table("capacity_record")
    with op.batch_alter_table("agreement_override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_override_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_override_authority_id_item_id"))

    op.drop_table("agreement_override")
    with op.batch_alter_table("agreement_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_event_authority_id_item_id"))

    op.drop_table("agreement_event")
    op.drop_table("agreement_state")
