"""The trail becomes a chain that nobody changes, and takes in who has read.

Events from before wait in a table of their own: the key that seals them is not in the database, so
`portal init` does it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EARLIER = (
    "authority_id, id, event, subject_kind, subject_id, actor_id, happened_at, about_district, "
    "facts"
)


def upgrade() -> None:
    _set_earlier_events_aside()
    op.create_table(
        "audit_head",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_event",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("young_person_id", sa.Uuid(), nullable=True),
        sa.Column("about_district", sa.String(length=40), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", "seq", name=op.f("pk_audit_event")),
        info={"append_only": True},
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        for columns in (
            ["authority_id", "actor_id", "seq"],
            ["authority_id", "happened_at", "seq"],
            ["authority_id", "subject_kind", "subject_id", "seq"],
            ["authority_id", "young_person_id", "seq"],
        ):
            name = batch_op.f(f"ix_audit_event_{'_'.join(columns)}")
            batch_op.create_index(name, columns, unique=False)


def _set_earlier_events_aside() -> None:
    op.create_table(
        "audit_event_earlier",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about_district", sa.String(length=40), nullable=True),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_audit_event_earlier")),
    )
    op.execute(
        f"INSERT INTO audit_event_earlier ({EARLIER}) SELECT {EARLIER} FROM audit_event"  # noqa: S608 - the names stand above
    )
    op.drop_table("audit_event")


def downgrade() -> None:
    raise NotImplementedError("A trail is not taken apart: bring back the copy from before.")
