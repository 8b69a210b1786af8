"""The pages: who gets in, what a refusal keeps, what a reader may see. Every page is checked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import (
    CANARY,
    FINE,
    LATE,
    District,
    SignInAs,
    add_young_person,
    register,
)
from tests.support.ended import roles_ended

HTMX = {"HX-Request": "true"}


def address(district: District, rest: str = "") -> str:
    return f"/d/burnley/meetings/{district.meeting_id}{rest}"


def nominate_address(district: District, number: int = 0) -> str:
    return address(district, f"/nominate/{district.young_people[number]}")


def mark_on(page: str) -> str:
    """Return the mark of the agenda that the page to check it shows."""
    return page.split('name="mark" value="')[1].partition('"')[0]


def answers(district: District, **more: str) -> dict[str, str]:
    return {
        "slot": str(district.slots()[0]),
        "item_type": FINE,
        "social_worker": str(district.worker.person_id),
    } | more


@pytest.mark.parametrize(
    "rest",
    ["/panels", "/meetings", "/meetings/plan", "/panels/leaving_care/holders/add?seat=fostering"],
)
def test_case_support_reads_the_districts_pages(
    district: District, as_person: SignInAs, rest: str
) -> None:
    assert as_person(district.support).get(f"/d/burnley{rest}").status_code == 200


@pytest.mark.parametrize("rest", ["", "/nominate", "/publish", "/agenda", "/cancel"])
@pytest.mark.parametrize("items", [0, 1])
def test_case_support_reads_the_meetings_pages(
    district: District, as_person: SignInAs, rest: str, items: int
) -> None:
    if items:
        district.nominate()
    assert as_person(district.support).get(address(district, rest)).status_code == 200


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("/d/burnley/panels", 200),
        ("/d/burnley/meetings", 200),
        ("/d/burnley/meetings/plan", 403),
        ("/d/burnley/panels/leaving_care/holders/add", 403),
        ("/d/burnley/meetings/{meeting}", 403),
        ("/d/burnley/meetings/{meeting}/nominate", 403),
        ("/d/burnley/meetings/{meeting}/publish", 403),
        ("/d/burnley/meetings/{meeting}/agenda", 200),
        ("/d/burnley/meetings/{meeting}/agenda.pdf", 404),
        ("/d/preston/meetings", 404),
        ("/d/preston/meetings/{meeting}/agenda", 404),
    ],
)
def test_what_a_member_reaches(
    district: District, as_person: SignInAs, rest: str, status: int
) -> None:
    asked = rest.format(meeting=district.meeting_id)
    assert as_person(district.member).get(asked).status_code == status


@pytest.mark.parametrize("rest", ["", "/agenda", "/publish", "/nominate"])
def test_a_meeting_of_another_district_is_not_there(
    district: District, client: PageClient, as_person: SignInAs, rest: str
) -> None:
    """The address says Preston, where this person works, and the meeting is Burnley's."""
    with district.working():
        pass
    client.post(
        "/sign-in",
        data={"email": "robin@practice.example", "password": "a password only these tests use"},
    )
    asked = f"/d/preston/meetings/{district.meeting_id}{rest}"
    assert client.get(asked).status_code == 404


@pytest.mark.requirement("R56")
def test_a_young_person_is_found_and_nominated(district: District, as_person: SignInAs) -> None:
    client = as_person(district.support)
    found = client.post(address(district, "/nominate"), data={"find": "pretend2"})
    assert f"{CANARY} Pretend2" in found.text
    assert "Pretend1" not in found.text
    assert client.get(nominate_address(district, 1)).status_code == 200
    sent = client.post(nominate_address(district, 1), data=answers(district))
    assert (sent.status_code, sent.location) == (303, address(district))
    assert "Nominated. Z. P. · LH-2 is now at 9:30am." in client.get(address(district)).text
    assert district.order() == ["9.30 LH-2"]


