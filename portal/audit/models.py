"""The trail's one table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import APPEND_ONLY, TenantRow, in_the_trail
from portal.database.base import DISTRICT_LENGTH

LABEL_LENGTH = 80


class Event(TenantRow):
    """Something that was done: what, to which subject, by whom, when."""

    __tablename__ = "audit_event"
    about = in_the_trail("subject_id")
    __table_args__ = (
        Index(None, "authority_id", "subject_kind", "subject_id", "happened_at"),
        Index(None, "authority_id", "happened_at"),
        {"info": {APPEND_ONLY: True}},
    )

    event: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    subject_kind: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    happened_at: Mapped[datetime]
    about_district: Mapped[str | None] = mapped_column(String(DISTRICT_LENGTH))
    facts: Mapped[dict[str, Any]]
