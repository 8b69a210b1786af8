"""Filing: by case support, with a receipt, by its date; and what comes after."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlalchemy import event, select

from portal.audit.models import Event
from portal.database import db, session
from portal.panels.models import Item, SeatHolder
from portal.people.policy import Role
from portal.records import queries
from portal.records.models import Action, Addition, Attendance, ItemRecord
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.integration.records.conftest import Enter
from tests.integration.records.test_item_record import record_of, saved, took_part, typed
from tests.support.invented_panel import InventedPanel, person, published_panel


def recorded(client: PageClient, panel: InventedPanel, place: int = 0) -> None:
    took_part(client, panel, place)
    assert client.post(record_of(panel, place), data=typed(panel)).status_code == 303


def filed(client: PageClient, panel: InventedPanel, receipt: str = "CS-1042") -> int:
    data = {"version": 2, "receipt": receipt}
    return client.post(f"{record_of(panel)}/file", data=data).status_code


@pytest.mark.requirement("R75")
def test_case_support_files_a_record_with_its_receipt(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    page = unescape(support.get(f"{record_of(panel)}/file").text)
    assert "Monday 30 November 2026</time>" in page
    assert "the panel day, which is day 0" in page
    assert filed(support, panel) == 303
    record = saved(working)
    assert (record.receipt, record.filed_by) == ("CS-1042", panel.people["support"])
    with working(writes=False):
        told = session.scalars(select(Event).where(Event.event == "records:record:filed")).one()
        assert told.subject_id == panel.items[0]


@pytest.mark.requirement("R75")
@pytest.mark.parametrize(
    ("step", "receipt", "said"),
    [
        ("recorded", "", "Enter the reference the case system gave"),
        ("took part", "CS-1", "It lacks the discussion and the decision."),
        ("nothing", "CS-1", "It lacks how the young person took part"),
    ],
    ids=["without a receipt", "without a decision", "without anything"],
)
def test_what_is_not_complete_is_not_filed(
    chair: PageClient,
    support: PageClient,
    panel: InventedPanel,
    working: ScopeOpener,
    *,
    step: str,
    receipt: str,
    said: str,
) -> None:
    if step == "recorded":
        recorded(chair, panel)
    elif step == "took part":
        took_part(chair, panel)
    answer = support.post(f"{record_of(panel)}/file", data={"version": 2, "receipt": receipt})
    assert answer.status_code == 422
    assert said in answer.text
    with working(writes=False):
        assert session.scalars(select(ItemRecord.filed_at)).all() in ([], [None])


@pytest.mark.requirement("R75")
def test_a_filed_record_is_never_changed_only_added_to(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    filed(support, panel)
    changed = chair.post(record_of(panel), data=typed(panel, version=3, discussion="Else"))
    assert changed.status_code == 422
    assert "You can add to it, but not change it" in changed.text
    assert "Else" in changed.text
    again = {"version": 3, "took_part": "came", "note": ""}
    assert chair.post(f"{record_of(panel)}/took-part", data=again).status_code == 422
    assert filed(support, panel, "CS-2") == 422
    half = support.post(f"{record_of(panel)}/add", data={"wording": "More", "receipt": ""})
    assert half.status_code == 422
    assert "More" in half.text
    data = {"wording": "The deposit was paid", "receipt": "CS-3"}
    assert support.post(f"{record_of(panel)}/add", data=data).status_code == 303
    text = chair.get(f"{record_of(panel)}/read").text
    assert "The deposit was paid" in text
    assert "Receipt CS-3" in text
    assert saved(working).discussion == "They want to stay near college.\nThe panel agrees."
    with working(writes=False):
        assert len(session.scalars(select(Addition)).all()) == 1


def test_nothing_is_added_before_a_record_is_filed(
    chair: PageClient, support: PageClient, panel: InventedPanel
) -> None:
    recorded(chair, panel)
    data = {"wording": "More", "receipt": "CS-3"}
    assert support.post(f"{record_of(panel)}/add", data=data).status_code == 422


def test_a_record_saved_since_it_was_read_is_not_filed(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    assert chair.post(record_of(panel), data=typed(panel, version=2)).status_code == 303
    answer = support.post(f"{record_of(panel)}/file", data={"version": 2, "receipt": "CS-1"})
    assert answer.status_code == 409
    assert "The record was saved again since you opened it" in answer.text
    assert "CS-1" in answer.text
    assert saved(working).filed_at is None


@pytest.mark.parametrize("who", ["chair", "member", "worker"])
def test_only_case_support_files(enter: Enter, panel: InventedPanel, who: str) -> None:
    client = enter(who)
    assert client.get(f"{record_of(panel)}/file").status_code == 403
    assert filed(client, panel) == 403


@pytest.mark.requirement("R75")
@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "Due on Monday 30 November 2026"),
        (datetime(2026, 11, 29, 12, 0, tzinfo=UTC), "Due tomorrow, Monday 30 November 2026"),
        (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), "Due today"),
        (datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "Late by one day"),
    ],
    ids=["on the panel day", "the day before", "the last minute", "the day after"],
)
def test_the_list_of_records_to_file_says_when_and_why(
    support: PageClient, clock: MovableClock, *, instant: datetime, said: str
) -> None:
    clock.instant = instant
    text = support.get("/d/burnley/records").text
    assert text.count(said) == 3
    assert "Thursday 26 November 2026: working day 3" in text


def test_the_list_is_empty_once_everything_is_filed(
    chair: PageClient, support: PageClient, working: ScopeOpener, panel: InventedPanel
) -> None:
    for place in range(3):
        recorded(chair, panel, place)
        data = {"version": 2, "receipt": "CS-1"}
        assert support.post(f"{record_of(panel, place)}/file", data=data).status_code == 303
    text = unescape(support.get("/d/burnley/records").text)
    assert "Every record is on the child’s file." in text


@pytest.mark.requirement("R9")
def test_the_owner_says_that_an_action_is_done(
    chair: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    with working(writes=False):
        action = session.scalars(select(Action.id)).one()
    member, worker = enter("member"), enter("worker")
    assert member.get(f"/d/burnley/actions/{action}").status_code == 404
    assert member.post(f"/d/burnley/actions/{action}/done").status_code == 404
    reader = enter("manager").post(f"/d/burnley/actions/{action}/done")
    assert reader.status_code == 403, "whoever reads it and was not given it"
    assert "Ask for the deposit" in worker.get(f"/d/burnley/actions/{action}").text
    for _ in range(2):
        assert worker.post(f"/d/burnley/actions/{action}/done").status_code == 303
    assert "Done on" in worker.get(f"/d/burnley/actions/{action}").text
    with working(writes=False):
        assert session.scalars(select(Action.done_on)).one() == date(2026, 11, 23)
        assert queries.open_actions() == []
        done = select(Event).where(Event.event == "records:action:completed")
        assert len(session.scalars(done).all()) == 1


@pytest.mark.requirement("A16")
@pytest.mark.parametrize(
    ("seat", "named"), [("housing_authority", False), ("fostering_manager", True)]
)
def test_an_owner_who_runs_no_panel_reads_what_their_seat_lets_them(
    chair: PageClient,
    enter: Enter,
    panel: InventedPanel,
    working: ScopeOpener,
    *,
    seat: str,
    named: bool,
) -> None:
    with working():
        others = SeatHolder.person_id == panel.people["member"], SeatHolder.seat_key != seat
        for held in session.scalars(select(SeatHolder).where(*others)):
            held.ends_on = date(2026, 11, 1)
    took_part(chair, panel)
    data = typed(panel, **{"action-0-owner": str(panel.people["member"])})
    chair.post(record_of(panel), data=data)
    with working(writes=False):
        action = session.scalars(select(Action.id)).one()
    text = enter("member").get(f"/d/burnley/actions/{action}").text
    assert ("A. T." in text) is not named
    assert ("Avery" in text) is named


@pytest.mark.requirement("R4")
def test_last_heard_is_the_newest_meeting_that_was_held_or_recorded(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    with working():
        published_panel("preston", held_on=date(2026, 9, 24), state="held")
        published_panel("hyndburn", held_on=date(2026, 12, 3))
    recorded(chair, panel)
    with working(writes=False):
        found = queries.last_heard()
    assert sorted(found.values()) == [date(2026, 9, 24)] * 3 + [date(2026, 11, 23)]
    assert found[panel.young_people[0]] == date(2026, 11, 23)
    with working(writes=False):
        assert queries.last_heard([panel.young_people[1]]) == {}


@pytest.mark.parametrize("items", [1, 3, 20])
def test_the_pages_ask_the_same_number_of_queries_whatever_the_items(
    working: ScopeOpener, client: PageClient, sign_in: SignIn, items: int
) -> None:
    with working():
        panel = published_panel(items=items)
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    client.post(f"/d/burnley/meetings/{panel.meeting_id}/day/open")
    counts = []
    for page in (f"meetings/{panel.meeting_id}/day", "records"):
        asked: list[str] = []

        def note(*told: object, asked: list[str] = asked) -> None:
            asked.append(str(told[2]))

        with client.application.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        assert client.get(f"/d/burnley/{page}").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len([each for each in asked if each.startswith("SELECT")]))
    assert counts == [17, 6]  # the session, the tie to panels and the head of the trail included


@pytest.mark.requirement("R24")
def test_a_record_names_those_of_its_own_item_and_no_other_items_worker(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    with working():
        other = person(panel, "other-worker", Role.SOCIAL_WORKER)
        item = session.scalars(select(Item).where(Item.id == panel.items[1])).one()
        item.social_worker_id = other.id
    chair.post(f"/d/burnley/meetings/{panel.meeting_id}/day/open")
    with working():
        for row in session.scalars(select(Attendance).order_by(Attendance.id)):
            row.state = "present" if row.person_id else "expected"
    took_part(chair, panel)
    text = chair.get(f"{record_of(panel)}/read").text
    assert "Worker Example" in text
    assert "Chair Example" in text
    assert "Other Worker Example" not in text
    assert "nobody holds this seat" not in text
