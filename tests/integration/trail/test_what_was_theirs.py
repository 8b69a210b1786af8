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
from portal.panels.models import Item, Meeting, MeetingDeputy, SeatHolder, Visit
from portal.people import holdings, standing
from portal.people import operations as people
from portal.people.models import Person
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


STOOD_IN = AT + timedelta(hours=1)
REPLACED = AT + timedelta(hours=3)


def _name(panel: InventedPanel, who: str | None, at: datetime) -> None:
    support = standing.actor(panel.people["support"], at)
    assert support is not None
    panels.name_stand_in(
        actor=support,
        now=at,
        item_id=panel.items[0],
        person_id=None if who is None else panel.people[who],
    )


def _another(panel: InventedPanel) -> None:
    _name(panel, "chair", REPLACED)


def _nobody(panel: InventedPanel) -> None:
    _name(panel, None, REPLACED)


def _reallocated(panel: InventedPanel) -> None:
    """Who stood in becomes their worker, and stands in no more when that passes on."""
    people.grant_role(
        person=session.get_one(Person, ("E10000017", panel.people["guest"])),
        role=Role.SOCIAL_WORKER,
        district_id=panel.district,
        starts_on=date(2026, 1, 1),
    )
    panels.allocate(
        actor=None,
        now=REPLACED,
        young_person_id=panel.young_people[0],
        said={Post.SOCIAL_WORKER: panel.people["guest"]},
    )
    panels.allocate(
        actor=None,
        now=REPLACED + timedelta(minutes=1),
        young_person_id=panel.young_people[0],
        said={Post.SOCIAL_WORKER: panel.people["worker"]},
    )


def _filed(panel: InventedPanel) -> None:
    _item(panel).closed_at = REPLACED


def _handed_over(panel: InventedPanel) -> None:
    holdings.hand_over(
        kind="items",
        person_id=panel.people["guest"],
        to=panel.people["chair"],
        actor_id=None,
        now=REPLACED,
    )


@pytest.mark.control("C43")
@pytest.mark.parametrize(
    "ends",
    [_another, _nobody, _reallocated, _filed, _handed_over],
    ids=lambda each: each.__name__,
)
def test_whoever_stood_in_reads_what_is_theirs_then_and_neither_before_nor_after(
    working: ScopeOpener, panel: InventedPanel, read: Read, ends: Callable[[InventedPanel], None]
) -> None:
    with working():
        _name(panel, "guest", STOOD_IN)
    read("guest", at=STOOD_IN + timedelta(hours=1))
    with working():
        ends(panel)
    assert listed(working) == [], "it was theirs then, whatever came of it"
    read("guest", at=REPLACED + timedelta(hours=1))
    read("guest")
    assert [row[2] for row in listed(working)] == [(NOT_THEIRS,)] * 2


@pytest.mark.control("C43")
def test_whoever_stood_in_before_an_item_was_taken_off_and_put_back_read_what_was_theirs(
    working: ScopeOpener, panel: InventedPanel, read: Read
) -> None:
    with working():
        _name(panel, "guest", STOOD_IN)
    read("guest", at=STOOD_IN + timedelta(hours=1))
    with working():
        _item(panel).slot_id = None
        support = standing.actor(panel.people["support"], REPLACED)
        assert support is not None
        session.get_one(Meeting, ("E10000017", panel.meeting_id)).held_on = date(2026, 12, 14)
        panels.nominate(
            actor=support,
            now=REPLACED,
            meeting_id=panel.meeting_id,
            young_person_id=panel.young_people[0],
            item_type="A home of their own",
        )
        assert _item(panel).stand_in_id is None
    assert listed(working) == []


@pytest.mark.control("C43")
def test_a_case_that_a_leaver_handed_over_was_theirs_until_then(
    working: ScopeOpener, panel: InventedPanel, read: Read
) -> None:
    with working():
        person(panel, "next", Role.SOCIAL_WORKER)
        for kind in ("items", "young_people"):
            holdings.hand_over(
                kind=kind,
                person_id=panel.people["worker"],
                to=panel.people["next"],
                actor_id=None,
                now=REPLACED,
            )
    read("worker")
    read("next", at=REPLACED + timedelta(hours=1))
    assert listed(working) == []
    read("next")
    read("worker", at=REPLACED + timedelta(hours=1))
    assert [row[0] for row in listed(working)] == ["Next Example", "Worker Example"]


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
