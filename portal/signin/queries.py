"""Named reads about signing in; every list has an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, bindparam, func, or_, select

from portal.audit.models import Event
from portal.database import Instant, joins, session
from portal.people import queries as people
from portal.people.models import Organisation, Person, RoleGrant, WayIn
from portal.people.queries import Hints, Identity
from portal.signin.models import (
    AuthenticatorApp,
    CouncilIdentity,
    KeptWork,
    LinkKind,
    Passkey,
    RecoveryCode,
    SignInLink,
    SignInSession,
    SignInTally,
)
from portal.signin.rules.timeouts import STILL_TAKEN
from portal.signin.rules.two_people import Step, Taken
from portal.variations.values import OrganisationKind

RECENT = 12
"""How many things that happened to an account its own page shows."""
_CHANGED = "people:person:changed"
_STEPS = {
    _CHANGED: Step.ADDRESS,
    "signin:person:factors_removed": Step.FACTORS,
    "signin:person:link_made": Step.LINK,
    "signin:person:council_allowed": Step.COUNCIL,
    "people:person:invited": Step.BROUGHT_IN,
    "people:role:given": Step.BROUGHT_IN,
}
"""What the trail calls the steps by which one person opens another's account."""


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can prove themselves with besides a password."""

    app: AuthenticatorApp | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is one. Recovery codes alone are none: they stand in for one."""
        return self.app is not None or bool(self.passkeys)

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.passkeys) + (self.app is not None)


def person(person_id: UUID) -> Person | None:
    """Return one person."""
    return session.scalars(select(Person).where(Person.id == person_id)).one_or_none()


def way_in(of: Person) -> WayIn:
    """Return where somebody signs in: a provider's people apart from staff."""
    kind = session.scalars(
        select(Organisation.kind).where(Organisation.id == of.organisation_id)
    ).one_or_none()
    provides = kind == OrganisationKind.PROVIDER or of.audience == WayIn.PROVIDER
    return WayIn.PROVIDER if provides else WayIn.STAFF


def session_named(
    token_hash: str, now: datetime, today: date, hints: Hints
) -> tuple[SignInSession, Identity | None] | None:
    """Return the session of a cookie, by its name or by the one it had until a moment ago.

    With who its holder is today, in one statement; None in their place where they are not here.
    """
    given = {"token": token_hash, "since": now - STILL_TAKEN, "today": today}
    rows = session.execute(_session_named(hints), given).all()
    if not rows:
        return None
    row: SignInSession = rows[0].SignInSession
    return row, people.identity_in(rows, hints)


@cache
def _session_named(hints: Hints) -> Select[Any]:
    """Return the statement, put together once: every request asks it."""
    token = bindparam("token", type_=String())
    return (
        select(SignInSession, *people.who_columns(hints))
        .select_from(SignInSession)
        .outerjoin(Person, joins(SignInSession, "person_id", Person) & people.IS_HERE)
        .outerjoin(RoleGrant, people.ROLE_HELD)
        .where(
            or_(
                SignInSession.token_hash == token,
                (SignInSession.previous_hash == token)
                & (SignInSession.renamed_at > bindparam("since", type_=Instant())),
            )
        )
        .order_by(*people.BY_ROLE)
    )


def sessions_of(person_id: UUID) -> Sequence[SignInSession]:
    """Return somebody's sessions, the last used first."""
    return session.scalars(
        select(SignInSession)
        .where(SignInSession.person_id == person_id)
        .order_by(SignInSession.used_at.desc(), SignInSession.id)
    ).all()


def factors_of(person_id: UUID) -> Factors:
    """Return what somebody can prove themselves with."""
    app = session.scalars(
        select(AuthenticatorApp).where(
            AuthenticatorApp.person_id == person_id, AuthenticatorApp.confirmed_at.is_not(None)
        )
    ).one_or_none()
    left = session.scalars(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    ).one()
    return Factors(app, tuple(passkeys_of(person_id)), left)


def passkeys_of(person_id: UUID) -> Sequence[Passkey]:
    """Return somebody's passkeys, the oldest first."""
    return session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.added_at, Passkey.id)
    ).all()


def app_being_set_up(person_id: UUID) -> AuthenticatorApp | None:
    """Return the authenticator app that still waits for its first code."""
    return session.scalars(
        select(AuthenticatorApp)
        .where(AuthenticatorApp.person_id == person_id, AuthenticatorApp.confirmed_at.is_(None))
        .order_by(AuthenticatorApp.added_at.desc(), AuthenticatorApp.id)
        .limit(1)
    ).one_or_none()


