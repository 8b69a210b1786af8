"""Asking for a new link by one that is over: who works with them hears, and gives it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.audit.models import Event
from portal.database import session
from portal.entry.models import YoungLinkAsk
from portal.entry.operations import asking, giving
from portal.entry.rules import Given
from portal.home import pages as home
from portal.home.rules import Task
from portal.kernel.discreet import telling
from portal.outbox.models import Job, Message
from portal.panels.models import Item
from portal.panels.operations import declare_interest, plan_meeting, withdraw_item
from portal.people import standing
from portal.people.models import Person
from portal.people.policy import Actor
from portal.testing.pages import PageClient
from portal.variations.messages import MESSAGES
from portal.web.clock import Moment
from tests.integration.panels.conftest import KIND, District
from tests.integration.panels.office import Office
from tests.integration.panels.people_of_panels import browser_of
from tests.support.young import code_for, link_for, opened_by_code, reached

NEVER = f"/y/l/{'x' * 43}"
TITLE = "Give a young person a new link or code"
CODE = "Give a young person a code"


def over(client: FlaskClient, item_id: UUID) -> str:
    """Return the path of a link that a newer one ended."""
    old = link_for(client, item_id)
    link_for(client, item_id)
    return old


def ask(client: FlaskClient, link: str) -> tuple[int, str]:
    answer = client.post(f"{link}/ask")
    return answer.status_code, answer.headers.get("Location", "")


def told(office: Office) -> list[str]:
    """Return whose turn it is to hear by now, by the name before the @."""
    office.worker.empty()
    return sorted(each.address.partition("@")[0] for each in office.post.taken())


def asks(district: District) -> int:
    with district.working(writes=False):
        return session.scalar(select(func.count(YoungLinkAsk.id))) or 0


def tasks(office: Office, actor: Actor) -> list[Task]:
    with office.district.working(writes=False):
        now = office.clock.instant
        page = home.home_page(actor=actor, now_local=now)
    found = [task for group in page.groups for task in group.tasks]
    return [task for task in found if task.title in {TITLE, CODE}]


def reach(office: Office, item_id: UUID, *, safe: bool) -> None:
    """Write down that a phone is safe, or is not."""
    office.do(
        giving.record_contact,
        actor=office.district.worker,
        item_id=item_id,
        draft=reached(phone="07700900123", language="ar", safe_to_text=safe),
        version=0,
    )


@pytest.mark.requirement("R49")
@pytest.mark.control("C20")
def test_who_works_with_them_hears_of_it_once_a_day_and_gives_a_new_link(
    office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link = over(client, item_id)
    assert "Ask my worker for a new link" in client.get(link).text
    assert tasks(office, office.district.worker) == []
    assert ask(client, link) == (303, "/y/asked")
    assert ask(client, link) == (303, "/y/asked")
    assert told(office) == ["sam"]
    assert ask(client, link) == (303, "/y/asked")
    assert told(office) == []
    assert asks(office.district) == 1
    (task,) = tasks(office, office.district.worker)
    assert (task.page, task.values["item_id"]) == ("ways_in.ways", str(item_id))
    assert len(tasks(office, office.district.support)) == 1, "somebody who is away keeps nobody out"
    office.later(timedelta(days=1))
    assert ask(client, link) == (303, "/y/asked")
    assert told(office) == ["sam"]
    reach(office, item_id, safe=True)
    office.do(
        giving.send_link,
        actor=office.district.worker,
        item_id=item_id,
        given=Given.TEXT,
    )
    assert tasks(office, office.district.worker) == tasks(office, office.district.support) == []
    with office.district.working(writes=False):
        rows = session.scalars(select(YoungLinkAsk).order_by(YoungLinkAsk.asked_at)).all()
        assert [row.answered_by for row in rows] == [office.district.worker.person_id] * 2
        events = session.scalars(select(Event.event).order_by(Event.seq)).all()
        assert events.count("entry:link:asked") == 2


@pytest.mark.control("C20", "C36")
def test_the_message_names_nobody_and_says_no_more_than_that_something_is_asked(
    office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    ask(client, over(client, item_id))
    office.worker.empty()
    (sent,) = office.post.taken()
    assert not telling(sent.subject)
    assert not telling(sent.body.replace("http://127.0.0.1:8080", ""))
    assert MESSAGES[asking.MESSAGE] == frozenset({"council", "help_email", "link"})


@pytest.mark.control("C20", "C36")
def test_a_link_that_was_ended_for_an_unsafe_phone_tells_the_worker_and_sends_them_nothing(
    office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link = link_for(client, item_id)
    reach(office, item_id, safe=False)
    with office.district.working():
        at = Moment(office.clock.instant, office.clock.instant)
        giving.end_all(actor=office.district.worker, at=at, item_id=item_id)
    assert ask(client, link) == (303, "/y/asked")
    assert told(office) == ["sam"]
    with office.district.working(writes=False):
        addresses = session.scalars(select(Message.address).order_by(Message.id)).all()
    assert not [each for each in addresses if each.startswith("07")]


@pytest.mark.requirement("R49")
def test_where_their_worker_left_a_manager_hears_and_then_case_support(
    office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link, day = over(client, item_id), office.clock.instant.date()
    with office.district.working():
        item = session.scalars(select(Item).where(Item.id == item_id)).one()
        own = {"worker": item.social_worker_id, "manager": item.manager_id}
        assert own["manager"] is not None
        _left(own["worker"], day - timedelta(days=1))
    ask(client, link)
    (first,) = told(office)
    with office.district.working():
        _left(own["manager"], day)
    office.later(timedelta(days=1))
    ask(client, link)
    (second,) = told(office)
    assert (first, second) == ("manny", "casey")
    assert len(tasks(office, office.district.support)) == 1


def _left(person_id: UUID | None, day: date) -> None:
    session.execute(update(Person).where(Person.id == person_id).values(ends_on=day))


@pytest.mark.control("C7")
def test_whoever_declared_an_interest_hears_nothing(office: Office, client: PageClient) -> None:
    (item_id,) = office.published(0)
    worker = office.district.worker
    office.do(
        declare_interest,
        item_id=item_id,
        person_id=worker.person_id,
        reason="They know the family.",
    )
    ask(client, over(client, item_id))
    assert told(office) == ["manny"]
    with office.district.working(writes=False):
        kept_out = standing.actor(worker.person_id, office.clock.instant)
        manager = standing.actor(office.district.manager_id, office.clock.instant)
    assert kept_out is not None
    assert manager is not None
    assert tasks(office, kept_out) == []
    assert len(tasks(office, manager)) == len(tasks(office, office.district.support)) == 1


def later_item(office: Office) -> UUID:
    """Put the first young person on the agenda of the next panel; return the item."""
    meeting = office.do(
        plan_meeting,
        district_id="burnley",
        kind=KIND,
        held_on=date(2027, 2, 18),
        part="am",
        place="Room 2, Example House",
    )
    return office.district.nominate(0, meeting_id=meeting.meeting_id).item_id


@pytest.mark.control("C20")
def test_a_link_of_an_item_before_is_answered_at_their_newest(
    office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link, newest = over(client, item_id), later_item(office)
    ask(client, link)
    assert told(office) == ["sam"]
    with office.district.working(writes=False):
        assert session.scalars(select(YoungLinkAsk.item_id)).one() == newest
    (task,) = tasks(office, office.district.worker)
    assert task.values["item_id"] == str(newest)


@pytest.mark.control("C20")
@pytest.mark.parametrize("asks_first", [True, False])
def test_who_asked_and_is_listed_again_is_waited_for_at_the_new_item(
    office: Office, client: PageClient, *, asks_first: bool
) -> None:
    (item_id,) = office.published(0)
    link = over(client, item_id)
    if asks_first:
        ask(client, link)
        office.worker.empty()
        (task,) = tasks(office, office.district.worker)
        assert task.values["item_id"] == str(item_id)
    office.do(withdraw_item, item_id=item_id, reason="Another day suits better.")
    if not asks_first:
        ask(client, link)
        office.worker.empty()
    assert asks(office.district) == 1
    assert tasks(office, office.district.worker) == [], "there is nowhere to give one yet"
    again = later_item(office)
    for actor in (office.district.worker, office.district.support):
        (task,) = tasks(office, actor)
        assert task.values["item_id"] == str(again)
    assert tasks(office, office.district.other_worker) == []


@pytest.mark.control("C20", "C29")
def test_what_anybody_can_ask_for_is_not_kept_for_ever(office: Office, client: PageClient) -> None:
    """Work that was done goes after two days; what waits, and any other work, stays."""

    def held() -> list[str]:
        with office.district.working(writes=False):
            return list(session.scalars(select(Job.key).order_by(Job.queued_at, Job.id)))

    (item_id,) = office.published(0)
    others = held()
    ask(client, over(client, item_id))
    ask(client, NEVER)
    office.worker.empty()
    office.later(timedelta(days=1))
    ask(client, NEVER)
    office.worker.empty()
    three = [each for each in held() if each not in others]
    assert len(three) == 3
    office.later(timedelta(days=1, hours=1))
    ask(client, NEVER)
    waits = held()
    assert set(three) < set(waits)
    office.worker.empty()
    left = [each for each in held() if each not in others]
    assert left == [three[2], waits[-1]]
    assert set(others) <= set(held())


@pytest.mark.control("C20")
def test_a_way_in_by_themselves_answers_it(office: Office, client: PageClient) -> None:
    (item_id,) = office.published(0)
    ask(client, over(client, item_id))
    office.worker.empty()
    assert len(tasks(office, office.district.worker)) == 1
    client.post("/y", data={"answer": code_for(client, item_id)})
    assert tasks(office, office.district.worker) == []


@pytest.mark.control("C20")
def test_what_was_pressed_before_midnight_and_done_after_it_is_no_fault_the_next_day(
    office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link = over(client, item_id)
    office.clock.instant = office.clock.instant.replace(hour=23, minute=59)
    ask(client, link)
    office.later(timedelta(minutes=2))
    office.worker.empty()
    ask(client, link)
    office.worker.empty()
    assert asks(office.district) == 1
    with office.district.working(writes=False):
        states = session.scalars(select(Job.state).where(Job.name == asking.ASKED)).all()
    assert states == ["sent", "sent"]


@pytest.mark.control("C20")
@pytest.mark.requirement("R49")
@pytest.mark.parametrize(
    ("safe", "said"),
    [
        (True, "Send one below, or give them a code"),
        (False, "No text and no email is safe for them: give them a code yourself"),
        (None, "Nothing is written down about what is safe: give them a code yourself"),
    ],
)
def test_the_page_of_ways_in_says_since_when_they_wait_and_what_is_safe(
    app: Flask, office: Office, client: PageClient, *, safe: bool | None, said: str
) -> None:
    (item_id,) = office.published(0)
    link = over(client, item_id)
    if safe is not None:
        reach(office, item_id, safe=safe)
    page, worker = f"/d/burnley/items/{item_id}/ways-in", browser_of(app, "Sam Testcase")
    assert "They asked for a new link" not in worker.get(page).text
    ask(client, link)
    office.worker.empty()
    shown = worker.get(page).text
    assert "They asked for a new link on" in shown
    assert said in shown
    assert worker.post(f"{page}/code").status_code == 200
    assert "They asked for a new link" not in worker.get(page).text
    young = app.test_client()
    assert isinstance(young, PageClient)
    opened_by_code(young, office.district.young_people[0], item_id)
    held = young.get("/y/held").text
    assert "You asked for a new link on" in held
    assert "You could come back in on" in held


@pytest.mark.control("C20")
@pytest.mark.requirement("R49")
@pytest.mark.parametrize("leaves", [("/y/word", {"answer": "Lanternfish"}), ("/y/code", {})])
def test_a_link_answers_only_where_it_lets_them_in(
    app: Flask, office: Office, client: PageClient, leaves: tuple[str, dict[str, str]]
) -> None:
    (item_id,) = office.published(0)
    first = app.test_client()
    first.post(link_for(client, item_id))
    first.post(leaves[0], data=leaves[1])
    ask(client, over(client, item_id))
    office.worker.empty()
    reach(office, item_id, safe=True)
    page, worker = f"/d/burnley/items/{item_id}/ways-in", browser_of(app, "Sam Testcase")
    said = "A link alone does not let them in any more: give them a code yourself."
    for way in ("text", "code"):
        assert worker.post(f"{page}/send", data={"by": way}).status_code == 303
        assert len(tasks(office, office.district.worker)) == 1
        assert said in worker.get(page).text
        assert "Send one below" not in worker.get(page).text
    worker.post(f"{page}/code")
    assert tasks(office, office.district.worker) == []
    assert "They asked for a new link" not in worker.get(page).text


@pytest.mark.control("C20")
def test_who_came_by_a_link_and_cannot_show_that_it_is_them_asks_for_a_code(
    app: Flask, office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link = link_for(client, item_id)
    client.post(link)
    client.post("/y/code")
    other = app.test_client()
    assert isinstance(other, PageClient)
    other.post(link)
    assert "Ask my worker for a new code" in other.get("/y/you").text
    answer = other.post("/y/you/ask")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/y/asked")
    assert told(office) == ["sam"]
    stranger = app.test_client()
    assert stranger.post("/y/you/ask").headers["Location"] == "/y"


@pytest.mark.control("C20")
@pytest.mark.requirement("R49")
def test_whom_a_link_let_in_asks_for_a_code_in_one_press(
    app: Flask, office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link = link_for(client, item_id)
    client.post(link)
    stranger = app.test_client()
    assert "Ask my worker for a new code" not in stranger.get("/y?more=yes").text
    assert stranger.post("/y/more/ask").headers["Location"] == "/y"
    assert client.get("/y/held").headers["Location"] == "/y?more=yes"
    assert "Ask my worker for a new code" in client.get("/y?more=yes").text
    for _ in range(2):
        assert client.post("/y/more/ask").headers["Location"] == "/y/asked?code=yes"
    assert "We tell your worker that you need a code." in client.get("/y/asked?code=yes").text
    assert told(office) == ["sam"]
    assert told(office) == []
    page, worker = f"/d/burnley/items/{item_id}/ways-in", browser_of(app, "Sam Testcase")
    reach(office, item_id, safe=True)
    other = app.test_client()
    assert other.post(link).headers["Location"].startswith("/y/home"), "asking wrote nothing"
    worker.post(f"{page}/send", data={"by": "text"})
    shown = worker.get(page).text
    assert "They asked for a code on" in shown
    assert "give them a code yourself" in shown
    (task,) = tasks(office, office.district.worker)  # no link answers it
    assert task.title == CODE
    assert "cannot get in" not in task.why
    worker.post(f"{page}/code")
    assert tasks(office, office.district.worker) == []
    assert "They asked for a code" not in worker.get(page).text


def test_a_press_on_a_page_that_was_closed_from_elsewhere_promises_nothing(
    app: Flask, office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link = link_for(client, item_id)
    client.post(link)
    other = app.test_client()
    other.post(link)
    other.post("/y/say")
    other.post("/y/say/3", data={"words": "A room", "audience": "panel", "version": 0})
    assert client.post("/y/more/ask").headers["Location"] == "/y?late=yes"
    assert told(office) == []
    assert other.post("/y/more/ask").headers["Location"] == "/y/asked?code=yes"
    assert told(office) == ["sam"]


@pytest.mark.control("C20", "C41")
def test_work_that_waits_holds_no_link_and_nothing_that_opens_one(
    app: Flask, office: Office, client: PageClient
) -> None:
    (item_id,) = office.published(0)
    link = over(client, item_id)
    ask(client, link)
    with office.district.working(writes=False):
        row = session.scalars(select(Job).where(Job.name == asking.ASKED)).one()
        held = f"{row.key} {row.arguments}"
    token = link.removeprefix("/y/l/")
    assert token not in held
    name = row.arguments["link"]
    assert app.test_client().post(f"/y/l/{name}").status_code == 404
