"""A decision written on the wrong item is taken away again, and the item was not heard."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from portal.agreements.rules import Answer
from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ConflictError
from portal.panels import hearing
from portal.people.policy import Role
from portal.records.forms import NO_OTHER
from portal.records.models import Action, Barrier, ItemRecord
from portal.records.operations import taking_away
from portal.records.rules import NO_PLACE
from portal.testing.pages import PageClient
from portal.translations.models import Translation
from portal.translations.rules import Source
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.records.conftest import Enter
from tests.integration.records.test_filing import filed, recorded
from tests.integration.records.test_item_record import record_of, took_part, typed
from tests.support.invented_panel import PASSWORD, InventedPanel, person
from tests.support.packs import said

WORDS = "They want to stay near college."


def take_away(
    client: PageClient, panel: InventedPanel, version: int = 2, to: str = NO_OTHER
) -> Any:
    data = {"version": version, "to": to}
    return client.post(f"{record_of(panel)}/take-away", data=data)


def heard(panel: InventedPanel, working: ScopeOpener) -> set[int]:
    """Return the places of the items that were heard."""
    with working(writes=False):
        found = hearing.were_heard(panel.items)
    return {place for place, item in enumerate(panel.items) if item in found}


def translated(panel: InventedPanel, working: ScopeOpener, clock: MovableClock) -> None:
    """Let the decision and its promise stand in another language."""
    with working():
        action_id = session.scalars(select(Action.id)).one()
        for source, subject in ((Source.DECISION, panel.items[0]), (Source.PROMISE, action_id)):
            session.add(
                Translation(
                    district_id=panel.district,
                    item_id=panel.items[0],
                    young_person_id=panel.young_people[0],
                    source=source.value,
                    subject_id=subject,
                    number=1,
                    language="ar",
                    language_name="Arabic",
                    direction="rtl",
                    words="zq",
                    made_by="an interpreter",
                    digest="zq",
                    handed_by=panel.people["support"],
                    handed_at=clock.instant,
                )
            )


@pytest.mark.requirement("A11")
def test_the_page_shows_what_goes_and_one_press_takes_it_all_away(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    assert heard(panel, working) == {0}
    address = f"{record_of(panel)}/take-away"
    for page in (chair.get(record_of(panel)), chair.get(f"{record_of(panel)}/read")):
        assert f'href="{address}"' in page.text
    shown = unescape(chair.get(address).text)
    for words in (WORDS, "Staying Put agreed", "No deposit", "Ask for the deposit", "You can stay"):
        assert words in shown
    assert take_away(chair, panel).status_code == 303
    assert heard(panel, working) == set()
    with working(writes=False):
        record = session.scalars(select(ItemRecord)).one()
        assert (record.took_part, record.discussion, record.decision_label) == (
            "views_shared",
            "",
            "",
        )
        assert record.plain_words is None
        assert session.scalars(select(Barrier)).all() == []
        assert session.scalars(select(Action)).all() == []
        entry = session.scalars(select(Event).where(Event.event == "records:item:taken_away")).one()
        assert entry.subject_id == panel.items[0]
        assert entry.facts == {"decision": "staying_put", "actions": 1}
    for page in (chair.get(record_of(panel)), chair.get(f"{record_of(panel)}/read")):
        assert page.status_code == 200
        assert "college" not in page.text
        assert address not in page.text
    assert chair.get(address).location == record_of(panel)


def test_its_translations_go_with_it(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener, clock: MovableClock
) -> None:
    recorded(chair, panel)
    translated(panel, working, clock)
    assert take_away(chair, panel).status_code == 303
    with working(writes=False):
        assert session.scalars(select(Translation)).all() == []


def test_a_promise_taken_out_of_a_record_takes_its_translations_along(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener, clock: MovableClock
) -> None:
    recorded(chair, panel)
    translated(panel, working, clock)
    kept = typed(panel, version=2, action__0__wording="Another one")
    assert chair.post(record_of(panel), data=kept).status_code == 303
    with working(writes=False):
        assert session.scalars(select(Translation.source)).all() == [Source.DECISION.value]


@pytest.mark.requirement("R14", "A11")
@pytest.mark.control("C13")
@pytest.mark.parametrize("order", ["stopped after", "stopped before"])
def test_a_stop_then_hides_the_item_as_one_that_was_never_heard(
    panel: InventedPanel,
    working: ScopeOpener,
    clock: MovableClock,
    chair: PageClient,
    enter: Enter,
    *,
    order: str,
) -> None:
    with working():
        person(panel, "reviewer", Role.IRO_REPRESENTATIVE)
    recorded(chair, panel)
    reader, page = enter("reviewer"), f"{record_of(panel)}/read"
    assert reader.get(page).status_code == 200

    def stop() -> None:
        with working():
            said(panel.items[0], Answer.STOPPED, at=clock.instant)
        clock.instant += timedelta(minutes=1)

    if order == "stopped before":
        stop()
        assert reader.get(page).status_code == 200
    assert take_away(chair, panel).status_code == 303
    if order == "stopped after":
        assert reader.get(page).status_code == 200
        stop()
    assert reader.get(page).status_code == 404
    assert reader.get(page.replace(str(panel.items[0]), str(panel.items[1]))).status_code == 200
    assert (
        "This item is not being heard"
        in chair.get(f"/d/burnley/meetings/{panel.meeting_id}/day").text
    )
    assert chair.post(record_of(panel), data=typed(panel, version=3)).status_code == 422
    assert heard(panel, working) == set()


def test_it_can_then_be_withdrawn(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    address = f"/d/burnley/items/{panel.items[0]}/withdraw"
    refused = support.post(address, data={"reason": "They stopped"})
    assert "can be taken away in the record until it is filed" in refused.text
    assert take_away(chair, panel).status_code == 303
    assert support.post(address, data={"reason": "They stopped"}).status_code == 303
    assert heard(panel, working) == set()


def test_it_moves_to_another_item_on_which_nothing_is_decided(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    address = f"{record_of(panel)}/take-away"
    assert "first write there how that young person took part" in chair.get(address).text
    took_part(chair, panel, 1)
    page = chair.get(address).text
    assert f'value="{panel.items[1]}"' in page
    assert f'value="{panel.items[2]}"' not in page, "nothing is said there of how they took part"
    chair.post(
        record_of(panel),
        data=typed(panel, version=2, action__0__owner=str(panel.people["support"])),
    )
    assert take_away(chair, panel, 3, str(panel.items[1])).status_code == 303
    assert heard(panel, working) == {1}
    with working(writes=False):
        there = session.scalars(
            select(ItemRecord).where(ItemRecord.item_id == panel.items[1])
        ).one()
        assert there.discussion.startswith(WORDS)
        assert (there.decision_key, there.plain_words) == (
            "staying_put",
            "You can stay where you are.",
        )
        action = session.scalars(select(Action)).one()
        assert (action.item_id, action.wording) == (panel.items[1], "Ask for the deposit")
        assert session.scalars(select(Barrier.item_id)).all() == [panel.items[1]]
        told = session.scalars(
            select(Event).where(Event.event.like("records:item:%")).order_by(Event.seq)
        ).all()
        assert [(each.event, each.subject_id) for each in told[-2:]] == [
            ("records:item:saved", panel.items[1]),
            ("records:item:taken_away", panel.items[0]),
        ]
        assert (told[-1].facts or {})["to"] == str(panel.items[1])


def test_it_does_not_move_onto_what_somebody_wrote_meanwhile(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    took_part(chair, panel, 1)
    assert (
        support.post(record_of(panel, 1), data=typed(panel, discussion="Theirs")).status_code == 303
    )
    answer = take_away(chair, panel, 2, str(panel.items[1]))
    assert answer.status_code == 422
    assert NO_PLACE in answer.text
    assert heard(panel, working) == {0, 1}
    with working(writes=False):
        words = session.scalars(select(ItemRecord.discussion)).all()
        assert sorted(each[:6] for each in words) == ["Theirs", WORDS[:6]]


def test_nor_onto_one_that_somebody_saves_at_the_same_moment(
    chair: PageClient,
    panel: InventedPanel,
    working: ScopeOpener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is told of where the item is chosen: the record that moves is as it was."""
    recorded(chair, panel)
    took_part(chair, panel, 1)

    def saved_since(**_: object) -> None:
        raise ConflictError("Somebody saved")

    monkeypatch.setattr(taking_away, "save_item", saved_since)
    answer = take_away(chair, panel, 2, str(panel.items[1]))
    assert answer.status_code == 422
    assert NO_PLACE in answer.text
    assert heard(panel, working) == {0}


