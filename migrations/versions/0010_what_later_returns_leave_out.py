"""Whom a later return must not bring back: a keyed hash of the code of each child erased."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_child",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_erased_child_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_erased_child")),
        sa.UniqueConstraint(
            "authority_id",
            "key_number",
            "code_hash",
            name=op.f("uq_erased_child_authority_id_key_number_code_hash"),
        ),
    )
    with op.batch_alter_table("erased_child", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_erased_child_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("erased_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erased_child_authority_id_young_person_id"))

    op.drop_table("erased_child")
