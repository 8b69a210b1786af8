"""What young people thought of their panel, and what changed because of it (R84)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
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


class Feedback(SealsFields, DistrictRow):
    """What one young person thought of one panel. Nobody at the panel reads a row by itself.

    The item is in it so that they can change it or take it back, and so that it goes with them.
    """

    __tablename__ = "feedback"
    about = about_item()
    __table_args__ = in_district(tenant_fk("item_id", "item"), tenant_unique("item_id"))

    item_id: Mapped[UUID] = mapped_column(Uuid)
    face: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """good, mixed or bad."""
    words: Mapped[str] = sealed(default="")
    show_words: Mapped[bool] = mapped_column(default=False)
    """Whether they said that the panel may read the words, among others' and without a name."""
    given_on: Mapped[date]


class FeedbackChange(VersionedRow, DistrictRow):
    """Something that changed because of what young people said. About nobody in particular."""

    __tablename__ = "feedback_change"
    about = OPEN
    __table_args__ = in_district(tenant_fk("written_by", "person"))

    heard: Mapped[str] = mapped_column(Text)
    """What young people said, in general."""
    changed: Mapped[str] = mapped_column(Text)
    written_by: Mapped[UUID] = mapped_column(Uuid)
    written_at: Mapped[datetime]
    shown: Mapped[bool] = mapped_column(default=True)
    """False once it was taken off the page."""
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By code of a language: `rules.translating.InLanguage`."""
