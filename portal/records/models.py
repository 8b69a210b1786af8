"""What a panel day leaves behind: who was there, what was decided, who does what by when.

A record is saved in two steps, first how the young person took part (R52), then the rest. Once it
is on the child's file it is never changed: what comes to light later is added, with a receipt of
its own. What was said, by the young person or about them, is sealed.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    CLOSED,
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
TEXT_LENGTH = 200


def below_a_record(ondelete: str | None = None) -> ForeignKeyConstraint:
    """Return a foreign key to a record, its item included: what is seen of it goes by the item."""
    return ForeignKeyConstraint(
        ["authority_id", "item_record_id", "item_id"],
        ["item_record.authority_id", "item_record.id", "item_record.item_id"],
        ondelete=ondelete,
    )


class Attendance(VersionedRow, DistrictRow):
    """Who sat in a seat at a meeting. States: expected, present, deputy, apologies, absent."""

    __tablename__ = "attendance"
    about = CLOSED
    __table_args__ = in_district(
        tenant_fk("meeting_id", "meeting"),
        tenant_fk("person_id", "person"),
        tenant_unique("meeting_id", "seat_key", "person_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    seat_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The holder; None where the seat had nobody."""
    state: Mapped[str] = mapped_column(String(KEY_LENGTH))
    stand_in: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    """The deputy's name, where one came."""


class ItemRecord(SealsFields, VersionedRow, DistrictRow):
    """The brief record of one item (R75), and its receipt once it is on the child's file."""

    __tablename__ = "item_record"
    about = about_item()
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("recorded_by", "person"),
        tenant_fk("filed_by", "person"),
        tenant_unique("item_id"),
        tenant_unique("id", "item_id"),  # what hangs below a record names its item, and this one
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    discussion: Mapped[str] = sealed(default="")
    took_part: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """How the young person took part: came, views_shared or none_given."""
    took_part_note: Mapped[str] = sealed(default="")
    """Who shared the views and what they were, or what was tried where none were given (R52)."""
    participation: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """The return's code for it, PN0 to PN7; empty where nobody has said."""
    decision_key: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """Empty until the second step is saved."""
    decision_label: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    """The panel's own words on the day; a later change of words leaves them."""
    decision_reason: Mapped[str] = sealed(default="")
    decision_who: Mapped[str] = sealed(default="")
    decision_until: Mapped[date | None]
    """These three where the decision's word asks for them."""
    plain_words: Mapped[str | None] = sealed(nullable=True)
    """The decision as it is said to the young person: theirs to read once the record is filed."""
    recorded_by: Mapped[UUID] = mapped_column(Uuid)
    recorded_at: Mapped[datetime]
    filed_by: Mapped[UUID | None] = mapped_column(Uuid)
    filed_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(String(TEXT_LENGTH))
    social_worker: Mapped[str | None] = mapped_column(String(TEXT_LENGTH))
    """Their name as it was filed: the item may pass to another later, the record stays."""
    manager: Mapped[str | None] = mapped_column(String(TEXT_LENGTH))


class Barrier(SealsFields, DistrictRow):
    """Something that stands in the way of a lasting home (R8)."""

    __tablename__ = "barrier"
    about = about_item()
    __table_args__ = in_district(below_a_record(ondelete="CASCADE"))

    item_record_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    position: Mapped[int]
    wording: Mapped[str] = sealed()


class Action(SealsFields, DistrictRow):
    """Something somebody must do by a date (R9)."""

    __tablename__ = "action"
    about = about_item()
    __table_args__ = in_district(
        below_a_record(ondelete="CASCADE"),
        tenant_fk("owner_id", "person"),
        tenant_unique("id", "item_id"),  # what is said of a promise names its item, and this one
    )

    item_record_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    position: Mapped[int]
    wording: Mapped[str] = sealed()
    owner_id: Mapped[UUID] = mapped_column(Uuid)
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    """The day its owner says it was done; empty again where the young person says it was not."""
    plain_words: Mapped[str | None] = sealed(nullable=True)
    """The promise: the same as it is said to the young person."""
    young_said: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """The young person's newest answer, happened or not_happened; empty where they gave none."""


class PromiseAnswer(SealsFields, DistrictRow):
    """What was said of a promise, one row each time: rows are added, never changed.

    The young person says that it happened or not, its owner that it was done. Words, where there
    are any, are read by the other.
    """

    __tablename__ = "promise_answer"
    about = about_item()
    __table_args__ = in_district(
        ForeignKeyConstraint(
            ["authority_id", "action_id", "item_id"],
            ["action.authority_id", "action.id", "action.item_id"],
            ondelete="CASCADE",  # an action may be taken out until its record is filed
        ),
        tenant_fk("said_by", "person"),
        tenant_unique("action_id", "number"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    action_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    """Its place among what was said of this promise, from 1."""
    said: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """happened or not_happened, by the young person; done, by staff."""
    words: Mapped[str] = sealed(default="")
    said_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who wrote it; None where the young person did by themselves."""
    said_at: Mapped[datetime]


class Addition(SealsFields, DistrictRow):
    """Something added to a record after it was filed, with the receipt of its own filing (R75)."""

    __tablename__ = "record_addition"
    about = about_item()
    __table_args__ = in_district(
        below_a_record(),
        tenant_fk("added_by", "person"),
    )

    item_record_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    wording: Mapped[str] = sealed()
    plain_words: Mapped[str | None] = sealed(nullable=True)
    """The same for the young person, below what they were told; None where it is not for them."""
    receipt: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    added_by: Mapped[UUID] = mapped_column(Uuid)
    added_at: Mapped[datetime]