@pytest.mark.parametrize(
    ("find", "found"),
    [("lh-2", True), ("LH-2", True), ("%", False), ("_", False), ("/", False), ("LH-2%", False)],
)
def test_a_search_takes_every_sign_as_it_is(
    district: District, as_person: SignInAs, find: str, *, found: bool
) -> None:
    page = as_person(district.support).post(address(district, "/nominate"), data={"find": find})
    assert ("LH-2" in page.text.partition("<table")[2]) is found


def test_a_refused_nomination_keeps_everything_typed(
    district: District, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    district.nominate(1)
    sent = client.post(
        nominate_address(district),
        data=answers(district, item_type="other", other_item_type="A question about a guarantor"),
    )
    assert sent.status_code == 422
    assert sent.text.count("That time is not free any more. Choose another") >= 2, (
        "said in the summary and beside the box"
    )
    assert 'value="A question about a guarantor"' in sent.text
    assert district.order() == ["9.30 LH-2"]


def test_something_else_must_be_said(district: District, as_person: SignInAs) -> None:
    sent = as_person(district.support).post(
        nominate_address(district), data=answers(district, item_type="other")
    )
    assert sent.status_code == 422
    assert 'href="#other_item_type"' in sent.text


def test_somebody_too_young_is_told_before_and_after_the_form_is_sent(
    district: District, as_person: SignInAs
) -> None:
    with district.working():
        district.young_people.append(add_young_person(9, born_on=datetime(2012, 1, 5).date()))  # noqa: DTZ001 - a birthday has no zone
    client = as_person(district.support)
    before = client.get(nominate_address(district, 4))
    assert "They turn 16 on Wednesday 5 January 2028" in before.text
    assert "Put on the agenda" not in before.text
    sent = client.post(nominate_address(district, 4), data=answers(district))
    assert sent.status_code == 422
    assert 'href="#young_person"' in sent.text
    assert district.order() == []


def test_a_social_worker_finds_only_their_own(district: District, as_person: SignInAs) -> None:
    with district.working():
        own = add_young_person(9, social_worker_id=district.worker.person_id)
    client = as_person(district.worker)
    page = client.get(address(district, "/nominate"))
    assert ("LH-9" in page.text, "LH-1" in page.text) == (True, False)
    assert client.get(nominate_address(district)).status_code == 404
    district.young_people.append(own)
    sent = client.post(nominate_address(district, 4), data=answers(district))
    assert (sent.status_code, sent.location) == (303, "/d/burnley/meetings")


def test_an_item_moves_without_scripts(district: District, as_person: SignInAs) -> None:
    item = district.nominate().item_id
    client = as_person(district.support)
    sent = client.post(f"/d/burnley/items/{item}/move", data={"direction": "down"})
    assert (sent.status_code, sent.location) == (303, f"{address(district)}#item-{item}")
    page = client.get(address(district)).text
    assert "Z. P. · LH-1 is now at 9:50am." in page
    assert district.order() == ["9.50 LH-1"]


def test_an_item_moves_to_a_time_by_script_and_focus_stays_on_it(
    district: District, as_person: SignInAs
) -> None:
    item = district.nominate().item_id
    client = as_person(district.support)
    sent = client.post(
        f"/d/burnley/items/{item}/move", data={"slot": str(district.slots()[4])}, headers=HTMX
    )
    assert sent.status_code == 200
    assert sent.text.lstrip().startswith('<div id="agenda-table">')
    events = sent.headers["HX-Trigger-After-Settle"]
    assert f'"item-{item}"' in events
    assert "is now at 10:50am." in events


def test_the_button_keeps_the_focus_while_it_is_still_there(
    district: District, as_person: SignInAs
) -> None:
    item = district.nominate().item_id
    client = as_person(district.support)
    move = f"/d/burnley/items/{item}/move"
    sent = client.post(move, data={"direction": "down"}, headers=HTMX)
    assert f'"down-{item}"' in sent.headers["HX-Trigger-After-Settle"]
    sent = client.post(move, data={"direction": "up"}, headers=HTMX)
    assert f'"item-{item}"' in sent.headers["HX-Trigger-After-Settle"], "no longer a way up"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without scripts", "by script"])
def test_a_move_that_cannot_be_is_said_and_changes_nothing(
    district: District, as_person: SignInAs, headers: dict[str, str]
) -> None:
    item = district.nominate(0).item_id
    district.nominate(1)
    sent = as_person(district.support).post(
        f"/d/burnley/items/{item}/move", data={"slot": str(district.slots()[1])}, headers=headers
    )
    assert sent.status_code == 422
    assert "LH-2 is already at 9:50am" in sent.text
    assert district.order() == ["9.30 LH-1", "9.50 LH-2"]


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 409), (HTMX, 422)], ids=["without scripts", "by script"]
)
def test_a_move_on_an_older_page_shows_the_newer_agenda(
    district: District, as_person: SignInAs, headers: dict[str, str], status: int
) -> None:
    item = district.nominate().item_id
    client = as_person(district.support)
    move = f"/d/burnley/items/{item}/move"
    client.post(move, data={"direction": "down", "version": "1"})
    sent = client.post(move, data={"direction": "down", "version": "1"}, headers=headers)
    assert sent.status_code == status
    assert "Somebody else moved" in sent.text
    assert district.order() == ["9.50 LH-1"]


