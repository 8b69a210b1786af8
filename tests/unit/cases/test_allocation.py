"""Who works with a young person: what is said, what follows from it, and whose it is to say."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.cases.rules.allocation import (
    Change,
    Post,
    Said,
    Saying,
    Team,
    changes,
    on_an_item,
    outside_the_team,
    team_said,
)

SAM, MANNY, TONI, TESS, ADE, LOU = (UUID(int=each) for each in range(1, 7))
MANAGERS = {SAM: MANNY, TONI: TESS, ADE: LOU, LOU: None}
"""Sam is of Manny's team, Toni of Tess's, the adviser Ade of Lou's."""
SW, MANAGER, PA, PA_MANAGER = Post
HELD = Team(social_worker=SAM, manager=MANNY)

SAYINGS: list[tuple[str, Team, Saying, Team]] = [
    ("nothing said, nothing changed", HELD, {}, HELD),
    ("left as it is", HELD, {SW: Said.LEAVE, MANAGER: Said.LEAVE}, HELD),
    ("a first worker brings their manager", Team(), {SW: SAM}, HELD),
    (
        "a new worker brings their own",
        HELD,
        {SW: TONI},
        Team(social_worker=TONI, manager=TESS),
    ),
    (
        "unless one is named",
        HELD,
        {SW: TONI, MANAGER: MANNY},
        Team(social_worker=TONI, manager=MANNY),
    ),
    (
        "the manager answers while nobody holds it",
        HELD,
        {SW: Said.NOBODY},
        Team(manager=MANNY),
    ),
    ("own, with nobody to own", HELD, {SW: Said.NOBODY, MANAGER: Said.OWN}, Team(manager=MANNY)),
    (
        "unless it is said that nobody does",
        HELD,
        {SW: Said.NOBODY, MANAGER: Said.NOBODY},
        Team(),
    ),
    (
        "back to the worker's own manager",
        Team(social_worker=SAM, manager=TESS),
        {MANAGER: Said.OWN},
        HELD,
    ),
    (
        "another manager stays while the worker does",
        Team(social_worker=SAM, manager=TESS),
        {PA: ADE},
        Team(social_worker=SAM, manager=TESS, personal_adviser=ADE, adviser_manager=LOU),
    ),
    (
        "a worker without a manager leaves the one who answered",
        HELD,
        {SW: LOU},
        Team(social_worker=LOU, manager=MANNY),
    ),
]


@pytest.mark.parametrize(
    ("before", "said", "after"), [each[1:] for each in SAYINGS], ids=[each[0] for each in SAYINGS]
)
def test_what_is_said_makes_a_team(before: Team, said: Saying, after: Team) -> None:
    assert team_said(before, said, MANAGERS) == after


@pytest.mark.requirement("R71")
def test_the_next_in_the_chain_answers_where_a_post_is_empty() -> None:
    whole = Team(social_worker=SAM, manager=MANNY, personal_adviser=ADE, adviser_manager=LOU)
    asked = [whole]
    for post in Post:
        asked.append(asked[-1].having(post, None))
    assert [each.answers for each in asked] == [SAM, MANNY, ADE, LOU, None]


OWN_TEAM: list[tuple[str, Team, Team, Post | None]] = [
    ("from one of the team to another", HELD, Team(social_worker=LOU, manager=MANNY), None),
    ("to oneself", HELD, Team(manager=MANNY), None),
    ("to another team", HELD, Team(social_worker=TONI, manager=MANNY), SW),
    ("from another team", Team(social_worker=TONI, manager=TESS), HELD, SW),
    (
        "an adviser of one's own where there is none",
        HELD,
        Team(social_worker=SAM, manager=MANNY, personal_adviser=LOU),
        None,
    ),
    (
        "an adviser of another team",
        HELD,
        Team(social_worker=SAM, manager=MANNY, personal_adviser=ADE),
        PA,
    ),
    ("one who left, and was answered for", Team(social_worker=TONI, manager=MANNY), HELD, None),
]


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [each[1:] for each in OWN_TEAM],
    ids=[each[0] for each in OWN_TEAM],
)
def test_a_team_manager_passes_on_within_their_own_team(
    before: Team, after: Team, refused: Post | None
) -> None:
    found = changes(before, after)
    assert outside_the_team(before, found, manager_id=MANNY, team={SAM, LOU}) is refused


def test_an_item_follows_post_by_post_and_is_never_without_a_worker() -> None:
    at_item = Team(social_worker=SAM, manager=TESS)
    assert on_an_item(at_item, HELD, Team(social_worker=TONI, manager=MANNY)) == Team(
        social_worker=TONI, manager=TESS
    )
    assert on_an_item(at_item, HELD, Team(manager=MANNY)) == Team(social_worker=MANNY, manager=TESS)
    assert on_an_item(at_item, HELD, HELD) == at_item
    filled = on_an_item(Team(social_worker=MANNY, manager=MANNY), Team(manager=MANNY), HELD)
    assert filled == HELD


def test_the_mark_tells_two_teams_apart() -> None:
    teams = [Team(), HELD, Team(manager=SAM), Team(social_worker=SAM), Team(personal_adviser=SAM)]
    assert len({each.mark for each in teams}) == len(teams)
    assert changes(Team(), HELD) == (Change(SW, None, SAM), Change(MANAGER, None, MANNY))
