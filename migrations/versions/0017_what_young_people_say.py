"""What young people say before their panel, and how they took part in it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "views_sheet",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "asked", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_views_sheet_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_views_sheet_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_views_sheet_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_views_sheet")),
        sa.UniqueConstraint(
            "authority_id", "id", "item_id", name=op.f("uq_views_sheet_authority_id_id_item_id")
        ),
        sa.UniqueConstraint(
            "authority_id", "item_id", name=op.f("uq_views_sheet_authority_id_item_id")
        ),
    )
    with op.batch_alter_table("views_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_views_sheet_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "views_summary",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_views_summary_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_views_summary_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "written_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_views_summary_authority_id_written_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_views_summary_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_views_summary")),
        sa.UniqueConstraint(
            "authority_id", "item_id", name=op.f("uq_views_summary_authority_id_item_id")
        ),
    )
    with op.batch_alter_table("views_summary", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_views_summary_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "views_answer",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("views_sheet_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(length=60), nullable=False),
        sa.Column(
            "asked", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("chosen", sa.String(length=200), nullable=False),
        sa.Column("not_sure", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("way", sa.String(length=60), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("scribe", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_views_answer_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "views_sheet_id", "item_id"],
            ["views_sheet.authority_id", "views_sheet.id", "views_sheet.item_id"],
            name=op.f("fk_views_answer_authority_id_views_sheet_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "written_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_views_answer_authority_id_written_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_views_answer_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_views_answer")),
        sa.UniqueConstraint(
            "authority_id",
            "views_sheet_id",
            "question_key",
            name=op.f("uq_views_answer_authority_id_views_sheet_id_question_key"),
        ),
    )
    with op.batch_alter_table("views_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_views_answer_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_views_answer_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "views_heard",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("views_sheet_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_views_heard_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_views_heard_authority_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "views_sheet_id", "item_id"],
            ["views_sheet.authority_id", "views_sheet.id", "views_sheet.item_id"],
            name=op.f("fk_views_heard_authority_id_views_sheet_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_views_heard_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_views_heard")),
    )
    with op.batch_alter_table("views_heard", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_views_heard_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_views_heard_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    with op.batch_alter_table("item_record", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("participation", sa.String(length=60), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        batch_op.drop_column("participation")

    with op.batch_alter_table("views_heard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_views_heard_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_views_heard_authority_id_item_id"))

    op.drop_table("views_heard")
    with op.batch_alter_table("views_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_views_answer_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_views_answer_authority_id_item_id"))

    op.drop_table("views_answer")
    with op.batch_alter_table("views_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_views_summary_authority_id_young_person_id"))

    op.drop_table("views_summary")
    with op.batch_alter_table("views_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_views_sheet_authority_id_young_person_id"))

    op.drop_table("views_sheet")
