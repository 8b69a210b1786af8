"""Young people who ask for a new link, and that they were given one."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NAME = "young_link_ask"
POINTS_TO = {
    "district_id": "district",
    "item_id": "item",
    "young_person_id": "young_person",
    "link_id": "young_link",
    "answered_by": "person",
}


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                ["authority_id", column],
                [f"{table}.authority_id", f"{table}.id"],
                name=op.f(f"fk_{NAME}_authority_id_{column}"),
            )
            for column, table in POINTS_TO.items()
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint(
            "authority_id",
            "link_id",
            "asked_on",
            name=op.f(f"uq_{NAME}_authority_id_link_id_asked_on"),
        ),
    )
    with op.batch_alter_table(NAME, schema=None) as batch_op:
        for columns in (["item_id"], ["young_person_id", "asked_at"]):
            batch_op.create_index(
                batch_op.f(f"ix_{NAME}_authority_id_{'_'.join(columns)}"),
                ["authority_id", *columns],
                unique=False,
            )


def downgrade() -> None:
    op.drop_table(NAME)
