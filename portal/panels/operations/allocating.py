"""Who works with a young person, said once: their items, access and invitations follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import audit, outbox
from portal.cases.models import YoungPerson
from portal.cases.rules import allocation
from portal.cases.rules.allocation import Change, Post, Said, Saying, Team, team_in
from portal.database import flush
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.wording import joined
from portal.outbox import Channel, Recipient
from portal.panels import following, queries
from portal.panels.following import Passed
from portal.panels.models import Item
from portal.panels.operations.local import day_of
from portal.panels.operations.telling import tell_meeting
from portal.panels.queries import Offered
from portal.people import decisions
from portal.people import queries as people
from portal.people.policy import Actor, Permission, Role
from portal.web.access import Audience

WORKS_WITH = "works_with"
"""The message to somebody who is put down to work with a young person."""
_ANSWER = {
    Post.SOCIAL_WORKER: "Choose a social worker from the list.",
    Post.MANAGER: "Choose a manager from the list.",
    Post.PERSONAL_ADVISER: "Choose a personal adviser from the list.",
    Post.ADVISER_MANAGER: "Choose a manager from the list.",
}
NOBODY_ANSWERS = (
    "They are on an agenda, so somebody must answer for them: name a social worker, or the team "
    "manager until there is one."
)
ANOTHER_TEAM = (
    "You give young people to yourself and to your own team, and take them from there. Ask case "
    "support to change this."
)

TO_ONESELF = (
    "Nobody puts themselves down for a young person of the district. Ask somebody else who says "
    "who works with whom."
)
_ROLE_IN = {
    Post.SOCIAL_WORKER: Role.SOCIAL_WORKER,
    Post.MANAGER: Role.TEAM_MANAGER,
    Post.PERSONAL_ADVISER: Role.PERSONAL_ADVISER,
    Post.ADVISER_MANAGER: Role.TEAM_MANAGER,
}
"""The role that each post is the work of: whoever was given it may put themselves there."""


@dataclass(frozen=True, slots=True)
class Allocated:
    """What a change came to: the posts that changed, and how many items passed on."""

    changed: tuple[Change, ...]
    items: int = 0


def allocates_only_own(actor: Actor, district_id: str) -> bool:
    """Tell whether somebody says this of their own team's young people alone."""
    return not actor.may(Permission.YOUNG_PERSON_SEE, district_id)


def may_allocate(actor: Actor, young_person: YoungPerson) -> bool:
    """Tell whether somebody says who works with this young person: never beyond their district."""
    district = young_person.district_id
    if district is None or not actor.may(Permission.YOUNG_PERSON_ALLOCATE, district):
        return False
    if not allocates_only_own(actor, district):
        return True
    return young_person.id in queries.theirs(actor.person_id, [young_person.id])


def allocated_by(actor: Actor, young_person_id: UUID, district_id: str) -> YoungPerson:
    """Return a young person of a district for somebody who says who works with them.

    NotFoundError for others, for whom one statement is asked as for an id nobody ever had.
    """
    own_of = actor.person_id if allocates_only_own(actor, district_id) else None
    young_person = queries.young_person(young_person_id, district_id, own_of=own_of)
    require_allocating(actor, young_person)
    return young_person


def require_allocating(actor: Actor | None, young_person: YoungPerson) -> None:
    """Let pass who says who works with them. NotFoundError: they are not there for others.

    Without an actor it is done at the machine, for somebody who has a district.
    """
    if young_person.district_id is None or (
        actor is not None and not may_allocate(actor, young_person)
    ):
        raise NotFoundError("There is no such young person.")
    decisions.allowed(Permission.YOUNG_PERSON_ALLOCATE)


def allocate(
    *,
    actor: Actor | None,
    now: datetime,
    young_person_id: UUID,
    said: Saying,
    seen: str | None = None,
) -> Allocated:
    """Say who works with a young person from today; their items pass on at once.

    Whoever is replaced opens neither the young person nor
    their items any more; who is new does, is told once, and takes over what is still to be done.
    The same again changes nothing. RuleError (the post's field) for somebody who may not be put
    down, and as `check_oneself`; ConflictError where the team is another than the one that was
    `seen`.
    """
    young_person = queries.young_person_to_change(young_person_id)
    require_allocating(actor, young_person)
    before = team_in(young_person)
    if seen is not None and seen != before.mark:
        raise ConflictError(
            "Somebody else changed who works with them while you were looking. Now: "
            f"{in_words(before)}. Nothing of yours was saved: look at both and save again."
        )
    today = day_of(now)
    after = team_from(before, said, now)
    changed = allocation.changes(before, after)
    if not changed:
        return Allocated(())
    assert young_person.district_id is not None  # whoever may change it has seen to that
    _check(changed, queries.offered(young_person.district_id, today))
    _check_own_team(actor, young_person, changed, now)
    check_oneself(actor, young_person.district_id, before, said)
    items = pass_on(actor=actor, now=now, young_person=young_person, after=after)
    return Allocated(changed, items)


def team_from(before: Team, said: Saying, now: datetime) -> Team:
    """Return the team that somebody says, each worker with their own manager."""
    named = {each for each in said.values() if not isinstance(each, Said)} | before.people
    return allocation.team_said(before, said, queries.managers_of(named, day_of(now)))


