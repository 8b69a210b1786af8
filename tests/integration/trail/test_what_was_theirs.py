"""The month's list of unusual reading: what was the reader's own then, lists and files (C43)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from portal import audit
from portal.cases.models import CareEpisode, YoungPerson
from portal.cases.rules.allocation import Post
from portal.database import session
from portal.panels import operations as panels
from portal.panels.models import Item, MeetingDeputy, SeatHolder, Visit
from portal.people.policy import Role
from portal.testing.pages import PageClient
from portal.trail import commands
from portal.trail.pages.unusual import digest, month_of
from portal.trail.rules.unusual import MOST_IN_AN_HOUR, Unusual
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.trail.conftest import Enter
from tests.integration.trail.test_trail_pages import words
from tests.support.invented_panel import InventedPanel, person

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LIST = "/trail/unusual?month=2026-11"
NOT_THEIRS = Unusual.NOT_THEIRS.words
MANY = Unusual.MANY.words
Read = Callable[..., None]


@pytest.fixture
def read(working: ScopeOpener, panel: InventedPanel) -> Read:
    """Let somebody have opened a young person's page, as the gate writes it down."""

    def made(who: str, *, young: int = 0, at: datetime = AT) -> None:
        with working():
            one = audit.Opening(
                ("young_person", panel.young_people[young]),
                panel.people[who],
                at,
                panel.young_people[young],
                panel.district,
                "read",
            )
            audit.log([one], event="coverage.person", page="The young person’s page", why="")

    return made


def listed(working: ScopeOpener) -> list[tuple[str, str, tuple[str, ...]]]:
    with working(writes=False):
        return [(row.who, row.about, row.reasons) for row in digest(month_of("2026-11")).rows]


def _item(panel: InventedPanel, number: int = 0) -> Item:
    return session.get_one(Item, ("E10000017", panel.items[number]))


@pytest.mark.control("C43")
@pytest.mark.parametrize("who", ["worker", "manager", "chair", "support", "member"])
def test_those_of_an_item_and_of_its_panel_read_what_is_theirs(
    working: ScopeOpener, read: Read, who: str
) -> None:
    read(who)
    assert listed(working) == []


@pytest.mark.control("C43")
def test_whoever_has_a_role_in_the_district_and_nothing_of_the_item_is_listed(
    working: ScopeOpener, read: Read
) -> None:
    read("guest")
    assert listed(working) == [("Guest Example", "LH-burnley-1123-1", (NOT_THEIRS,))]


@pytest.mark.parametrize(
    "post", ["personal_adviser_id", "adviser_manager_id", "stand_in_id", "visit", "sent"]
)
def test_whoever_else_an_item_has_reads_what_is_theirs(
    working: ScopeOpener, panel: InventedPanel, read: Read, post: str
) -> None:
    """Advisers, their managers, who comes in a worker's place, who is asked, who is sent."""
    with working():
        guest, item = panel.people["guest"], _item(panel)
        if post == "visit":
            session.add(
                Visit(
                    district_id=panel.district,
                    item_id=item.id,
                    person_id=guest,
                    reason="To say what they offer",
                    invited_by=panel.people["support"],
                    opens_at=AT - timedelta(days=1),
                )
            )
        elif post == "sent":
            session.add(
                MeetingDeputy(
                    district_id=panel.district,
                    meeting_id=panel.meeting_id,
                    seat_key="fostering_manager",
                    holder_id=panel.people["member"],
                    person_id=guest,
                    named_by=panel.people["support"],
                    named_at=AT - timedelta(days=1),
                )
            )
        else:
            setattr(item, post, guest)
    read("guest")
    assert listed(working) == []
    read("guest", at=AT - timedelta(days=4))
    before = [] if post in {"personal_adviser_id", "adviser_manager_id", "stand_in_id"} else [1]
    assert len(listed(working)) == len(before), "what is given later was not theirs before"


