"""How young people take part in their panel, and what they ask for.

A choice is only added to: the newest of a topic is what holds, the earlier ones are how it came
about. What they say of themselves or of others is sealed.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    DistrictRow,
    SealsFields,
    VersionedRow,
    about_item,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)

KEY_LENGTH = 60

OF_ITEM = about_item("item_id", young_person="young_person_id")
"""The young person reads and writes their own in their own pages. No page gives any of it to
whoever is asked to the item, and nothing of it is there for whoever declared an interest."""


class ParticipationChoice(SealsFields, DistrictRow):
    """One answer to one question about taking part. Never changed."""

    __tablename__ = "participation_choice"
    about = OF_ITEM
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("told_to", "person"),
        tenant_unique("item_id", "topic", "number"),
        Index(None, "authority_id", "young_person_id", "topic"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    """The panel for which they answered."""
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    topic: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.choices.Topic`."""
    number: Mapped[int]
    """Counts up from 1 for each topic of an item; the newest is what holds."""
    answers: Mapped[str | None] = sealed(nullable=True)
    """By part, as JSON; None once their time is over."""
    asked_for: Mapped[date]
    """The panel's day when they answered."""
    told_to: Mapped[UUID | None] = mapped_column(Uuid)
    """Who wrote it down for them; None where they did it themselves."""
    way_told: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """How they told whoever wrote it down, one of `preparation.rules.inviting.Way`."""
    told_at: Mapped[datetime]


class MeetingAsk(SealsFields, VersionedRow, DistrictRow):
    """Something a young person asks for about their panel, and the answer they read."""

    __tablename__ = "meeting_ask"
    about = OF_ITEM
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("person_id", "person"),
        tenant_fk("told_to", "person"),
        tenant_fk("answered_by", "person"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.asks.AskKind`."""
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Who is not to be there, where they chose a person: never shown to that person."""
    seat_key: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """Whoever sits in this seat is not to be there."""
    whom: Mapped[str] = sealed(default="")
    """Who is not to be there, in their words."""
    why: Mapped[str] = sealed(default="")
    """Why, in their words; or what they say is wrong, and what it should say."""
    told_to: Mapped[UUID | None] = mapped_column(Uuid)
    """Who wrote it down for them; None where they did it themselves."""
    asked_at: Mapped[datetime]
    answer_by: Mapped[date]
    taken_back_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """One of `rules.asks.Outcome`; empty until it is answered."""
    answer: Mapped[str] = sealed(default="")
    """What the young person reads."""
    answered_by: Mapped[UUID | None] = mapped_column(Uuid)
    answered_at: Mapped[datetime | None]
