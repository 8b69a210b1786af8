"""Erasing and restricting (UK GDPR Articles 17 and 18): one person proposes, another decides.

What is restricted is kept whole, and for everybody but information governance it is not there. It
comes into force by what everybody's scope leaves out, so no page has to know of it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.cases import queries as cases
from portal.cases.operations import is_kept_out, let_back
from portal.database import NO_ITEMS, Reach, flush, session
from portal.kernel.errors import RuleError
from portal.people.policy import Actor, Permission, require
from portal.people.standing import Standing
from portal.protection.models import Ruling
from portal.protection.operations.removing import remove
from portal.protection.queries import rulings as queries
from portal.protection.queries.retention import held_people, to_be_filed
from portal.protection.rules.rulings import (
    OF_ADDRESS,
    Ground,
    RulingKind,
    erasure_problem,
    waits_behind,
)
from portal.variations.keeping import Kept
from portal.web.clock import LONDON

_LASTING = frozenset({RulingKind.RESTRICT, RulingKind.PROTECT})
"""What stays in force until it is ended."""


def propose(
    *,
    actor: Actor,
    now: datetime,
    young_person_id: UUID,
    kind: RulingKind,
    ground: Ground | None,
    reason: str,
) -> Ruling:
    """Propose one kind of ruling; a second person decides.

    RuleError (fields `ground`, `reason`), where one waits or stands already, or where nothing may
    be erased yet; NotFoundError.
    """
    require(actor, Permission.PROTECTION_MANAGE, None)
    person = cases.young_person(young_person_id)
    if ground is None or ground.kind is not kind:
        raise RuleError("Choose the ground", field="ground")
    if not reason.strip():
        raise RuleError("Say what was asked and why it applies", field="reason")
    states = {(each.kind, each.state) for each in queries.rulings_about(person.id)}
    if waits_behind(kind, [RulingKind(each) for each, state in states if state == "proposed"]):
        raise RuleError("A proposal about them waits for a second person already.")
    if kind is RulingKind.LET_BACK:
        if not is_kept_out(person.id):
            raise RuleError("No later return is told to leave them out.")
    elif (RulingKind.ERASE.value, "done") in states:
        raise RuleError("What was held about them is deleted already.")
    if kind is RulingKind.RESTRICT and (kind.value, "in_force") in states:
        raise RuleError("What is held about them is hidden already.")
    if person.address_protected is (kind is RulingKind.PROTECT) and kind in OF_ADDRESS:
        is_so = "is" if person.address_protected else "is not"
        raise RuleError(f"Their address {is_so} marked as protected already.")
    if kind is RulingKind.ERASE:
        _refuse_early(person.id, now)
    made = Ruling(
        young_person_id=person.id,
        kind=kind.value,
        ground=ground.value,
        reason=reason.strip(),
        state="proposed",
        proposed_by=actor.person_id,
        proposed_at=now,
    )
    session.add(made)
    flush()
    _tell("proposed", made, actor, now)
    return made


def agree(*, actor: Actor, now: datetime, ruling_id: UUID) -> Ruling:
    """Agree, as the second person: what was proposed happens now.

    RuleError for whoever proposed it, where it was decided already, or nothing may be erased yet.
    """
    found = _waiting(actor, ruling_id)
    found.decided_by, found.decided_at = actor.person_id, now
    kind = RulingKind(found.kind)
    if kind is RulingKind.ERASE:
        _refuse_early(found.young_person_id, now)
        _end_all(found.young_person_id, {RulingKind.RESTRICT, RulingKind.PROTECT}, actor, now)
        _drop_others(found, actor, now)
        remove(
            Kept.YOUNG_PEOPLE,
            found.young_person_id,
            now=now,
            cause="erasure",
            actor_id=actor.person_id,
        )
    elif kind in OF_ADDRESS:
        person = cases.young_person(found.young_person_id)
        person.address_protected = kind is RulingKind.PROTECT
        if kind is RulingKind.UNPROTECT:
            _end_all(person.id, {RulingKind.PROTECT}, actor, now)
    elif kind is RulingKind.LET_BACK:
        let_back(found.young_person_id)
    found.state = "in_force" if kind in _LASTING else "done"
    flush()
    _tell("agreed", found, actor, now)
    return found


def _end_all(young_person_id: UUID, kinds: set[RulingKind], actor: Actor, now: datetime) -> None:
    for each in queries.rulings_about(young_person_id):
        if each.state == "in_force" and each.kind in kinds:
            each.state, each.ended_by, each.ended_at = "ended", actor.person_id, now


def _drop_others(done: Ruling, actor: Actor, now: datetime) -> None:
    """Refuse what else waits about somebody whose data is deleted: there is nothing to decide."""
    for each in queries.rulings_about(done.young_person_id):
        if each.state == "proposed" and each.id != done.id:
            _end(each, "refused", actor, now, "What was held about them is deleted.")


def refuse(*, actor: Actor, now: datetime, ruling_id: UUID, reason: str) -> Ruling:
    """Refuse what was proposed, with the reason; whoever proposed it may take it back so too."""
    require(actor, Permission.PROTECTION_MANAGE, None)
    found = queries.ruling(ruling_id)
    _only(found, "proposed")
    return _end(found, "refused", actor, now, reason)


def lift(*, actor: Actor, now: datetime, ruling_id: UUID, reason: str) -> Ruling:
    """End a restriction: what is held about them is there again for the panels' work. RuleError."""
    require(actor, Permission.PROTECTION_MANAGE, None)
    found = queries.ruling(ruling_id)
    _only(found, "in_force")
    if found.kind != RulingKind.RESTRICT:
        raise RuleError("Two people take the mark off an address: propose it.")
    return _end(found, "ended", actor, now, reason)


