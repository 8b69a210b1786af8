"""Panels, who holds their seats, meetings, slots, items and the agenda as it was published.

And whom each lets in or keeps out: a deputy for one meeting, somebody asked to one item, somebody
who declared an interest in one.
"""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    CLOSED,
    OPEN,
    About,
    DistrictRow,
    SealsFields,
    TenantRow,
    VersionedRow,
    Visitors,
    about_item,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)
from portal.database.base import DISTRICT_LENGTH

KEY_LENGTH = 60
TEXT_LENGTH = 200
REASON_LENGTH = 2_000


class Panel(DistrictRow):
    """A standing body of one kind in one district."""

    __tablename__ = "panel"
    about = OPEN
    __table_args__ = in_district(tenant_unique("district_id", "kind"))

    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class SeatHolder(DistrictRow):
    """Somebody who holds a seat for a term, or stands in for its holder (R22, R72)."""

    __tablename__ = "seat_holder"
    about = CLOSED
    __table_args__ = in_district(
        tenant_fk("panel_id", "panel"),
        tenant_fk("person_id", "person"),
        Index(None, "authority_id", "panel_id", "seat_key"),
        Index(None, "authority_id", "person_id"),
    )

    panel_id: Mapped[UUID] = mapped_column(Uuid)
    seat_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """The key of a seat of the district's variation, core or extension."""
    person_id: Mapped[UUID] = mapped_column(Uuid)
    deputy: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Meeting(VersionedRow, DistrictRow):
    """One occasion on which a panel meets. States: planned, published, held, cancelled."""

    __tablename__ = "meeting"
    about = OPEN
    __table_args__ = in_district(
        tenant_fk("panel_id", "panel"),
        tenant_unique("panel_id", "held_on"),
        Index(None, "authority_id", "district_id", "held_on"),
    )

    panel_id: Mapped[UUID] = mapped_column(Uuid)
    held_on: Mapped[date]
    part: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """am, pm or full, or another part that the district's slot plan names."""
    place: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    state: Mapped[str] = mapped_column(String(KEY_LENGTH), default="planned")
    unusual_day_reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    """Why it meets on a day that is not a working day."""


class Slot(DistrictRow):
    """A start time and a length inside a meeting; breaks and hold-back slots are slots too."""

    __tablename__ = "slot"
    about = OPEN
    __table_args__ = in_district(
        tenant_fk("meeting_id", "meeting", ondelete="CASCADE"),
        tenant_unique("meeting_id", "starts_at"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    starts_at: Mapped[time]
    minutes: Mapped[int]
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH), default="slot")


