"""Translations for one young person: of what people write for them, and of what they say."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("language_name", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("handed_by", sa.Uuid(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_translation_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "handed_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_translation_authority_id_handed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_translation_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_translation_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_translation")),
        sa.UniqueConstraint(
            "authority_id",
            "source",
            "subject_id",
            "number",
            name=op.f("uq_translation_authority_id_source_subject_id_number"),
        ),
    )
    with op.batch_alter_table("translation", schema=None) as batch_op:
        for column in ("item_id", "young_person_id"):
            batch_op.create_index(
                batch_op.f(f"ix_translation_authority_id_{column}"),
                ["authority_id", column],
                unique=False,
            )


def downgrade() -> None:
    op.drop_table("translation")
