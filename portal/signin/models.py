"""Sessions, second factors, links, counts of guesses, and work that was sent too late."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import KEPT, TenantRow, tenant_fk, tenant_unique

KEY_LENGTH = 40
HASH_LENGTH = 64
"""SHA-256 in hexadecimal digits."""
NAME_LENGTH = 100
ADDRESS_LENGTH = 2_000
ISSUER_LENGTH = 500


class Stage(StrEnum):
    """How far somebody has come: only ``FULL`` opens anything but signing in."""

    FACTOR = "factor"
    SET_UP = "set_up"
    FULL = "full"


class LinkKind(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    RESET = "reset"


class SignInSession(TenantRow):
    """Somebody at one device. Of the name their cookie carries, only a hash is here."""

    __tablename__ = "sign_in_session"
    about = KEPT
    __table_args__ = (
        tenant_fk("person_id", "person"),
        tenant_unique("token_hash"),
        Index(None, "authority_id", "previous_hash"),
        Index(None, "authority_id", "person_id", "used_at"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    previous_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    renamed_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(KEY_LENGTH))
    way: Mapped[str] = mapped_column(String(KEY_LENGTH))
    device: Mapped[str] = mapped_column(String(NAME_LENGTH))
    powers_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    began_at: Mapped[datetime]
    used_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)
    challenged_at: Mapped[datetime | None]


class AuthenticatorApp(TenantRow):
    """What a person's authenticator app and the portal both know, sealed."""

    __tablename__ = "authenticator_app"
    about = KEPT
    __table_args__ = (
        tenant_fk("person_id", "person"),
        Index(None, "authority_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    last_used_at: Mapped[datetime | None]


class Passkey(TenantRow):
    """The public half of a passkey. Its name is its holder's own word for it."""

    __tablename__ = "passkey"
    about = KEPT
    __table_args__ = (
        tenant_fk("person_id", "person"),
        tenant_unique("credential_id"),
        Index(None, "authority_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(TenantRow):
    """One of the codes for when the phone is lost; used once."""

    __tablename__ = "recovery_code"
    about = KEPT
    __table_args__ = (
        tenant_fk("person_id", "person"),
        tenant_unique("person_id", "code_hash"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    code_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    used_at: Mapped[datetime | None]


class SignInLink(TenantRow):
    """A link with which one person sets their password. A first one is handed over.

    A later one goes to their own address: it is made as its message leaves, as another row, and
    what is kept of the row that was asked for opens nothing.
    """

    __tablename__ = "sign_in_link"
    about = KEPT
    __table_args__ = (
        tenant_fk("person_id", "person"),
        tenant_unique("token_hash"),
        Index(None, "authority_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(KEY_LENGTH))
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    made_by: Mapped[UUID | None] = mapped_column(Uuid)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CouncilIdentity(TenantRow):
    """Who a person is for the council's own sign-in.

    With no subject yet, an administrator allowed the next sign-in with the person's verified
    address to be theirs, until ``allowed_until``.
    """

    __tablename__ = "council_identity"
    about = KEPT
    __table_args__ = (
        tenant_fk("person_id", "person"),
        tenant_unique("issuer", "subject"),
        Index(None, "authority_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    issuer: Mapped[str] = mapped_column(String(ISSUER_LENGTH))
    subject: Mapped[str | None] = mapped_column(String(ISSUER_LENGTH))
    allowed_until: Mapped[datetime | None]
    linked_at: Mapped[datetime | None]


class SignInTally(TenantRow):
    """How often a way in was tried in vain. The key is a keyed hash: no address stands here."""

    __tablename__ = "sign_in_tally"
    about = KEPT
    __table_args__ = (
        tenant_unique("key"),
        Index(None, "authority_id", "last_at"),
    )

    key: Mapped[str] = mapped_column(String(HASH_LENGTH))
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    untold: Mapped[int] = mapped_column(Integer, default=0)
    """Wrong tries that are not in the trail yet."""
    told_at: Mapped[datetime | None]


class KeptWork(TenantRow):
    """What somebody sent after their time was up, sealed, for an hour and for them alone."""

    __tablename__ = "kept_work"
    about = KEPT
    __table_args__ = (
        tenant_fk("person_id", "person"),
        Index(None, "authority_id", "kept_until"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    page: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    fields: Mapped[bytes] = mapped_column(LargeBinary)
    kept_until: Mapped[datetime]
