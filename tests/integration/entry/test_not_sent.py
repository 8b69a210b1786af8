"""What is typed where pressing shares it is kept before that, for the young person alone."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.entry.models import YoungKept
from portal.entry.rules import IDLE, NOT_SENT_FOR
from portal.participation.models import MeetingAsk, ParticipationChoice
from portal.participation.rules.choices import QUESTIONS
from portal.testing.pages import PageClient
from portal.trail.pages.young import BOXES
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.panels.conftest import District
from tests.support.young import code_for, link_for, opened_by_code, opened_by_link

WORDS = "She shouts at <b>Uncle Invented</b>"
BACK = "She shouts at &lt;b&gt;Uncle Invented&lt;/b&gt;"
NOT_SENT = "Not sent yet. Only you can see this."
KEPT = "/y/not-sent"
AWAY, MORE, FEELS = "/y/meeting/away", "/y/meeting/about/needs/more", "/y/how-it-was"


@pytest.fixture
def phone(client: PageClient, district: District, items: list[UUID]) -> PageClient:
    return opened_by_code(client, district.young_people[0], items[0])


@pytest.fixture
def other(app: Flask, phone: PageClient, district: District, items: list[UUID]) -> PageClient:
    """Another phone of the same young person."""
    del phone
    browser = app.test_client()
    assert isinstance(browser, PageClient)
    return opened_by_code(browser, district.young_people[0], items[0])


def form_of(client: PageClient, page: str) -> dict[str, str]:
    """Return what a page's form carries besides what is typed."""
    shown = client.get(page).text.split(f'action="{page}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))


def opened(client: PageClient, page: str, mark: str) -> dict[str, str]:
    """Open a page as its script does: what it keeps says from which opening it comes."""
    carried = form_of(client, page)
    return {**carried, "draft": f"{carried['draft']}-{mark}"}


def types(client: PageClient, carried: dict[str, str], **typed: str) -> int:
    return client.post(KEPT, data={**carried, "quiet": "yes", **typed}).status_code


def rows(working: ScopeOpener) -> list[YoungKept]:
    with working(writes=False):
        return list(session.scalars(select(YoungKept).order_by(YoungKept.id)))


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("page", "field"),
    [
        (AWAY, "why"),
        (MORE, "more"),
        ("/y/meeting/about/bring/name", "name"),
    ],
)
def test_it_comes_back_on_another_phone_until_it_is_sent(
    phone: PageClient, other: PageClient, working: ScopeOpener, page: str, field: str
) -> None:
    assert types(phone, opened(phone, page, "one"), **{field: WORDS}) == 200
    with working(writes=False):
        assert session.scalars(select(MeetingAsk)).all() == []
        assert session.scalars(select(ParticipationChoice)).all() == []
    assert "You wrote something. It is not sent yet." in other.get("/y/home").text
    assert f'href="{page}">{NOT_SENT}' in other.get("/y/meeting").text
    shown = other.get(page).text
    assert f"<strong>{NOT_SENT}</strong>" in shown
    assert BACK in shown
    carried = form_of(other, page)
    sent = {"whom": "else", "words": "Uncle", field: WORDS}
    assert other.post(page, data={**carried, **sent}).status_code == 303
    assert rows(working) == []
    assert f"<strong>{NOT_SENT}</strong>" not in phone.get(page).text
    assert NOT_SENT not in phone.get("/y/meeting").text


def test_what_is_refused_is_still_kept(phone: PageClient, working: ScopeOpener) -> None:
    carried = opened(phone, AWAY, "one")
    types(phone, carried, why=WORDS)
    refused = phone.post(AWAY, data={**carried, "why": WORDS})
    assert refused.status_code == 422
    assert BACK in refused.text
    assert len(rows(working)) == 1
    assert 'name="draft" value="one"' in refused.text


def test_two_phones_do_not_write_over_each_other(
    phone: PageClient, other: PageClient, working: ScopeOpener
) -> None:
    first = opened(phone, AWAY, "one")
    types(phone, first, why="From the first")
    second = opened(other, AWAY, "two")
    assert types(other, second, why="From the second, with more") == 200
    late = phone.post(KEPT, data={**first, "quiet": "yes", "why": "From the first again"})
    assert late.status_code == 409
    assert "You typed something else here." in late.get_json()["said"]
    # Sent from the first, what only the second knows stays.
    phone.post(AWAY, data={**first, "whom": "else", "words": "Uncle", "why": "From the first"})
    assert "From the second, with more" in phone.get(AWAY).text
    assert types(phone, opened(phone, AWAY, "three"), why="Both") == 200
    assert len(rows(working)) == 1


