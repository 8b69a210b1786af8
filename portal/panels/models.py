"""Panels, who holds their seats, meetings, slots, items and the agenda as it was published."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    CLOSED,
    OPEN,
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
        tenant_fk("nominated_by", "person"),
        tenant_unique("meeting_id", "slot_id"),
        tenant_unique("meeting_id", "young_person_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    slot_id: Mapped[UUID | None] = mapped_column(Uuid)
    """None once it is withdrawn."""
    case_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    item_type: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    social_worker_id: Mapped[UUID] = mapped_column(Uuid)
    manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    nominated_by: Mapped[UUID] = mapped_column(Uuid)
    nominated_on: Mapped[date]
    """R56: the day the name was submitted; the retrieval clock starts here (A1)."""
    withdrawn_reason: Mapped[str | None] = sealed(nullable=True)


class AgendaVersion(DistrictRow):
    """The agenda as it was published, with the rules that shaped it; never changed afterwards."""

    __tablename__ = "agenda_version"
    about = CLOSED
    __table_args__ = in_district(
        tenant_fk("meeting_id", "meeting"),
        tenant_fk("published_by", "person"),
        tenant_fk("late_accepted_by", "person"),
        tenant_unique("meeting_id", "number"),
    )

    meeting_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID] = mapped_column(Uuid)
    late_accepted_by: Mapped[UUID | None] = mapped_column(Uuid)
    late_reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    frozen: Mapped[dict[str, Any]]