class Item(SealsFields, VersionedRow, DistrictRow):
    """A young person's case on one meeting's agenda. One item a slot, one item a person."""

    __tablename__ = "item"
    about = about_item("id", young_person="young_person_id")
    __table_args__ = in_district(
        tenant_fk("meeting_id", "meeting"),
        tenant_fk("slot_id", "slot"),
        tenant_fk("case_id", "panel_case"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("social_worker_id", "person"),
        tenant_fk("manager_id", "person"),
        tenant_fk("personal_adviser_id", "person"),
        tenant_fk("adviser_manager_id", "person"),
        tenant_fk("stand_in_id", "person"),
        tenant_fk("nominated_by", "person"),
        tenant_unique("meeting_id", "slot_id"),
        tenant_unique("meeting_id", "young_person_id"),
        # Asked in every request: whose items these are.
        Index(None, "authority_id", "social_worker_id"),
        Index(None, "authority_id", "manager_id"),
        Index(None, "authority_id", "personal_adviser_id"),
        Index(None, "authority_id", "adviser_manager_id"),
        Index(None, "authority_id", "stand_in_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    slot_id: Mapped[UUID | None] = mapped_column(Uuid)
    """None once it is withdrawn."""
    case_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    item_type: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    social_worker_id: Mapped[UUID] = mapped_column(Uuid)
    manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    personal_adviser_id: Mapped[UUID | None] = mapped_column(Uuid)
    """R25: of whoever is leaving care, where they have one already."""
    adviser_manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    """R25: the personal adviser's own team manager."""
    stand_in_id: Mapped[UUID | None] = mapped_column(Uuid)
    """R71: the manager who comes when the social worker cannot."""
    stand_in_since: Mapped[datetime | None]
    nominated_by: Mapped[UUID] = mapped_column(Uuid)
    nominated_on: Mapped[date]
    """R56: the day the name was submitted; the retrieval clock starts here (A1)."""
    withdrawn_reason: Mapped[str | None] = sealed(nullable=True)
    closed_at: Mapped[datetime | None]
    """When its record was put on the child's file: what hangs on this item alone ends there."""


class MeetingDeputy(DistrictRow):
    """Somebody sent in a holder's place to one meeting (R22, R72).

    They may read what the seat may from when they are named until that meeting's records are filed.
    """

    __tablename__ = "meeting_deputy"
    about = CLOSED
    __table_args__ = in_district(
        tenant_fk("meeting_id", "meeting"),
        tenant_fk("holder_id", "person"),
        tenant_fk("person_id", "person"),
        tenant_fk("named_by", "person"),
        Index(None, "authority_id", "meeting_id"),
        Index(None, "authority_id", "person_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    seat_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    holder_id: Mapped[UUID] = mapped_column(Uuid)
    """In whose place they come."""
    person_id: Mapped[UUID] = mapped_column(Uuid)
    named_by: Mapped[UUID] = mapped_column(Uuid)
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Where somebody ended it by hand."""


class Visit(SealsFields, DistrictRow):
    """Somebody asked to one item for one matter, for a time (R40)."""

    __tablename__ = "visit"
    about = About("item_id", visitors=Visitors.READ)
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("person_id", "person"),
        tenant_fk("invited_by", "person"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    reason: Mapped[str] = sealed()
    tells_name: Mapped[bool] = mapped_column(default=False)
    """Whether the visitor is told the young person's name; else an initial and the reference."""
    invited_by: Mapped[UUID] = mapped_column(Uuid)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    """A moment set beforehand; without one it closes when the item's record is filed."""
    ended_at: Mapped[datetime | None]


class Recusal(SealsFields, TenantRow):
    """An interest somebody declared in an item: it is kept from them until it is lifted.

    Of no district: whom it is in may move, and it is known wherever they are heard.
    """

    __tablename__ = "recusal"
    about = About("item_id", "young_person_id")
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("person_id", "person"),
        tenant_fk("declared_by", "person"),
        tenant_fk("ended_by", "person"),
        Index(None, "authority_id", "young_person_id"),
        Index(None, "authority_id", "person_id"),
    )

    district_id: Mapped[str] = mapped_column(String(DISTRICT_LENGTH), sort_order=-1)
    """Where it was declared."""
    item_id: Mapped[UUID] = mapped_column(Uuid)
    """The item on whose page it was declared."""
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    """Whom the interest is in: it keeps all their items, also those of other meetings."""
    person_id: Mapped[UUID] = mapped_column(Uuid)
    reason: Mapped[str] = sealed()
    """For those who run the panel alone."""
    declared_by: Mapped[UUID] = mapped_column(Uuid)
    declared_at: Mapped[datetime]
    ended_by: Mapped[UUID | None] = mapped_column(Uuid)
    ended_at: Mapped[datetime | None]


class ItemCost(SealsFields, VersionedRow, DistrictRow):
    """What a young person's home costs, for children's services alone (R17, A19).

    Apart from the item, so that nothing that reads an item holds it.
    """

    __tablename__ = "item_cost"
    about = About("item_id")
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("recorded_by", "person"),
        tenant_unique("item_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    weekly_pence: Mapped[int | None]
    note: Mapped[str] = sealed(default="")
    recorded_by: Mapped[UUID] = mapped_column(Uuid)
    recorded_at: Mapped[datetime]


class AgendaVersion(SealsFields, DistrictRow):
    """The agenda as it was published, with the rules that shaped it; never changed afterwards.

    It may be taken back: then nobody reads it any more, and the next one is out in its place.
    """

    __tablename__ = "agenda_version"
    about = CLOSED
    __table_args__ = in_district(
        tenant_fk("meeting_id", "meeting"),
        tenant_fk("published_by", "person"),
        tenant_fk("late_accepted_by", "person"),
        tenant_fk("withdrawn_by", "person"),
        tenant_unique("meeting_id", "number"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID] = mapped_column(Uuid)
    late_accepted_by: Mapped[UUID | None] = mapped_column(Uuid)
    late_reason: Mapped[str | None] = sealed(nullable=True)
    frozen: Mapped[dict[str, Any]]
    withdrawn_at: Mapped[datetime | None]
    """When it was taken back."""
    withdrawn_by: Mapped[UUID | None] = mapped_column(Uuid)
    withdrawn_reason: Mapped[str | None] = sealed(nullable=True)


class MeetingNotice(DistrictRow):
    """What one person was to be told of a meeting, and in which message; never changed.

    The newest whose message has left is what they know.
    """

    __tablename__ = "meeting_notice"
    about = About("item_id")
    __table_args__ = in_district(
        tenant_fk("meeting_id", "meeting"),
        tenant_fk("person_id", "person"),
        tenant_fk("item_id", "item"),
        tenant_fk("message_id", "outbox_message"),
        tenant_unique("meeting_id", "person_id", "sequence"),
        tenant_unique("message_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The one item for which they are told; None for whoever comes to more than that."""
    message_id: Mapped[UUID] = mapped_column(Uuid)
    sequence: Mapped[int]
    """Of their calendar entry: it grows with each notice (RFC 5545)."""
    news: Mapped[str] = mapped_column(String(KEY_LENGTH))
    stands: Mapped[bool]
    """Whether they are expected; False where the notice takes it back."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    mark: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """Of what they may read of the agenda, to see whether it changed for them."""
    tells: Mapped[bool] = mapped_column(default=False)
    """Whether they tell a young person, and so are told before the others."""
