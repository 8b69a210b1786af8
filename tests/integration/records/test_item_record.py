"""An item's record: participation first, then the decision; nothing typed is ever lost."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.people.policy import Role
from portal.records.models import Action, Barrier, ItemRecord
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener, SignIn
from tests.integration.records.conftest import Enter
from tests.support.invented_panel import InventedPanel, published_panel


def record_of(panel: InventedPanel, place: int = 0) -> str:
    return f"/d/{panel.district}/items/{panel.items[place]}/record"


def took_part(client: PageClient, panel: InventedPanel, place: int = 0) -> None:
    data = {"version": 0, "took_part": "views_shared", "note": "Worker Example read them out"}
    answer = client.post(f"{record_of(panel, place)}/took-part", data=data)
    assert (answer.status_code, answer.location) == (303, record_of(panel, place))


def typed(panel: InventedPanel, **changes: Any) -> dict[str, Any]:
    data = {
        "version": 1,
        "barriers": "0,1",
        "actions": "0",
        "discussion": "They want to stay near college.\nThe panel agrees.",
        "decision": "staying_put",
        "plain_words": "You can stay where you are.",
        "barrier-0-wording": "No deposit",
        "barrier-1-wording": "",
        "action-0-saved_id": "",
        "action-0-wording": "Ask for the deposit",
        "action-0-owner": str(panel.people["worker"]),
        "action-0-due-day": "4",
        "action-0-due-month": "12",
        "action-0-due-year": "2026",
        "action-0-plain_words": "We ask for the money you need.",
    }
    return data | {name.replace("__", "-"): value for name, value in changes.items()}


def saved(working: ScopeOpener) -> ItemRecord:
    with working(writes=False):
        return session.scalars(select(ItemRecord)).one()


@pytest.mark.requirement("R52")
def test_the_decision_cannot_be_reached_before_participation_is_saved(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    first = chair.get(record_of(panel))
    assert (first.status_code, first.location) == (303, f"{record_of(panel)}/took-part")
    page = chair.get(first.location).text
    assert "How did the young person take part?" in page
    assert "What did the panel decide?" not in page
    refused = chair.post(record_of(panel), data=typed(panel, version=0))
    assert refused.status_code == 422
    assert "Record first how the young person took part" in refused.text
    assert "Ask for the deposit" in refused.text
    took_part(chair, panel)
    assert "What did the panel decide?" in chair.get(record_of(panel)).text


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("none_given", "Enter what was tried to get their views"),
        ("views_shared", "Enter what their views were and who shared them"),
        ("", "Choose how the young person took part"),
        ("sent_a_letter", "Choose how the young person took part"),
    ],
    ids=["none given, nothing tried", "shared by nobody", "no answer", "not an answer"],
)
def test_participation_without_its_evidence_is_refused(
    chair: PageClient, panel: InventedPanel, *, choice: str, said: str
) -> None:
    data = {"version": 0, "took_part": choice, "note": ""}
    refused = chair.post(f"{record_of(panel)}/took-part", data=data)
    assert refused.status_code == 422
    assert said in unescape(refused.text)


@pytest.mark.requirement("R7", "R8", "R9")
def test_a_record_holds_discussion_decision_barriers_and_dated_actions(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    took_part(chair, panel)
    assert chair.post(record_of(panel), data=typed(panel)).status_code == 303
    record = saved(working)
    assert record.discussion == "They want to stay near college.\nThe panel agrees."
    assert (record.decision_key, record.decision_label) == ("staying_put", "Staying Put agreed")
    with working(writes=False):
        barriers = session.scalars(select(Barrier.wording).order_by(Barrier.position)).all()
        action = session.scalars(select(Action)).one()
        events = session.scalars(select(Event).where(Event.event.like("records:item:%"))).all()
        assert barriers == ["No deposit"]
        assert (action.owner_id, action.due_on) == (panel.people["worker"], date(2026, 12, 4))
        assert "college" not in str([event.facts for event in events])
    text = chair.get(f"{record_of(panel)}/read").text
    for said in ("Avery Testcase", "Staying Put agreed", "No deposit", "Worker Example read"):
        assert said in text


@pytest.mark.requirement("R9")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"action__0__wording": ""}, "Enter what action 1 is"),
        ({"action__0__owner": ""}, "Choose who does action 1"),
        ({"action__0__due__day": ""}, "The date the action is due must include a day"),
        ({"action__0__due__month": "11", "action__0__due__day": "22"}, "on or after the panel day"),
        ({"discussion": ""}, "Enter what was discussed"),
        ({"decision": ""}, "Choose what the panel decided"),
        ({"decision": "a_word_of_nobody"}, "Choose what the panel decided"),
        ({"decision": "deferred"}, "Enter the reason for"),
        ({"decision": "deferred", "until-day": "99"}, "The date must include a month and year"),
        ({"discussion": "a\x00b"}, "must not include characters that cannot be seen"),
        ({"discussion": "x" * 20_001}, "must be 20,000 characters or fewer"),
    ],
    ids=[
        "an action without words",
        "an action without an owner",
        "an action without a day",
        "an action due before the panel day",
        "no discussion",
        "no decision",
        "a decision that is not one of the frozen words",
        "a decision that asks for a reason",
        "half a date",
        "a character nobody can see",
        "too long",
    ],
)
def test_a_refused_record_changes_nothing_and_keeps_every_word(
    chair: PageClient,
    panel: InventedPanel,
    working: ScopeOpener,
    *,
    changes: dict[str, str],
    said: str,
) -> None:
    took_part(chair, panel)
    data = typed(panel, **changes)
    refused = chair.post(record_of(panel), data=data)
    assert refused.status_code == 422
    assert said in unescape(refused.text)
    for name in ("barrier-0-wording", "action-0-wording", "action-0-due-year"):
        assert str(data[name]) in refused.text
    if "discussion" not in changes:
        assert data["discussion"] in refused.text
    assert saved(working).decision_key == ""


def test_an_action_for_somebody_outside_the_district_is_refused(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    with working():
        elsewhere = published_panel("preston")
    took_part(chair, panel)
    data = typed(panel, **{"action-0-owner": str(elsewhere.people["member"])})
    assert chair.post(record_of(panel), data=data).status_code == 422


def test_another_action_and_another_barrier_keep_everything_typed_and_save_nothing(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    took_part(chair, panel)
    more = chair.post(record_of(panel), data=typed(panel, rows="add-action"))
    assert more.status_code == 200
    assert "Action 2" in more.text
    assert 'name="actions" value="0,1"' in more.text
    for said in ("The panel agrees.", "No deposit", "Ask for the deposit"):
        assert said in more.text
    assert re.search(r'value="staying_put" checked', more.text)
    assert saved(working).decision_key == ""
    fewer = chair.post(record_of(panel), data=typed(panel, rows="remove-barrier-1"))
    assert 'name="barriers" value="0"' in fewer.text
    assert "No deposit" in fewer.text


def test_a_record_saved_again_keeps_its_actions_and_that_one_is_done(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    took_part(chair, panel)
    chair.post(record_of(panel), data=typed(panel))
    with working():
        action = session.scalars(select(Action)).one()
        action.done_on = date(2026, 11, 24)
        first = action.id
    page = chair.get(record_of(panel)).text
    assert f'value="{first}"' in page
    data = typed(panel, version=2, discussion="Said again", **{"action-0-saved_id": str(first)})
    assert chair.post(record_of(panel), data=data).status_code == 303
    with working(writes=False):
        action = session.scalars(select(Action)).one()
        assert (action.id, action.done_on) == (first, date(2026, 11, 24))
    data = typed(panel, version=3, decision="no_action", **{"action-0-saved_id": str(first)})
    data |= {"action-0-wording": "", "action-0-owner": "", "barrier-0-wording": ""}
    data["action-0-plain_words"] = ""
    data |= {f"action-0-due-{part}": "" for part in ("day", "month", "year")}
    assert chair.post(record_of(panel), data=data).status_code == 303
    with working(writes=False):
        assert session.scalars(select(Action)).all() == []
        assert session.scalars(select(Barrier)).all() == []


def test_the_second_saver_gets_both_versions_and_chooses(
    chair: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    took_part(chair, panel)
    first = typed(panel, discussion="Written by <b>support</b>")
    assert enter("support").post(record_of(panel), data=first).status_code == 303
    late = chair.post(record_of(panel), data=typed(panel, discussion="Written by the chair"))
    assert late.status_code == 409
    assert "Support Example saved this" in late.text
    assert "Written by &lt;b&gt;support&lt;/b&gt;" in late.text
    assert late.text.count("Written by the chair") == 2
    assert saved(working).discussion == "Written by <b>support</b>"
    version = re.search(r'name="version"[^>]*value="(\d+)"', late.text)
    assert version
    mine = typed(panel, version=version[1], discussion="Written by the chair")
    assert chair.post(record_of(panel), data=mine).status_code == 303
    assert saved(working).discussion == "Written by the chair"


def test_a_second_press_is_not_laid_at_somebody_elses_door(
    chair: PageClient, panel: InventedPanel
) -> None:
    took_part(chair, panel)
    assert chair.post(record_of(panel), data=typed(panel)).status_code == 303
    again = chair.post(record_of(panel), data=typed(panel))
    assert again.status_code == 409
    assert "You have saved this once already" in again.text
    assert "Both are the same: nothing is left to do." in again.text
    assert "while you were working on it" not in again.text


def test_two_who_record_participation_at_once_both_see_it(
    chair: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    took_part(enter("support"), panel)
    data = {"version": 0, "took_part": "came", "note": "They spoke for themselves"}
    late = chair.post(f"{record_of(panel)}/took-part", data=data)
    assert late.status_code == 409
    assert "Worker Example read them out" in late.text
    assert late.text.count("They spoke for themselves") == 2
    assert saved(working).took_part == "views_shared"


@pytest.mark.requirement("R70", "R71")
def test_the_page_says_whether_the_worker_or_their_manager_is_here(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    chair.post(f"/d/burnley/meetings/{panel.meeting_id}/day/open")
    page = chair.get(f"{record_of(panel)}/took-part").text
    assert "Not everyone needed for this item is here." in page
    from portal.records.models import Attendance  # noqa: PLC0415 - only this test changes it

    with working():
        rows = session.scalars(select(Attendance).where(Attendance.seat_key == "team_manager"))
        rows.one().state = "present"
    page = chair.get(f"{record_of(panel)}/took-part").text
    assert "Everyone needed for this item is here." in page


@pytest.mark.parametrize(
    ("who", "write", "read"),
    [("member", 403, 403), ("worker", 403, 200), ("support", 303, 200), ("manager", 403, 200)],
    ids=["a member reads nothing", "the item's own worker reads", "support writes", "manager"],
)
def test_who_may_write_and_who_may_read(
    enter: Enter, panel: InventedPanel, *, who: str, write: int, read: int
) -> None:
    client = enter(who)
    assert client.get(record_of(panel)).status_code == write
    assert client.get(f"{record_of(panel)}/read").status_code == read


def test_a_record_of_another_district_is_not_there(
    chair: PageClient, working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        elsewhere = published_panel("preston")
    for page in ("", "/read", "/took-part"):
        assert chair.get(f"/d/burnley/items/{elsewhere.items[0]}/record{page}").status_code == 404
    sign_in(client, Role.CHAIR, "preston")
    assert client.get(record_of(elsewhere) + "/took-part").status_code == 200


def test_no_name_stands_in_a_title_or_an_address(chair: PageClient, panel: InventedPanel) -> None:
    page = chair.get(f"{record_of(panel)}/took-part")
    title = re.search(r"<title>(.*?)</title>", page.text)
    assert title
    assert "Avery" not in title[1]
    assert "Avery" in page.text


def test_a_withdrawn_item_has_no_record(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    from portal.panels.models import Item  # noqa: PLC0415 - only this test changes it

    with working():
        item = session.scalars(select(Item).where(Item.id == UUID(str(panel.items[0])))).one()
        item.slot_id, item.withdrawn_reason = None, "They said no"
    assert chair.get(record_of(panel)).status_code == 404