@pytest.mark.control("C43")
def test_a_case_that_passed_on_was_theirs_until_then(
    working: ScopeOpener, panel: InventedPanel, read: Read
) -> None:
    with working():
        person(panel, "next", Role.SOCIAL_WORKER)
    read("worker")
    read("next")
    with working():
        panels.allocate(
            actor=None,
            now=AT + timedelta(hours=1),
            young_person_id=panel.young_people[0],
            said={Post.SOCIAL_WORKER: panel.people["next"]},
        )
    read("worker", at=AT + timedelta(hours=2))
    read("next", at=AT + timedelta(hours=2))
    assert listed(working) == [
        ("Next Example", "LH-burnley-1123-1", (NOT_THEIRS,)),
        ("Worker Example", "LH-burnley-1123-1", (NOT_THEIRS,)),
    ], "the next one before, the one before afterwards"


def test_a_term_that_ended_gives_nothing_after_it(
    working: ScopeOpener, panel: InventedPanel, read: Read
) -> None:
    with working():
        mine = SeatHolder.person_id == panel.people["member"]
        session.execute(update(SeatHolder).where(mine).values(ends_on=date(2026, 11, 20)))
    read("member", at=AT - timedelta(days=3))
    assert listed(working) == []
    read("member")
    assert [row[2] for row in listed(working)] == [(NOT_THEIRS,)]


@pytest.fixture
def cohort(working: ScopeOpener, panel: InventedPanel) -> list[UUID]:
    """So many young people in care who are on no agenda that a file of them is too many."""
    with working():
        made = [
            YoungPerson(
                district_id=panel.district,
                reference=f"LH-{number:05}",
                born_on=date(2009, 5, 1),
            )
            for number in range(MOST_IN_AN_HOUR + 1)
        ]
        session.add_all(made)
        session.flush()
        session.add_all(
            CareEpisode(young_person_id=each.id, started_on=date(2020, 1, 1), legal_status="C2")
            for each in made
        )
        return [each.id for each in made]


@pytest.mark.control("C43")
@pytest.mark.usefixtures("cohort")
def test_a_file_of_many_is_on_the_list_and_the_same_list_on_a_screen_is_not(
    governance: PageClient, enter: Enter, working: ScopeOpener
) -> None:
    support = enter("support")
    assert support.get("/d/burnley/coverage").status_code == 200
    assert "Nothing unusual among one reading" in words(governance, LIST)
    assert support.get("/d/burnley/coverage.csv").status_code == 200
    text = words(governance, LIST)
    assert "One unusual reading among 2" in text
    assert f"panel has heard, as a file {MOST_IN_AN_HOUR + 4} young people {MANY}" in text
    assert "LH-00001" not in text
    with working(writes=False):
        (found,) = commands.digest("2026-11", now=AT)["unusual"]
    assert (found["young_person"], found["young_people"]) == (None, MOST_IN_AN_HOUR + 4)
    assert f"{MOST_IN_AN_HOUR + 4} young people" in commands.digest_in_words(
        {"readings": 2, "unusual": [found]}
    )


def test_a_list_at_night_is_listed_where_it_names_who_was_not_theirs(
    governance: PageClient, enter: Enter, clock: MovableClock, working: ScopeOpener
) -> None:
    clock.instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # a Sunday night
    enter("support").get("/coverage")
    assert "Nothing unusual among one reading" in words(governance, LIST)
    with working():
        other = YoungPerson(district_id="burnley", reference="LH-9", born_on=date(2009, 5, 1))
        session.add(other)
        session.flush()
        session.add(
            CareEpisode(young_person_id=other.id, started_on=date(2020, 1, 1), legal_status="C2")
        )
    clock.instant += timedelta(minutes=1)
    enter("support").get("/coverage")
    text = words(governance, LIST)
    assert "One unusual reading among 2" in text
    assert "4 young people at night, at a weekend or on a bank holiday" in text


def test_what_a_command_showed_is_nobodys_work(
    governance: PageClient, working: ScopeOpener, cohort: list[UUID]
) -> None:
    with working():
        names = [
            audit.Opening(("list", None), None, AT, each, None, "listed")
            for each in (cohort[0], cohort[1])
        ]
        one = audit.Opening(("young_person", cohort[0]), None, AT, cohort[0], None, "read")
        page = "Their status, on the command line"
        audit.log([one], event="command: working out a status", page=page, why="")
        audit.log(names, event="command: listing the cohort", page="The list", why="")
    text = words(governance, LIST)
    assert "One unusual reading among 2" in text
    assert f"Whoever runs the machine {page} LH-00000 {NOT_THEIRS}" in text
