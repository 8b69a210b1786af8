"""Whoever a page names as next can do what it asks of them, or it names who can give the role.

Asked of every post with this and that of its chain away, by the very functions that let people pass
where the work is done.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

import pytest
from sqlalchemy import select, update

from portal.agreements.policy import powers
from portal.cases.models import YoungPerson
from portal.database import session
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.panels.models import Meeting
from portal.panels.operations import allocating, deputies
from portal.panels.operations.facts import ItemAt
from portal.papers.policy import rights
from portal.papers.rules.kinds import PaperKind
from portal.people import standing
from portal.people.granting import may_give
from portal.people.models import Person, RoleGrant
from portal.people.operations import grant_role
from portal.people.places import Place
from portal.people.policy import Actor, Permission, Role
from portal.preparation import policy, queries
from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.owners import Named, Owner, Part, Post
from portal.preparation.rules.tasks import Task
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import NOW, TODAY, register
from tests.integration.preparation.conftest import Enter, Preparing
from tests.integration.preparation.test_pages import item_path, meeting_path, words
from tests.support.ended import left

OWN = ("Sam", "Manny", "Addie", "Hattie", "Fran", "Ira", "Prue", "Pat")
"""Who is in a post of the item, or has a seat: without them every post of it is empty."""
SUPPORT, LEAD = ("Casey",), ("Lee",)
PAPERS = {
    TaskKey.CASE_SUMMARY: PaperKind.CASE_SUMMARY,
    TaskKey.SUMMARY_FETCHED: PaperKind.CASE_SUMMARY,
    TaskKey.CARE_PLANNING_RECORD: PaperKind.CARE_PLANNING_RECORD,
}
AWAY = {
    "nobody away": (),
    "case support away": SUPPORT,
    "the lead away": LEAD,
    "both away": SUPPORT + LEAD,
    "the posts empty": OWN,
    "the posts empty, no case support": OWN + SUPPORT,
    "the posts empty, no lead": OWN + LEAD,
    "nobody there": OWN + SUPPORT + LEAD,
}


def leave(names: Collection[str]) -> None:
    """Let the people of these first names have left. Inside a writing scope."""
    everybody = session.execute(select(Person.id, Person.name).order_by(Person.id))
    left(*(row.id for row in everybody if row.name.partition(" ")[0] in names))


def does(actor: Actor, task: Task, found: ItemAt) -> bool:
    """Tell whether somebody would be let pass where a task is done."""
    if task.agency is not None:
        return task.agency in policy.writes_for(actor, found.facts, found.about) or (
            task.post is Post.PROVIDER and any(visit.item_id for visit in actor.visits)
        )
    if task.key in PAPERS:
        return rights(actor, found, None).may_add(PAPERS[task.key])
    if task.key in {TaskKey.INVITATION, TaskKey.VIEWS}:
        return policy.tells_of_young_person(actor, found.facts, found.about)
    if task.key is TaskKey.WHO_COMES:
        return deputies.may_name_stand_in(actor, found)
    return powers(actor, found).records


def finds(actor: Actor, task: Task, found: ItemAt) -> bool:
    """Tell whether somebody may say who works with them, or who holds the seat."""
    if task.post is Post.SOCIAL_WORKER:
        who = session.scalars(
            select(YoungPerson).where(YoungPerson.id == found.item.young_person_id)
        ).one()
        return allocating.may_allocate(actor, who)
    meeting = found.meeting
    return actor.may(Permission.SEATS_MANAGE, meeting.district_id, meeting.panel_id)


def gives(owner: Owner) -> bool:
    """Tell whether the sentence names who can give the role that does it."""
    administrators = session.scalars(
        select(Person).where(Person.name.in_(owner.givers)).order_by(Person.name)
    ).all()
    assert len(administrators) == len(owner.givers)
    for person in administrators:
        actor = standing.actor(person.id, NOW)
        assert actor is not None
        assert may_give(actor, Role.CASE_SUPPORT, Place(district_id="burnley"))
    named = " or ".join(owner.givers) or "Whoever runs the portal’s machine"
    return named in owner.sentence and "can give somebody the role" in owner.sentence


def wrong(preparing: Preparing) -> list[str]:
    """Return what a page would say of the item that is not so."""
    found: list[str] = []
    for task in queries.item_prepared(preparing.item_id, NOW).items[0].tasks:
        owner = task.owner
        if owner.part is Part.KNOWS and not gives(owner):
            found.append(f"{task.key}: {owner.sentence}")
        found += [
            f"{task.key}: {owner.part} by {each.name}"
            for each in owner.people
            if owner.part is not Part.KNOWS and not _able(preparing, task, each)
        ]
    return found


def _able(preparing: Preparing, task: Task, named: Named) -> bool:
    actor = standing.actor(named.id, NOW)
    assert actor is not None
    if actor.visits and not actor.grants:  # who is asked to the item writes on a page of their own
        return task.post is Post.PROVIDER and actor.visits[0].item_id == preparing.item_id
    at = panels.item_for(actor=actor, item_id=preparing.item_id, now=NOW)
    return (does if task.owner.part is Part.DOES else finds)(actor, task, at)


@pytest.mark.requirement("R71", "R73")
@pytest.mark.parametrize("administrator", [True, False], ids=["roles are given", "by the machine"])
@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_whoever_is_named_can_do_it_or_the_sentence_names_who_can(
    preparing: Preparing, working: ScopeOpener, away: tuple[str, ...], *, administrator: bool
) -> None:
    with working():
        if administrator:
            register("Pauli Example", Role.PEOPLE_ADMINISTRATOR, None)
        leave(away)
    with working(writes=False):
        assert wrong(preparing) == []


@pytest.mark.requirement("R71")
@pytest.mark.parametrize("gives_roles", [False, True], ids=["", "who gives roles too"])
@pytest.mark.parametrize("who", ["support", "lead"])
def test_a_role_on_one_panel_finds_nobody_to_work_with_a_young_person(
    preparing: Preparing, working: ScopeOpener, who: str, *, gives_roles: bool
) -> None:
    person_id = getattr(preparing.district, who).person_id
    with working():
        panel_id = session.scalars(
            select(Meeting.panel_id).where(Meeting.id == preparing.district.meeting_id)
        ).one()
        theirs = RoleGrant.person_id == person_id
        session.execute(update(RoleGrant).where(theirs).values(panel_id=panel_id))
        if gives_roles:
            person = session.scalars(select(Person).where(Person.id == person_id)).one()
            grant_role(
                person=person, role=Role.PEOPLE_ADMINISTRATOR, district_id=None, starts_on=TODAY
            )
        leave(OWN + (LEAD if who == "support" else SUPPORT))
    with working(writes=False):
        assert wrong(preparing) == []


def test_every_post_is_among_what_is_asked(preparing: Preparing, working: ScopeOpener) -> None:
    with working(writes=False):
        asked = {each.post for each in queries.item_prepared(preparing.item_id, NOW).items[0].tasks}
        row = panel_queries.item_row(preparing.item_id)
    assert set(Post) - asked == {Post.RESIDENTIAL}  # fostering looks after them (R60)
    assert row.id == preparing.item_id


@pytest.mark.requirement("R71")
def test_a_lead_is_told_of_what_they_cannot_do_and_reads_who_can_change_it(
    preparing: Preparing, as_person: Enter
) -> None:
    with preparing.working():
        register("Pauli Example", Role.PEOPLE_ADMINISTRATOR, None)
        leave(SUPPORT)
    client = as_person(preparing.district.lead)
    gives_it = "Pauli Example (people administrator) can give somebody the role"
    text = words(client, item_path(preparing))
    assert (
        "Case support: nobody holds this post. Lee Sample is told (district lead). "
        f"{gives_it}, and it counts at once. The panel’s plan must fit" in text
    )
    meeting = words(client, meeting_path(preparing))
    assert "wait for what you know" not in meeting
    assert (
        f"Nobody here is case support officer today, so the agenda cannot go out. {gives_it}"
        in meeting
    )
    home = words(client, "/")
    assert "Fetch the papers" not in home
    assert "for what you know" not in home


@pytest.mark.requirement("R71")
def test_who_finds_somebody_has_a_line_of_its_own_at_home(
    preparing: Preparing, as_person: Enter
) -> None:
    with preparing.working():
        leave((*SUPPORT, "Hattie"))
    client = as_person(preparing.district.lead)
    said = "Housing authority: nobody holds this post, so Lee Sample is asked to find somebody"
    assert said in words(client, item_path(preparing))
    home = words(client, "/")
    assert "Find who prepares for one young person on 17 December" in home or (
        "Find who prepares for 1 young person on 17 December" in home
    )
    assert "Say who works with them, or who holds the seat." in home


@pytest.mark.requirement("R71")
def test_a_district_without_a_lead_says_so_where_its_chain_ends(
    preparing: Preparing, as_person: Enter
) -> None:
    with preparing.working():
        register("Pauli Example", Role.PEOPLE_ADMINISTRATOR, None)
        leave((*SUPPORT, *LEAD, "Hattie"))
    text = words(as_person(preparing.district.worker), item_path(preparing))
    assert (
        "Housing authority: nobody holds this post, and nobody stands in as case support officer "
        "or district lead. Pauli Example (people administrator) can give somebody the role" in text
    )


def test_the_names_used_here_are_those_of_the_item(preparing: Preparing) -> None:
    actors = [
        value.name
        for value in chain(vars(preparing).values(), vars(preparing.district).values())
        if isinstance(value, Actor)
    ]
    known = {name.partition(" ")[0] for name in actors} | {"Manny"}
    assert set(OWN + SUPPORT + LEAD) <= known
