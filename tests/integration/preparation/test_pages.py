"""What must be ready, for whom, by when: on an item, on a meeting, in its file and at home."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.panels import operations as panels
from portal.panels.models import SeatHolder
from portal.people.policy import Actor
from portal.preparation.rules.agencies import Agency
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import CANARY, LATE, NOW
from tests.integration.preparation.conftest import Enter, Preparing, page_of
from tests.support.agreed import agreed
from tests.support.statements import statements


def words(client: PageClient, path: str) -> str:
    """A page's text alone."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page_of(client, path))).split())


def item_path(preparing: Preparing) -> str:
    return f"/d/burnley/items/{preparing.item_id}/preparation"


def meeting_path(preparing: Preparing, rest: str = "") -> str:
    return f"/d/burnley/meetings/{preparing.district.meeting_id}/preparation{rest}"


@pytest.mark.requirement(
    "R47", "R48", "R49", "R50", "R51", "R52", "R57", "R58", "R59", "R61", "R73"
)
def test_the_social_worker_sees_everything_that_must_be_ready(
    preparing: Preparing, as_person: Enter
) -> None:
    text = words(as_person(preparing.district.worker), item_path(preparing))
    for said in (
        "Update the case summary To do There is no case summary.",
        "Ask whether their case may be discussed To do They have not been asked.",
        "Social worker: Sam Testcase. Without their agreement the panel cannot hear them.",
        "Housing authority: Hattie Invented. Without it the panel cannot say",
        "Fostering service: Fran Invented.",
        "Access to Resources Team: nobody holds this post, so Casey Example is asked",
        "Provider of homes: Pat Invented or Prue Invented.",
        "Manny Invented comes if the social worker cannot.",
        "Nothing that is missing takes the slot away",
        "Thursday 10 December 2026: the day the agenda must be out",
    ):
        assert said in text
    assert CANARY in text


def test_a_meeting_is_read_once_for_its_page(
    app: Flask, preparing: Preparing, as_person: Enter
) -> None:
    client, path = as_person(preparing.district.support), meeting_path(preparing)
    client.get(path)
    with statements(app) as seen:
        assert client.get(path).status_code == 200
    # Whole rows of meetings: other statements join the table for a column of it.
    assert len([each for each in seen if "meeting.unusual_day_reason" in each]) == 1


@pytest.mark.requirement("R73")
def test_an_agency_s_person_sees_initials_and_what_is_asked_of_them_alone(
    preparing: Preparing, as_person: Enter
) -> None:
    client = as_person(preparing.housing)
    text = words(client, item_path(preparing))
    assert "Look up current housing options To do Needed by Thursday 10 December 2026." in text
    assert "Update the case summary" not in text
    assert "Invitation and views" not in text
    assert CANARY not in text
    meeting = words(client, meeting_path(preparing))
    assert (
        "One young person on 17 December waits for what you know. "
        "Write it by Thursday 10 December." in meeting
    )
    assert CANARY not in meeting
    assert "Case summary" not in meeting


def test_somebody_who_is_asked_for_nothing_is_told_so(
    preparing: Preparing, as_person: Enter
) -> None:
    client = as_person(preparing.district.other_worker)
    assert "Nothing is asked of you for this item." in words(client, item_path(preparing))
    assert "Nothing is asked of you for this meeting." in words(client, meeting_path(preparing))


@pytest.mark.requirement("R62", "R73")
def test_a_meeting_s_page_says_what_is_late_first(
    preparing: Preparing, as_person: Enter, clock: MovableClock
) -> None:
    preparing.write(preparing.housing)
    clock.instant = LATE
    text = words(as_person(preparing.district.support), meeting_path(preparing))
    assert text.index("Every young person") < text.index("Late Due")
    assert re.search(r"Not here yet, and late .*Case summary", text)
    assert "Update the case summary" in text
    assert re.search(r"Here or not needed .*Housing options", text)
    assert "Everything ready by" in text


