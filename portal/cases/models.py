"""Young people, their care history as the county's return gives it, and their cases.

Only what the panel needs is kept of the return: no address, no school number, no health answer.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    CLOSED,
    About,
    DistrictRow,
    PlaceableRow,
    TenantRow,
    about_young_person,
    in_district,
    tenant_fk,
    tenant_unique,
)

NAME_LENGTH = 200
CODE_LENGTH = 40
STATE_LENGTH = 20
HASH_LENGTH = 64
"""SHA-256 in hexadecimal digits."""


class YoungPerson(PlaceableRow):
    """A child in care or a care leaver. ``reference`` is what readers without the name see."""

    __tablename__ = "young_person"
    about = about_young_person("id")
    __table_args__ = in_district(
        tenant_fk("social_worker_id", "person"),
        tenant_fk("manager_id", "person"),
        tenant_fk("personal_adviser_id", "person"),
        tenant_fk("adviser_manager_id", "person"),
        tenant_unique("child_code"),
        tenant_unique("reference"),
        Index(None, "authority_id", "district_id", "born_on"),
    )

    reference: Mapped[str] = mapped_column(String(CODE_LENGTH))
    child_code: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    """The return's CHILD code; None for somebody who was never in a return."""
    preferred_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    """The return holds no names: a name is added by a person, when it is first needed.

    It is not sealed: people find somebody by a part of it and lists are sorted by it, which the
    database does, and what stands beside it (codes, the date of birth) is compared there too.
    """
    born_on: Mapped[date]
    sex: Mapped[str | None] = mapped_column(String(1))
    arrived_alone: Mapped[bool] = mapped_column(default=False)
    """Unaccompanied asylum-seeking child, by the return's UASC module."""
    social_worker_id: Mapped[UUID | None] = mapped_column(Uuid)
    social_worker_since: Mapped[date | None]
    """From which day; None where the portal was not told. So for each of the four."""
    manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The team manager who answers for the social worker, and while there is none (R10, R71)."""
    manager_since: Mapped[date | None]
    personal_adviser_id: Mapped[UUID | None] = mapped_column(Uuid)
    personal_adviser_since: Mapped[date | None]
    adviser_manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The leaving care team manager who answers for the personal adviser (R11, R25)."""
    adviser_manager_since: Mapped[date | None]
    address_protected: Mapped[bool] = mapped_column(default=False)
    """Somebody could find them and harm them: no address of theirs leaves. Two people say so."""


class ErasedChild(TenantRow):
    """A child whose data was deleted here and whom a later return must not bring back.

    Of their code a keyed hash is kept. The row goes when two people let them back.
    """

    __tablename__ = "erased_child"
    about = About(young_person="young_person_id")
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("key_number", "code_hash"),
        Index(None, "authority_id", "young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    """Their emptied row."""
    key_number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    erased_on: Mapped[date]


class CareEpisode(TenantRow):
    """One episode of care, with the return's own codes."""

    __tablename__ = "care_episode"
    about = about_young_person()
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("young_person_id", "started_on"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    started_on: Mapped[date]
    reason_new: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    legal_status: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    need: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    place: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    place_provider: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    ended_on: Mapped[date | None]
    reason_ended: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    reason_place_change: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")
    provider_number: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")


class CareReview(TenantRow):
    """A statutory review, and how the young person took part (PN0 to PN7)."""

    __tablename__ = "care_review"
    about = about_young_person()
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("young_person_id", "held_on"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    held_on: Mapped[date]
    participation: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")


class ReturnRow(TenantRow):
    """A row of a module the portal has no table for, kept by its module and key."""

    __tablename__ = "return_row"
    about = about_young_person()
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("young_person_id", "module", "row_key"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    module: Mapped[str] = mapped_column(String(CODE_LENGTH))
    row_key: Mapped[str] = mapped_column(String(NAME_LENGTH))
    facts: Mapped[dict[str, Any]]


class ReturnImport(TenantRow):
    """One import of the return: who, when, as of which day, and the whole report."""

    __tablename__ = "return_import"
    about = CLOSED
    __table_args__ = (
        tenant_fk("started_by", "person"),
        Index(None, "authority_id", "started_at"),
    )

    started_by: Mapped[UUID | None] = mapped_column(Uuid)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    year: Mapped[int]
    as_of: Mapped[date]
    state: Mapped[str] = mapped_column(String(STATE_LENGTH))
    """running, done or refused."""
    report: Mapped[dict[str, Any]]


class Case(DistrictRow):
    """One young person's matter before one kind of panel, over time."""

    __tablename__ = "panel_case"
    about = about_young_person()
    __table_args__ = in_district(
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("young_person_id", "kind", "opened_on"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
