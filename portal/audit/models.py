"""The trail's tables: one chain for each authority, and the head it ends in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    APPEND_ONLY,
    CLOSED,
    ERASABLE,
    KEPT,
    ONLY_GROWS,
    AuthorityRow,
    TenantRow,
    in_the_trail,
)
from portal.database.base import DISTRICT_LENGTH

LABEL_LENGTH = 80
WORDS_LENGTH = 200
DIGEST_LENGTH = 64
SALT_LENGTH = 32
KIND_LENGTH = 10

ErasableFacts = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Event(AuthorityRow):
    """One link of the chain: something that was done, or somebody who read.

    ``seq`` counts from 1 without gaps. ``digest`` covers every column here and the link before,
    with a key that is not in the database. ``facts`` are covered by ``facts_digest``, with a salt,
    so that they can be erased later and the chain still holds (C42).
    """

    __tablename__ = "audit_event"
    about = in_the_trail("subject_id", "young_person_id")
    __table_args__ = (
        Index(None, "authority_id", "subject_kind", "subject_id", "seq"),
        Index(None, "authority_id", "young_person_id", "seq"),
        Index(None, "authority_id", "actor_id", "seq"),
        Index(None, "authority_id", "happened_at", "seq"),
        {"info": {APPEND_ONLY: True, ERASABLE: frozenset({"facts", "salt"})}},
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    """write, read (opened on its own), listed (named in a list) or refused."""
    event: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    """capability:subject:what-happened; of a reading, the page or the command."""
    subject_kind: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    """None for a list, and for the trail itself."""
    young_person_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Whom a reading showed or a change is about. No foreign key: the trail outlives the row."""
    about_district: Mapped[str | None] = mapped_column(String(DISTRICT_LENGTH))
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    """None for a command run by whoever runs the machine; ``purpose`` says which."""
    happened_at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(WORDS_LENGTH))
    """What the scope was opened for."""
    page: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")
    """What was read, in words for whoever asks; never a name."""
    why: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")
    """Why they might read it, on that day: the roles that allowed it."""
    facts: Mapped[dict[str, Any] | None] = mapped_column(ErasableFacts)
    salt: Mapped[str | None] = mapped_column(String(SALT_LENGTH))
    facts_digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), default="")
    key_number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))


class Head(AuthorityRow):
    """The newest link. Locked last in a transaction, so that the chain never forks."""

    __tablename__ = "audit_head"
    about = KEPT
    __table_args__ = ({"info": {ONLY_GROWS: "seq"}},)

    seq: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))


class EarlierEvent(TenantRow):
    """An event from before there was a chain, until ``portal init`` seals it."""

    __tablename__ = "audit_event_earlier"
    about = CLOSED

    event: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    subject_kind: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    happened_at: Mapped[datetime]
    about_district: Mapped[str | None] = mapped_column(String(DISTRICT_LENGTH))
    facts: Mapped[dict[str, Any]]
