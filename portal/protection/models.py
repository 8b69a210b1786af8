"""What was decided about people's data: holds, erasure and restriction, copies asked for."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import CLOSED, About, SealsFields, TenantRow, sealed, tenant_fk, tenant_unique

KEY_LENGTH = 60


class LegalHold(SealsFields, TenantRow):
    """Nothing about a young person is removed while it stands: a claim, an inquiry, a complaint."""

    __tablename__ = "legal_hold"
    about = About(young_person="young_person_id")
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("placed_by", "person"),
        tenant_fk("lifted_by", "person"),
        Index(None, "authority_id", "young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    reason: Mapped[str] = sealed()
    placed_by: Mapped[UUID] = mapped_column(Uuid)
    placed_at: Mapped[datetime]
    lifted_by: Mapped[UUID | None] = mapped_column(Uuid)
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str | None] = sealed(nullable=True)


class Ruling(SealsFields, TenantRow):
    """A decision of two people about somebody's data.

    To erase or restrict it (UK GDPR Articles 17 and 18), to mark an address as protected and to
    take that off again (C18), or to let a later return bring back somebody who was erased.

    States: proposed, refused, in_force and later ended (restricted, protected), done (the others).
    """

    __tablename__ = "protection_ruling"
    about = About(young_person="young_person_id")
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("proposed_by", "person"),
        tenant_fk("decided_by", "person"),
        tenant_fk("ended_by", "person"),
        Index(None, "authority_id", "young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """erase, restrict, protect, unprotect or let_back."""
    ground: Mapped[str] = mapped_column(String(KEY_LENGTH))
    reason: Mapped[str] = sealed()
    state: Mapped[str] = mapped_column(String(KEY_LENGTH))
    proposed_by: Mapped[UUID] = mapped_column(Uuid)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(Uuid)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = sealed(nullable=True)


class Tombstone(TenantRow):
    """That something was removed, and by which rule: what it said is not here."""

    __tablename__ = "tombstone"
    about = CLOSED
    __table_args__ = (tenant_unique("kind", "row_id"),)

    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    row_id: Mapped[UUID] = mapped_column(Uuid)
    removed_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """retention or erasure."""


class CopyRequest(SealsFields, TenantRow):
    """Somebody asked for everything held about them (UK GDPR Article 15).

    States: open, read (the second reader agreed), sent, closed. The time stops while it is not
    clear who asks or for what, and goes on with the answer.
    """

    __tablename__ = "copy_request"
    about = About(young_person="young_person_id")
    __table_args__ = (
        tenant_fk("young_person_id", "young_person"),
        tenant_fk("opened_by", "person"),
        tenant_fk("read_by", "person"),
        Index(None, "authority_id", "young_person_id"),
    )

    young_person_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(KEY_LENGTH))
    asked_on: Mapped[date]
    stopped_on: Mapped[date | None]
    stopped_days: Mapped[int] = mapped_column(default=0)
    opened_by: Mapped[UUID] = mapped_column(Uuid)
    opened_at: Mapped[datetime]
    read_by: Mapped[UUID | None] = mapped_column(Uuid)
    read_at: Mapped[datetime | None]
    note: Mapped[str] = sealed(default="")


class CopyVerdict(SealsFields, TenantRow):
    """What one record of a copy becomes: released, released without others' data, or withheld."""

    __tablename__ = "copy_verdict"
    about = CLOSED
    __table_args__ = (
        tenant_fk("request_id", "copy_request", ondelete="CASCADE"),
        tenant_fk("decided_by", "person"),
        tenant_unique("request_id", "kind", "row_id"),
    )

    request_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """The table that the record stands in."""
    row_id: Mapped[UUID] = mapped_column(Uuid)
    verdict: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """release, redact or withhold."""
    reason: Mapped[str] = sealed(default="")
    instead: Mapped[str | None] = sealed(nullable=True)
    """What they get in place of the words, where others' data is taken out."""
    decided_by: Mapped[UUID] = mapped_column(Uuid)
    decided_at: Mapped[datetime]
