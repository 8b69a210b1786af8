"""What is brought to an item before its panel."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contribution",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_contribution_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "given_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_contribution_authority_id_given_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_contribution_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "organisation_id"],
            ["organisation.authority_id", "organisation.id"],
            name=op.f("fk_contribution_authority_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_contribution_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_contribution")),
        sa.UniqueConstraint(
            "authority_id",
            "item_id",
            "stream",
            "version",
            name=op.f("uq_contribution_authority_id_item_id_stream_version"),
        ),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contribution_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "invitation",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(length=60), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_invitation_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "invited_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_invitation_authority_id_invited_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_invitation_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_invitation_authority_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_invitation_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "authority_id",
            "item_id",
            "number",
            name=op.f("uq_invitation_authority_id_item_id_number"),
        ),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "reminder_sent",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_reminder_sent_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_reminder_sent_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_reminder_sent_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_reminder_sent")),
        sa.UniqueConstraint(
            "authority_id",
            "person_id",
            "item_id",
            "task",
            "step",
            name=op.f("uq_reminder_sent_authority_id_person_id_item_id_task_step"),
        ),
    )
    with op.batch_alter_table("reminder_sent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reminder_sent_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reminder_sent_authority_id_sent_on"),
            ["authority_id", "sent_on"],
            unique=False,
        )

    op.create_table(
        "views_sought",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_views_sought_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_views_sought_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_views_sought_authority_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_views_sought_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_views_sought")),
        sa.UniqueConstraint(
            "authority_id",
            "item_id",
            "number",
            name=op.f("uq_views_sought_authority_id_item_id_number"),
        ),
    )
    with op.batch_alter_table("views_sought", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_views_sought_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("views_sought", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_views_sought_authority_id_young_person_id"))

    op.drop_table("views_sought")
    with op.batch_alter_table("reminder_sent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_sent_authority_id_sent_on"))
        batch_op.drop_index(batch_op.f("ix_reminder_sent_authority_id_item_id"))

    op.drop_table("reminder_sent")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_authority_id_young_person_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_authority_id_young_person_id"))

    op.drop_table("contribution")
