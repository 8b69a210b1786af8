"""Papers of an item, their versions and what waits to be confirmed; protected addresses apart."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address_reveal",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "asked_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_address_reveal_authority_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "decided_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_address_reveal_authority_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_address_reveal_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_address_reveal")),
    )
    with op.batch_alter_table("address_reveal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_address_reveal_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "protected_address",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_protected_address_authority_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_protected_address_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_protected_address")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            name=op.f("uq_protected_address_authority_id_young_person_id"),
        ),
    )
    op.create_table(
        "paper",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "added_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_paper_authority_id_added_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_paper_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_paper_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "withdrawn_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_paper_authority_id_withdrawn_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_paper_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_paper")),
        sa.UniqueConstraint(
            "authority_id", "id", "item_id", name=op.f("uq_paper_authority_id_id_item_id")
        ),
        sa.UniqueConstraint(
            "authority_id", "item_id", "place", name=op.f("uq_paper_authority_id_item_id_place")
        ),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_authority_id_item_id"), ["authority_id", "item_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_paper_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "paper_intake",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column(
            "found", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_paper_intake_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_paper_intake_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "made_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_paper_intake_authority_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "paper_id", "item_id"],
            ["paper.authority_id", "paper.id", "paper.item_id"],
            name=op.f("fk_paper_intake_authority_id_paper_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_paper_intake_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_paper_intake")),
    )
    with op.batch_alter_table("paper_intake", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_intake_authority_id_item_id"),
            ["authority_id", "item_id"],
            unique=False,
        )

    op.create_table(
        "paper_version",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_paper_version_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "made_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_paper_version_authority_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "paper_id", "item_id"],
            ["paper.authority_id", "paper.id", "paper.item_id"],
            name=op.f("fk_paper_version_authority_id_paper_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_paper_version_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint(
            "authority_id", "id", "item_id", name=op.f("uq_paper_version_authority_id_id_item_id")
        ),
        sa.UniqueConstraint(
            "authority_id",
            "paper_id",
            "number",
            name=op.f("uq_paper_version_authority_id_paper_id_number"),
        ),
    )
    op.create_table(
        "paper_picture",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("paper_version_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_paper_picture_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "paper_version_id", "item_id"],
            ["paper_version.authority_id", "paper_version.id", "paper_version.item_id"],
            name=op.f("fk_paper_picture_authority_id_paper_version_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_paper_picture_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_paper_picture")),
        sa.UniqueConstraint(
            "authority_id",
            "paper_version_id",
            "position",
            name=op.f("uq_paper_picture_authority_id_paper_version_id_position"),
        ),
    )
    op.create_table(
        "paper_section",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("paper_version_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_paper_section_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "paper_version_id", "item_id"],
            ["paper_version.authority_id", "paper_version.id", "paper_version.item_id"],
            name=op.f("fk_paper_section_authority_id_paper_version_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_paper_section_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_paper_section")),
        sa.UniqueConstraint(
            "authority_id",
            "paper_version_id",
            "position",
            name=op.f("uq_paper_section_authority_id_paper_version_id_position"),
        ),
    )


def downgrade() -> None:
    op.drop_table("paper_section")
    op.drop_table("paper_picture")
    op.drop_table("paper_version")
    with op.batch_alter_table("paper_intake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_intake_authority_id_item_id"))

    op.drop_table("paper_intake")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_authority_id_young_person_id"))
        batch_op.drop_index(batch_op.f("ix_paper_authority_id_item_id"))

    op.drop_table("paper")
    op.drop_table("protected_address")
    with op.batch_alter_table("address_reveal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_reveal_authority_id_young_person_id"))

    op.drop_table("address_reveal")
