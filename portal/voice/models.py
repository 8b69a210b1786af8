"""What young people said before their panel, answer by answer, and that it was opened and shown.

Their words are sealed and kept as they came. Files lie sealed in the papers' store. An answer that
is not shared is theirs alone: nobody else reads it. One that was shared and is changed since stands
twice, as it was shared and as it is now, so that what others read goes on until they share anew.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    About,
    DistrictRow,
    SealsFields,
    VersionedRow,
    Visitors,
    about_item,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)

KEY_LENGTH = 60
LANGUAGE_LENGTH = 8
BLOB_LENGTH = 64
DIGEST_LENGTH = 64
MEDIA_LENGTH = 40
CHOSEN_LENGTH = 200

THEIRS = about_item("item_id", young_person="young_person_id")
"""Theirs to read and write when they come for their item; the policy keeps other visitors away."""
FOR_STAFF = About("item_id", "young_person_id")
"""About one item's young person; nothing of it is for whoever is asked to the item."""
TOLD = About("item_id", "young_person_id", Visitors.READ)
"""Ids and times without words: they see that they were heard."""


def below_a_sheet() -> ForeignKeyConstraint:
    """Return a foreign key to a sheet, its item included: what is seen of it goes by the item."""
    return ForeignKeyConstraint(
        ["authority_id", "views_sheet_id", "item_id"],
        ["views_sheet.authority_id", "views_sheet.id", "views_sheet.item_id"],
        ondelete="CASCADE",
    )


class ViewsSheet(VersionedRow, DistrictRow):
    """The questions one young person is asked for one item, and whether they shared answers."""

    __tablename__ = "views_sheet"
    about = THEIRS
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("item_id"),
        tenant_unique("id", "item_id"),  # what hangs below a sheet names its item, and this one
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    asked: Mapped[dict[str, Any]]
    """All that is asked, in order, frozen when they begin: history needs no file and no plugin."""
    started_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    """When they last shared; also with no answers, which is an answer too."""
    taken_back_at: Mapped[datetime | None]
    """When they last took everything back; None once they share again."""


class ViewsAnswer(SealsFields, VersionedRow, DistrictRow):
    """One answer, as it is shared or as it is theirs alone. Kinds: see `rules.answers.How`."""

    __tablename__ = "views_answer"
    about = THEIRS
    __table_args__ = in_district(
        below_a_sheet(),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("written_by", "person"),
        tenant_unique("views_sheet_id", "question_key", "draft"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    views_sheet_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    question_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """The question's key; "statement-1" and so on for what they made elsewhere."""
    asked: Mapped[dict[str, Any]]
    """The question as they read it: wording, hint, choices, language, and its place among all."""
    how: Mapped[str] = mapped_column(String(KEY_LENGTH))
    audience: Mapped[str] = mapped_column(String(KEY_LENGTH))
    words: Mapped[str] = sealed(default="")
    """Exactly what was sent. Of a picture or a recording, what they say is in it."""
    chosen: Mapped[str] = mapped_column(String(CHOSEN_LENGTH), default="")
    """Keys of what was chosen, with spaces between."""
    not_sure: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(LANGUAGE_LENGTH))
    scribe: Mapped[str] = sealed(default="")
    """Who wrote it for them, as they say it."""
    written_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who of the staff wrote it down or brought it; None where they did so themselves."""
    way: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """How they were asked, where staff wrote it down."""
    blob: Mapped[str | None] = mapped_column(String(BLOB_LENGTH))
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), default="")
    size: Mapped[int] = mapped_column(default=0)
    media: Mapped[str] = mapped_column(String(MEDIA_LENGTH), default="")
    """What its file is, by what it holds."""
    checked: Mapped[bool] = mapped_column(default=True)
    """False where the virus scanner did not answer: it is asked again before anybody opens it."""
    answered_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    """When it was shared as it stands; None where it is theirs alone."""
    draft: Mapped[bool] = mapped_column(default=True)
    """Whether it is theirs alone; beside it there may be the same answer as it was shared."""
    saved_before: Mapped[int] = mapped_column(default=0)
    """How often the answer had been saved when this row began, so that its number never falls."""

    @property
    def saved(self) -> int:
        """How often the answer was saved: what a page is drawn with, and sends back."""
        return self.saved_before + self.version


class ViewsHeard(DistrictRow):
    """That somebody opened the views, or that they were shown in the room. Never changed."""

    __tablename__ = "views_heard"
    about = TOLD
    __table_args__ = in_district(
        below_a_sheet(),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("person_id", "person"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    views_sheet_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    what: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """opened or shown."""
    person_id: Mapped[UUID] = mapped_column(Uuid)
    heard_at: Mapped[datetime]


class ViewsSummary(SealsFields, VersionedRow, DistrictRow):
    """What a worker makes of the views, apart from the young person's own words."""

    __tablename__ = "views_summary"
    about = FOR_STAFF
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("written_by", "person"),
        tenant_unique("item_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    words: Mapped[str] = sealed()
    written_by: Mapped[UUID] = mapped_column(Uuid)
    written_at: Mapped[datetime]
