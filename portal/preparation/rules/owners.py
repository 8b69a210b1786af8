"""Who is asked for something, by role and by name, and who is next where a post is empty.

An empty post never blocks a young person: the next person in the chain is offered, and the page
says whose work it would have been. Who is next either does the work or finds somebody who does;
where the chain ends in somebody who can do neither, the sentence names who can.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.kernel.wording import joined
from portal.panels.rules.posts import who_gives
from portal.preparation.rules.agencies import Agency


class Post(StrEnum):
    """Whose work a task is, by role."""

    SOCIAL_WORKER = "social_worker"
    CASE_SUPPORT = "case_support"
    HOUSING = "housing"
    ACCESS_TO_RESOURCES = "access_to_resources"
    FOSTERING = "fostering"
    RESIDENTIAL = "residential"
    PROVIDER = "provider"
    IRO = "iro"

    @property
    def agency(self) -> Agency | None:
        """The agency whose form does this work; None where there is no form."""
        return None if self in {Post.SOCIAL_WORKER, Post.CASE_SUPPORT} else Agency(self.value)

    @property
    def label(self) -> str:
        """The post in words."""
        if self is Post.SOCIAL_WORKER:
            return "Social worker"
        if self is Post.CASE_SUPPORT:
            return "Case support"
        return Agency(self.value).label


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """Somebody by name."""

    name: str
    id: UUID


class Step(StrEnum):
    """Who the people of a step are: what they can do about a task follows from it."""

    OWN = "own"
    """In the post itself, its deputies, or the managers of who works with the young person."""
    CASE_SUPPORT = "case_support"
    DISTRICT_LEAD = "district_lead"


class Part(StrEnum):
    """What somebody who is asked does about a task."""

    DOES = "does"
    FINDS = "finds"
    """Says who works with the young person, or who holds the seat: that person then does it."""
    KNOWS = "knows"
    """Neither: they are told, and somebody else can give the role that does it."""


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a chain: what it is called, and who is there now."""

    label: str
    people: tuple[Named, ...] = ()
    step: Step = Step.OWN
    allocating: frozenset[UUID] | None = None
    """Who of them says who works with a young person of the district, None for all of them: a role
    on one panel does not."""

    def part(self, post: Post, *, own_alone: bool) -> Part:
        """Return what its people do about a task of a post; `own_alone`: no other may do it."""
        if self.step is Step.OWN or (self.step is Step.CASE_SUPPORT and not own_alone):
            return Part.DOES
        return Part.KNOWS if post is Post.CASE_SUPPORT else Part.FINDS

    def able(self, post: Post, *, own_alone: bool) -> tuple[Named, ...]:
        """Return who of them does such a task or finds who does."""
        part = self.part(post, own_alone=own_alone)
        if part is Part.KNOWS:
            return ()
        if part is Part.DOES or post is not Post.SOCIAL_WORKER or self.allocating is None:
            return self.people
        return tuple(each for each in self.people if each.id in self.allocating)


Chain = tuple[Level, ...]
"""Whom a task goes to, the owner first and the district lead last."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose work it is, and who is asked for it."""

    post: str
    people: tuple[Named, ...]
    standing_in: str = ""
    """What the people asked are, where the post itself is empty."""
    part: Part = Part.DOES
    givers: tuple[str, ...] = ()
    """Who gives roles, by name."""

    @property
    def sentence(self) -> str:
        """Say who is asked: "Social worker: Sam Testcase", and why where it is somebody else."""
        names = joined([each.name for each in self.people], "or")
        nobody = f"{self.post}: nobody holds this post"
        if not self.people:
            roles = "case support officer or district lead"
            return f"{nobody}, and nobody stands in as {roles}. {who_gives(self.givers)}"
        if not self.standing_in:
            return f"{self.post}: {names}"
        role = f"{self.standing_in[:1].lower()}{self.standing_in[1:]}"
        if self.part is Part.KNOWS:
            return f"{nobody}. {names} is told ({role}). {who_gives(self.givers)}"
        finding = " to find somebody" if self.part is Part.FINDS else ""
        return f"{nobody}, so {names} is asked{finding} ({role})"

    def has(self, person_id: UUID) -> bool:
        """Tell whether somebody is asked, or told."""
        return any(each.id == person_id for each in self.people)


def offered(
    chain: Chain, post: Post, *, own_alone: bool = False, givers: tuple[str, ...] = ()
) -> Owner:
    """Return who is asked: the first step of the chain in which anybody can do something about it.

    Where nobody can, whoever is there is told, and the sentence says who gives roles (`givers`).
    """
    first = chain[0]
    for level in chain:
        able = level.able(post, own_alone=own_alone)
        if able:
            standing_in = "" if level is first else level.label
            return Owner(first.label, able, standing_in, level.part(post, own_alone=own_alone))
    for level in chain:
        if level.people:
            return Owner(first.label, level.people, level.label, Part.KNOWS, givers)
    return Owner(first.label, (), part=Part.KNOWS, givers=givers)
