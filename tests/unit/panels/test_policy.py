"""What each person sees of an item, and the reasons they have: the one function that decides it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.database import Reach
from portal.panels.policy import (
    ItemFacts,
    MeetingFacts,
    OwnPeople,
    Sees,
    Sight,
    knows,
    reasons_to_open,
    records_cost,
    seats_at,
    sight,
    speaks_for_young_people,
)
from portal.people.policy import Actor, Grant, Role, Seated, Visit
from portal.variations.values import OrganisationKind, PackSection, Seat

ME, PANEL, OTHER_PANEL, MEETING, OTHER_MEETING, ITEM, YOUNG = (UUID(int=n) for n in range(1, 8))
SOMEBODY = UUID(int=99)
DAY = date(2026, 12, 17)
START = date(2026, 1, 1)
COST = frozenset({PackSection.COST})
SERVICES = OrganisationKind.CHILDRENS_SERVICES
SEATS = {
    seat.key: seat
    for seat in (
        Seat("fostering_manager", "Fostering Manager", SERVICES, sees_names=True, sections=COST),
        Seat("access_to_resources", "Access to Resources", SERVICES, sections=COST),
        Seat("housing_authority", "Housing", OrganisationKind.HOUSING_AUTHORITY),
        Seat("young_person_representative", "Representative", OrganisationKind.YOUNG_PERSON),
        Seat("allocated_social_worker", "Social worker", SERVICES, case_bound=True, sections=COST),
        Seat("personal_adviser", "Personal adviser", SERVICES, case_bound=True),
    )
}
AT = MeetingFacts(
    district_id="burnley", panel_id=PANEL, meeting_id=MEETING, panel_day=DAY, seats=SEATS
)
PLAIN = ItemFacts(item_id=ITEM, young_person_id=YOUNG)
SITS = Grant(Role.MEMBER, "burnley", PANEL)
COMES = Grant(Role.MEMBER, "burnley", PANEL, MEETING)


def actor(*grants: Grant, **more: Any) -> Actor:
    """Somebody of children's services, unless ``organisation_kind`` says otherwise."""
    given: dict[str, Any] = {"organisation_kind": SERVICES} | more
    return Actor(ME, "Avery Testcase", "avery@practice.example", grants, **given)


def seat(key: str, **more: Any) -> Seated:
    usual: dict[str, Any] = {
        "panel_id": PANEL,
        "seat_key": key,
        "deputy": False,
        "starts_on": START,
    }
    return Seated(**(usual | more))


def own(**people: UUID) -> ItemFacts:
    return ItemFacts(item_id=ITEM, young_person_id=YOUNG, own=OwnPeople(**people))


