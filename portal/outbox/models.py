"""Messages that wait or have gone, work to be done outside a request, a worker's last beat."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    CLOSED,
    About,
    AuthorityRow,
    PlaceableRow,
    Visitors,
    in_district,
    tenant_fk,
    tenant_unique,
)
from portal.kernel.addresses import LONGEST_ADDRESS
from portal.outbox.rules.wording import LONGEST_KEY

WORD_LENGTH = 40
SUBJECT_LENGTH = 200


class _Waiting:
    """What a message and a job have in common: whose turn it is, and how it went."""

    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    """Says which change this is for: the same key is never queued twice."""
    state: Mapped[str] = mapped_column(String(WORD_LENGTH))
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When it may be taken next; while it is being sent, when another worker may take it over."""
    claim: Mapped[UUID | None] = mapped_column(Uuid)
    """Changes with each taking, so that a worker that was too slow changes nothing."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    """Since it was queued, or since somebody asked to try again."""
    fault: Mapped[str | None] = mapped_column(String(WORD_LENGTH))
    settled_at: Mapped[datetime | None]
    """When it was sent or done, given up or called off."""


class Message(_Waiting, PlaceableRow):
    """One message to one person. It holds no name and nothing about a case."""

    __tablename__ = "outbox_message"
    about = About("item_id", visitors=Visitors.ADD)  # a visitor's change may tell somebody
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_unique("key"),
        Index(None, "authority_id", "state", "rank", "due_at"),
        Index(None, "authority_id", "queued_at", "id"),
        Index(None, "authority_id", "settle_key", "state"),
        Index(None, "authority_id", "subject_id", "recipient_id"),
    )

    kind: Mapped[str] = mapped_column(String(WORD_LENGTH))
    audience: Mapped[str] = mapped_column(String(WORD_LENGTH))
    rank: Mapped[int] = mapped_column(Integer)
    recipient_id: Mapped[UUID | None] = mapped_column(Uuid)
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    """What it is about, such as a meeting: that page lists it."""
    item_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The one item for which they get it: a reader who is kept from that sees no trace of it."""
    not_after: Mapped[datetime | None]
    """When it is of no use any more: then somebody tells them instead."""
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    channel: Mapped[str] = mapped_column(String(WORD_LENGTH))
    urgency: Mapped[str] = mapped_column(String(WORD_LENGTH))
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    settle_key: Mapped[str | None] = mapped_column(String(LONGEST_KEY))
    settling_since: Mapped[datetime | None]


class Job(_Waiting, PlaceableRow):
    """Work that a change asks for and that is done after it, outside the request."""

    __tablename__ = "outbox_job"
    about = About(visitors=Visitors.ADD)  # as above
    __table_args__ = in_district(
        tenant_unique("key"),
        Index(None, "authority_id", "state", "due_at"),
        Index(None, "authority_id", "queued_at", "id"),
    )

    name: Mapped[str] = mapped_column(String(LONGEST_KEY))
    arguments: Mapped[dict[str, Any]]
    """Ids alone, as text."""


class Heartbeat(AuthorityRow):
    """When a worker last said that it runs."""

    __tablename__ = "outbox_heartbeat"
    about = CLOSED

    beat_at: Mapped[datetime]
