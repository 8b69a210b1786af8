"""The home page of each role, and a district's front page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.models import CareEpisode, YoungPerson
from portal.database import session
from portal.entry.models import YoungLinkAsk
from portal.entry.operations import making
from portal.entry.queries import Place
from portal.entry.rules import Given
from portal.kernel.errors import ConfigurationError
from portal.panels import operations as panels
from portal.panels.models import AgendaVersion
from portal.participation import operations as participation
from portal.participation.rules.asks import AskKind
from portal.people import standing
from portal.people.policy import Actor, Role
from portal.records.models import Action, ItemRecord
from portal.testing.pages import PageClient
from portal.variations.manager import Registry
from portal.voice import operations as voice
from portal.voice.rules.answers import Answer, Audience, How
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.support.invented_panel import (
    KIND,
    PASSWORD,
    InventedPanel,
    person,
    published_panel,
)

Enter = Callable[[InventedPanel, str], PageClient]
NEXT_PANEL = date(2026, 12, 10)
CLOCK_DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Return a browser in which somebody of a panel is signed in."""

    def by_name(panel: InventedPanel, who: str) -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.post("/sign-in", data={"email": panel.email(who), "password": PASSWORD})
        return client

    return by_name


def acting(panel: InventedPanel, who: str) -> Actor:
    """Somebody of a panel as they stand now. Call inside a scope."""
    found = standing.actor(panel.people[who], NOW)
    assert found is not None
    return found


def next_in_chain(panel: InventedPanel, who: str) -> None:
    """Let somebody be the next who may chair, in the agenda as it went out."""
    seated = person(panel, who, Role.MEMBER)
    panels.hold_seat(
        actor=acting(panel, "support"),
        now=NOW,
        district_id=panel.district,
        kind=KIND,
        seat_key="leaving_care_team_manager",
        person_id=seated.id,
        starts_on=NOW.date(),
    )
    version = session.scalars(select(AgendaVersion)).one()
    link = {"person_id": str(seated.id), "name": seated.name, "role": "Team Manager"}
    version.frozen = version.frozen | {"chain": [link]}