CASES: dict[str, tuple[Actor, ItemFacts, Sees, str]] = {
    "county case support": (
        actor(Grant(Role.CASE_SUPPORT, None)),
        PLAIN,
        Sees.NAME,
        "Case support officer for the county",
    ),
    "the district's chair": (
        actor(Grant(Role.CHAIR, "burnley")),
        PLAIN,
        Sees.NAME,
        "Panel chair for this district",
    ),
    "the chair of this panel alone": (
        actor(Grant(Role.CHAIR, "burnley", PANEL)),
        PLAIN,
        Sees.NAME,
        "Panel chair for this panel",
    ),
    "the chair of the other panel": (
        actor(Grant(Role.CHAIR, "burnley", OTHER_PANEL)),
        PLAIN,
        Sees.NOTHING,
        "",
    ),
    "another district's case support": (
        actor(Grant(Role.CASE_SUPPORT, "preston")),
        PLAIN,
        Sees.NOTHING,
        "",
    ),
    "a member by role": (
        actor(Grant(Role.MEMBER, "burnley")),
        PLAIN,
        Sees.REFERENCE,
        "Panel member for this district",
    ),
    "a seat that sees names": (
        actor(SITS, seats=(seat("fostering_manager", ends_on=date(2027, 3, 31)),)),
        PLAIN,
        Sees.NAME,
        "holds the seat of Fostering Manager until 31 March 2027",
    ),
    "that seat, but not on the panel day": (
        actor(SITS, seats=(seat("fostering_manager", ends_on=date(2026, 12, 16)),)),
        PLAIN,
        Sees.REFERENCE,
        "holds the seat of Fostering Manager until 16 December 2026",
    ),
    "a deputy for a term": (
        actor(SITS, seats=(seat("fostering_manager", deputy=True),)),
        PLAIN,
        Sees.NAME,
        "deputy for Fostering Manager",
    ),
    "a housing seat": (
        actor(SITS, seats=(seat("housing_authority"),)),
        PLAIN,
        Sees.REFERENCE,
        "holds the seat of Housing",
    ),
    "the young person representative": (
        actor(SITS, seats=(seat("young_person_representative"),)),
        PLAIN,
        Sees.REFERENCE,
        "holds the seat of Representative",
    ),
    "a seat on the other panel": (
        actor(
            Grant(Role.MEMBER, "burnley", OTHER_PANEL),
            seats=(seat("fostering_manager", panel_id=OTHER_PANEL),),
        ),
        PLAIN,
        Sees.NOTHING,
        "",
    ),
    "a deputy for this meeting": (
        actor(COMES, seats=(seat("housing_authority", deputy=True, meeting_id=MEETING),)),
        PLAIN,
        Sees.REFERENCE,
        "deputy for Housing at this meeting, until its records are filed",
    ),
    "a deputy for another meeting of the panel": (
        actor(
            Grant(Role.MEMBER, "burnley", PANEL, OTHER_MEETING),
            seats=(seat("fostering_manager", deputy=True, meeting_id=OTHER_MEETING),),
        ),
        PLAIN,
        Sees.NOTHING,
        "",
    ),
    "the item's own social worker": (
        actor(COMES),
        own(social_worker_id=ME),
        Sees.NAME,
        "social worker of this young person",
    ),
    "their manager": (actor(COMES), own(manager_id=ME), Sees.NAME, "the social worker’s manager"),
    "the personal adviser": (
        actor(COMES),
        own(personal_adviser_id=ME),
        Sees.NAME,
        "personal adviser of this young person",
    ),
    "the adviser's manager": (
        actor(COMES),
        own(adviser_manager_id=ME),
        Sees.NAME,
        "leaving care team manager of the personal adviser",
    ),
    "who comes in the worker's place": (
        actor(COMES),
        own(stand_in_id=ME),
        Sees.NAME,
        "comes in the social worker’s place, until the record is filed",
    ),
    "the own people of another item": (
        actor(COMES),
        own(social_worker_id=SOMEBODY),
        Sees.REFERENCE,
        "has a young person on this agenda",
    ),
    "an own item after a year, with no role": (
        actor(),
        own(social_worker_id=ME),
        Sees.NOTHING,
        "",
    ),
    "who chairs it in the chair's place": (
        actor(SITS, seats=(seat("housing_authority"),)),
        ItemFacts(item_id=ITEM, young_person_id=YOUNG, chair_id=ME),
        Sees.NAME,
        "chairs this item",
    ),
    "a visitor": (
        actor(visits=(Visit(ITEM, YOUNG, MEETING, "burnley"),)),
        PLAIN,
        Sees.VISITOR,
        "asked to this item",
    ),
    "a visitor to another item": (
        actor(visits=(Visit(UUID(int=50), UUID(int=51), MEETING, "burnley"),)),
        PLAIN,
        Sees.NOTHING,
        "",
    ),
    "an interest comes before every role": (
        actor(Grant(Role.CASE_SUPPORT, None), recused=Reach(items=frozenset({ITEM}))),
        own(social_worker_id=ME),
        Sees.RECUSED,
        "",
    ),
    "an interest in the same young person at another meeting": (
        actor(Grant(Role.CHAIR, "burnley"), recused=Reach(young_people=frozenset({YOUNG}))),
        PLAIN,
        Sees.RECUSED,
        "",
    ),
    "an interest comes before a visit": (
        actor(
            visits=(Visit(ITEM, YOUNG, MEETING, "burnley"),),
            recused=Reach(items=frozenset({ITEM})),
        ),
        PLAIN,
        Sees.RECUSED,
        "",
    ),
    "nobody at all": (actor(), PLAIN, Sees.NOTHING, ""),
}