def apps() -> Sequence[AuthenticatorApp]:
    """Return everybody's authenticator apps, also those that wait for their first code."""
    return session.scalars(select(AuthenticatorApp).order_by(AuthenticatorApp.id)).all()


def app(app_id: UUID) -> AuthenticatorApp | None:
    """Return one authenticator app, as it stands now."""
    return session.scalars(
        select(AuthenticatorApp)
        .where(AuthenticatorApp.id == app_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def tally(key: str) -> SignInTally | None:
    """Return a count of wrong tries, held until this work is done so that none goes uncounted."""
    return session.scalars(
        select(SignInTally).where(SignInTally.key == key).with_for_update()
    ).one_or_none()


def link(token_hash: str) -> SignInLink | None:
    """Return the link with this name."""
    return session.scalars(
        select(SignInLink).where(SignInLink.token_hash == token_hash)
    ).one_or_none()


def link_asked_for(link_id: UUID) -> SignInLink | None:
    """Return a link by its id, which says nothing of how it is opened."""
    return session.scalars(select(SignInLink).where(SignInLink.id == link_id)).one_or_none()


def newest_link(person_id: UUID) -> SignInLink | None:
    """Return the link that was made for somebody last, used or not."""
    return session.scalars(
        select(SignInLink)
        .where(SignInLink.person_id == person_id)
        .order_by(SignInLink.made_at.desc(), SignInLink.id)
        .limit(1)
    ).one_or_none()


def open_invitation(person_id: UUID, now: datetime) -> SignInLink | None:
    """Return the newest invitation that somebody has not taken up yet and still may."""
    return session.scalars(
        select(SignInLink)
        .where(
            SignInLink.person_id == person_id,
            SignInLink.kind == LinkKind.INVITATION,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .order_by(SignInLink.made_at.desc(), SignInLink.id)
        .limit(1)
    ).one_or_none()


def council_identity(issuer: str, subject: str) -> CouncilIdentity | None:
    """Return who the council's sign-in says somebody is."""
    return session.scalars(
        select(CouncilIdentity).where(
            CouncilIdentity.issuer == issuer, CouncilIdentity.subject == subject
        )
    ).one_or_none()


def council_identities_of(person_id: UUID) -> Sequence[CouncilIdentity]:
    """Return what somebody is for the council's sign-in, linked or still to be."""
    return session.scalars(
        select(CouncilIdentity)
        .where(CouncilIdentity.person_id == person_id)
        .order_by(CouncilIdentity.linked_at, CouncilIdentity.id)
    ).all()


def kept_works(ids: Sequence[UUID], person_id: UUID, now: datetime) -> Sequence[KeptWork]:
    """Return those of these works that still wait for this person, and not for another."""
    return session.scalars(
        select(KeptWork)
        .where(
            KeptWork.id.in_(ids),
            KeptWork.person_id == person_id,
            KeptWork.kept_until > now,
        )
        .order_by(KeptWork.kept_until, KeptWork.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to somebody's account."""

    event: str
    at: datetime
    facts: dict[str, object]


def recent_activity(person_id: UUID) -> list[Happening]:
    """Return what happened to somebody's account of late, the newest first."""
    rows = session.execute(
        select(Event.event, Event.happened_at, Event.facts)
        .where(
            Event.subject_kind == "person",
            Event.subject_id == person_id,
            Event.event.like("signin:%"),
        )
        .order_by(Event.happened_at.desc(), Event.seq)
        .limit(RECENT)
    )
    return [Happening(row.event, row.happened_at, row.facts) for row in rows]


def steps_since(since: datetime) -> list[Taken]:
    """Return the steps towards anybody's account since then, the oldest first.

    Those of whoever runs the machine are left out: they are nobody's here.
    """
    rows = session.execute(
        select(Event.event, Event.happened_at, Event.subject_id, Event.actor_id, Event.facts)
        .where(
            Event.event.in_(_STEPS),
            Event.happened_at > since,
            Event.actor_id.is_not(None),
            Event.subject_id.is_not(None),
        )
        .order_by(Event.happened_at, Event.seq)
    )
    return [
        Taken(_STEPS[row.event], row.subject_id, row.actor_id, row.happened_at)
        for row in rows
        if row.event != _CHANGED or "email" in (row.facts or {}).get("changed", ())
    ]


def came_in(of: Person) -> bool:
    """Tell whether somebody has a way in already: their next link is not their first."""
    return (
        of.password_hash is not None
        or of.accepted_at is not None
        or factors_of(of.id).any
        or any(each.linked_at for each in council_identities_of(of.id))
    )
