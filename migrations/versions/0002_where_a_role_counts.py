"""A role may count in an area, or on one panel of a district."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("area_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("panel_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_authority_id_area_id"),
            "area",
            ["authority_id", "area_id"],
            ["authority_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_authority_id_panel_id"),
            "panel",
            ["authority_id", "panel_id"],
            ["authority_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_role_grant_authority_id_panel_id"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_role_grant_authority_id_area_id"), type_="foreignkey"
        )
        batch_op.drop_column("panel_id")
        batch_op.drop_column("area_id")