@pytest.mark.requirement("R24", "R25", "R40", "R71", "R72")
@pytest.mark.control("C11", "C17")
@pytest.mark.parametrize(("person", "item", "sees", "reason"), CASES.values(), ids=CASES.keys())
def test_what_somebody_sees_of_an_item_and_why(
    person: Actor, item: ItemFacts, sees: Sees, reason: str
) -> None:
    found = sight(person, AT, item)
    assert found.sees is sees
    if reason:
        assert reason in found.reasons
    else:
        assert found == Sight(sees)


@pytest.mark.parametrize(("person", "item", "sees", "reason"), CASES.values(), ids=CASES.keys())
def test_whoever_sees_an_item_on_the_agenda_may_open_the_agenda(
    person: Actor, item: ItemFacts, sees: Sees, reason: str
) -> None:
    opens = bool(reasons_to_open(person, AT, own=bool(item.own.ties(ME)))) or (
        sees is Sees.NAME and bool(item.own.ties(ME))
    )
    if sees in {Sees.NAME, Sees.REFERENCE}:
        assert opens
        assert knows(person, AT, MEETING)
    elif sees is not Sees.RECUSED:
        assert not knows(person, AT, MEETING)


ELSEWHERE: dict[str, tuple[tuple[Grant, ...], dict[str, Any], ItemFacts]] = {
    "a seat that shows names and cost": ((SITS,), {"seats": (seat("fostering_manager"),)}, PLAIN),
    "the seat that brings cost": ((SITS,), {"seats": (seat("access_to_resources"),)}, PLAIN),
    "a deputy sent to it": (
        (COMES,),
        {"seats": (seat("access_to_resources", deputy=True, meeting_id=MEETING),)},
        PLAIN,
    ),
    "who comes in the worker's place": ((COMES,), {}, own(stand_in_id=ME)),
    "the social worker": ((COMES,), {}, own(social_worker_id=ME)),
    "the manager": ((COMES,), {}, own(manager_id=ME)),
    "the chair by role": ((Grant(Role.CHAIR, "burnley"),), {}, PLAIN),
    "case support by role": ((Grant(Role.CASE_SUPPORT, None),), {}, PLAIN),
    "who brings cost by role": ((Grant(Role.ACCESS_TO_RESOURCES, "burnley"),), {}, PLAIN),
}


