"""Who is next where a post is empty, and what they do about a task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.owners import Chain, Level, Part, Post, offered
from portal.preparation.rules.readiness import readiness
from tests.unit.preparation.test_tasks import LEAD, SUPPORT, found, named

NEXT = [
    ("the post itself", Post.HOUSING, False, "own support lead", "own", Part.DOES),
    ("case support writes a form", Post.HOUSING, False, "support lead", "support", Part.DOES),
    ("a lead fills a seat", Post.HOUSING, False, "lead", "lead", Part.FINDS),
    ("only a provider says it", Post.PROVIDER, True, "support lead", "support", Part.FINDS),
    ("only own people ask", Post.SOCIAL_WORKER, True, "support lead", "support", Part.FINDS),
    ("a lead names a worker", Post.SOCIAL_WORKER, False, "lead", "lead", Part.FINDS),
    ("a lead fetches no paper", Post.CASE_SUPPORT, False, "lead", "lead", Part.KNOWS),
    ("nobody", Post.CASE_SUPPORT, False, "", "", Part.KNOWS),
]


@pytest.mark.requirement("R71")
@pytest.mark.parametrize(
    ("post", "own_alone", "there", "asked", "part"),
    [case[1:] for case in NEXT],
    ids=[case[0] for case in NEXT],
)
def test_whoever_is_next_does_it_finds_somebody_or_is_told(
    post: Post, there: str, asked: str, part: Part, *, own_alone: bool
) -> None:
    people = {
        "own": Level(post.label, (named("Olly Example", 7),)),
        "support": SUPPORT,
        "lead": LEAD,
    }
    here = {key: level for key, level in people.items() if key in there.split()}
    levels = (
        here.get("own", Level(post.label)),
        *(here.get(k, Level(k)) for k in list(people)[1:]),
    )
    owner = offered(levels, post, own_alone=own_alone, givers=("Pat Example",))
    assert owner.people == (people[asked].people if asked else ())
    assert owner.part is part
    given = "Pat Example (people administrator) can give somebody the role" in owner.sentence
    assert given is (part is Part.KNOWS)


@pytest.mark.requirement("R71")
def test_a_role_on_one_panel_names_no_worker() -> None:
    chain = (Level("Social worker"), replace(SUPPORT, allocating=frozenset()), LEAD)
    owner = offered(chain, Post.SOCIAL_WORKER, own_alone=True)
    assert owner.people == LEAD.people
    assert offered(chain, Post.SOCIAL_WORKER).people == SUPPORT.people


@pytest.mark.requirement("R73")
def test_readiness_names_nobody_who_cannot_do_it() -> None:
    empty: dict[Post, Chain] = {post: (Level(post.label), LEAD) for post in Post}
    one = found(key=TaskKey.CARE_PLANNING_RECORD, posts=empty)
    assert readiness((one,)).next_step.endswith(": nobody is there to ask, by Monday 30 November")
    seat = found(key=TaskKey.HOUSING, posts=empty)
    assert ": Lee Sample to find somebody, by " in readiness((seat,)).next_step
