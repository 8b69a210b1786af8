"""Who works with a young person, and what may be changed about it. Pure: ids in, ids out.

A social worker holds the case and their team manager answers for them (R10, R24); from the time of
leaving care a personal adviser works with the young person, and a leaving care team manager answers
for the adviser (R11, R25). An unfilled post blocks nothing: the next in the chain answers (R71).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Post(StrEnum):
    """What somebody is to a young person, in the order in which one answers for another."""

    SOCIAL_WORKER = "social_worker"
    MANAGER = "manager"
    PERSONAL_ADVISER = "personal_adviser"
    ADVISER_MANAGER = "adviser_manager"

    @property
    def label(self) -> str:
        """The post in words."""
        return {
            Post.SOCIAL_WORKER: "Social worker",
            Post.MANAGER: "Social worker’s manager",
            Post.PERSONAL_ADVISER: "Personal adviser",
            Post.ADVISER_MANAGER: "Personal adviser’s manager",
        }[self]


class Worked(Protocol):
    """Anything that carries who works with a young person as their row does."""

    @property
    def social_worker_id(self) -> UUID | None:
        """Their social worker."""

    @property
    def manager_id(self) -> UUID | None:
        """The social worker's manager."""

    @property
    def personal_adviser_id(self) -> UUID | None:
        """Their personal adviser."""

    @property
    def adviser_manager_id(self) -> UUID | None:
        """The adviser's manager."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who works with a young person; None where the post is empty."""

    social_worker: UUID | None = None
    manager: UUID | None = None
    personal_adviser: UUID | None = None
    adviser_manager: UUID | None = None

    def in_post(self, post: Post) -> UUID | None:
        """Return who is in a post."""
        found: UUID | None = getattr(self, post.value)
        return found

    def having(self, post: Post, person_id: UUID | None) -> Team:
        """Return the team with somebody, or nobody, in a post."""
        return replace(self, **{post.value: person_id})

    @property
    def answers(self) -> UUID | None:
        """Who answers in the social worker's place: they, or the next in the chain (R71)."""
        return self.social_worker or self.manager or self.personal_adviser or self.adviser_manager

    @property
    def people(self) -> frozenset[UUID]:
        """Everybody in it."""
        found = (self.in_post(post) for post in Post)
        return frozenset(each for each in found if each is not None)

    @property
    def mark(self) -> str:
        """The team as a form carries it, to tell whether somebody else changed it meanwhile."""
        return ".".join("" if (each := self.in_post(post)) is None else each.hex for post in Post)


assert {each.name for each in fields(Team)} == {post.value for post in Post}


def team_in(row: Worked) -> Team:
    """Return the team that a row carries."""
    return Team(
        social_worker=row.social_worker_id,
        manager=row.manager_id,
        personal_adviser=row.personal_adviser_id,
        adviser_manager=row.adviser_manager_id,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One post that passes from somebody to somebody, or from and to nobody."""

    post: Post
    before: UUID | None
    after: UUID | None


def changes(before: Team, after: Team) -> tuple[Change, ...]:
    """Return what changes between two teams, post by post."""
    found = (Change(post, before.in_post(post), after.in_post(post)) for post in Post)
    return tuple(each for each in found if each.before != each.after)


def passing(before: UUID | None, after: UUID | None) -> dict[str, str | None]:
    """Return how the trail says, of one post, whose it was and whose it is now."""
    return {
        "from": None if before is None else str(before),
        "to": None if after is None else str(after),
    }


class Said(StrEnum):
    """What is said of a post where nobody is named."""

    LEAVE = ""
    """It stays as it is; a manager goes with their worker all the same."""
    NOBODY = "nobody"
    OWN = "own"
    """Of a manager's post: whoever manages the worker."""


Saying = Mapping[Post, UUID | Said]
"""What is said of each post; a post that is not in it is left."""
_MANAGED = {Post.MANAGER: Post.SOCIAL_WORKER, Post.ADVISER_MANAGER: Post.PERSONAL_ADVISER}


def team_said(before: Team, said: Saying, managers: Mapping[UUID, UUID | None]) -> Team:
    """Return the team that somebody says; ``managers`` gives each worker's own manager.

    A new worker brings their own manager, unless one is named. A post without a worker keeps its
    manager, who answers until somebody is found (R71), unless it is said that nobody does.
    """
    team = before
    for post in (Post.SOCIAL_WORKER, Post.PERSONAL_ADVISER):
        word = said.get(post, Said.LEAVE)
        if word is not Said.LEAVE:
            team = team.having(post, None if isinstance(word, Said) else word)
    for post, worker_post in _MANAGED.items():
        word = said.get(post, Said.LEAVE)
        worker, was = team.in_post(worker_post), before.in_post(post)
        own = None if worker is None else managers.get(worker)
        if not isinstance(word, Said):
            team = team.having(post, word)
        elif word is Said.NOBODY:
            team = team.having(post, None)
        elif word is Said.OWN or worker != before.in_post(worker_post):
            team = team.having(post, own or was)
        else:
            team = team.having(post, was or own)
    return team


def outside_the_team(
    before: Team, found: Collection[Change], *, manager_id: UUID, team: Collection[UUID]
) -> Post | None:
    """Return the first post a team manager may not change so; None where all are theirs.

    They change the worker and the manager of whom they answer for, and of whom nobody has yet; they
    give to themselves or to somebody of their own team. Between teams, whoever sees the whole
    district moves them.
    """
    own = {manager_id, *team}
    for change in found:
        worker_post = _MANAGED.get(change.post, change.post)
        pair = {before.in_post(worker_post)} | {
            before.in_post(post) for post, worker in _MANAGED.items() if worker is worker_post
        }
        answers_for = pair == {None} or bool(own & pair)
        if not answers_for or (change.after is not None and change.after not in own):
            return change.post
    return None


def on_an_item(at_item: Team, before: Team, after: Team) -> Team:
    """Return an item's own people once a young person's team has changed.

    Each post that changed passes on; one that did not keeps whom the item has. The social worker's
    post on an item is never empty: the next in the chain answers in it.
    """
    for change in changes(before, after):
        if change.post is not Post.SOCIAL_WORKER:
            at_item = at_item.having(change.post, change.after)
    if before.answers != after.answers and after.answers is not None:
        at_item = at_item.having(Post.SOCIAL_WORKER, after.answers)
    return at_item