@pytest.mark.requirement("R17", "A16", "A19")
@pytest.mark.control("C11")
@pytest.mark.parametrize(
    "kind", [OrganisationKind.PROVIDER, OrganisationKind.HOUSING_AUTHORITY, None]
)
@pytest.mark.parametrize(("grants", "more", "item"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_row_that_should_not_be_shows_nothing_to_somebody_from_elsewhere(
    kind: OrganisationKind | None, grants: tuple[Grant, ...], more: dict[str, Any], item: ItemFacts
) -> None:
    person = actor(*grants, **more, organisation_kind=kind)
    found = sight(person, AT, item)
    assert found.sees is Sees.REFERENCE
    assert not found.sees_cost
    assert not records_cost(person, AT, item)
    assert not item.own.ties_of(person)
    assert not seats_at(person, AT)


@pytest.mark.requirement("R17", "A19", "A18")
@pytest.mark.control("C11")
@pytest.mark.parametrize(
    ("person", "item", "sees_cost", "writes"),
    [
        (actor(Grant(Role.CASE_SUPPORT, None)), PLAIN, True, True),
        (actor(Grant(Role.CHAIR, "burnley")), PLAIN, True, True),
        (actor(Grant(Role.DISTRICT_LEAD, "burnley")), PLAIN, True, False),
        (actor(SITS, seats=(seat("access_to_resources"),)), PLAIN, True, True),
        (actor(SITS, seats=(seat("fostering_manager"),)), PLAIN, True, False),
        (actor(SITS, seats=(seat("housing_authority"),)), PLAIN, False, False),
        (actor(SITS, seats=(seat("young_person_representative"),)), PLAIN, False, False),
        (actor(Grant(Role.MEMBER, "burnley")), PLAIN, False, False),
        (actor(COMES), own(social_worker_id=ME), True, False),
        (actor(COMES), own(personal_adviser_id=ME), False, False),
        (actor(visits=(Visit(ITEM, YOUNG, MEETING, "burnley"),)), PLAIN, False, False),
        (
            actor(Grant(Role.CHAIR, "burnley"), recused=Reach(items=frozenset({ITEM}))),
            PLAIN,
            False,
            False,
        ),
    ],
    ids=[
        "case support",
        "the chair",
        "the district lead",
        "the seat that brings costs",
        "another seat of children's services",
        "housing",
        "the young person representative",
        "a member by role alone",
        "the item's own social worker",
        "the item's own personal adviser",
        "a visitor",
        "the chair who is out of it",
    ],
)
def test_costs_are_for_childrens_services_alone(
    person: Actor, item: ItemFacts, *, sees_cost: bool, writes: bool
) -> None:
    assert sight(person, AT, item).sees_cost is sees_cost
    assert records_cost(person, AT, item) is writes


@pytest.mark.requirement("A18")
@pytest.mark.parametrize(
    ("person", "item", "reads"),
    [
        (actor(Grant(Role.CHAIR, "burnley")), PLAIN, True),
        (actor(SITS, seats=(seat("fostering_manager"),)), PLAIN, False),
        (actor(SITS, seats=(seat("young_person_representative"),)), PLAIN, False),
        (actor(COMES), own(personal_adviser_id=ME), True),
        (actor(COMES), own(stand_in_id=ME), True),
        (actor(COMES), own(social_worker_id=SOMEBODY), False),
    ],
    ids=["the chair", "a seat", "the representative", "the adviser", "the stand-in", "another's"],
)
def test_who_reads_the_record(person: Actor, item: ItemFacts, *, reads: bool) -> None:
    assert sight(person, AT, item).reads_record is reads


YOUNG_PERSON, ADVOCACY = OrganisationKind.YOUNG_PERSON, OrganisationKind.ADVOCACY
REPRESENTATIVE = Role.YOUNG_PERSON_REPRESENTATIVE


@pytest.mark.requirement("R35", "A18")
@pytest.mark.control("C11")
@pytest.mark.parametrize(
    ("who", "speaks"),
    [
        (actor(SITS, organisation_kind=YOUNG_PERSON), True),
        (actor(Grant(REPRESENTATIVE, "burnley"), organisation_kind=ADVOCACY), True),
        (actor(Grant(REPRESENTATIVE, "burnley", PANEL), Grant(Role.CASE_SUPPORT, None)), True),
        (actor(Grant(REPRESENTATIVE, "burnley", PANEL, MEETING)), True),
        (actor(Grant(REPRESENTATIVE, "burnley", PANEL, OTHER_MEETING)), False),
        (actor(Grant(REPRESENTATIVE, "burnley", OTHER_PANEL)), False),
        (actor(Grant(REPRESENTATIVE, "preston")), False),
        (actor(SITS, seats=(seat("young_person_representative"),)), True),
        (actor(SITS, seats=(seat("young_person_representative", panel_id=OTHER_PANEL),)), False),
        (actor(COMES, seats=(seat("young_person_representative", meeting_id=MEETING),)), True),
        (actor(SITS, seats=(seat("housing_authority"),), organisation_kind=ADVOCACY), False),
        (actor(Grant(Role.CASE_SUPPORT, None)), False),
    ],
)
def test_who_speaks_for_young_people_at_a_meeting(who: Actor, *, speaks: bool) -> None:
    assert speaks_for_young_people(who, AT) is speaks