def test_what_one_phone_typed_on_after_the_other_opened_it_is_not_lost(
    phone: PageClient, other: PageClient, working: ScopeOpener
) -> None:
    first = opened(phone, AWAY, "one")
    types(phone, {**first, "draft": f"{first['draft']}.1"}, why="Hello")
    second = opened(other, AWAY, "two")
    without = form_of(other, AWAY)  # with scripts off a page knows what it was opened with
    assert types(phone, {**first, "draft": f"{first['draft']}.2"}, why="A long story") == 200
    for page in ({**second, "draft": f"{second['draft']}.1"}, without):
        assert types(other, page, why="Hello!") == 409
        other.post(AWAY, data={**page, "whom": "else", "words": "Uncle", "why": "Hello!"})
        assert other.post(KEPT, data=page).status_code == 303
        (row,) = rows(working)
        assert "A long story" in phone.get(AWAY).text
    assert types(phone, {**first, "draft": f"{first['draft']}.3"}, why="Longer") == 200
    assert [each.id for each in rows(working)] != [row.id]


def test_what_was_typed_of_one_meeting_is_none_of_another(
    phone: PageClient, working: ScopeOpener
) -> None:
    for page in (AWAY, "/y/decided"):
        types(phone, {**opened(phone, AWAY, "one"), "form_page": page}, why=WORDS)
    with working():
        for row in session.scalars(select(YoungKept)):
            row.fields = re.sub(r'"draft_item", "[^"]*"', f'"draft_item", "{uuid4()}"', row.fields)
    assert "Uncle" not in phone.get(AWAY).text
    assert "/y/decided" in phone.get("/y/home").text, "of no meeting alone"
    assert types(phone, opened(phone, AWAY, "two"), why="Of this one") == 200
    assert len(rows(working)) == 3, "each waits for its own"


def test_words_that_cannot_be_kept_stay_on_the_page_that_sends_them(
    app: Flask, client: PageClient, items: list[UUID], working: ScopeOpener
) -> None:
    opened_by_link(client, items[0])
    holder = app.test_client()
    assert isinstance(holder, PageClient)
    opened_by_link(holder, items[0])
    carried = opened(holder, AWAY, "two")
    types(client, opened(client, AWAY, "one"), why=WORDS)  # and so the other visit is over
    sent = {**carried, "whom": "else", "words": "Uncle", "why": "Mine"}
    assert holder.post(AWAY, data=sent, headers={"HX-Request": "true"}).status_code == 403
    assert holder.post(AWAY, data=sent).headers["Location"] == "/y"
    assert "Mine" not in "".join(row.fields for row in rows(working))


def test_an_empty_press_when_time_has_run_out_leaves_nothing(
    phone: PageClient, machine: MovableClock, working: ScopeOpener
) -> None:
    carried = form_of(phone, AWAY)
    machine.instant += IDLE
    phone.post(KEPT, data=carried)
    phone.post(AWAY, data={**carried, "why": "  "})
    assert rows(working) == []


def test_the_same_page_goes_on_although_an_answer_was_lost(phone: PageClient) -> None:
    carried = opened(phone, MORE, "one")
    assert [types(phone, carried, more="x" * each) for each in (1, 2, 3)] == [200] * 3


@pytest.mark.parametrize("number", ["1", "x", "", "9" * 400])
def test_what_arrives_late_does_not_take_the_place_of_newer_words(
    phone: PageClient, number: str
) -> None:
    carried = opened(phone, MORE, "one")
    types(phone, {**carried, "draft": f"{carried['draft']}.2"}, more="Newer words")
    assert types(phone, {**carried, "draft": f"{carried['draft']}.1"}, more="Newer") == 200
    assert "Newer words" in phone.get(MORE).text
    assert types(phone, {**carried, "draft": f"{carried['draft']}.{number}"}, more="x") == 200
    types(phone, {**carried, "draft": f"{carried['draft']}.10"}, more="The newest")
    assert "The newest" in phone.get(MORE).text


def test_it_is_thrown_away_by_a_press_or_by_taking_the_words_out(
    phone: PageClient, working: ScopeOpener
) -> None:
    carried = opened(phone, AWAY, "one")
    types(phone, carried, why=WORDS)
    thrown = phone.post(KEPT, data=form_of(phone, AWAY))
    assert (thrown.status_code, thrown.headers["Location"]) == (303, AWAY)
    assert rows(working) == []
    assert types(phone, carried, why=WORDS) == 200
    answer = phone.post(KEPT, data={**carried, "quiet": "yes", "why": "  "})
    assert answer.json == {"empty": True}
    assert rows(working) == []


