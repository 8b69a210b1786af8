"""What is brought to an item: agencies' answers, how somebody was invited, and what was tried.

Nothing here is ever changed: a later row stands for what is so now, and the earlier ones for how it
came about. That what an agency wrote joined a pack is noted beside it. What was said of a young
person, or by them, is sealed.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    About,
    DistrictRow,
    SealsFields,
    about_item,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)

KEY_LENGTH = 60
STREAM_LENGTH = 120

FOR_STAFF = About("item_id", "young_person_id")
"""About one item's young person; nothing of it is for whoever is asked to the item."""


class Contribution(SealsFields, DistrictRow):
    """One version of what an agency writes for one item; it supersedes the one before."""

    __tablename__ = "contribution"
    # Whoever is asked to an item writes for it and reads their own; the policy keeps others' away.
    about = about_item("item_id", young_person="young_person_id")
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("organisation_id", "organisation"),
        tenant_fk("given_by", "person"),
        tenant_fk("joined_by", "person"),
        tenant_unique("item_id", "stream", "version"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    agency: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.agencies.Agency`."""
    stream: Mapped[str] = mapped_column(String(STREAM_LENGTH))
    """Whose versions follow each other: the agency, and its organisation where each has its own."""
    version: Mapped[int]
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Where whoever wrote it comes from."""
    answers: Mapped[str | None] = sealed(nullable=True)
    """The answers by question, as JSON; None once their time is over."""
    as_of: Mapped[date | None]
    """The day the information is of, where the form asks for it (R57)."""
    given_by: Mapped[UUID] = mapped_column(Uuid)
    given_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    """When it joined the pack, after it was looked through; None while it waits (C16)."""
    joined_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who let it join; None too for what was in a pack before forms joined one by one."""


class Invitation(SealsFields, DistrictRow):
    """That a young person was invited to their panel, and what they answered (R51)."""

    __tablename__ = "invitation"
    about = FOR_STAFF
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("invited_by", "person"),
        tenant_fk("recorded_by", "person"),
        tenant_unique("item_id", "number"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    """Counts up from 1; the newest is what holds."""
    invited_on: Mapped[date]
    invited_by: Mapped[UUID] = mapped_column(Uuid)
    way: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.inviting.Way`."""
    answer: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.evidence.Answered`."""
    note: Mapped[str] = sealed(default="")
    """What would help them to come, or what they said."""
    recorded_by: Mapped[UUID] = mapped_column(Uuid)
    recorded_at: Mapped[datetime]


class ViewsSought(SealsFields, DistrictRow):
    """That a young person was asked for their views, in which way, and with what result (R52)."""

    __tablename__ = "views_sought"
    about = FOR_STAFF
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("recorded_by", "person"),
        tenant_unique("item_id", "number"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    tried_on: Mapped[date]
    way: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.inviting.Way`."""
    outcome: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.inviting.Outcome`."""
    note: Mapped[str] = sealed(default="")
    """What was tried, and what they said of it."""
    recorded_by: Mapped[UUID] = mapped_column(Uuid)
    recorded_at: Mapped[datetime]


class ReminderSent(DistrictRow):
    """That somebody was reminded of one task at one step: it is never said twice."""

    __tablename__ = "reminder_sent"
    about = About("item_id")
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("person_id", "person"),
        tenant_unique("person_id", "item_id", "task", "step"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "sent_on"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    task: Mapped[str] = mapped_column(String(KEY_LENGTH))
    step: Mapped[str] = mapped_column(String(KEY_LENGTH))
    sent_on: Mapped[date]
