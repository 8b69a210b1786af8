"""What readers of packs note beside papers, for themselves alone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_note",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_pack_note_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_pack_note_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_pack_note_authority_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_pack_note_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_pack_note")),
        sa.UniqueConstraint(
            "authority_id",
            "item_id",
            "person_id",
            "place",
            name=op.f("uq_pack_note_authority_id_item_id_person_id_place"),
        ),
    )
    with op.batch_alter_table("pack_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pack_note_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("pack_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_note_authority_id_young_person_id"))

    op.drop_table("pack_note")
