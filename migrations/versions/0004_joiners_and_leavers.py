"""People join, are suspended and leave; a role has a sponsor, a reason and a day to look again."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FILLED = {
    "organisation": {"version": "1"},
    "person": {"version": "1", "suspended_reason": ""},
    "role_grant": {"reason": ""},
}
"""Columns that must have a value, and what rows that are there already get."""
TYPES: dict[str, Any] = {
    "version": sa.Integer(),
    "suspended_reason": sa.String(2000),
    "reason": sa.String(2000),
}


def upgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        _add_filled(batch_op, "organisation")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sponsor_id", sa.Uuid(), nullable=True))
        for name in ("invited_at", "accepted_at", "suspended_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        _add_filled(batch_op, "person")
        batch_op.create_foreign_key(
            batch_op.f("fk_person_authority_id_sponsor_id"),
            "person",
            ["authority_id", "sponsor_id"],
            ["authority_id", "id"],
        )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sponsor_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        _add_filled(batch_op, "role_grant")
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_authority_id_sponsor_id"),
            "person",
            ["authority_id", "sponsor_id"],
            ["authority_id", "id"],
        )
    for table, columns in FILLED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in columns:
                batch_op.alter_column(name, existing_type=TYPES[name], server_default=None)


def _add_filled(batch_op: BatchOperations, table: str) -> None:
    for name, value in FILLED[table].items():
        batch_op.add_column(sa.Column(name, TYPES[name], nullable=False, server_default=value))


def downgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_role_grant_authority_id_sponsor_id"), type_="foreignkey"
        )
        for name in ("review_on", "reason", "sponsor_id", "ended_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_person_authority_id_sponsor_id"), type_="foreignkey"
        )
        for name in (
            "version",
            "suspended_reason",
            "suspended_at",
            "accepted_at",
            "invited_at",
            "sponsor_id",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        for name in ("version", "closed_on"):
            batch_op.drop_column(name)
