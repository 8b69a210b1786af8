"""What young people answered, event by event, and what was decided without an answer.

An event and a record of capacity are only added to. Words about somebody are sealed, and stand
beside the event they belong to: a seal is renewed when keys change, and words are erased in time,
while that an answer was given stays as it is.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    APPEND_ONLY,
    About,
    SealsFields,
    TenantRow,
    VersionedRow,
    Visitors,
    sealed,
    tenant_fk,
    tenant_unique,
)

KEY_LENGTH = 60
OF_ITEM = About("item_id", "young_person_id")
"""Nothing for visitors, and not there for whoever declared an interest."""
ASKED_FOR_PACKS = About("item_id", "young_person_id", Visitors.READ)
"""Keys, dates and answers without words: read to find what a visitor may be given."""


class AgreementState(TenantRow):
    """One row for each young person who was ever asked: what shares and changes take turns at.

    It counts the events, so that the newest number is known without reading them.
    """

    __tablename__ = "agreement_state"
    about = About(None, "young_person_id", Visitors.HOLD)
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    newest: Mapped[int] = mapped_column(default=0)
    """The number of the newest event, or 0."""


class AgreementEvent(TenantRow):
    """One answer of a young person, with how they were asked. Never changed (C15)."""

    __tablename__ = "agreement_event"
    about = ASKED_FOR_PACKS
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("item_id", "item"),
        tenant_fk("asked_by", "person"),
        tenant_fk("recorded_by", "person"),
        tenant_unique("young_person_id", "seq"),
        tenant_unique("id", "young_person_id"),  # words name their event's young person, no other
        Index(None, "authority_id", "item_id"),
        {"info": {APPEND_ONLY: True}},
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The panel it was asked for; None for a referral to housing, which is for no panel."""
    seq: Mapped[int]
    """Its place among this young person's events, from 1."""
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    answer: Mapped[str] = mapped_column(String(KEY_LENGTH))
    covers: Mapped[dict[str, Any]]
    """What was named, frozen: papers with their sections, organisations, what was agreed, limits.
    Keys and ids alone."""
    answered_on: Mapped[date]
    asked_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who asked them; None where they answered by themselves in the portal."""
    way_asked: Mapped[str] = mapped_column(String(KEY_LENGTH))
    way_answered: Mapped[str] = mapped_column(String(KEY_LENGTH))
    helped: Mapped[str] = mapped_column(String(KEY_LENGTH * 4), default="")
    """The kinds of help there was, in alphabetical order with spaces between."""
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who wrote it down; None where they answered by themselves in the portal."""
    recorded_at: Mapped[datetime]


class CapacityRecord(TenantRow):
    """What was found of somebody's capacity to decide. Changes no answer. Never changed itself."""

    __tablename__ = "capacity_record"
    about = OF_ITEM
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("item_id", "item"),
        tenant_fk("assessed_by", "person"),
        tenant_fk("recorded_by", "person"),
        tenant_unique("young_person_id", "seq"),
        tenant_unique("id", "young_person_id"),  # as above
        {"info": {APPEND_ONLY: True}},
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID | None] = mapped_column(Uuid)
    seq: Mapped[int]
    """Its place among this young person's events: both take their numbers from one count."""
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """Which decision it is about: capacity is found for one decision at one time."""
    finding: Mapped[str] = mapped_column(String(KEY_LENGTH))
    assessed_on: Mapped[date]
    assessed_by: Mapped[UUID] = mapped_column(Uuid)
    recorded_by: Mapped[UUID] = mapped_column(Uuid)
    recorded_at: Mapped[datetime]


class AgreementWords(SealsFields, TenantRow):
    """The words that belong to an answer or to a record of capacity."""

    __tablename__ = "agreement_words"
    about = OF_ITEM
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("item_id", "item"),
        ForeignKeyConstraint(
            ["authority_id", "event_id", "young_person_id"],
            [
                "agreement_event.authority_id",
                "agreement_event.id",
                "agreement_event.young_person_id",
            ],
        ),
        ForeignKeyConstraint(
            ["authority_id", "capacity_id", "young_person_id"],
            [
                "capacity_record.authority_id",
                "capacity_record.id",
                "capacity_record.young_person_id",
            ],
        ),
        Index(None, "authority_id", "event_id"),
        Index(None, "authority_id", "capacity_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID | None] = mapped_column(Uuid)
    event_id: Mapped[UUID | None] = mapped_column(Uuid)
    capacity_id: Mapped[UUID | None] = mapped_column(Uuid)
    said: Mapped[str] = sealed(default="")
    """What they said, in their own words; of capacity, what was found and why."""
    limits: Mapped[str] = sealed(default="")
    """What they do not want shared, in words."""
    language: Mapped[str] = sealed(default="")
    support: Mapped[str] = sealed(default="")
    """What helped them to understand, and who was there."""


class AgreementOverride(SealsFields, VersionedRow, TenantRow):
    """A manager had an item heard without an agreement (A11). It is no agreement."""

    __tablename__ = "agreement_override"
    about = ASKED_FOR_PACKS
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("item_id", "item"),
        tenant_fk("manager_id", "person"),
        tenant_fk("ended_by", "person"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    ground: Mapped[str] = mapped_column(String(KEY_LENGTH))
    manager_id: Mapped[UUID] = mapped_column(Uuid)
    reason: Mapped[str] = sealed()
    """For the file."""
    told: Mapped[str] = sealed()
    """The words the young person is shown."""
    placed_at: Mapped[datetime]
    ended_by: Mapped[UUID | None] = mapped_column(Uuid)
    ended_at: Mapped[datetime | None]