def restricted(person_id: UUID, now: datetime) -> Standing:
    """Keep from everybody but information governance what is restricted: a source of standing."""
    hidden = queries.restricted_people()
    if not hidden or queries.governs(person_id, now.astimezone(LONDON).date()):
        return Standing(recused=NO_ITEMS)
    items = queries.items_of(hidden)
    return Standing(
        recused=Reach(items=frozenset(items), young_people=hidden),
        withheld_slots=frozenset(slot_id for slot_id in items.values() if slot_id is not None),
    )


def _end(found: Ruling, state: str, actor: Actor, now: datetime, reason: str) -> Ruling:
    if not reason.strip():
        raise RuleError("Say why", field="reason")
    found.state, found.end_reason = state, reason.strip()
    found.ended_by, found.ended_at = actor.person_id, now
    flush()
    _tell(state, found, actor, now)
    return found


def _waiting(actor: Actor, ruling_id: UUID) -> Ruling:
    require(actor, Permission.PROTECTION_MANAGE, None)
    found = queries.ruling(ruling_id)
    _only(found, "proposed")
    if found.proposed_by == actor.person_id:
        raise RuleError("Somebody else must decide: you proposed this.")
    return found


def _only(found: Ruling, state: str) -> None:
    if found.state != state:
        raise RuleError("This was decided already.")


def too_early(young_person_id: UUID, today: date) -> str | None:
    """Say why nothing may be deleted about a young person yet, None where it may."""
    return erasure_problem(
        held=young_person_id in held_people(),
        coming=queries.coming_items(young_person_id, today),
        unfiled=young_person_id in to_be_filed(young_person_id),
        hidden=young_person_id in queries.restricted_people(),
    )


def _refuse_early(young_person_id: UUID, now: datetime) -> None:
    problem = too_early(young_person_id, now.astimezone(LONDON).date())
    if problem:
        raise RuleError(problem)


def _tell(what: str, found: Ruling, actor: Actor, now: datetime) -> None:
    audit.record(
        event=f"protection:ruling:{what}",
        subject=("young_person", found.young_person_id),
        actor_id=actor.person_id,
        now=now,
        facts={"ruling": str(found.id), "kind": found.kind, "ground": found.ground},
    )
