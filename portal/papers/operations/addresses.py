"""A protected address: written down, and shown through a reveal that two people stand for (C18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from portal import audit, outbox
from portal.database import flush, session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.outbox import Channel, Recipient
from portal.panels.operations.local import day_of
from portal.papers import queries
from portal.papers.models import AddressReveal, ProtectedAddress
from portal.papers.operations.looking import look_again
from portal.papers.queries import Whose
from portal.papers.rules.address import postcode_of
from portal.people import decisions
from portal.people import queries as people
from portal.people.policy import Actor, Permission
from portal.web.access import Audience

OPEN_FOR = timedelta(hours=24)
"""How long after it was approved the address may be looked at, once."""
ASKED, APPROVED, REFUSED, SHOWN = "asked", "approved", "refused", "shown"
NOT_YOURS = "Only case support, the district lead and their social worker may ask for this."


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is shown, once."""

    lines: str
    postcode: str


def _person(actor: Actor, young_person_id: UUID) -> Whose:
    """Return a young person for somebody who may ask to see their protected address.

    NotFoundError for anybody else: that an address is protected is not theirs to know either.
    """
    if young_person_id in actor.recused.young_people:
        raise NotFoundError("There is no such young person.")
    person = queries.whose(young_person_id)
    if not (person.address_protected and may_ask(actor, person)):
        raise NotFoundError("There is no protected address.")
    decisions.allowed("a protected address")
    return person


def _decides(actor: Actor, person: Whose) -> bool:
    return actor.may(Permission.ADDRESS_REVEAL, person.district_id)


def may_ask(actor: Actor, person: Whose) -> bool:
    """Tell whether somebody may ask to see it: who decides on others, and their social worker."""
    return _decides(actor, person) or person.social_worker_id == actor.person_id


def person_for(*, actor: Actor, young_person_id: UUID) -> Whose:
    """Return a young person whose address is protected, for somebody who may ask to see it."""
    return _person(actor, young_person_id)


def record_address(
    *, actor: Actor, now: datetime, young_person_id: UUID, version: int, lines: str, postcode: str
) -> int:
    """Write down a protected address. Nobody is shown it again without a reveal.

    Papers that give it away are held until a person has taken it out; returns how many there are.

    RuleError (fields ``lines``, ``postcode``); ConflictError where it was saved since ``version``
    (0: nothing was written then).
    """
    person = _person(actor, young_person_id)
    if not _decides(actor, person):
        raise ForbiddenError(NOT_YOURS)
    code = postcode_of(postcode)
    if not lines.strip():
        raise RuleError("Enter the address", field="lines")
    if code is None:
        raise RuleError("Enter a full UK postcode, like BB11 1AA", field="postcode")
    held = queries.protected_address(young_person_id)
    if (held.version if held else 0) != version:
        raise ConflictError("Somebody else saved this while you were working on it.")
    if held is None:
        held = ProtectedAddress(young_person_id=young_person_id, lines="", postcode="")
        session.add(held)
    held.lines, held.postcode = lines.strip(), code
    held.recorded_by, held.recorded_at = actor.person_id, now
    flush()
    _tell(actor, now, person, "papers:address:recorded", {})
    return look_again(actor=actor, now=now, young_person_id=young_person_id)


def ask(*, actor: Actor, now: datetime, young_person_id: UUID, reason: str) -> AddressReveal:
    """Ask to see a protected address. RuleError (field ``reason``); nothing is shown yet."""
    person = _person(actor, young_person_id)
    if not reason.strip():
        raise RuleError("Say why you need the address", field="reason")
    if queries.protected_address(young_person_id) is None:
        raise RuleError("No address is written down yet.")
    made = AddressReveal(
        young_person_id=young_person_id,
        state=ASKED,
        reason=reason.strip(),
        asked_by=actor.person_id,
        asked_at=now,
    )
    session.add(made)
    flush()
    _tell(actor, now, person, "papers:address:asked", {"reveal": str(made.id)})
    return made


def decide(
    *, actor: Actor, now: datetime, reveal_id: UUID, version: int, approve: bool
) -> AddressReveal:
    """Approve or refuse what somebody else asked, and tell them. ForbiddenError for one's own."""
    found = queries.reveal(reveal_id)
    person = _person(actor, found.young_person_id)
    if not _decides(actor, person) or found.asked_by == actor.person_id:
        raise ForbiddenError("Somebody else must decide: case support or the district lead.")
    if found.version != version or found.state != ASKED:
        raise ConflictError("Somebody else decided this already.")
    found.state = APPROVED if approve else REFUSED
    found.decided_by, found.decided_at = actor.person_id, now
    flush()
    _tell(actor, now, person, f"papers:address:{found.state}", {"reveal": str(found.id)})
    _answer(found, person, now)
    return found


def _answer(found: AddressReveal, person: Whose, now: datetime) -> None:
    """Queue word to whoever asked that there is an answer; it says neither which nor about whom."""
    asker = people.there_today({found.asked_by}, day_of(now)).get(found.asked_by)
    if asker is not None:
        outbox.queue(
            message="address_decided",
            key=f"papers:address:{found.id}:{asker.id}",
            recipient=Recipient(asker.id, asker.email, Channel.EMAIL, Audience.STAFF),
            now=now,
            district_id=person.district_id,
            given={"day": day_of(found.asked_at)},
            subject_id=found.id,
        )


def show(*, actor: Actor, now: datetime, reveal_id: UUID) -> Address:
    """Show the address, once, to whoever asked and was let (C18).

    NotFoundError for anybody else; ConflictError where it was not approved, was shown already, or
    the day is over.
    """
    found = queries.reveal(reveal_id)
    person = _person(actor, found.young_person_id)
    if found.asked_by != actor.person_id:
        raise NotFoundError("There is no such page.")
    if found.state == ASKED:
        raise ConflictError("Nobody has approved this yet.")
    if found.state != APPROVED or found.decided_at is None:
        raise ConflictError("This was refused, or shown already. Ask again if you still need it.")
    if now - found.decided_at > OPEN_FOR:
        raise ConflictError("It was approved more than a day ago. Ask again if you still need it.")
    held = queries.protected_address(found.young_person_id)
    if held is None:
        raise NotFoundError("No address is written down any more.")
    found.state, found.shown_at = SHOWN, now
    flush()
    _tell(actor, now, person, "papers:address:shown", {"reveal": str(found.id)})
    return Address(held.lines, held.postcode)


def decides(actor: Actor, person: Whose) -> bool:
    """Tell whether somebody decides what others ask, and writes the address down."""
    return _decides(actor, person)


def _tell(actor: Actor, now: datetime, person: Whose, event: str, facts: dict[str, object]) -> None:
    audit.record(
        event=event,
        subject=("young_person", person.id),
        district_id=person.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=facts,
    )