def words(client: PageClient, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def asks_for_somebody(panel: InventedPanel, place: int) -> None:
    """Let a young person ask for an advocate. Call inside a writing scope."""
    participation.ask_as_young_person(
        now=NOW,
        young_person_id=panel.young_people[place],
        item_id=panel.items[place],
        kind=AskKind.ADVOCATE,
    )


def asks_for_a_link(panel: InventedPanel, place: int) -> None:
    """Let somebody ask for a new link by one of theirs. Call inside a writing scope."""
    whose = {"young_person_id": panel.young_people[place], "item_id": panel.items[place]}
    link = making.new_link(
        Place(**whose, district_id=panel.district, held_on=panel.held_on),
        Given.SHOWN,
        made_by=panel.people["worker"],
        now=NOW,
    )
    session.add(
        YoungLinkAsk(
            district_id=panel.district,
            link_id=link.id,
            asked_on=CLOCK_DAY,
            asked_at=NOW,
            **whose,
        )
    )


def says_something(panel: InventedPanel, place: int) -> None:
    """Let a young person share an answer with the panel. Call inside a writing scope."""
    whose = {"young_person_id": panel.young_people[place], "item_id": panel.items[place]}
    given = Answer(How.TYPED, Audience.PANEL, words="A quiet room")
    asking = voice.Asking(key="matters", wording="What matters most to you in a home?")
    voice.answer(now=NOW, asking=asking, given=given, version=0, **whose)
    voice.share(now=NOW, **whose)


def record_all(panel: InventedPanel, *, decided: bool = True, due_on: date = NEXT_PANEL) -> None:
    """Enter a record with an action for each item. Call inside a writing scope."""
    for item_id in panel.items:
        record = ItemRecord(
            district_id=panel.district,
            item_id=item_id,
            took_part="came",
            discussion="Said",
            decision_key="closed" if decided else "",
            decision_label="Closed" if decided else "",
            recorded_by=panel.people["chair"],
            recorded_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        )
        session.add(record)
        session.flush()
        session.add(
            Action(
                district_id=panel.district,
                item_record_id=record.id,
                item_id=record.item_id,
                position=1,
                wording="ask for the deposit",
                owner_id=panel.people["worker"],
                due_on=due_on,
            )
        )


def test_case_support_sees_the_agenda_to_publish_with_its_date_and_why(
    working: ScopeOpener, enter: Enter
) -> None:
    with working():
        panel = published_panel(held_on=NEXT_PANEL, items=2, state="planned")
    client = enter(panel, "support")
    text = words(client)
    assert "Publish the agenda for Thursday 10 December 2026" in text
    assert "Due on Thursday 3 December 2026" in text
    assert "Wednesday 9 December 2026: working day 1" in text
    assert "Fetch the papers of two young people" in text
    assert "Fill one free slot on Thursday 10 December 2026" in text
    assert f"/d/burnley/meetings/{panel.meeting_id}" in client.get("/").text


@pytest.mark.requirement("R62", "R74")
@pytest.mark.parametrize(
    ("instant", "group", "when"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "Later", "Due on Thursday 3 December 2026"),
        (datetime(2026, 12, 2, 9, tzinfo=UTC), "This week", "Due tomorrow"),
        (datetime(2026, 12, 3, 9, tzinfo=UTC), "Today", "Due today"),
        (datetime(2026, 12, 4, 9, tzinfo=UTC), "Today", "Late by one day"),
    ],
    ids=["ten days ahead", "the day before", "on the day", "a day late"],
)
def test_an_agenda_moves_up_the_list_as_its_date_comes(
    working: ScopeOpener,
    enter: Enter,
    clock: MovableClock,
    *,
    instant: datetime,
    group: str,
    when: str,
) -> None:
    with working():
        panel = published_panel(held_on=NEXT_PANEL, items=3, state="planned")
    clock.instant = instant
    text = words(enter(panel, "support"))
    found = re.search(r"(Today|This week|Later) (?:(?!This week|Later).)*?Publish the agenda", text)
    assert found
    assert found[1] == group
    assert when in text


def test_the_chair_holds_todays_panel_first(working: ScopeOpener, enter: Enter) -> None:
    with working():
        panel = published_panel()
    client = enter(panel, "chair")
    text = words(client)
    assert text.index("Hold the Leaving Care") < text.index("Panels to come")
    assert f"/d/burnley/meetings/{panel.meeting_id}/day" in client.get("/").text
    assert "Publish the agenda" not in text


@pytest.mark.requirement("R75")
def test_records_to_file_stand_with_their_date(
    working: ScopeOpener, enter: Enter, clock: MovableClock
) -> None:
    with working():
        panel = published_panel()
        record_all(panel)
    clock.instant = datetime(2026, 12, 1, 9, tzinfo=UTC)
    text = words(enter(panel, "support"))
    assert "File three records of the panel on Monday 23 November 2026" in text
    assert "Late by one day: it was due on Monday 30 November 2026" in text
    assert "File three records" not in words(enter(panel, "chair"))


def test_incomplete_records_of_a_panel_that_is_over_are_the_chairs(
    working: ScopeOpener, enter: Enter, clock: MovableClock
) -> None:
    with working():
        panel = published_panel()
        record_all(panel, decided=False)
    assert "Complete three records" not in words(enter(panel, "chair"))
    clock.instant = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert "Complete three records of the panel" in words(enter(panel, "chair"))


@pytest.mark.requirement("R9")
def test_actions_are_their_owners_and_late_ones_are_chased(
    working: ScopeOpener, enter: Enter, clock: MovableClock
) -> None:
    with working():
        panel = published_panel()
        record_all(panel, due_on=date(2026, 11, 30))
    clock.instant = datetime(2026, 12, 2, 9, tzinfo=UTC)
    text = words(enter(panel, "worker"))
    assert (
        text.count("Ask for the deposit Late by two days") + text.count("Ask for the deposit") >= 3
    )
    assert "The young person is still waiting for it." in text
    chased = words(enter(panel, "chair"))
    assert "Chase three actions that wait past the date" in chased
    assert "Given to Worker Example." in chased
    assert "ask for the deposit" in words(enter(panel, "chair"), "/d/burnley/actions")
    assert "Chase" not in words(enter(panel, "member"))