def _check(changed: tuple[Change, ...], offered: Offered) -> None:
    for change in changed:
        if change.after is None:
            continue
        if change.after not in {each.id for each in offered.for_post(change.post)}:
            raise RuleError(_ANSWER[change.post], change.post.value)


def _check_own_team(
    actor: Actor | None, young_person: YoungPerson, changed: tuple[Change, ...], now: datetime
) -> None:
    district = young_person.district_id
    if actor is None or district is None or not allocates_only_own(actor, district):
        return
    own = {each.id for each in people.managed_by(actor.person_id, day_of(now))}
    post = allocation.outside_the_team(
        team_in(young_person), changed, manager_id=actor.person_id, team=own
    )
    if post is not None:
        raise RuleError(ANOTHER_TEAM, post.value)


def check_oneself(actor: Actor | None, district_id: str, before: Team, said: Saying) -> None:
    """Refuse who names themselves for a young person they were nothing to. RuleError (the post).

    It would open papers, and words kept for a worker, to whoever sees the whole district; a team
    manager says it of their own team alone, as a social worker does who nominates.
    """
    if actor is None or allocates_only_own(actor, district_id):
        return
    if actor.person_id in before.people:
        return
    for post, named in said.items():
        if named == actor.person_id and _ROLE_IN[post] not in actor.roles(district_id):
            raise RuleError(TO_ONESELF, post.value)


def in_words(team: Team) -> str:
    """Say a team: "social worker Sam Testcase and personal adviser Ade Example"."""
    known = people.people_by_id(set(team.people))
    said = [
        f"{post.label.lower()} {known[person].name}"
        for post in Post
        if (person := team.in_post(post)) is not None and person in known
    ]
    return joined(said) if said else "nobody"


def pass_on(
    *,
    actor: Actor | None,
    now: datetime,
    young_person: YoungPerson,
    after: Team,
    tells: bool = True,
) -> int:
    """Write a team down and let every item follow; return how many did.

    It asks no permission: it follows from an operation that did. Every item, those of panels long
    past too: an item lets its own people in. What was filed keeps the names it was filed with.
    RuleError (field `social_worker`) where an item would be left with nobody.
    """
    before = team_in(young_person)
    changed = allocation.changes(before, after)
    items = queries.items_of_young_person(young_person.id)
    if items and after.answers is None:
        raise RuleError(NOBODY_ANSWERS, Post.SOCIAL_WORKER.value)
    today = day_of(now)
    for change in changed:
        setattr(young_person, f"{change.post.value}_id", change.after)
        since = None if change.after is None else today
        setattr(young_person, f"{change.post.value}_since", since)
    flush()
    audit.record(
        event="cases:young_person:allocated",
        subject=("young_person", young_person.id),
        district_id=young_person.district_id,
        actor_id=None if actor is None else actor.person_id,
        now=now,
        facts={
            change.post.value: allocation.passing(change.before, change.after) for change in changed
        },
    )
    moved = [item for item in items if _follow(actor, now, item, before, after)]
    flush()
    told = {item.meeting_id for item in moved if item.slot_id is not None}
    for meeting_id in sorted(told):
        tell_meeting(actor=actor, now=now, meeting_id=meeting_id)
    if tells:
        _tell(now, young_person, after.people - before.people, told)
    return len(moved)


def _follow(actor: Actor | None, now: datetime, item: Item, before: Team, after: Team) -> bool:
    """Let one item follow; tell whether it changed."""
    was = team_in(item)
    team = allocation.on_an_item(was, before, after)
    gone = (was.people | before.people) - team.people
    stands_in_no_more = item.stand_in_id in gone or item.stand_in_id == team.social_worker
    if team == was and not (item.stand_in_id and stands_in_no_more):
        return False
    changed = allocation.changes(was, team)
    passed = {each.post.value: allocation.passing(each.before, each.after) for each in changed}
    for change in changed:
        setattr(item, f"{change.post.value}_id", change.after)
    if item.stand_in_id is not None and stands_in_no_more:
        passed["stand_in"] = allocation.passing(item.stand_in_id, None)
        item.stand_in_id, item.stand_in_since = None, None
    actor_id = None if actor is None else actor.person_id
    audit.record(
        event="panels:item:passed_on",
        subject=("item", item.id),
        district_id=item.district_id,
        actor_id=actor_id,
        now=now,
        facts=passed,
    )
    for change in changed:
        if change.before in gone and change.after is not None:
            following.passed(
                Passed(
                    item_id=item.id,
                    before=change.before,
                    after=change.after,
                    actor_id=actor_id,
                    now=now,
                )
            )
    return True


def _tell(
    now: datetime, young_person: YoungPerson, new: frozenset[UUID], meetings: set[UUID]
) -> None:
    """Tell who is new, once things have settled: not those whom a meeting's message reaches."""
    invited = {
        person_id
        for meeting_id in sorted(meetings)
        for person_id, known in queries.known_by(meeting_id).items()
        if known.newest.stands
    }
    for person_id, person in sorted(people.there_today(new - invited, day_of(now)).items()):
        outbox.queue(
            message=WORKS_WITH,
            key=f"{WORKS_WITH}:{person_id}:{young_person.id}:{now:%Y%m%dT%H%M%S%f}",
            recipient=Recipient(person_id, person.email, Channel.EMAIL, Audience.STAFF),
            now=now,
            district_id=young_person.district_id,
            settle_key=f"{WORKS_WITH}:{person_id}",
        )
