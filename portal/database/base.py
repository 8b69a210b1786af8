"""Base classes for tables: keys that start with the authority, and shared column types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    and_,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from portal.database.about import ABOUT, CLOSED, About
from portal.database.scope import current_scope

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
APPEND_ONLY = "append_only"
"""In a table's ``info``: its rows are never changed or deleted."""
AUTHORITY_LENGTH = 9
DISTRICT_LENGTH = 40


class Instant(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment with no time zone: it could mean two different hours."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time zone back where the database dropped it or used its own."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JsonDocument = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The one declarative base."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Instant, dict[str, Any]: JsonDocument},
    )


class AuthorityRow(Base):
    """A row that belongs to one authority; ``authority_id`` comes first in every key."""

    __abstract__ = True
    about: ClassVar[About] = CLOSED
    """Whom its rows are about; what a class does not say is closed to visitors."""

    authority_id: Mapped[str] = mapped_column(
        String(AUTHORITY_LENGTH),
        primary_key=True,
        sort_order=-3,
        default=lambda: current_scope().authority_id,
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Keep beside the table whom it is about. Raises ValueError for a column not there."""
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if table is None:
            return
        absent = [column for column in cls.about.columns if column not in table.c]
        if absent:
            raise ValueError(f"{cls.__name__} is about {absent[0]}, a column it does not have.")
        table.info[ABOUT] = cls.about


class TenantRow(AuthorityRow):
    """An authority's row with an id of its own."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, sort_order=-2, default=uuid4)


class DistrictRow(TenantRow):
    """A row that belongs to one district of its authority."""

    __abstract__ = True

    district_id: Mapped[str] = mapped_column(String(DISTRICT_LENGTH), sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Tie the row to its district; a table with more constraints uses ``in_district()``."""
        return in_district()


class PlaceableRow(TenantRow):
    """A row that may have no district yet; until it has, only county-wide work sees it."""

    __abstract__ = True

    district_id: Mapped[str | None] = mapped_column(String(DISTRICT_LENGTH), sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Tie the row to its district; a table with more constraints uses ``in_district()``."""
        return in_district()


class VersionedRow:
    """A row two people may edit: the second saver meets a ConflictError, nothing is lost."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let the database check the version on each update."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # mixin


@event.listens_for(AuthorityRow, "init", propagate=True)
def _fill_keys(target: AuthorityRow, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Give a new row its keys at once, so that it can be pointed at before it is written."""
    del args
    kwargs.setdefault("authority_id", current_scope().authority_id)
    if isinstance(target, TenantRow):
        kwargs.setdefault("id", uuid4())


def about_of(table: Table) -> About:
    """Return whom a table is about."""
    found: About = table.info.get(ABOUT, CLOSED)
    return found


def tenant_fk(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """Return a foreign key to another row of the same authority."""
    return ForeignKeyConstraint(
        ["authority_id", column], [f"{table}.authority_id", f"{table}.id"], ondelete=ondelete
    )


def tenant_unique(*columns: str, name: str | None = None) -> UniqueConstraint:
    """Return a unique constraint within one authority."""
    return UniqueConstraint("authority_id", *columns, name=name)


def in_district(*others: Any) -> tuple[Any, ...]:
    """Return table arguments that tie a DistrictRow to its district, before the table's own."""
    return (tenant_fk("district_id", "district"), *others)


def joins(source: Any, column: str, target: Any) -> ColumnElement[bool]:
    """Return the join condition from ``source.column`` to ``target``, authority included.

    Both are mapped classes or aliases of one. Relationships are not used: a lazy load is a query
    nobody asked for.
    """
    return and_(source.authority_id == target.authority_id, getattr(source, column) == target.id)
