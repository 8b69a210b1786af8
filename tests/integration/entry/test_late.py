"""What is sent after a visit ran out is kept for an hour, for the young person alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.entry.models import YoungKept
from portal.testing.pages import PageClient
from portal.voice import operations, queries
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from portal.web import clock
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.panels.conftest import District
from tests.support.young import code_for, link_for, opened_by_code, sent_too_late

WORDS = "I want to live near Auntie <b>Invented</b>"
BACK = "I want to live near Auntie &lt;b&gt;Invented&lt;/b&gt;"
PAGE = "/y/say/3"
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def late(
    client: PageClient, district: District, items: list[UUID], machine: MovableClock
) -> PageClient:
    """A browser whose visit ran out before what was typed in it was sent."""
    opened_by_code(client, district.young_people[0], items[0])
    sent_too_late(client, machine, PAGE, words=WORDS, version=0)
    return client


def said(working: ScopeOpener, item_id: UUID) -> list[str]:
    """Return what is saved of what they say."""
    with working(writes=False):
        return [row.words for row in queries.answers_of(item_id)]


def test_it_is_back_in_its_form_once_they_are_in_again(
    late: PageClient, items: list[UUID], working: ScopeOpener
) -> None:
    assert said(working, items[0]) == []
    assert "What you saved is still there." in late.get("/y?late=yes").text
    late.post("/y", data={"answer": code_for(late, items[0])})
    assert f'href="{PAGE}"' in late.get("/y/home").text
    page = late.get(PAGE).text
    assert "What you typed is back." in page
    assert BACK in page
    late.post(PAGE, data={"words": WORDS, "version": 0})
    assert said(working, items[0]) == [WORDS]
    assert "You were writing something" not in late.get("/y/home").text
    with working(writes=False):
        assert session.scalars(select(YoungKept)).all() == []


@pytest.mark.control("C21")
def test_it_is_sealed_and_nobody_else_finds_it(
    late: PageClient, app: Flask, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    with working(writes=False):
        row = session.scalars(select(YoungKept)).one()
        assert "Auntie" in row.fields
        assert "Auntie" not in repr(vars(row))
    opened_by_code(late, district.young_people[1], items[1])
    assert "Auntie" not in late.get(PAGE).text
    assert "You were writing something" not in late.get("/y/home").text
    link_holder = app.test_client()
    assert link_holder.post(link_for(late, items[0])).headers["Location"] == "/y/you"


@pytest.mark.parametrize(
    ("page", "typed", "back"),
    [
        ("/y/say/6", {"words": WORDS, "chosen": "good"}, 'value="good" checked'),
        ("/y/say/3", {"words": "x", "audience": "advocate"}, 'value="advocate" checked'),
        ("/y/say/8/helper", {"words": WORDS, "scribe": "My friend Jo"}, 'value="My friend Jo"'),
        ("/y/say/8/talk", {"words": WORDS}, BACK),
        ("/y/say/add", {"audience": "advocate"}, 'value="advocate" checked'),
        ("/y/meeting/about/way/way", {"way": "call"}, 'value="call" checked'),
        ("/y/meeting/about/needs/more", {"more": WORDS}, BACK),
        ("/y/meeting/away", {"whom": "else", "words": WORDS, "why": "He shouts"}, "He shouts"),
        ("/y/wrong", {"words": WORDS}, BACK),
        ("/y/meeting/agree/home", {"answer": "no"}, 'value="no" checked'),
    ],
)
def test_every_page_brings_back_what_was_typed_into_it(
    client: PageClient,
    district: District,
    items: list[UUID],
    machine: MovableClock,
    *,
    page: str,
    typed: dict[str, str],
    back: str,
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    sent_too_late(client, machine, page, **typed)
    client.post("/y", data={"answer": code_for(client, items[0])})
    assert f'href="{page}"' in client.get("/y/home").text
    shown = client.get(page).text
    says = "Not sent yet. Only you can see this.</strong>"
    keeps = page.startswith(("/y/meeting/about", "/y/meeting/away", "/y/wrong"))
    assert ("What you typed is back." in shown, says in shown) == (not keeps, keeps)
    assert back in shown


def test_what_was_saved_on_another_phone_since_is_not_written_over(
    late: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    with working():
        operations.answer(
            now=clock.now(),
            young_person_id=district.young_people[0],
            item_id=items[0],
            asking=Asking(key="matters", wording="What matters?"),
            given=Answer(How.TYPED, Audience.PANEL, words="From my other phone"),
            version=0,
        )
    late.post("/y", data={"answer": code_for(late, items[0])})
    page = late.get(PAGE).text
    assert BACK in page
    assert 'name="version" value="0"' in page
    both = late.post(PAGE, data={"words": WORDS, "version": 0})
    assert both.status_code == 409
    assert "From my other phone" in both.text
    assert BACK in both.text


def test_after_an_hour_it_is_gone(
    late: PageClient, items: list[UUID], machine: MovableClock
) -> None:
    machine.instant += timedelta(hours=1)
    late.post("/y", data={"answer": code_for(late, items[0])})
    assert "Auntie" not in late.get(PAGE).text


def test_pressing_that_one_is_still_there_counts_the_time_anew(
    client: PageClient, district: District, items: list[UUID], machine: MovableClock
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    machine.instant += timedelta(minutes=29)
    assert client.post("/y/stay").status_code == 204
    machine.instant += timedelta(minutes=29)
    assert client.get("/y/home").status_code == 200
    machine.instant += HALF_AN_HOUR
    assert client.post("/y/stay").status_code == 303


def test_codes_and_words_are_never_kept(
    client: PageClient,
    district: District,
    items: list[UUID],
    machine: MovableClock,
    working: ScopeOpener,
) -> None:
    opened_by_code(client, district.young_people[0], items[0])
    machine.instant += HALF_AN_HOUR
    client.post("/y/word", data={"answer": "blue giraffe"})
    with working(writes=False):
        assert session.scalars(select(YoungKept)).all() == []