@pytest.mark.requirement("R73")
def test_the_file_has_a_row_for_each_item_and_task_late_first(
    preparing: Preparing, as_person: Enter, clock: MovableClock
) -> None:
    preparing.district.nominate(1)
    clock.instant = LATE
    answer = as_person(preparing.district.support).get(meeting_path(preparing, ".csv"))
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\N{BYTE ORDER MARK}"))))
    assert len(rows) == 30
    assert rows[0]["State"] == "Late"
    assert [row["State"] for row in rows] == sorted(
        (row["State"] for row in rows), key=["Late", "To do", "Done", "Not needed"].index
    )
    assert {row["Whose work"] for row in rows} >= {"Social worker: Sam Testcase"}
    own = as_person(preparing.housing).get(meeting_path(preparing, ".csv"))
    assert CANARY not in own.text


@pytest.mark.control("C12")
def test_whoever_is_out_finds_nothing_of_the_item_and_is_asked_for_nothing(
    preparing: Preparing, as_person: Enter
) -> None:
    with preparing.working():
        panels.declare_interest(
            actor=preparing.housing, now=NOW, item_id=preparing.item_id, reason="A relative."
        )
    text = words(as_person(preparing.housing), meeting_path(preparing))
    assert "Nothing is asked of you for this meeting." in text
    assert "LH-1" not in text
    seen = words(as_person(preparing.district.worker), item_path(preparing))
    assert "Housing authority: nobody holds this post, so Casey Example is asked" in seen


@pytest.mark.requirement("R22")
def test_an_empty_seat_offers_its_deputy_first(preparing: Preparing, as_person: Enter) -> None:
    with preparing.working():
        holder = session.scalars(
            select(SeatHolder).where(SeatHolder.person_id == preparing.housing.person_id)
        ).one()
        holder.deputy = True
    text = words(as_person(preparing.district.worker), item_path(preparing))
    assert "Housing authority: nobody holds this post, so Hattie Invented is asked" in text


def test_the_item_the_builder_and_the_agenda_say_how_ready_it_is(
    preparing: Preparing, as_person: Enter
) -> None:
    client = as_person(preparing.district.support)
    where = f"/d/burnley/meetings/{preparing.district.meeting_id}"
    assert "things to come: Agreed to be discussed" in words(client, where) or (
        "things to come: Case summary" in words(client, where)
    )
    assert "things to come" in words(client, f"/d/burnley/items/{preparing.item_id}")
    with preparing.district.working():
        agreed(preparing.item_id)
    preparing.district.publish()
    assert "Preparation for this meeting" in words(client, f"{where}/agenda")
    worker = words(as_person(preparing.district.worker), f"/d/burnley/items/{preparing.item_id}")
    assert "things to come" in worker


@pytest.mark.requirement("R73")
@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("housing", "One young person on 17 December waits for what you know"),
        ("fostering", "One young person on 17 December waits for what you know"),
        ("iro", "One young person on 17 December waits for what you know"),
    ],
)
def test_an_agency_s_person_finds_it_at_home(
    preparing: Preparing, as_person: Enter, who: str, says: str
) -> None:
    actor: Actor = getattr(preparing, who)
    client = as_person(actor)
    text = words(client, "/")
    assert says in text
    assert "Write it by Thursday 10 December" in text
    assert CANARY not in text


def test_the_list_at_home_is_shorter_once_it_is_written(
    preparing: Preparing, as_person: Enter
) -> None:
    preparing.write(preparing.housing)
    assert "waits for what you know" not in words(as_person(preparing.housing), "/")


def test_case_support_chases_what_is_late_from_home(
    preparing: Preparing, as_person: Enter, clock: MovableClock
) -> None:
    clock.instant = LATE
    text = words(as_person(preparing.district.support), "/")
    assert "not here yet for Thursday 17 December 2026" in text


def test_pages_of_another_district_s_meeting_are_not_there(
    preparing: Preparing, as_person: Enter
) -> None:
    client = as_person(preparing.district.worker)
    path = meeting_path(preparing).replace("burnley", "preston")
    assert client.get(path).status_code in {403, 404}


def test_what_an_agency_challenges_stands_out(preparing: Preparing, as_person: Enter) -> None:
    preparing.write(
        preparing.iro,
        Agency.IRO,
        {"view": "Planted view.", "challenge": "yes", "challenge_words": "Ask them again."},
    )
    text = words(as_person(preparing.district.chair), item_path(preparing))
    assert "They challenge the plan." in text
    assert "Ask them again." in text
