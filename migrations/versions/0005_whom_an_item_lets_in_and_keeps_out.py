"""An item lets in a stand-in, a deputy and a visitor, and keeps out who has an interest in it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_deputy",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("seat_key", sa.String(length=60), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_meeting_deputy_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "holder_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_meeting_deputy_authority_id_holder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "meeting_id"],
            ["meeting.authority_id", "meeting.id"],
            name=op.f("fk_meeting_deputy_authority_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "named_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_meeting_deputy_authority_id_named_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_meeting_deputy_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_meeting_deputy")),
    )
    with op.batch_alter_table("meeting_deputy", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_deputy_authority_id_meeting_id"),
            ["authority_id", "meeting_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_deputy_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "item_cost",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("weekly_pence", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_item_cost_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_item_cost_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_item_cost_authority_id_recorded_by"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_item_cost")),
        sa.UniqueConstraint(
            "authority_id", "item_id", name=op.f("uq_item_cost_authority_id_item_id")
        ),
    )
    op.create_table(
        "recusal",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "declared_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_recusal_authority_id_declared_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_recusal_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "ended_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_recusal_authority_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_recusal_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_recusal_authority_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_recusal_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_recusal")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recusal_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_recusal_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "visit",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("tells_name", sa.Boolean(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_visit_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "invited_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_visit_authority_id_invited_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_visit_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_visit_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_authority_id_item_id"), ["authority_id", "item_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_visit_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("personal_adviser_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("adviser_manager_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("stand_in_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("stand_in_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_item_authority_id_adviser_manager_id"),
            ["authority_id", "adviser_manager_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_item_authority_id_manager_id"),
            ["authority_id", "manager_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_item_authority_id_personal_adviser_id"),
            ["authority_id", "personal_adviser_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_item_authority_id_social_worker_id"),
            ["authority_id", "social_worker_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_item_authority_id_stand_in_id"),
            ["authority_id", "stand_in_id"],
            unique=False,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_item_authority_id_personal_adviser_id"),
            "person",
            ["authority_id", "personal_adviser_id"],
            ["authority_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_item_authority_id_stand_in_id"),
            "person",
            ["authority_id", "stand_in_id"],
            ["authority_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_item_authority_id_adviser_manager_id"),
            "person",
            ["authority_id", "adviser_manager_id"],
            ["authority_id", "id"],
        )

    # What hangs on an item alone ends where its record is filed: also for those filed by now.
    op.execute(
        "UPDATE item SET closed_at = (SELECT item_record.filed_at FROM item_record"
        " WHERE item_record.authority_id = item.authority_id AND item_record.item_id = item.id)"
    )
    with op.batch_alter_table("seat_holder", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seat_holder_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("seat_holder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_holder_authority_id_person_id"))

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_item_authority_id_adviser_manager_id"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_item_authority_id_stand_in_id"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_item_authority_id_personal_adviser_id"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_item_authority_id_stand_in_id"))
        batch_op.drop_index(batch_op.f("ix_item_authority_id_social_worker_id"))
        batch_op.drop_index(batch_op.f("ix_item_authority_id_personal_adviser_id"))
        batch_op.drop_index(batch_op.f("ix_item_authority_id_manager_id"))
        batch_op.drop_index(batch_op.f("ix_item_authority_id_adviser_manager_id"))
        batch_op.drop_column("closed_at")
        batch_op.drop_column("stand_in_since")
        batch_op.drop_column("stand_in_id")
        batch_op.drop_column("adviser_manager_id")
        batch_op.drop_column("personal_adviser_id")

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_authority_id_person_id"))
        batch_op.drop_index(batch_op.f("ix_visit_authority_id_item_id"))

    op.drop_table("visit")
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recusal_authority_id_person_id"))
        batch_op.drop_index(batch_op.f("ix_recusal_authority_id_young_person_id"))

    op.drop_table("recusal")
    op.drop_table("item_cost")
    with op.batch_alter_table("meeting_deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_deputy_authority_id_person_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_deputy_authority_id_meeting_id"))

    op.drop_table("meeting_deputy")
