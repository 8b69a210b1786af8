"""Views are gated as their item is: after a stop, after filing, and to who sits there later."""

from __future__ import annotations

import pytest

from portal.agreements import operations as agreements
from portal.agreements.rules import Kind
from portal.database import session
from portal.panels.models import Item
from portal.people.policy import Role
from portal.preparation.operations.reminding import _waiting
from portal.variations.values import OrganisationKind
from portal.voice import operations
from tests.integration.records.conftest import enter, panel
from tests.integration.voice.test_hearing import NOW, E, P, Room, W, room, seen
from tests.support.agreed import heard
from tests.support.invented_panel import person

__all__ = ["enter", "panel", "room"]
HOUSING, FOSTERING = "housing_authority", "fostering_manager"


def stop(room: Room) -> None:
    """Let the young person stop being discussed."""
    with room.working():
        agreements.stop(
            actor=room.actor("worker"),
            now=NOW,
            item_id=room.item_id,
            kind=Kind.BE_DISCUSSED,
            said="I do not want it any more",
        )


@pytest.fixture
def shared(room: Room) -> Room:
    """Everything is shared, and somebody of fostering and of housing sits on the panel."""
    room.say()
    room.join("homes", HOUSING, OrganisationKind.HOUSING_AUTHORITY)
    room.join("carers", FOSTERING, OrganisationKind.CHILDRENS_SERVICES)
    return room


@pytest.mark.requirement("R52")
@pytest.mark.control("C15")
def test_after_a_stop_views_are_there_only_where_the_item_is(shared: Room) -> None:
    homes, carers = shared.enter("homes"), shared.enter("carers")
    picture = f"{shared.views()}/{shared.answer_id('home')}"
    assert seen(carers.get(shared.views()).text) == {P, E}
    assert seen(homes.get(shared.views()).text) == {E}
    stop(shared)
    for client in (homes, carers):
        assert client.get(shared.item).status_code == 404
        for rest in ("", "/room"):
            assert client.get(shared.views(rest)).status_code == 404, rest
        assert client.get(picture).status_code == 404
        assert client.post(shared.views("/open")).status_code == 404
    assert seen(shared.enter("worker").get(shared.views()).text) == {P, E, W}
    assert seen(shared.enter("support").get(shared.views()).text) == {P, E}


@pytest.mark.control("C15")
def test_after_a_stop_nothing_of_its_preparation_is_there_and_nobody_is_reminded(
    shared: Room,
) -> None:
    homes, support = shared.enter("homes"), shared.enter("support")
    form = f"{shared.item}/preparation/housing"
    meeting = f"/d/{shared.panel.district}/meetings/{shared.panel.meeting_id}/preparation"
    assert homes.get(form).status_code == 200
    assert str(shared.item_id) in homes.get(meeting).text
    with shared.working(writes=False):
        assert shared.item_id in {each.item_id for each in _waiting(NOW)[0]}
    stop(shared)
    for place in (f"{shared.item}/preparation", form):
        assert homes.get(place).status_code == 404, place
    assert str(shared.item_id) not in homes.get(meeting).text
    assert homes.post(form, data={"version": 0}).status_code == 404
    with shared.working(writes=False):
        assert shared.item_id not in {each.item_id for each in _waiting(NOW)[0]}
    assert "is not being discussed now" in support.get(form).text
    sent = {
        "version": 0,
        "as_of-day": 20,
        "as_of-month": 11,
        "as_of-year": 2026,
        "routes": "register",
        "options": "A flat",
    }
    refused = support.post(form, data=sent)
    assert refused.status_code == 422
    assert refused.text.count("is not being discussed now") == 2


@pytest.mark.control("C15")
def test_after_they_were_heard_a_stop_closes_their_views_and_leaves_the_item(shared: Room) -> None:
    with shared.working():
        heard(shared.item_id)
    stop(shared)
    for who in ("homes", "carers"):
        client = shared.enter(who)
        assert client.get(shared.item).status_code == 200
        for place in ("/views", "/preparation", "/preparation/housing", "/papers", "/papers/add"):
            assert client.get(f"{shared.item}{place}").status_code == 404, (who, place)
        assert client.post(shared.views("/open")).status_code == 404, who
    assert seen(shared.enter("worker").get(shared.views()).text) == {P, E, W}
    assert seen(shared.enter("support").get(shared.views()).text) == {P, E}


@pytest.mark.control("C15")
def test_once_the_record_is_filed_only_its_own_people_and_its_writers_read_them(
    shared: Room,
) -> None:
    with shared.working():
        person(shared.panel, "reviewer", Role.IRO_REPRESENTATIVE)
    clients = {who: shared.enter(who) for who in ("homes", "carers", "reviewer")}
    assert seen(clients["reviewer"].get(shared.views()).text) == {P, E, W}
    with shared.working():
        item = session.get_one(Item, ("E10000017", shared.item_id))
        item.closed_at = NOW
    for who, client in clients.items():
        answer = client.get(shared.views())
        assert answer.status_code == 403, who
        assert seen(answer.text) == set(), who
    assert seen(shared.enter("worker").get(shared.views()).text) == {P, E, W}
    assert seen(shared.enter("manager").get(shared.views()).text) == {P, E}
    assert seen(shared.enter("chair").get(shared.views()).text) == {P, E}
    # Who takes the seat later finds no more than who left it.
    shared.join("newcomer", "residential_manager", OrganisationKind.CHILDRENS_SERVICES)
    assert shared.enter("newcomer").get(shared.views()).status_code == 403


@pytest.mark.control("C15")
def test_what_is_taken_back_while_a_page_is_made_does_not_leave(shared: Room) -> None:
    with shared.working():
        carer = shared.actor("carers")
        desk = operations.reading(actor=carer, item_id=shared.item_id, now=NOW)
        ask = operations.still_given(desk, now=NOW)
        assert ask()
    with shared.working():
        operations.take_back(now=NOW, **shared.whose)
    with shared.working():
        assert not ask()


@pytest.mark.control("C15")
def test_what_is_stopped_while_a_page_is_made_does_not_leave(shared: Room) -> None:
    with shared.working():
        desk = operations.reading(actor=shared.actor("carers"), item_id=shared.item_id, now=NOW)
        ask = operations.still_given(desk, now=NOW)
    stop(shared)
    with shared.working():
        assert not ask()
