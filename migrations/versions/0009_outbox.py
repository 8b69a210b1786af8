"""Messages and work that a change asks for, what each told, and agendas taken back."""

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
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
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

    with op.batch_alter_table("agenda_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_reason", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_version_authority_id_withdrawn_by"),
            "person",
            ["authority_id", "withdrawn_by"],
            ["authority_id", "id"],
        )

    op.create_table(
        "meeting_notice",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("news", sa.String(length=60), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mark", sa.String(length=60), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_meeting_notice_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_meeting_notice_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "meeting_id"],
            ["meeting.authority_id", "meeting.id"],
            name=op.f("fk_meeting_notice_authority_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "message_id"],
            ["outbox_message.authority_id", "outbox_message.id"],
            name=op.f("fk_meeting_notice_authority_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_meeting_notice_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_meeting_notice")),
        sa.UniqueConstraint(
            "authority_id",
            "meeting_id",
            "person_id",
            "sequence",
            name=op.f("uq_meeting_notice_authority_id_meeting_id_person_id_sequence"),
        ),
        sa.UniqueConstraint(
            "authority_id", "message_id", name=op.f("uq_meeting_notice_authority_id_message_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("meeting_notice")
    with op.batch_alter_table("agenda_version", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_agenda_version_authority_id_withdrawn_by"), type_="foreignkey"
        )
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")

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
