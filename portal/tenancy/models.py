"""The authority (the county council, data controller), its areas and its districts."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import OPEN, AuthorityRow, TenantRow, tenant_unique
from portal.database.base import DISTRICT_LENGTH

NAME_LENGTH = 200


class Authority(AuthorityRow):
    """A county council. Its id is its ONS code."""

    __tablename__ = "authority"
    about = OPEN

    name: Mapped[str] = mapped_column(String(NAME_LENGTH))


class Area(AuthorityRow):
    """A grouping of districts; a map of data, since a county uses more than one."""

    __tablename__ = "area"
    about = OPEN
    __table_args__ = (ForeignKeyConstraint(["authority_id"], ["authority.authority_id"]),)

    id: Mapped[str] = mapped_column(String(DISTRICT_LENGTH), primary_key=True, sort_order=-2)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))


class District(AuthorityRow):
    """A local area whose panel may vary. It starts, it ends, and others may succeed it."""

    __tablename__ = "district"
    about = OPEN
    __table_args__ = (
        ForeignKeyConstraint(["authority_id", "area_id"], ["area.authority_id", "area.id"]),
    )

    id: Mapped[str] = mapped_column(String(DISTRICT_LENGTH), primary_key=True, sort_order=-2)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    ons_code: Mapped[str | None] = mapped_column(String(9))
    area_id: Mapped[str] = mapped_column(String(DISTRICT_LENGTH))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Succession(TenantRow):
    """One of the bodies that take over from a district; a split district has several."""

    __tablename__ = "district_succession"
    about = OPEN
    __table_args__ = (
        ForeignKeyConstraint(
            ["authority_id", "district_id"], ["district.authority_id", "district.id"]
        ),
        tenant_unique("district_id", "successor"),
    )

    district_id: Mapped[str] = mapped_column(String(DISTRICT_LENGTH))
    successor: Mapped[str] = mapped_column(String(NAME_LENGTH))
