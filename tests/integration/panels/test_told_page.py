"""The pages on who was told: how messages stand, who has opened, taking back, moving a meeting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.panels import operations
from portal.panels.operations.meetings import move_meeting
from portal.testing.pages import PageClient
from tests.integration.conftest import PASSWORD, ScopeOpener
from tests.integration.panels.conftest import CANARY, District, SignInAs, actor_of
from tests.integration.panels.office import Office
from tests.integration.terms.conftest import main_words

DATE = {"held_on-day": "18", "held_on-month": "12", "held_on-year": "2026"}


def address(district: District, rest: str = "") -> str:
    return f"/d/burnley/meetings/{district.meeting_id}{rest}"


def switch(client: PageClient, email: str) -> None:
    """Sign out and in again as somebody else."""
    client.post("/sign-out")
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303


@pytest.mark.requirement("R46", "R62", "R63")
def test_whoever_publishes_sees_how_each_message_stands_and_tries_again(
    office: Office, as_person: SignInAs
) -> None:
    district = office.district
    client = as_person(district.support)
    assert "Nobody has been told" in main_words(client.get(address(district, "/told")).text)
    office.nominated(0)
    office.publish()
    office.post.refuses.add("morgan")
    office.delivered()
    page = client.get(address(district, "/told"))
    said = main_words(page.text)
    assert "Sent to 4 of 5. 1 waits: The message service was too busy to take it." in said
    assert "Morgan Madeup" in said
    assert CANARY not in page.text
    assert "Sent to 4 of 5." in main_words(client.get(address(district)).text)
    office.post.refuses.clear()
    retry = address(district, f"/told/{district.member.person_id}/try-again")
    assert client.post(retry).status_code == 303
    assert office.delivered().keys() == {"morgan"}
    assert "Sent to 5 of 5." in main_words(client.get(address(district, "/told")).text)
    # Pressed once more, it says how it stands and sends nothing.
    client.post(retry)
    assert "not one that failed" in main_words(client.get(address(district, "/told")).text)
    assert office.delivered() == {}


def test_who_has_opened_the_agenda_is_seen_and_the_readers_are_told_so(
    office: Office, client: PageClient, as_person: SignInAs
) -> None:
    district = office.district
    office.published(0)
    as_person(district.member)
    agenda = main_words(client.get(address(district, "/agenda")).text)
    assert "Case support can see who has opened this agenda" in agenda
    switch(client, district.support.email)
    page = client.get(address(district, "/told"))
    assert "1 of 5 have opened the agenda that is out or its pack." in main_words(page.text)
    remind = f"/told/{district.member.person_id}/remind"
    assert remind not in page.text
    other = f"/told/{district.chair.person_id}/remind"
    assert other in page.text
    client.post(address(district, remind))
    assert "They have opened it." in main_words(client.get(address(district, "/told")).text)
    client.post(address(district, other))
    assert "A reminder is on its way" in main_words(client.get(address(district, "/told")).text)
    assert office.delivered().keys() == {"charlie"}
    assert other not in client.get(address(district, "/told")).text


@pytest.mark.parametrize("rest", ["/told", "/take-back", "/move"])
def test_who_may_see_and_do_it(office: Office, as_person: SignInAs, rest: str) -> None:
    office.published(0)
    district = office.district
    assert as_person(district.member).get(address(district, rest)).status_code == 403


@pytest.mark.parametrize("rest", ["/told", "/take-back", "/move"])
def test_another_districts_meeting_is_not_there(
    office: Office, client: PageClient, rest: str
) -> None:
    switch(client, "robin@practice.example")
    asked = f"/d/preston/meetings/{office.district.meeting_id}{rest}"
    assert client.get(asked).status_code == 404


def test_a_recused_publisher_finds_nobody_of_the_item_they_are_kept_from(
    office: Office, as_person: SignInAs, working: ScopeOpener
) -> None:
    district = office.district
    other = district.other_worker.person_id
    office.nominated(0)
    (kept,) = office.nominated(1, social_worker_id=other)
    office.publish()
    office.delivered()
    client = as_person(district.support)
    assert "Toni Placeholder" in client.get(address(district, "/told")).text
    office.do(operations.declare_interest, item_id=kept, reason="A cousin")
    with working(writes=False):
        assert actor_of(district.support.person_id).recused.items
    page = client.get(address(district, "/told"))
    assert "Toni Placeholder" not in page.text
    assert "Sent to 5 of 5." in main_words(page.text)


@pytest.mark.requirement("R62")
def test_an_agenda_is_taken_back_with_a_reason_and_its_readers_lose_it(
    office: Office, client: PageClient, as_person: SignInAs
) -> None:
    district = office.district
    office.published(0)
    as_person(district.support)
    assert "Take the agenda back" in client.get(address(district)).text
    assert client.get(address(district, "/take-back")).status_code == 200
    empty = client.post(address(district, "/take-back"), data={"reason": ""})
    assert "Say why the agenda is taken back" in empty.text
    sent = client.post(address(district, "/take-back"), data={"reason": "A wrong name"})
    assert sent.status_code == 303
    told = main_words(client.get(address(district, "/told")).text)
    assert "Reason given: A wrong name" in told
    assert "They are asked to tell the young person first" in told
    assert "nothing to take back" in client.get(address(district, "/take-back")).text
    switch(client, district.member.email)
    waiting = main_words(client.get(address(district, "/agenda")).text)
    assert "The agenda was taken back on Monday 23 November 2026" in waiting
    assert "A wrong name" not in waiting
    assert client.get(address(district, "/agenda.pdf")).status_code == 404


def test_a_meeting_is_moved_and_its_agenda_says_so_until_the_next_version(
    office: Office, client: PageClient, as_person: SignInAs
) -> None:
    district = office.district
    office.published(0)
    as_person(district.support)
    page = client.get(address(district, "/move"))
    assert "Room 2, Example House" in page.text
    bad = client.post(
        address(district, "/move"),
        data=DATE | {"held_on-day": "19", "place": "Room 9", "was": "2026-12-17"},
    )
    assert "is not a working day" in bad.text
    assert "Room 9" in bad.text
    sent = client.post(
        address(district, "/move"), data=DATE | {"place": "Room 9", "was": "2026-12-17"}
    )
    assert sent.status_code == 303
    agenda = main_words(client.get(address(district, "/agenda")).text)
    assert "This meeting has moved to Friday 18 December 2026" in agenda
    assert "Changed since version 1 was published" in client.get(address(district)).text
    office.publish()
    agenda = main_words(client.get(address(district, "/agenda")).text)
    assert "This meeting has moved" not in agenda
    assert "Friday 18 December 2026" in agenda


def test_two_people_who_move_one_meeting_see_each_others_day(
    office: Office, as_person: SignInAs
) -> None:
    district = office.district
    client = as_person(district.support)
    office.do(
        move_meeting, meeting_id=district.meeting_id, held_on=date(2026, 12, 16), place="Room 3"
    )
    asked = DATE | {"place": "Room 9", "was": "2026-12-17"}
    second = client.post(address(district, "/move"), data=asked)
    assert second.status_code != 303
    assert "moved this meeting to Wednesday 16 December 2026" in second.text
    assert "You chose Friday 18 December 2026" in second.text
    assert "Room 9" in second.text
    again = client.post(address(district, "/move"), data=asked | {"was": "2026-12-16"})
    assert again.status_code == 303


def test_what_comes_too_late_stands_on_the_page_with_what_to_do(
    office: Office, as_person: SignInAs
) -> None:
    district = office.district
    office.published(0)
    client = as_person(district.support)
    office.clock.instant = datetime(2026, 12, 17, 12, 0, tzinfo=UTC)
    office.do(operations.cancel_meeting, meeting_id=district.meeting_id)
    said = main_words(client.get(address(district, "/told")).text)
    assert "5 did not go: It would arrive too late to be of use. Tell them yourself." in said
    office.later(timedelta(hours=1))
    assert office.delivered() == {}