def test_an_item_is_withdrawn_with_a_reason(district: District, as_person: SignInAs) -> None:
    item = district.nominate().item_id
    client = as_person(district.support)
    page = f"/d/burnley/items/{item}/withdraw"
    assert client.get(page).status_code == 200
    assert client.post(page, data={"reason": ""}).status_code == 422
    sent = client.post(page, data={"reason": "They asked for a later date"})
    assert (sent.status_code, sent.location) == (303, address(district))
    again = client.post(page, data={"reason": "Pressed twice"})
    assert (again.status_code, again.location) == (303, address(district))
    assert "off this agenda already" in client.get(address(district)).text
    assert client.get(page).location == address(district), "the page from the history"


def test_a_bank_holiday_is_refused_and_then_allowed_with_a_reason(
    district: District, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    form = {
        "kind": "leaving_care",
        "held_on-day": "25",
        "held_on-month": "12",
        "held_on-year": "2026",
        "part": "pm",
        "place": "Room 9",
    }
    sent = client.post("/d/burnley/meetings/plan", data=form)
    assert sent.status_code == 422
    assert 'href="#unusual_day_reason"' in sent.text
    assert 'value="Room 9"' in sent.text
    sent = client.post(
        "/d/burnley/meetings/plan", data=form | {"unusual_day_reason": "Everyone can come"}
    )
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "Reason given: Everyone can come" in page
    assert "check that they can come" in page


def test_a_seat_is_filled_and_ended_on_screen(district: District, as_person: SignInAs) -> None:
    client = as_person(district.support)
    form = {
        "seat_key": "fostering_manager",
        "person_id": str(district.lead.person_id),
        "starts_on-day": "23",
        "starts_on-month": "11",
        "starts_on-year": "2026",
    }
    add = "/d/burnley/panels/leaving_care/holders/add"
    assert client.post(add, data=form).status_code == 303
    sent = client.post(add, data=form)
    assert sent.status_code == 422
    assert 'href="#person_id"' in sent.text
    page = client.get("/d/burnley/panels").text
    assert "Lee Sample, from 23 November 2026" in page
    end = page.split("/d/burnley/holders/")[1].split("/end")[0]
    ending = f"/d/burnley/holders/{end}/end"
    assert client.get(ending).status_code == 200
    day = {"last_day-day": "1", "last_day-month": "1", "last_day-year": "2026"}
    assert client.post(ending, data=day).status_code == 422
    assert client.post(ending, data=day | {"last_day-year": "2027"}).status_code == 303


def test_a_meeting_is_cancelled_when_the_box_is_ticked(
    district: District, as_person: SignInAs
) -> None:
    district.nominate()
    district.publish()
    client = as_person(district.support)
    assert client.post(address(district, "/cancel"), data={}).status_code == 422
    assert client.post(address(district, "/cancel"), data={"sure": "y"}).status_code == 303
    assert "This meeting is cancelled" in client.get(address(district, "/agenda")).text
    entry = client.get(address(district, "/agenda.ics")).text
    assert "STATUS:CANCELLED" in entry


def test_the_agenda_is_checked_and_published(district: District, as_person: SignInAs) -> None:
    district.nominate()
    client = as_person(district.support)
    page = client.get(address(district, "/publish"))
    assert "Publish agenda to 7 people" in page.text
    assert "counting back five working days" in page.text
    sent = client.post(address(district, "/publish"), data={"mark": mark_on(page.text)})
    assert (sent.status_code, sent.location) == (303, address(district, "/agenda"))
    assert "7 people can now read it" in client.get(sent.location).text


def test_an_agenda_that_changed_meanwhile_is_shown_again(
    district: District, as_person: SignInAs
) -> None:
    district.nominate()
    sent = as_person(district.support).post(
        address(district, "/publish"), data={"mark": "an older one"}
    )
    assert sent.status_code == 422
    assert "has changed since you looked at it" in sent.text


@pytest.mark.requirement("R62", "R74")
def test_a_late_agenda_keeps_what_was_typed_until_it_is_accepted(
    district: District, as_person: SignInAs, clock: MovableClock
) -> None:
    district.nominate()
    clock.instant = LATE
    client = as_person(district.support)
    page = client.get(address(district, "/publish"))
    assert "The deadline has passed." in page.text
    assert "Everyone who reads the agenda can see this, so name nobody" in page.text
    sent = client.post(
        address(district, "/publish"),
        data={
            "mark": mark_on(page.text),
            "late_accepted_by": "",
            "late_reason": "The first date fell through",
        },
    )
    assert sent.status_code == 422
    assert 'href="#late_accepted_by"' in sent.text
    assert "The first date fell through</textarea>" in sent.text
    sent = client.post(
        address(district, "/publish"),
        data={
            "mark": mark_on(sent.text),
            "late_accepted_by": str(district.lead.person_id),
            "late_reason": "The first date fell through",
        },
    )
    assert sent.status_code == 303
    page = client.get(sent.location)
    assert "Lee Sample accepted that: The first date fell through" in page.text


def test_no_name_stands_in_an_address_a_cookie_or_a_file_name(
    district: District, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    sent = client.post(nominate_address(district), data=answers(district))
    assert CANARY not in sent.location
    assert CANARY not in str(client.get_cookie("portal"))
    district.all_agree()
    district.publish()
    headers = client.get(address(district, "/agenda.pdf")).headers
    assert headers["Content-Disposition"] == (
        'attachment; filename="agenda-2026-12-17-version-1.pdf"'
    )


def test_a_time_after_the_panel_only_reads(
    district: District, as_person: SignInAs, clock: MovableClock
) -> None:
    district.nominate()
    clock.instant = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
    page = as_person(district.support).get(address(district)).text
    assert "its agenda no longer changes" in page
    assert "Move down" not in page


@pytest.mark.requirement("R62")
def test_where_nobody_accepts_a_late_agenda_the_page_says_who_fills_the_post(
    district: District, as_person: SignInAs, clock: MovableClock
) -> None:
    district.nominate()
    with district.working():
        register("Pauli Example", Role.PEOPLE_ADMINISTRATOR, None)
        roles_ended(district.chair.person_id, district.lead.person_id)
    clock.instant = LATE
    page = as_person(district.support).get(address(district, "/publish")).text
    assert (
        "Nobody here is panel chair or district lead today, so nobody can accept that the agenda "
        "is late. Pauli Example (people administrator) can give somebody the role" in page
    )
    assert "ask them first" not in page
