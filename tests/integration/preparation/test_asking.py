"""How a young person was invited and asked for their views: written down, never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, RuleError
from portal.preparation import operations, queries
from portal.preparation.models import Invitation, ViewsSought
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Outcome, Way
from tests.integration.panels.conftest import NOW
from tests.integration.preparation.conftest import Enter, Preparing, page_of


def invite(preparing: Preparing, **more: Any) -> None:
    worker = preparing.district.worker
    arguments: dict[str, Any] = {
        "actor": worker,
        "now": NOW,
        "item_id": preparing.item_id,
        "number": 0,
        "invited_on": date(2026, 11, 20),
        "invited_by": worker.person_id,
        "way": Way.IN_PERSON,
        "answer": Answered.NO_ANSWER,
        "note": "",
    }
    with preparing.working():
        operations.record_invitation(**(arguments | more))


def ask(preparing: Preparing, **more: Any) -> None:
    arguments: dict[str, Any] = {
        "actor": preparing.district.worker,
        "now": NOW,
        "item_id": preparing.item_id,
        "number": 0,
        "tried_on": date(2026, 11, 20),
        "way": Way.PHONE,
        "outcome": Outcome.GIVEN,
        "note": "",
    }
    with preparing.working():
        operations.record_views_sought(**(arguments | more))


def sent(preparing: Preparing, **more: Any) -> dict[str, Any]:
    return {
        "version": "0",
        "invited_on-day": "20",
        "invited_on-month": "11",
        "invited_on-year": "2026",
        "invited_by": str(preparing.district.worker.person_id),
        "way": "phone",
        "answer": "not_sure",
        "note": "Planted: after school.",
    } | more


@pytest.mark.requirement("R51")
def test_an_invitation_and_its_answer_are_written_down_one_after_the_other(
    preparing: Preparing, as_person: Enter
) -> None:
    client = as_person(preparing.district.worker)
    path = f"/d/burnley/items/{preparing.item_id}/invitation"
    page_of(client, path)
    assert client.post(path, data=sent(preparing)).status_code == 303
    assert client.post(path, data=sent(preparing, version="1", answer="coming")).status_code == 303
    text = page_of(client, f"/d/burnley/items/{preparing.item_id}/preparation")
    assert "Invited on 20 November 2026. They are coming." in text
    assert text.index("They are coming</h3>") < text.index("They are not sure</h3>")
    assert "Planted: after school." in text
    assert "They are coming and speak for themselves." in text
    with preparing.working(writes=False):
        assert session.scalar(select(func.count()).select_from(Invitation)) == 2


@pytest.mark.requirement("R51")
@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"invited_on-year": "2027"}, "The date must be today or in the past"),
        ({"invited_on-year": "2009"}, "before they were born"),
        ({"invited_on-year": "2025"}, "to another panel"),
        ({"invited_on-day": "31"}, "The date"),
        ({"invited_by": "00000000-0000-0000-0000-000000000001"}, "Choose who invited them"),
        ({"way": ""}, "Choose how they were invited"),
        ({"answer": "maybe"}, "Choose what they answered"),
    ],
)
def test_a_wrong_invitation_is_refused_by_its_field_and_kept(
    preparing: Preparing, as_person: Enter, more: dict[str, str], says: str
) -> None:
    client = as_person(preparing.district.worker)
    path = f"/d/burnley/items/{preparing.item_id}/invitation"
    answer = client.post(path, data=sent(preparing, **more))
    assert answer.status_code == 422
    assert says in answer.text
    assert "Planted: after school." in answer.text
    with preparing.working(writes=False):
        assert session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_two_people_write_one_after_the_other_and_the_second_sees_the_first(
    preparing: Preparing, as_person: Enter
) -> None:
    invite(preparing, actor=preparing.district.support, note="Planted by case support.")
    client = as_person(preparing.district.worker)
    path = f"/d/burnley/items/{preparing.item_id}/invitation"
    answer = client.post(path, data=sent(preparing))
    assert answer.status_code == 409
    assert "Planted by case support." in answer.text
    assert "Planted: after school." in answer.text
    assert client.post(path, data=sent(preparing, version="1")).status_code == 303
    with pytest.raises(ConflictError):
        invite(preparing)


@pytest.mark.requirement("R52")
def test_none_given_counts_with_what_was_tried_and_not_without(
    preparing: Preparing, as_person: Enter
) -> None:
    with pytest.raises(RuleError, match="Enter what you tried"):
        ask(preparing, outcome=Outcome.NONE_GIVEN)
    ask(preparing, outcome=Outcome.TRY_AGAIN, note="No answer on the phone.")
    path = f"/d/burnley/items/{preparing.item_id}/preparation"
    assert "Done on 20 November 2026" not in page_of(as_person(preparing.district.worker), path)
    ask(preparing, number=1, outcome=Outcome.NONE_GIVEN, note="Asked with their advocate.")
    text = page_of(as_person(preparing.district.worker), path)
    assert "Done on 20 November 2026 by Sam Testcase. They chose to give none." in text
    assert "No answer on the phone." in text


def test_views_are_asked_for_from_the_page(preparing: Preparing, as_person: Enter) -> None:
    client = as_person(preparing.district.worker)
    path = f"/d/burnley/items/{preparing.item_id}/views-sought"
    page_of(client, path)
    form = {
        "version": "0",
        "tried_on-day": "20",
        "tried_on-month": "11",
        "tried_on-year": "2026",
        "way": "letter",
        "outcome": "try_again",
        "note": "",
    }
    refused = client.post(path, data=form)
    assert refused.status_code == 422
    assert "Enter what you tried" in refused.text
    assert client.post(path, data=form | {"note": "A letter came back."}).status_code == 303
    again = client.post(path, data=form | {"note": "A second letter."})
    assert again.status_code == 409
    assert "A letter came back." in again.text
    with preparing.working(writes=False):
        assert session.scalar(select(func.count()).select_from(ViewsSought)) == 1


@pytest.mark.parametrize("who", ["housing", "fostering", "iro", "member"])
def test_others_on_the_panel_neither_write_nor_read_it(
    preparing: Preparing, as_person: Enter, who: str
) -> None:
    invite(preparing, note="Planted words of theirs.")
    actor = getattr(preparing, who)
    with pytest.raises(ForbiddenError):
        invite(preparing, actor=actor, number=1)
    client = as_person(actor)
    assert client.get(f"/d/burnley/items/{preparing.item_id}/invitation").status_code == 403
    text = page_of(client, f"/d/burnley/items/{preparing.item_id}/preparation")
    assert "Planted" not in text


def test_the_personal_adviser_may_write_it_down(preparing: Preparing) -> None:
    invite(preparing, actor=preparing.adviser, invited_by=preparing.adviser.person_id)
    with preparing.working(writes=False):
        (row,) = queries.invitations_of(preparing.item_id)
    assert row.invited_by == "Addie Invented"


@pytest.mark.control("C43")
def test_the_trail_tells_that_it_was_written_and_not_what_they_said(preparing: Preparing) -> None:
    invite(preparing, note="Planted words of theirs.")
    with preparing.working(writes=False):
        event = session.scalars(
            select(Event).where(Event.event == "preparation:invitation:recorded")
        ).one()
    assert event.facts == {"said": "no_answer"}
