"""Who is asked for something, by role and by name, and who is next where a post is empty.

An empty post never blocks a young person: the next person in the chain is offered, and the page
says whose work it would have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.kernel.wording import joined
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


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a chain: what it is called, and who is there now."""

    label: str
    people: tuple[Named, ...] = ()


Chain = tuple[Level, ...]
"""Whom a task goes to, the owner first and the district lead last."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose work it is, and who is asked for it."""

    post: str
    people: tuple[Named, ...]
    standing_in: str = ""
    """What the people asked are, where the post itself is empty."""

    @property
    def sentence(self) -> str:
        """Say who is asked: "Social worker: Sam Testcase", and why where it is somebody else."""
        names = joined([each.name for each in self.people], "or")
        if not self.people:
            return f"{self.post}: nobody holds this post, and nobody stands in"
        if self.standing_in:
            role = f"{self.standing_in[:1].lower()}{self.standing_in[1:]}"
            return f"{self.post}: nobody holds this post, so {names} is asked ({role})"
        return f"{self.post}: {names}"

    def has(self, person_id: UUID) -> bool:
        """Tell whether somebody is asked."""
        return any(each.id == person_id for each in self.people)


def offered(chain: Chain) -> Owner:
    """Return who is asked: the first step of the chain in which there is anybody."""
    first = chain[0]
    for level in chain:
        if level.people:
            standing_in = "" if level is first else level.label
            return Owner(first.label, level.people, standing_in)
    return Owner(first.label, ())
