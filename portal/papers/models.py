"""Papers of an item, their versions, and what waits to be confirmed; a protected address apart.

A version is never changed: what comes later supersedes it, and that it joined a pack is noted
beside it. Words about a young person are sealed; files lie sealed outside the database, under names
that say nothing. What the section “why we are involved” held is in none of these tables (R53): it
is cut before anything is written.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    About,
    DistrictRow,
    SealsFields,
    TenantRow,
    VersionedRow,
    Visitors,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)

KEY_LENGTH = 60
BLOB_LENGTH = 64
DIGEST_LENGTH = 64
PLACE_LENGTH = 12
TITLE_LENGTH = 200
HEADING_LENGTH = 200

ABOUT = About("item_id", "young_person_id")
"""Of one item and young person, and for whoever works on its papers alone."""
GIVEN = About("item_id", "young_person_id", Visitors.READ)
"""What a pack is made of: whoever is asked to one item may be given it, where that was agreed."""


def below_a_paper(ondelete: str | None = None) -> ForeignKeyConstraint:
    """Return a foreign key to a paper, its item included: what is seen of it goes by the item."""
    return ForeignKeyConstraint(
        ["authority_id", "paper_id", "item_id"],
        ["paper.authority_id", "paper.id", "paper.item_id"],
        ondelete=ondelete,
    )


def below_a_version() -> ForeignKeyConstraint:
    """Return a foreign key to a version of a paper, its item included."""
    return ForeignKeyConstraint(
        ["authority_id", "paper_version_id", "item_id"],
        ["paper_version.authority_id", "paper_version.id", "paper_version.item_id"],
        ondelete="CASCADE",
    )


class Paper(SealsFields, VersionedRow, DistrictRow):
    """One paper of an item, over all its versions. States: draft, ready, held, withdrawn."""

    __tablename__ = "paper"
    about = About("item_id", "young_person_id", Visitors.HOLD)
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("added_by", "person"),
        tenant_fk("withdrawn_by", "person"),
        tenant_unique("item_id", "place"),
        tenant_unique("id", "item_id"),  # what hangs below a paper names its item, and this one
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.kinds.PaperKind`."""
    place: Mapped[str | None] = mapped_column(String(PLACE_LENGTH))
    """Where it stands in the meeting's pack: "4.2", a late one "4.2a". Given when the agenda goes
    out and never moved, so that it means the same to everybody for ever."""
    title: Mapped[str] = sealed()
    written_on: Mapped[date]
    """The day its newest version's content is of: "updated" in R47."""
    state: Mapped[str] = mapped_column(String(KEY_LENGTH))
    added_by: Mapped[UUID] = mapped_column(Uuid)
    added_at: Mapped[datetime]
    withdrawn_by: Mapped[UUID | None] = mapped_column(Uuid)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = sealed(nullable=True)


class PaperVersion(DistrictRow):
    """One version of a paper. Never changed; emptied only when its time is over.

    What readers are given is the newest that joined their pack, after it was looked through (C16).
    """

    __tablename__ = "paper_version"
    about = GIVEN
    __table_args__ = in_district(
        below_a_paper(),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("made_by", "person"),
        tenant_fk("joined_by", "person"),
        tenant_unique("paper_id", "number"),
        tenant_unique("id", "item_id"),
    )

    paper_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(Uuid)
    written_on: Mapped[date]
    how: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """One of `rules.kinds.How`."""
    blob: Mapped[str | None] = mapped_column(String(BLOB_LENGTH))
    """The name of its file; None for one that is sections."""
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    """SHA-256 of the plain bytes of its file, or of its sections."""
    size: Mapped[int]
    """In bytes, of the same."""
    pages: Mapped[int | None]
    """Of a file; sections have none until they are printed."""
    joined_at: Mapped[datetime | None]
    """When it joined the pack; None while it waits, and once it had to leave."""
    joined_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who let it join; None too for what was in a pack before versions joined one by one."""


class PaperSection(SealsFields, DistrictRow):
    """A section of a version that was typed or taken in from Word."""

    __tablename__ = "paper_section"
    about = GIVEN
    __table_args__ = in_district(
        below_a_version(),
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("paper_version_id", "position"),
    )

    paper_version_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """Of the list of sections for its kind; "other" where a Word file had one of its own."""
    heading: Mapped[str] = sealed()
    words: Mapped[str] = sealed()
    """Paragraphs, a line each. Rows of a table are lines, with cells parted by " | "."""
    position: Mapped[int]


class PaperPicture(SealsFields, DistrictRow):
    """A picture out of a Word file, made anew without anything that travelled with it."""

    __tablename__ = "paper_picture"
    about = GIVEN
    __table_args__ = in_district(
        below_a_version(),
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("paper_version_id", "position"),
    )

    paper_version_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    section: Mapped[int]
    """The position of the section it stands in."""
    position: Mapped[int]
    description: Mapped[str] = sealed(default="")
    blob: Mapped[str | None] = mapped_column(String(BLOB_LENGTH))
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    size: Mapped[int]


class PaperIntake(SealsFields, VersionedRow, DistrictRow):
    """A file taken in that waits for a person.

    Nobody reads it but who may confirm it, or decides on a copy of everything held. Of a Word file
    its sections without the one that was cut; of a PDF or a picture the cleaned file. It is gone
    once it is confirmed, refused or left too long.
    """

    __tablename__ = "paper_intake"
    about = ABOUT
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("made_by", "person"),
        below_a_paper(ondelete="CASCADE"),
        Index(None, "authority_id", "item_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    paper_id: Mapped[UUID] = mapped_column(Uuid)
    """The paper it becomes a version of; a new one is held until then."""
    title: Mapped[str] = sealed()
    written_on: Mapped[date]
    made_by: Mapped[UUID] = mapped_column(Uuid)
    made_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(KEY_LENGTH))
    why: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """Why it waits: one of `rules.holding.Why`."""
    blob: Mapped[str | None] = mapped_column(String(BLOB_LENGTH))
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    size: Mapped[int]
    pages: Mapped[int | None]
    found: Mapped[dict[str, Any]]
    """Which pages a person must look at, and how many words were cut: numbers, never words."""
    sections: Mapped[str | None] = sealed(nullable=True)
    """A Word file's sections and pictures, as JSON."""


class ProtectedAddress(SealsFields, VersionedRow, TenantRow):
    """Where somebody lives whose address could harm them in the wrong hands (C18).

    Apart from everything else, so that nothing that reads a young person holds it. It leaves
    through a reveal alone.
    """

    __tablename__ = "protected_address"
    about = About(None, "young_person_id")
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("recorded_by", "person"),
        tenant_unique("young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    lines: Mapped[str] = sealed()
    postcode: Mapped[str] = sealed()
    recorded_by: Mapped[UUID] = mapped_column(Uuid)
    recorded_at: Mapped[datetime]


class AddressReveal(SealsFields, VersionedRow, TenantRow):
    """Somebody asked to see a protected address, and what a second person said to it.

    States: asked, approved, refused, shown.
    """

    __tablename__ = "address_reveal"
    about = About(None, "young_person_id")
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("asked_by", "person"),
        tenant_fk("decided_by", "person"),
        Index(None, "authority_id", "young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(KEY_LENGTH))
    reason: Mapped[str] = sealed()
    asked_by: Mapped[UUID] = mapped_column(Uuid)
    asked_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
