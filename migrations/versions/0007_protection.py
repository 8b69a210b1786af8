"""Legal holds, erasure and restriction, copies asked for; and room for what is sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tombstone",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_tombstone")),
        sa.UniqueConstraint(
            "authority_id", "kind", "row_id", name=op.f("uq_tombstone_authority_id_kind_row_id")
        ),
    )
    op.create_table(
        "copy_request",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("stopped_days", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "opened_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_copy_request_authority_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "read_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_copy_request_authority_id_read_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_copy_request_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_copy_request")),
    )
    with op.batch_alter_table("copy_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_copy_request_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "legal_hold",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "lifted_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_legal_hold_authority_id_lifted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "placed_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_legal_hold_authority_id_placed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_legal_hold_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_legal_hold")),
    )
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_legal_hold_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "protection_ruling",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("ground", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "decided_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_protection_ruling_authority_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "ended_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_protection_ruling_authority_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "proposed_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_protection_ruling_authority_id_proposed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_protection_ruling_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_protection_ruling")),
    )
    with op.batch_alter_table("protection_ruling", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_protection_ruling_authority_id_young_person_id"),
            ["authority_id", "young_person_id"],
            unique=False,
        )

    op.create_table(
        "copy_verdict",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(length=60), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "decided_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_copy_verdict_authority_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "request_id"],
            ["copy_request.authority_id", "copy_request.id"],
            name=op.f("fk_copy_verdict_authority_id_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_copy_verdict")),
        sa.UniqueConstraint(
            "authority_id",
            "request_id",
            "kind",
            "row_id",
            name=op.f("uq_copy_verdict_authority_id_request_id_kind_row_id"),
        ),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.alter_column(
            "withdrawn_reason",
            existing_type=sa.String(length=2000),
            type_=sa.Text(),
            existing_nullable=True,
        )

    with op.batch_alter_table("young_person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("address_protected", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("young_person", schema=None) as batch_op:
        batch_op.drop_column("address_protected")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.alter_column(
            "withdrawn_reason",
            existing_type=sa.Text(),
            type_=sa.String(length=2000),
            existing_nullable=True,
        )

    op.drop_table("copy_verdict")
    with op.batch_alter_table("protection_ruling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_protection_ruling_authority_id_young_person_id"))

    op.drop_table("protection_ruling")
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_hold_authority_id_young_person_id"))

    op.drop_table("legal_hold")
    with op.batch_alter_table("copy_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_copy_request_authority_id_young_person_id"))

    op.drop_table("copy_request")
    op.drop_table("tombstone")