def test_nor_to_an_item_that_may_not_be_discussed(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener, clock: MovableClock
) -> None:
    recorded(chair, panel)
    took_part(chair, panel, 1)
    with working():
        said(panel.items[1], Answer.STOPPED, at=clock.instant)
    clock.instant += timedelta(minutes=1)
    answer = take_away(chair, panel, 2, str(panel.items[1]))
    assert answer.status_code == 422
    assert "This item may not be discussed" in answer.text
    assert heard(panel, working) == {0}


def test_what_somebody_did_is_not_taken_away_unseen(
    chair: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    with working(writes=False):
        action = session.scalars(select(Action.id)).one()
    assert enter("worker").post(f"/d/burnley/actions/{action}/done").status_code == 303
    refused = take_away(chair, panel)
    assert refused.status_code == 422
    assert "An action is marked as done: “Ask for the deposit”" in unescape(refused.text)
    assert heard(panel, working) == {0}
    without = typed(panel, version=2, decision="no_action", actions="1")
    assert chair.post(record_of(panel), data=without).status_code == 303
    assert take_away(chair, panel, 3).status_code == 303
    assert heard(panel, working) == set()


def test_after_filing_it_stays(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    assert filed(support, panel) == 303
    address = f"{record_of(panel)}/take-away"
    assert chair.get(address).status_code == 303
    assert address not in chair.get(f"{record_of(panel)}/read").text
    refused = take_away(chair, panel, 3)
    assert refused.status_code == 422
    assert "You can add to it, but not change it" in refused.text
    assert heard(panel, working) == {0}


@pytest.mark.parametrize("who", ["member", "worker", "manager"])
def test_only_who_may_write_it_may_take_it_away(
    chair: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener, *, who: str
) -> None:
    recorded(chair, panel)
    somebody = enter(who)
    assert somebody.get(f"{record_of(panel)}/take-away").status_code in {403, 404}
    assert take_away(somebody, panel).status_code in {403, 404}
    assert heard(panel, working) == {0}


def test_what_another_saved_meanwhile_is_read_before_it_goes(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    more = typed(panel, version=2, discussion="And one word more.")
    assert support.post(record_of(panel), data=more).status_code == 303
    late = take_away(chair, panel)
    assert late.status_code == 409
    assert "saved again since you opened this" in late.text
    assert "And one word more." in late.text
    assert heard(panel, working) == {0}
    assert take_away(chair, panel, 3).status_code == 303
    assert take_away(chair, panel, 3).status_code == 422, "a second press"


def test_what_another_was_typing_is_neither_lost_nor_saved_by_itself(
    chair: PageClient, support: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    assert take_away(chair, panel).status_code == 303
    with working(writes=False):
        old = {"version": 2, "action__0__saved_id": "00000000-0000-4000-8000-000000000000"}
    late = support.post(record_of(panel), data=typed(panel, discussion="Half a line", **old))
    assert late.status_code == 409
    assert "Half a line" in late.text
    assert "Chair Example saved this" in late.text
    assert heard(panel, working) == set()
    mine = typed(panel, version=3, discussion="Half a line")
    assert support.post(record_of(panel), data=mine).status_code == 303
    assert heard(panel, working) == {0}


def test_what_is_kept_of_a_form_sent_too_late_brings_nothing_back_by_itself(
    chair: PageClient,
    enter: Enter,
    panel: InventedPanel,
    working: ScopeOpener,
    machine: MovableClock,
) -> None:
    recorded(chair, panel)
    page = record_of(panel)
    machine.instant += timedelta(minutes=45)
    late = typed(panel, version=2, form_page=page, discussion="Half a line")
    assert "late=kept" in chair.post(page, data=late).location
    assert take_away(enter("support"), panel).status_code == 303
    chair.post("/sign-in", data={"email": panel.email("chair"), "password": PASSWORD})
    assert chair.get(page).status_code == 200
    assert "Half a line" in chair.get("/kept").text
    assert heard(panel, working) == set()
    again = chair.post(page, data=late)
    assert again.status_code == 409, "it is sent as it was typed: both are shown"
    assert "Half a line" in again.text
    assert heard(panel, working) == set()


def test_nothing_is_taken_away_by_a_press_that_chose_nothing(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    recorded(chair, panel)
    page = chair.get(f"{record_of(panel)}/take-away").text
    assert f'<input type="hidden" name="to" value="{NO_OTHER}">' in page, "no other item yet"
    took_part(chair, panel, 1)
    assert f'<option value="{NO_OTHER}">' in chair.get(f"{record_of(panel)}/take-away").text
    refused = take_away(chair, panel, to="")
    assert refused.status_code == 422
    assert "Choose the item it is about" in refused.text
    assert heard(panel, working) == {0}