@pytest.mark.requirement("R70", "R71", "R73")
@pytest.mark.parametrize("who", ["worker", "manager"])
def test_an_items_own_people_know_what_to_bring_and_then_to_come(
    working: ScopeOpener, enter: Enter, who: str
) -> None:
    with working():
        planned = published_panel(held_on=NEXT_PANEL, items=1, state="planned")
    text = words(enter(planned, who))
    assert "Get ready for Avery Testcase, 9:30am" in text
    assert "Not here yet: Case summary, Agreed to share" in text
    with working():
        out = published_panel("preston", held_on=NEXT_PANEL, items=1)
    text = words(enter(out, who))
    assert "Come to the panel for Avery Testcase, 9:30am" in text
    assert "your manager comes in your place" in text


@pytest.mark.requirement("R21", "R73")
def test_whoever_takes_an_item_over_is_told_with_its_time_and_the_reason(
    working: ScopeOpener, enter: Enter
) -> None:
    with working():
        panel = published_panel(held_on=NEXT_PANEL)
        next_in_chain(panel, "next")
    assert "Chair the" not in words(enter(panel, "next"))
    with working():
        panels.declare_interest(
            actor=acting(panel, "chair"), now=NOW, item_id=panel.items[1], reason="A neighbour."
        )
    text = words(enter(panel, "next"))
    assert "Chair the 9:50am item on Thursday 10 December 2026" in text
    assert (
        "Chair Example stays out of this one item, and you are the next who may chair it." in text
    )
    assert "Due on Thursday 10 December 2026" in text
    assert "9:30am item" not in text
    assert "neighbour" not in text
    assert "Testcase" not in text
    for other in ("chair", "member", "support"):
        assert "Chair the" not in words(enter(panel, other)), other


@pytest.mark.requirement("R22", "R72")
def test_a_deputy_is_told_whose_place_they_take_and_for_how_long(
    working: ScopeOpener, enter: Enter
) -> None:
    with working():
        panel = published_panel(held_on=NEXT_PANEL)
        person(panel, "deputy", None)
        panels.name_deputy(
            actor=acting(panel, "member"),
            now=NOW,
            meeting_id=panel.meeting_id,
            seat_key="housing_authority",
            holder_id=panel.people["member"],
            email=panel.email("deputy"),
        )
    text = words(enter(panel, "deputy"))
    assert "Come to the panel on Thursday 10 December 2026 as Housing" in text
    assert "Member Example sends you for this meeting alone." in text
    assert "sends you" not in words(enter(panel, "member"))


@pytest.mark.requirement("R71")
def test_who_stands_in_comes_and_the_social_worker_need_not(
    working: ScopeOpener, enter: Enter
) -> None:
    with working():
        panel = published_panel(held_on=NEXT_PANEL, items=1)
    assert "Come to the panel for Avery Testcase" in words(enter(panel, "worker"))
    with working():
        panels.name_stand_in(
            actor=acting(panel, "worker"),
            now=NOW,
            item_id=panel.items[0],
            person_id=panel.people["manager"],
        )
    text = words(enter(panel, "manager"))
    assert "Come to the panel for Avery Testcase, 9:30am" in text
    assert "You stand in for Worker Example, who cannot come." in text
    assert text.count("Come to the panel for") == 1
    assert "Come to the panel" not in words(enter(panel, "worker"))


