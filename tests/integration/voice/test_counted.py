"""Views are sought until the panel has some to read, whichever way they come (R52)."""

from __future__ import annotations

import pytest

from portal.papers.rules.kinds import PaperKind
from portal.testing.pages import PageClient
from portal.voice import operations
from portal.voice.rules.answers import Answer, Audience, How
from tests.integration.records.conftest import enter, panel
from tests.integration.voice.test_hearing import NOW, WRITTEN, Room, room
from tests.support.packs import add_paper

__all__ = ["enter", "panel", "room"]
TRIED = {
    "version": "0",
    "tried_on-day": "20",
    "tried_on-month": "11",
    "tried_on-year": "2026",
    "way": "phone",
    "note": "",
}


def task(room: Room, client: PageClient) -> str:
    """Return what the page of the item's preparation says of the task."""
    page = client.get(f"{room.item}/preparation").text
    found = page.split("Ask for their views", 1)[1]
    return found.split("<h3", 1)[0]


@pytest.mark.requirement("R52")
def test_that_they_gave_their_views_is_not_done_before_the_panel_can_read_them(
    room: Room,
) -> None:
    worker = room.enter("worker")
    sent = worker.post(f"{room.item}/views-sought", data=TRIED | {"outcome": "given"})
    assert sent.headers["Location"] == room.views()
    said = task(room, worker)
    assert "They gave their views: write down what they said." in said
    assert "Done" not in said
    assert f'href="{room.views()}"' in said
    worker.post(room.views("/write/3"), data=WRITTEN)
    said = task(room, worker)
    assert "Done" in said
    assert "by Worker Example, who wrote down what they said." in said
    assert "the young person" not in said


@pytest.mark.requirement("R52")
@pytest.mark.parametrize("audience", [None, Audience.WORKERS, Audience.ADVOCATE])
def test_sharing_nothing_that_the_panel_reads_goes_on_being_asked_for(
    room: Room, audience: Audience | None
) -> None:
    worker = room.enter("worker")
    with room.working():
        if audience is not None:
            room.answer("say", Answer(How.TYPED, audience, words="For one alone"))
        operations.share(now=NOW, **room.whose)
    said = task(room, worker)
    assert "They shared no answers with the panel." in said
    assert "Done" not in said
    none = TRIED | {"outcome": "none_given", "note": "They said they would rather not"}
    worker.post(f"{room.item}/views-sought", data=none)
    assert "Done" in task(room, worker)


@pytest.mark.requirement("R52")
def test_what_they_say_themselves_is_credited_to_them(room: Room) -> None:
    worker = room.enter("worker")
    worker.post(room.views("/write/3"), data=WRITTEN)
    with room.working():
        room.answer("say", Answer(How.TYPED, Audience.PANEL, words="Mine"))
        operations.share(now=NOW, **room.whose)
    assert "by the young person." in task(room, worker)


@pytest.mark.requirement("R52")
def test_a_paper_with_their_views_is_views_for_every_room(room: Room) -> None:
    with room.working():
        add_paper(room.item_id, PaperKind.VIEWS, {"home": "I want a garden."})
    worker, chair = room.enter("worker"), room.enter("chair")
    assert "Done" in task(room, worker)
    assert "Their views are here as a paper" in worker.get(room.views()).text
    assert "Their views are here as a paper" in chair.get(room.took_part).text
    data = {"version": 0, "took_part": "none_given", "note": "Tried"}
    refused = chair.post(room.took_part, data=data)
    assert refused.status_code == 422
    assert "They did give views: the panel can read them" in refused.text
    shared = data | {"took_part": "views_shared", "participation": "PN6"}
    assert chair.post(room.took_part, data=shared).status_code == 303
