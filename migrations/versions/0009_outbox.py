"""Messages and work that a change asks for, and the worker's heartbeat."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_heartbeat",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_outbox_heartbeat")),
    )
    op.create_table(
        "outbox_job",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "arguments", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_outbox_job_authority_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_outbox_job")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_outbox_job_authority_id_key")),
    )
    with op.batch_alter_table("outbox_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_job_authority_id_queued_at_id"),
            ["authority_id", "queued_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_job_authority_id_state_due_at"),
            ["authority_id", "state", "due_at"],
            unique=False,
        )

    op.create_table(
        "outbox_message",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("calendar", sa.LargeBinary(), nullable=True),
        sa.Column("settle_key", sa.String(length=200), nullable=True),
        sa.Column("settling_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_outbox_message_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_outbox_message_authority_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_outbox_message_authority_id_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_message_authority_id_queued_at_id"),
            ["authority_id", "queued_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_message_authority_id_settle_key_state"),
            ["authority_id", "settle_key", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_message_authority_id_subject_id_recipient_id"),
            ["authority_id", "subject_id", "recipient_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_message_authority_id_state_rank_due_at"),
            ["authority_id", "state", "rank", "due_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_authority_id_subject_id_recipient_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_authority_id_state_rank_due_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_authority_id_settle_key_state"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_authority_id_queued_at_id"))

    op.drop_table("outbox_message")
    with op.batch_alter_table("outbox_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_job_authority_id_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_job_authority_id_queued_at_id"))

    op.drop_table("outbox_job")
    op.drop_table("outbox_heartbeat")
