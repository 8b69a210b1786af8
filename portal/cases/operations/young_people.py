"""Place young people in districts and give them the name they go by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.cases import queries
from portal.cases.models import YoungPerson
from portal.database import flush
from portal.kernel.errors import NotFoundError, RuleError
from portal.people.policy import Actor, Permission, require
from portal.tenancy.door import registry


def place_young_people(
    *,
    actor: Actor,
    now: datetime,
    today: date,
    young_person_ids: Collection[UUID],
    district_id: str,
) -> Sequence[YoungPerson]:
    """Put young people in a district, or move them there; return those who moved.

    The actor needs the permission where they are and where they go; for somebody with no
    district yet, in the whole county. Raises RuleError for nobody or a district that is not
    there today, NotFoundError for somebody outside the scope, ForbiddenError.
    """
    open_today = {district.slug for district in registry().districts(today)}
    if district_id not in open_today:
        raise RuleError("Choose a district that exists today.", field="district")
    if not young_person_ids:
        raise RuleError("Choose at least one young person.", field="young_people")
    require(actor, Permission.YOUNG_PERSON_PLACE, district_id)
    people = queries.young_people(young_person_ids)
    if len(people) < len(set(young_person_ids)):
        raise NotFoundError
    moved = []
    for person in people:
        if person.district_id == district_id:
            continue
        require(actor, Permission.YOUNG_PERSON_PLACE, person.district_id)
        before, person.district_id = person.district_id, district_id
        moved.append(person)
        audit.record(
            event="cases:young_person:placed",
            subject=("young_person", person.id),
            actor_id=actor.person_id,
            now=now,
            district_id=district_id,
            facts={"from": before, "to": district_id},
        )
    flush()
    return moved


def name_young_person(
    *, actor: Actor, now: datetime, young_person_id: UUID, preferred_name: str
) -> YoungPerson:
    """Write down the name a young person goes by; the return holds none.

    Raises RuleError for a blank name, NotFoundError, ForbiddenError.
    """
    person = queries.young_person(young_person_id)
    require(actor, Permission.YOUNG_PERSON_PLACE, person.district_id)
    name = " ".join(preferred_name.split())
    if not name:
        raise RuleError("Enter the name they like to be called.", field="preferred_name")
    if name != person.preferred_name:
        person.preferred_name = name
        audit.record(
            event="cases:young_person:named",
            subject=("young_person", person.id),
            actor_id=actor.person_id,
            now=now,
            district_id=person.district_id,
        )
        flush()
    return person
