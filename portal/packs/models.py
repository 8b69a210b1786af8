"""Readers' own notes: all that is kept of a pack."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    About,
    DistrictRow,
    SealsFields,
    VersionedRow,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)
from portal.papers.models import PLACE_LENGTH


class PackNote(SealsFields, VersionedRow, DistrictRow):
    """What one reader wrote for themselves beside a paper, or beside an item as a whole.

    It hangs on the place, so that a new version of the paper keeps it. Nobody else reads it; a copy
    of what is held about the young person has it, as the page says, while it is there.
    """

    __tablename__ = "pack_note"
    about = About("item_id", "young_person_id")
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("person_id", "person"),
        tenant_unique("item_id", "person_id", "place"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    """Whose note it is."""
    place: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="")
    """Beside which paper; empty for the item as a whole."""
    words: Mapped[str] = sealed()
    written_at: Mapped[datetime]
