"""Who works with a young person, on their page, and what the form that changes it offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import Post, Said, Saying, Team, team_in
from portal.kernel.wording import joined, plain_date
from portal.panels import queries
from portal.panels.operations import allocates_only_own, may_allocate, require_allocating
from portal.panels.operations.local import day_of
from portal.panels.pages.choices import titled
from portal.panels.policy import shown
from portal.people import queries as people
from portal.people.models import Person
from portal.people.policy import Actor
from portal.people.rules import State, state_on

_NOBODY = (Said.NOBODY.value, "Nobody yet")
_OWN = {
    Post.MANAGER: (Said.OWN.value, "The social worker’s own manager"),
    Post.ADVISER_MANAGER: (Said.OWN.value, "The personal adviser’s own manager"),
}


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post: who is in it, and since when, in words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoWorks:
    """Who works with one young person now, for a reader who may know it."""

    id: UUID
    reference: str
    who: str
    lines: tuple[PostLine, ...]
    nobody: bool
    """Nobody works with them who is still here."""
    mark: str
    may_change: bool
    listed: str = ""
    """On which agendas they are, for whoever is about to change it."""


class _Choice(Protocol):
    data: str | None

    def offer(self, choices: Sequence[tuple[str, str]]) -> None: ...


class _Form(Protocol):
    seen: _Choice

    def is_submitted(self) -> bool: ...

    def __getitem__(self, name: str) -> _Choice: ...


def who_works(actor: Actor, young_person: YoungPerson, now: datetime) -> WhoWorks:
    """Return who works with a young person. The caller has seen to it that they may be known."""
    team, today = team_in(young_person), day_of(now)
    known = people.people_by_id(set(team.people)) if team.people else {}
    there = {key for key, each in known.items() if _is_here(each, today)}
    sees = actor.sees_every_name(young_person.district_id or "")
    sees = sees or bool(queries.theirs(actor.person_id, [young_person.id]))
    return WhoWorks(
        id=young_person.id,
        reference=young_person.reference,
        who=shown(
            sees=sees, name=young_person.preferred_name or "", reference=young_person.reference
        ),
        lines=tuple(
            PostLine(
                post.label, _words(known[person], _since(young_person, post), here=person in there)
            )
            for post in Post
            if (person := team.in_post(post)) is not None and person in known
        ),
        nobody=not there,
        mark=team.mark,
        may_change=may_allocate(actor, young_person),
    )


def mark_of(young_person: YoungPerson) -> str:
    """Return who works with a young person as a form carries it."""
    return team_in(young_person).mark


def who_works_for_change(actor: Actor, young_person: YoungPerson, now: datetime) -> WhoWorks:
    """Return it for whoever says it. NotFoundError: they are not there for anybody else."""
    require_allocating(actor, young_person)
    days = queries.days_listed(young_person.id, day_of(now))
    return replace(who_works(actor, young_person, now), listed=_listed(days))


def _is_here(each: Person, today: date) -> bool:
    state = state_on(
        today,
        starts_on=each.starts_on,
        ends_on=each.ends_on,
        suspended=each.suspended_at is not None,
        invited=False,
    )
    return state is State.HERE


def _since(young_person: YoungPerson, post: Post) -> date | None:
    found: date | None = getattr(young_person, f"{post.value}_since")
    return found


def _words(person: Person, since: date | None, *, here: bool) -> str:
    words = person.name
    if since is not None:
        words += f", since {plain_date(since)}"
    return words if here else f"{words}. Not here now: choose somebody else"


def _listed(days: Iterable[date]) -> str:
    said = [plain_date(day) for day in days]
    return f"They are on the agenda for {joined(said)}." if said else ""


def fill_allocate_form(form: _Form, actor: Actor, young_person: YoungPerson, today: date) -> None:
    """Offer who may be put in each post; whoever is in it now is chosen already.

    A team manager is offered themselves, their own team, and whoever is there.
    """
    assert young_person.district_id is not None  # whoever may change it has seen to that
    offered, team = queries.offered(young_person.district_id, today), team_in(young_person)
    managers = queries.managers_of(team.people, today)
    within: frozenset[UUID] | None = None
    if allocates_only_own(actor, young_person.district_id):
        staff = people.managed_by(actor.person_id, today)
        within = team.people | {actor.person_id, *(each.id for each in staff)}
    for post in Post:
        field = form[post.value]
        own = (_OWN[post],) if post in _OWN else ()
        named = [
            (str(each.id), titled(each))
            for each in offered.for_post(post)
            if within is None or each.id in within
        ]
        field.offer([*own, _NOBODY, *named])
        if not form.is_submitted() and not field.data:
            field.data = _chosen(post, team, managers, dict(named))
    if not form.is_submitted():
        form.seen.data = team.mark


def _chosen(
    post: Post, team: Team, managers: Mapping[UUID, UUID | None], named: Mapping[str, str]
) -> str | None:
    """Return what stands in the box as the page opens; nothing where whoever is there has gone."""
    person = team.in_post(post)
    if person is None:
        return None
    worker = {Post.MANAGER: team.social_worker, Post.ADVISER_MANAGER: team.personal_adviser}
    its_worker = worker.get(post)
    if its_worker is not None and managers.get(its_worker) == person:
        return Said.OWN.value
    return str(person) if str(person) in named else None


def said_in(form: _Form) -> Saying:
    """Return what a form says of each post."""
    return {post: _said(form[post.value].data or "") for post in Post}


def _said(text: str) -> UUID | Said:
    try:
        return Said(text)
    except ValueError:
        return UUID(text)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A young person in the list of those somebody works with or answers for."""

    id: UUID
    who: str
    reference: str
    people: str


def team_lines(actor: Actor, district_id: str) -> tuple[TeamLine, ...]:
    """Return whom somebody works with or answers for, and may pass on, by reference."""
    found = queries.young_people_of(actor.person_id, district_id)
    ids = {person for each in found for person in team_in(each).people}
    known = people.people_by_id(ids)
    return tuple(
        TeamLine(
            each.id,
            shown(sees=True, name=each.preferred_name or "", reference=each.reference),
            each.reference,
            joined([known[p].name for p in _in_order(team_in(each)) if p in known]) or "Nobody",
        )
        for each in found
    )


def _in_order(team: Team) -> list[UUID]:
    found = (team.in_post(post) for post in Post)
    return list(dict.fromkeys(each for each in found if each is not None))
