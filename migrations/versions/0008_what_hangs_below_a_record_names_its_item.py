"""What hangs below a record names its item, so that who may see the item decides who sees it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

RECORD = ["authority_id", "item_record_id"]
BELOW = {"action": "CASCADE", "barrier": "CASCADE", "record_addition": None}


def upgrade() -> None:
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_item_record_authority_id_id_item_id"), ["authority_id", "id", "item_id"]
        )
    for name, ondelete in BELOW.items():
        op.add_column(name, sa.Column("item_id", sa.Uuid(), nullable=True))
        _fill(name)
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.alter_column("item_id", existing_type=sa.Uuid(), nullable=False)
            batch_op.drop_constraint(
                batch_op.f(f"fk_{name}_authority_id_item_record_id"), type_="foreignkey"
            )
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{name}_authority_id_item_record_id_item_id"),
                "item_record",
                [*RECORD, "item_id"],
                ["authority_id", "id", "item_id"],
                ondelete=ondelete,
            )


def _fill(name: str) -> None:
    """Give each row the item of the record it hangs below."""
    below = sa.table(name, *(sa.column(column) for column in (*RECORD, "item_id")))
    record = sa.table("item_record", *(sa.column(c) for c in ("authority_id", "id", "item_id")))
    its_item = sa.select(record.c.item_id).where(
        record.c.authority_id == below.c.authority_id, record.c.id == below.c.item_record_id
    )
    op.execute(sa.update(below).values(item_id=its_item.scalar_subquery()))


def downgrade() -> None:
    for name, ondelete in BELOW.items():
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_constraint(
                batch_op.f(f"fk_{name}_authority_id_item_record_id_item_id"), type_="foreignkey"
            )
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{name}_authority_id_item_record_id"),
                "item_record",
                RECORD,
                ["authority_id", "id"],
                ondelete=ondelete,
            )
            batch_op.drop_column("item_id")
    with op.batch_alter_table("item_record", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_item_record_authority_id_id_item_id"), type_="unique"
        )