def test_each_box_that_is_kept_is_one_that_they_read_again(phone: PageClient) -> None:
    """What is typed stands among what is held about them, and what is chosen does not."""
    pages = [
        f"/y/meeting/about/{topic}/{each.key}" for topic in QUESTIONS for each in QUESTIONS[topic]
    ]
    for page in [*pages, AWAY, "/y/wrong"]:
        form = phone.get(page).text.split(f'action="{page}"', 1)[1].split("</form>", 1)[0]
        assert f'data-keep="{KEPT}"' in form.partition(">")[0], page
        boxes = re.findall(r'<(?:textarea|input)[^>]*(?:rows|type="text")[^>]*>', form)
        assert {re.findall(r'name="(\w+)"', each)[0] for each in boxes} <= BOXES, page
        assert all('dir="auto"' in each for each in boxes), page


@pytest.mark.control("C21")
def test_it_is_sealed_and_nobody_else_finds_it(
    phone: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    types(phone, opened(phone, AWAY, "one"), why=WORDS)
    with working(writes=False):
        row = session.scalars(select(YoungKept)).one()
        assert "Uncle" in row.fields
        assert "Uncle" not in repr(vars(row))
    opened_by_code(phone, district.young_people[1], items[1])
    for page in ("/y/home", "/y/meeting", AWAY):
        assert "Uncle" not in phone.get(page).text
        assert NOT_SENT not in re.sub(r'data-saved="[^"]*"', "", phone.get(page).text)


@pytest.mark.control("C20")
def test_a_link_alone_does_not_show_it(client: PageClient, items: list[UUID], app: Flask) -> None:
    opened_by_link(client, items[0])
    assert types(client, opened(client, AWAY, "one"), why=WORDS) == 200
    assert BACK in client.get(AWAY).text
    holder = app.test_client()
    assert holder.post(link_for(client, items[0])).headers["Location"] == "/y/you"


def test_it_goes_after_four_weeks_and_each_time_counts_anew(
    phone: PageClient, items: list[UUID], machine: MovableClock, working: ScopeOpener
) -> None:
    types(phone, opened(phone, AWAY, "one"), why=WORDS)
    machine.instant += NOT_SENT_FOR - timedelta(hours=1)
    phone.post("/y", data={"answer": code_for(phone, items[0])})
    assert BACK in phone.get(AWAY).text
    types(phone, opened(phone, AWAY, "two"), why=WORDS)
    machine.instant += NOT_SENT_FOR + timedelta(seconds=1)
    phone.post("/y", data={"answer": code_for(phone, items[0])})
    assert "Uncle" not in phone.get(AWAY).text
    assert rows(working) == []


def test_what_is_typed_on_when_time_has_run_out_is_kept(
    phone: PageClient, items: list[UUID], machine: MovableClock
) -> None:
    carried = opened(phone, AWAY, "one")
    types(phone, carried, why="She")
    machine.instant += IDLE
    assert types(phone, carried, why=WORDS) == 303
    phone.post("/y", data={"answer": code_for(phone, items[0])})
    assert BACK in phone.get(AWAY).text


@pytest.mark.parametrize(
    "page", ["", "/", "//example.org/y/", "/y/no-such-page", "/d/burnley/items", "/y/meeting\x01"]
)
def test_what_is_no_page_of_theirs_is_refused(
    phone: PageClient, working: ScopeOpener, page: str
) -> None:
    carried = {**opened(phone, AWAY, "one"), "form_page": page}
    assert types(phone, carried, why=WORDS) == 404
    assert rows(working) == []
    assert phone.post(KEPT).headers["Location"] == "/y/home"


def test_too_much_is_refused_kindly_and_too_many_pages_too(phone: PageClient) -> None:
    carried = opened(phone, AWAY, "one")
    long = phone.post(KEPT, data={**carried, "quiet": "yes", "why": "x" * 400_001})
    assert (long.status_code, long.json) == (
        422,
        {"said": "That is too long to keep. Please make it shorter."},
    )
    sent = [types(phone, {**carried, "draft_part": f"p{each}"}, why="x") for each in range(62)]
    assert sent == [200] * 60 + [404] * 2


def test_the_language_and_the_words_stay_as_they_were_chosen(phone: PageClient) -> None:
    types(phone, opened(phone, AWAY, "one"), why=WORDS)
    assert f'href="{AWAY}?lang=ar&amp;words=fewer"' in phone.get("/y/home?lang=ar&words=fewer").text
