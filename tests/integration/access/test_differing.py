"""With the other items in the database and without, a reader's whole portal is the same."""

from __future__ import annotations

import re

import pytest

from portal.panels import operations as panels
from tests.integration.access.asking import Asking
from tests.integration.access.crawler import unpacked
from tests.integration.access.differing import (
    RECUSED_MARKER,
    forget_agendas,
    recorded,
    same_but_for,
    without,
)
from tests.integration.access.people_there import actor_at
from tests.integration.access.world import (
    NOW,
    OTHER_AUTHORITY,
    OTHER_DISTRICT,
    OTHER_ITEM,
    OTHER_PANEL,
    OWN,
    WITHDRAWN,
    World,
)

TELLING = ("agenda", "agenda.docx", "agenda.pdf", "day")
"""Pages of a meeting that tell who may see an item that it is there."""


def told_apart(world: World, who: str, *states: str, marker: str | None = None) -> list[str]:
    """Return what tells somebody whether these young people are there."""
    asking = Asking(world)
    with_them = recorded(asking, who, as_they_are=True)
    with without(asking, *states):
        return same_but_for(marker, with_them, recorded(asking, who))


def asked_by(*pairs: tuple[str, str]) -> pytest.MarkDecorator:
    """Ask as each of these on one database: what the other's wall hides besides tells no more.

    Another authority is there on PostgreSQL alone; on SQLite the portal's own wall stands alone.
    """
    return pytest.mark.parametrize(
        ("world_of_the_run", "who"),
        [(database, (database, who)) for who, database in pairs],
        indirect=True,  # both, or the world would be built anew for each
        ids=["-".join(pair) for pair in pairs],
    )


@pytest.mark.control("C3", "C13")
@asked_by(("provider", "sqlite"), ("provider", "postgresql"), ("support", "postgresql"))
def test_nobody_in_burnley_can_tell_who_is_heard_elsewhere(world: World, who: str) -> None:
    assert told_apart(world, who, OTHER_DISTRICT, OTHER_AUTHORITY) == []


@pytest.mark.control("C7", "C17")
@pytest.mark.requirement("R40")
@asked_by(("visiting_provider", "sqlite"), ("visitor", "postgresql"))
def test_a_visitor_cannot_tell_who_else_is_heard(world: World, who: str) -> None:
    others = (OTHER_ITEM, WITHDRAWN, OTHER_PANEL, OTHER_DISTRICT, OTHER_AUTHORITY)
    assert told_apart(world, who, *others) == []


@pytest.mark.control("C4", "C20")
@asked_by(("young_person", "sqlite"), ("young_person", "postgresql"))
def test_a_young_person_cannot_tell_who_else_is_heard(world: World, who: str) -> None:
    others = (OTHER_ITEM, WITHDRAWN, OTHER_PANEL, OTHER_DISTRICT, OTHER_AUTHORITY)
    assert told_apart(world, who, *others) == []


@pytest.mark.control("C7")
@asked_by(("recused", "sqlite"), ("recused", "postgresql"))
def test_who_declared_an_interest_meets_one_marker_and_nothing_else(world: World, who: str) -> None:
    assert told_apart(world, who, OWN, marker=RECUSED_MARKER) == []


@pytest.mark.control("C7")
@asked_by(("chair", "sqlite"))
def test_a_chair_who_declared_an_interest_finds_its_slot_taken_and_nothing_else(
    world: World, who: str
) -> None:
    """Where a chair is shown the timetable itself, its slot is neither free nor anybody's."""
    asking, own = Asking(world), world.subjects[OWN]
    with asking.undone():
        with world.working():
            panels.declare_interest(
                actor=actor_at(world.people["support"], NOW),
                now=NOW,
                item_id=own.item_id,
                reason="Invented cousins",
                person_id=world.people[who],
            )
        with_them = recorded(asking, who)
        with without(asking, OWN):
            there = recorded(asking, who)
    found = same_but_for(RECUSED_MARKER, with_them, there)
    assert found, "or they were not kept out"
    shown = re.compile(rf"(GET /d/burnley/meetings/{own.meeting_id}(/day)?|POST \S+/move): ")
    assert [each for each in found if shown.match(each) is None] == []


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_who_may_see_them_does_tell(world: World) -> None:
    """Or the test above would pass with its eyes shut."""
    asking, meeting = Asking(world), world.subjects[OWN].meeting_id
    pages = [f"/d/burnley/meetings/{meeting}/{page}" for page in TELLING]
    pages.append("/d/burnley/coverage.csv")

    def told() -> dict[str, str]:
        forget_agendas()
        return {page: unpacked(page, asking.ask("support", page)) for page in pages}

    with_them = told()
    with without(asking, OTHER_ITEM):
        differing = same_but_for(None, with_them, told())
    assert [line.partition(":")[0] for line in differing] == sorted(pages)


def test_a_marker_excuses_the_marker_alone() -> None:
    there = {"GET /": "9:30am \n10:30am ", "GET /actions": "Nothing"}
    assert same_but_for("Hidden", there | {"GET /": "9:30am Hidden\n10:30am "}, there) == []
    counted = there | {"GET /": "9:30am Hidden\n10:30am \n2 items"}
    assert same_but_for("Hidden", counted, there) == [
        "GET /: “2 items” with it, “” without",
    ]
    assert same_but_for("Hidden", there | {"GET /x": ""}, there) == [
        "GET /x: in one of the two worlds only",
    ]
    assert len(same_but_for(None, {"GET /": "9:30am Hidden"}, {"GET /": "9:30am "})) == 1