def test_a_member_reads_agendas_and_no_name(working: ScopeOpener, enter: Enter) -> None:
    with working():
        panel = published_panel(held_on=NEXT_PANEL)
    text = words(enter(panel, "member"))
    assert "Read your pack for Thursday 10 December 2026" in text
    assert "Testcase" not in text
    for other in ("Publish", "Hold the", "File", "Plan the next", "Fill"):
        assert other not in text


@pytest.mark.requirement("R22", "R42")
def test_a_district_lead_sees_empty_seats_and_gaps(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        published_panel(held_on=date(2026, 9, 1), state="held")
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    text = words(client)
    assert "Plan the next Leaving Care" in text
    assert "Late by 21 days: it was due on Monday 2 November 2026" in text
    assert "Nobody holds:" in text
    assert "Allocated social worker" not in text


def test_nothing_due_is_said_kindly(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    assert "Nothing is due." in words(client)
    assert "No panel that you can see is planned." in words(client)


def test_nothing_due_names_the_next_panel(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        published_panel(held_on=NEXT_PANEL, state="planned")
    sign_in(client, Role.MEMBER, "burnley")
    assert "Nothing is due. Next panel: Thursday 10 December 2026, Burnley." in words(client)


def test_a_county_wide_reader_sees_every_district_named_and_a_local_one_only_their_own(
    working: ScopeOpener, client: PageClient, sign_in: SignIn, enter: Enter
) -> None:
    with working():
        here = published_panel()
        published_panel("preston")
    sign_in(client, Role.CHAIR, None)
    text = words(client)
    assert text.count("Hold the Leaving Care") == 2
    assert "Burnley. Due today" in text
    assert "Preston. Due today" in text
    own = words(enter(here, "chair"))
    assert own.count("Hold the Leaving Care") == 1
    assert "Preston" not in own


def test_a_districts_front_page_leads_on(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        published_panel()
        published_panel("preston")
    sign_in(client, Role.CASE_SUPPORT, None)
    text = words(client, "/d/burnley/")
    for said in ("Burnley", "Hold the", "Meetings and agendas", "Records to file"):
        assert said in text
    assert "Preston" not in text


@pytest.mark.parametrize(
    ("role", "district", "status"),
    [(Role.MEMBER, "burnley", 200), (Role.MEMBER, "preston", 404), (Role.CHAIR, None, 200)],
    ids=["their own", "another", "county-wide"],
)
def test_who_reaches_a_districts_front_page(
    client: PageClient, sign_in: SignIn, *, role: Role, district: str | None, status: int
) -> None:
    sign_in(client, role, district)
    assert client.get("/d/burnley/").status_code == status


@pytest.mark.requirement("R4")
def test_who_was_never_heard_is_on_the_list(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        for number, district in enumerate(("burnley", "burnley", "preston")):
            person = YoungPerson(
                district_id=district, reference=f"LH-9{number}", born_on=date(2009, 5, 1)
            )
            session.add(person)
            session.flush()
            session.add(
                CareEpisode(
                    young_person_id=person.id, started_on=date(2020, 1, 6), legal_status="C2"
                )
            )
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    text = words(client)
    assert "Two young people never heard" in text
    assert "One young person never heard" not in text


def test_a_withdrawn_or_cancelled_meeting_makes_no_task(working: ScopeOpener, enter: Enter) -> None:
    with working():
        panel = published_panel(state="cancelled")
        assert session.scalars(select(ItemRecord)).all() == []
    assert "Hold the" not in words(enter(panel, "chair"))


def test_a_district_whose_rules_do_not_load_hides_no_other(
    working: ScopeOpener, client: PageClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working():
        published_panel()
        broken = published_panel("preston")
        for place in range(2):
            asks_for_somebody(broken, place)
            says_something(broken, place)
    fault = ConfigurationError("districts/preston.toml", "[district] area", "There is no such area")
    monkeypatch.setattr(Registry, "problems", {"preston": fault})
    sign_in(client, Role.CHAIR, None)
    text = words(client)
    assert "This district's rules cannot be read" in text
    assert "districts/preston.toml: [district] area: There is no such area" in text
    assert text.count("Hold the Leaving Care") == 1
