"""People, the organisations they come from, and the roles they hold."""

from datetime import date
from uuid import UUID

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import KEPT, OPEN, TenantRow, tenant_fk, tenant_unique
from portal.database.base import DISTRICT_LENGTH

NAME_LENGTH = 200
EMAIL_LENGTH = 254
KEY_LENGTH = 40
HASH_LENGTH = 200


class Organisation(TenantRow):
    """Where a person comes from: a children's services team, a housing authority, a provider."""

    __tablename__ = "organisation"
    about = OPEN
    __table_args__ = (tenant_unique("name"),)

    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))


class Person(TenantRow):
    """Somebody who works with panels and may sign in."""

    __tablename__ = "person"
    about = KEPT
    __table_args__ = (
        tenant_fk("organisation_id", "organisation"),
        tenant_fk("manager_id", "person"),
        tenant_unique("email"),
    )

    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    job_title: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    password_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class RoleGrant(TenantRow):
    """A role a person holds from one day until another, and where it counts.

    In the whole county, in an area, in a district, or on one of its panels: the narrowest that is
    set.
    """

    __tablename__ = "role_grant"
    about = OPEN
    __table_args__ = (
        tenant_fk("person_id", "person"),
        tenant_fk("area_id", "area"),
        tenant_fk("district_id", "district"),
        tenant_fk("panel_id", "panel"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    role: Mapped[str] = mapped_column(String(KEY_LENGTH))
    area_id: Mapped[str | None] = mapped_column(String(DISTRICT_LENGTH))
    district_id: Mapped[str | None] = mapped_column(String(DISTRICT_LENGTH))
    panel_id: Mapped[UUID | None] = mapped_column(Uuid)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
