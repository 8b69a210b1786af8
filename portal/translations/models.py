"""Translations for one young person, as they were handed over.

Rows are added, never changed: the newest of a text and a language is what counts. Where the text
itself is taken away, by its young person or by the rules on keeping, its translations go with it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    DistrictRow,
    SealsFields,
    about_item,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)

KEY_LENGTH = 60
CODE_LENGTH = 20
DIRECTION_LENGTH = 3


class Translation(SealsFields, DistrictRow):
    """One text in another language."""

    __tablename__ = "translation"
    about = about_item("item_id", young_person="young_person_id")
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("handed_by", "person"),
        tenant_unique("source", "subject_id", "number"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    source: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """What kind of text it is of, one of `rules.Source`."""
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    """The row that holds the text; for a decision the item."""
    number: Mapped[int]
    """Counts up from 1 for each text."""
    language: Mapped[str] = mapped_column(String(CODE_LENGTH))
    """Its code for machines; "und" where nobody lists it."""
    language_name: Mapped[str] = sealed()
    direction: Mapped[str] = mapped_column(String(DIRECTION_LENGTH))
    words: Mapped[str] = sealed()
    """Empty where what was handed over before is taken back."""
    made_by: Mapped[str] = sealed()
    """Who translated, as whoever handed it over says: "an interpreter"."""
    digest: Mapped[str] = sealed()
    """What tells the very words it was made of; sealed, since it would confirm a guess at them."""
    handed_by: Mapped[UUID] = mapped_column(Uuid)
    handed_at: Mapped[datetime]
