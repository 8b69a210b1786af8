"""Who somebody from the council's own sign-in is here, and letting them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import current_app

from portal import audit
from portal.database import session
from portal.kernel.errors import RuleError
from portal.people import queries as people
from portal.people import standing
from portal.people.models import Person, WayIn
from portal.people.operations.access import day_of, let_in_by
from portal.people.policy import Actor
from portal.signin import queries
from portal.signin.council import Identity, configured
from portal.signin.models import CouncilIdentity, SignInLink, Stage
from portal.signin.operations import entering, opening
from portal.signin.operations.entering import Caller
from portal.signin.rules.two_people import Step
from portal.web.clock import Moment

COUNCIL = "council"
ALLOWED_FOR = timedelta(days=14)
NOBODY = UUID(int=0)
"""The subject of a refusal that is about no one person."""


@dataclass(frozen=True, slots=True)
class ByCouncil:
    """What came of a sign-in at the council."""

    token: str
    person_id: UUID
    stage: Stage
    email: str


def allow(*, actor: Actor, person_id: UUID, at: Moment) -> None:
    """Allow the next sign-in at the council with a person's verified address to be theirs.

    Raises ForbiddenError or NotFoundError for somebody who is not theirs to let in, RuleError for
    who is not yet (see `opening`).
    """
    person = let_in_by(actor, person_id, day_of(at.shown))
    opening.require_second(actor, person, Step.COUNCIL, at.shown)
    council = configured()
    if council is None:
        raise RuleError("Sign-in with council accounts is not set up here.")
    session.add(
        CouncilIdentity(
            person_id=person_id, issuer=council.issuer, allowed_until=at.real + ALLOWED_FOR
        )
    )
    _record("council_allowed", person_id, actor.person_id, at)
    opening.tell(person, at.shown)


def enter(*, identity: Identity, caller: Caller, at: Moment) -> ByCouncil | None:
    """Let in whoever the council says it is, None where they are nobody here.

    An address alone links nothing: an administrator allowed it, or invited the person.
    """
    person = _known(identity) or _linked_now(identity, at)
    if person is None or queries.way_in(person) is not WayIn.STAFF:
        return None
    actor = standing.actor(person.id, at.shown)
    if actor is None:
        return None
    stage = Stage.FULL if identity.by_factor else entering.stage_after_password(person.id)
    token = entering.begin(
        actor=actor,
        stage=stage,
        way=COUNCIL,
        device=caller.device,
        at=at,
        proved_at=_proved_at(identity),
    )
    if stage is Stage.FULL:
        entering.record_sign_in(person.id, COUNCIL, caller, at)
    return ByCouncil(token, person.id, stage, person.email)


def record_refusal(*, reason: str, at: Moment) -> None:
    """Put a refused sign-in at the council into the trail and the log: the reason, no name."""
    current_app.logger.warning("a sign-in by council account was refused: %s", reason)
    audit.record(
        event="signin:council:refused",
        subject=("council_sign_in", NOBODY),
        actor_id=None,
        now=at.shown,
        facts={"reason": reason},
    )


def _proved_at(identity: Identity) -> datetime | None:
    """Return when they proved to the council who they are, which may have been this morning."""
    if identity.proved_at is None:
        return None
    return datetime.fromtimestamp(identity.proved_at, UTC)


def _known(identity: Identity) -> Person | None:
    found = queries.council_identity(identity.issuer, identity.subject)
    return None if found is None else queries.person(found.person_id)


def _linked_now(identity: Identity, at: Moment) -> Person | None:
    """Link somebody new by their verified address, where it was allowed or they were invited."""
    person = people.person_by_email(identity.email) if identity.email else None
    if person is None:
        return None
    held = queries.council_identities_of(person.id)
    if any(each.subject is not None and each.issuer == identity.issuer for each in held):
        return None
    allowed = next(
        (
            each
            for each in held
            if each.issuer == identity.issuer
            and each.allowed_until is not None
            and at.real < each.allowed_until
            and not _address_changed(person.id, each.allowed_until - ALLOWED_FOR, at)
        ),
        None,
    )
    invited: SignInLink | None = queries.open_invitation(person.id, at.real)
    if allowed is None and invited is None:
        return None
    if allowed is None:
        allowed = CouncilIdentity(person_id=person.id, issuer=identity.issuer)
        session.add(allowed)
    if invited is not None:
        invited.used_at = at.real
    allowed.subject, allowed.linked_at, allowed.allowed_until = identity.subject, at.real, None
    _record("council_linked", person.id, person.id, at)
    return person


def _address_changed(person_id: UUID, since: datetime, at: Moment) -> bool:
    """Tell whether somebody's address was changed since then: what was allowed was for another."""
    taken = queries.steps_since(at.shown - (at.real - since))
    return any(each.step is Step.ADDRESS and each.person_id == person_id for each in taken)


def _record(what: str, person_id: UUID, by: UUID, at: Moment) -> None:
    audit.record(
        event=f"signin:person:{what}", subject=("person", person_id), actor_id=by, now=at.shown
    )


def log_away(reason: str) -> None:
    """Tell whoever looks after the portal that the council's sign-in does not work."""
    current_app.logger.error("the council's sign-in cannot be used: %s", reason)
