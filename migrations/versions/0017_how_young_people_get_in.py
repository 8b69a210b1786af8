"""How young people get in: links, codes, their own word, visits, and how they are reached."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "young_contact",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("safe_to_text", sa.Boolean(), nullable=False),
        sa.Column("safe_to_email", sa.Boolean(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_young_contact_authority_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_young_contact_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_young_contact")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            name=op.f("uq_young_contact_authority_id_young_person_id"),
        ),
    )
    op.create_table(
        "young_kept",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=2000), nullable=False),
        sa.Column("page", sa.String(length=2000), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_young_kept_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_young_kept")),
    )
    with op.batch_alter_table("young_kept", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_young_kept_authority_id_kept_until"),
            ["authority_id", "kept_until"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_young_kept_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "young_word",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("word_hash", sa.String(length=200), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_young_word_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_young_word")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            name=op.f("uq_young_word_authority_id_young_person_id"),
        ),
    )
    op.create_table(
        "young_code",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_young_code_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_young_code_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "made_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_young_code_authority_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_young_code_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_young_code")),
        sa.UniqueConstraint(
            "authority_id", "code_hash", name=op.f("uq_young_code_authority_id_code_hash")
        ),
    )
    with op.batch_alter_table("young_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_young_code_authority_id_item_id_made_at"),
            ["authority_id", "item_id", "made_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_young_code_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "young_link",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_young_link_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_young_link_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "made_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_young_link_authority_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_young_link_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_young_link")),
        sa.UniqueConstraint(
            "authority_id", "token_hash", name=op.f("uq_young_link_authority_id_token_hash")
        ),
    )
    with op.batch_alter_table("young_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_young_link_authority_id_item_id_made_at"),
            ["authority_id", "item_id", "made_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_young_link_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "young_visit",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_young_visit_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_young_visit_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "link_id"],
            ["young_link.authority_id", "young_link.id"],
            name=op.f("fk_young_visit_authority_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_young_visit_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_young_visit")),
        sa.UniqueConstraint(
            "authority_id", "token_hash", name=op.f("uq_young_visit_authority_id_token_hash")
        ),
    )
    with op.batch_alter_table("young_visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_young_visit_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_young_visit_authority_id_link_id"),
            ["authority_id", "link_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_young_visit_authority_id_young_person_id_began_at"),
            ["authority_id", "young_person_id", "began_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("young_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_young_visit_authority_id_young_person_id_began_at"))
        batch_op.drop_index(batch_op.f("ix_young_visit_authority_id_link_id"))
        batch_op.drop_index(batch_op.f("ix_young_visit_authority_id_item_id"))

    op.drop_table("young_visit")
    with op.batch_alter_table("young_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_young_link_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_young_link_authority_id_item_id_made_at"))

    op.drop_table("young_link")
    with op.batch_alter_table("young_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_young_code_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_young_code_authority_id_item_id_made_at"))

    op.drop_table("young_code")
    op.drop_table("young_word")
    with op.batch_alter_table("young_kept", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_young_kept_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_young_kept_authority_id_kept_until"))

    op.drop_table("young_kept")
    op.drop_table("young_contact")
