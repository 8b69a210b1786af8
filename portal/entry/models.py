"""Ways in for one young person, their own word, their visits, and how they are reached.

No secret stands here, only hashes: of a link or a code a keyed one, of a word one that is slow to
guess at.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    About,
    DistrictRow,
    SealsFields,
    TenantRow,
    VersionedRow,
    about_item,
    about_young_person,
    in_district,
    sealed,
    tenant_fk,
    tenant_unique,
)

HASH_LENGTH = 64
"""SHA-256 in hexadecimal digits."""
WORD_HASH_LENGTH = 200
KIND_LENGTH = 20
LANGUAGE_LENGTH = 10
ADDRESS_LENGTH = 2_000

OWN = about_item("item_id", young_person="young_person_id")


class YoungLink(DistrictRow):
    """A link for one young person and one item. A new one ends those before."""

    __tablename__ = "young_link"
    about = OWN
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("made_by", "person"),
        tenant_unique("token_hash"),
        Index(None, "authority_id", "item_id", "made_at"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    token_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    """None until the message that carries it leaves: only then is the link made."""
    way: Mapped[str] = mapped_column(String(KIND_LENGTH))
    """How it is given: by text, by email, or shown to whoever made it."""
    made_by: Mapped[UUID | None] = mapped_column(Uuid)
    """None where they sent it to themselves."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was taken back, or another took its place."""
    starts: Mapped[int] = mapped_column(Integer, default=0)
    last_used_at: Mapped[datetime | None]


class YoungCode(DistrictRow):
    """A code for one young person and one item: on paper, or for a second phone."""

    __tablename__ = "young_code"
    about = OWN
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("made_by", "person"),
        tenant_unique("code_hash"),
        Index(None, "authority_id", "item_id", "made_at"),
        Index(None, "authority_id", "young_person_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    code_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    made_by: Mapped[UUID | None] = mapped_column(Uuid)
    """None where they made it themselves."""
    sure: Mapped[bool]
    """Whether a worker gave it, or it was made by somebody who was in by such a code."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    starts: Mapped[int] = mapped_column(Integer, default=0)
    last_used_at: Mapped[datetime | None]


class YoungWord(TenantRow):
    """The word a young person chose to come back with. There is no hint."""

    __tablename__ = "young_word"
    about = about_young_person()
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_unique("young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    word_hash: Mapped[str] = mapped_column(String(WORD_HASH_LENGTH))
    sure: Mapped[bool]
    """Whether whoever chose it was in by a code that a worker gave, not by a link alone."""
    chosen_at: Mapped[datetime]


class YoungVisit(DistrictRow):
    """A young person at one device. Of the name their cookie carries, only a hash is here."""

    __tablename__ = "young_visit"
    about = OWN
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("link_id", "young_link"),
        tenant_unique("token_hash"),
        Index(None, "authority_id", "young_person_id", "began_at"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "link_id"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    way: Mapped[str] = mapped_column(String(KIND_LENGTH))
    """What let them in: the first link, a code, their own word; empty while they are asked."""
    sure: Mapped[bool]
    """Whether a code that a worker gave stands behind it: pages that tell most ask for that."""
    link_id: Mapped[UUID | None] = mapped_column(Uuid)
    began_at: Mapped[datetime]
    used_at: Mapped[datetime]
    """By the machine's clock, as what a visit lasts is counted by it."""
    ended_at: Mapped[datetime | None]
    wrote_at: Mapped[datetime | None]
    """When they first changed something in it: from then on a link alone lets nobody in."""


class YoungLinkAsk(DistrictRow):
    """That somebody asked for a new link by one that they have, and that they were given one.

    Whoever holds an old link may have asked, so nothing of it is told to whoever asks.
    """

    __tablename__ = "young_link_ask"
    about = About("item_id", "young_person_id")
    __table_args__ = in_district(
        tenant_fk("item_id", "item"),
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("link_id", "young_link"),
        tenant_fk("answered_by", "person"),
        tenant_unique("link_id", "asked_on", "for_code"),
        Index(None, "authority_id", "item_id"),
        Index(None, "authority_id", "young_person_id", "asked_at"),
    )

    item_id: Mapped[UUID] = mapped_column(Uuid)
    """The item at which a new link is given: their newest on an agenda."""
    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    link_id: Mapped[UUID] = mapped_column(Uuid)
    asked_on: Mapped[date]
    """The day by the clock in London: a link asks once a day."""
    for_code: Mapped[bool] = mapped_column(default=False)
    """Whether they were in by a link alone, and need a code: no link answers that."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When they were given a new way in, or were in by another."""
    answered_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who gave it; None where they came in by themselves."""


class YoungKept(SealsFields, TenantRow):
    """What somebody typed and has not sent, or sent too late, sealed and for them alone."""

    __tablename__ = "young_kept"
    about = about_young_person()
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        Index(None, "authority_id", "young_person_id"),
        Index(None, "authority_id", "kept_until"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    page: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    """With what tells its form from the page's others after a #, where there are others."""
    fields: Mapped[str] = sealed()
    """Names and what they hold, as JSON."""
    kept_until: Mapped[datetime]


class YoungContact(SealsFields, VersionedRow, TenantRow):
    """How a young person wants to be reached, as they said it themselves or somebody for them."""

    __tablename__ = "young_contact"
    about = about_young_person()
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("recorded_by", "person"),
        tenant_unique("young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    phone: Mapped[str | None] = sealed(nullable=True)
    email: Mapped[str | None] = sealed(nullable=True)
    language: Mapped[str] = mapped_column(String(LANGUAGE_LENGTH), default="en")
    safe_to_text: Mapped[bool] = mapped_column(default=False)
    safe_to_email: Mapped[bool] = mapped_column(default=False)
    said_by: Mapped[str | None] = sealed(nullable=True)
    """Who said that it is safe: the young person, or who else."""
    said_on: Mapped[date]
    recorded_by: Mapped[UUID] = mapped_column(Uuid)
    text_stopped_at: Mapped[datetime | None]
    email_stopped_at: Mapped[datetime | None]
    """When they stopped messages to their phone, or their address, themselves."""
