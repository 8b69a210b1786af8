"""Who works with a young person: worker, adviser and their managers, each from a day."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NEW = ("manager", "personal_adviser", "adviser_manager")
SINCE = ("social_worker", *NEW)
FILED = ("social_worker", "manager")


def upgrade() -> None:
    with op.batch_alter_table("young_person", schema=None) as batch_op:
        for part in NEW:
            batch_op.add_column(sa.Column(f"{part}_id", sa.Uuid(), nullable=True))
        for part in SINCE:
            batch_op.add_column(sa.Column(f"{part}_since", sa.Date(), nullable=True))
        for part in NEW:
            batch_op.create_foreign_key(
                batch_op.f(f"fk_young_person_authority_id_{part}_id"),
                "person",
                ["authority_id", f"{part}_id"],
                ["authority_id", "id"],
            )
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        for part in FILED:
            batch_op.add_column(sa.Column(part, sa.String(length=200), nullable=True))
    _as_their_newest_item_says()
    _as_it_was_filed()


def _as_it_was_filed() -> None:
    """Write the names down beside each filed record: its item's people may change from now on."""
    record = sa.table(
        "item_record",
        *(sa.column(name) for name in ("authority_id", "item_id", "filed_at", *FILED)),
    )
    item = sa.table(
        "item",
        *(sa.column(name) for name in ("authority_id", "id", *(f"{part}_id" for part in FILED))),
    )
    person = sa.table("person", *(sa.column(name) for name in ("authority_id", "id", "name")))
    for part in FILED:
        named = (
            sa.select(person.c.name)
            .select_from(
                item.join(
                    person,
                    sa.and_(
                        person.c.authority_id == item.c.authority_id,
                        person.c.id == item.c[f"{part}_id"],
                    ),
                )
            )
            .where(item.c.authority_id == record.c.authority_id, item.c.id == record.c.item_id)
            .scalar_subquery()
        )
        op.execute(sa.update(record).where(record.c.filed_at.is_not(None)).values({part: named}))


def _as_their_newest_item_says() -> None:
    """Take over whom the newest item on an agenda names: nothing newer was ever written down."""
    person, item = (
        sa.table(
            name,
            sa.column("authority_id"),
            sa.column("id"),
            sa.column("young_person_id"),
            sa.column("nominated_on"),
            *(sa.column(f"{part}_id") for part in SINCE),
        )
        for name in ("young_person", "item")
    )
    newest = (
        sa.select(item.c.id)
        .where(item.c.authority_id == person.c.authority_id, item.c.young_person_id == person.c.id)
        .order_by(item.c.nominated_on.desc(), item.c.id)
        .limit(1)
        .scalar_subquery()
    )
    inner = item.alias("newest")
    for part in SINCE:
        column = f"{part}_id"
        said = (
            sa.select(inner.c[column])
            .where(inner.c.authority_id == person.c.authority_id, inner.c.id == newest)
            .scalar_subquery()
        )
        op.execute(sa.update(person).where(person.c[column].is_(None)).values({column: said}))


def downgrade() -> None:
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        for part in FILED:
            batch_op.drop_column(part)
    with op.batch_alter_table("young_person", schema=None) as batch_op:
        for part in NEW:
            batch_op.drop_constraint(
                batch_op.f(f"fk_young_person_authority_id_{part}_id"), type_="foreignkey"
            )
        for part in SINCE:
            batch_op.drop_column(f"{part}_since")
        for part in NEW:
            batch_op.drop_column(f"{part}_id")
