"""Versions of papers, and what agencies wrote, join a pack when they were looked through."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("paper_version", "contribution")
AT_ONCE = 500
"""Items told of in one statement."""


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("joined_by", sa.Uuid(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_authority_id_joined_by"),
                "person",
                ["authority_id", "joined_by"],
                ["authority_id", "id"],
            )
    _papers_in_a_pack()
    _forms_of_agendas_that_went_out()


def _papers_in_a_pack() -> None:
    """Let every version of a paper with a place have joined as it was made: it was given at once.

    Not of one that is held: what is wrong with it stands in its versions.
    """
    version = sa.table(
        "paper_version",
        *(sa.column(name) for name in ("authority_id", "paper_id", "made_at", "joined_at")),
    )
    paper = sa.table(
        "paper", *(sa.column(name) for name in ("authority_id", "id", "place", "state"))
    )
    placed = sa.exists().where(
        paper.c.authority_id == version.c.authority_id,
        paper.c.id == version.c.paper_id,
        paper.c.place.is_not(None),
        paper.c.state.in_(["ready", "withdrawn"]),
    )
    op.execute(sa.update(version).where(placed).values(joined_at=version.c.made_at))


def _forms_of_agendas_that_went_out() -> None:
    """Let what agencies wrote have joined as it was given, where the item's agenda was ever out."""
    agenda = sa.table(
        "agenda_version",
        sa.column("authority_id"),
        sa.column("frozen", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
    )
    form = sa.table(
        "contribution",
        sa.column("authority_id"),
        sa.column("item_id", sa.Uuid()),
        sa.column("given_at"),
        sa.column("joined_at"),
    )
    listed: dict[str, set[UUID]] = {}
    for authority_id, frozen in op.get_bind().execute(
        sa.select(agenda.c.authority_id, agenda.c.frozen)
    ):
        there = (row.get("item_id") for row in frozen["rows"])
        listed.setdefault(authority_id, set()).update(UUID(each) for each in there if each)
    for authority_id, items in sorted(listed.items()):
        wanted = sorted(items)
        for start in range(0, len(wanted), AT_ONCE):
            op.execute(
                sa.update(form)
                .where(
                    form.c.authority_id == authority_id,
                    form.c.item_id.in_(wanted[start : start + AT_ONCE]),
                )
                .values(joined_at=form.c.given_at)
            )


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(
                batch_op.f(f"fk_{table}_authority_id_joined_by"), type_="foreignkey"
            )
            batch_op.drop_column("joined_by")
            batch_op.drop_column("joined_at")
