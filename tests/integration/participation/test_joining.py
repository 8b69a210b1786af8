"""My meeting for whoever joins from afar, and for whoever came by a link alone."""

from __future__ import annotations

from datetime import date

import pytest

from portal.panels import operations as panels
from portal.testing.pages import PageClient
from portal.web.languages import ENGLISH, LANGUAGES, catalogue
from tests.integration.panels.conftest import NOW
from tests.integration.participation.conftest import Taking
from tests.support.pdf_reading import printed
from tests.support.young import opened_by_code, opened_by_link

HOW = "Your worker tells you before the day how to join."
ALONE = "A link is not enough for them, because phones are shared."
ASKS = 'action="/y/more/ask"'
CALL = "https://meet.example.org/7?code=a&b=c"


@pytest.fixture
def opened(client: PageClient, taking: Taking) -> PageClient:
    return opened_by_code(client, taking.young_person_id, taking.item_id)


def move_to(taking: Taking, place: str) -> None:
    with taking.working():
        panels.move_meeting(
            actor=taking.district.support,
            now=NOW,
            meeting_id=taking.district.meeting_id,
            held_on=date(2026, 12, 18),
            place=place,
        )


@pytest.mark.requirement("R51", "R92")
def test_whoever_joins_by_phone_or_video_reads_how_they_will_know(opened: PageClient) -> None:
    assert HOW in opened.get("/y/meeting").text
    assert HOW in printed(opened.get("/y/meeting/paper"))
    way = "/y/meeting/about/way/way"
    assert HOW not in opened.get(way).text
    sent = opened.post(way, data={"version": "0", "way": "call"})
    assert HOW in opened.get(sent.headers["Location"]).text
    sent = opened.post(way, data={"version": "1", "way": "in_person"})
    assert HOW not in opened.get(sent.headers["Location"]).text


@pytest.mark.requirement("R92")
def test_it_is_said_in_every_language(opened: PageClient) -> None:
    for language in LANGUAGES:
        page = opened.get(f"/y/meeting?lang={language.code}").text
        said = catalogue(language.code).gettext(HOW)
        assert said in page
        assert (said == HOW) is (language == ENGLISH)


@pytest.mark.requirement("R51", "R92")
def test_an_address_in_the_place_is_a_link_to_join_and_on_no_map(
    opened: PageClient, taking: Taking
) -> None:
    assert "openstreetmap.org" in opened.get("/y/meeting").text
    move_to(taking, f"Room 3 or {CALL}")
    page = opened.get("/y/meeting").text
    href = CALL.replace("&", "&amp;")
    assert f'<a href="{href}" rel="noreferrer nofollow">Join by video (another site)</a>' in page
    assert "<bdi>Room 3 or</bdi>" in page
    assert "openstreetmap.org" not in page


def test_an_address_that_is_not_safe_leads_nowhere(opened: PageClient, taking: Taking) -> None:
    move_to(taking, "http://meet.example.org/7")
    page = opened.get("/y/meeting").text
    assert "<bdi>http://meet.example.org/7</bdi>" in page
    assert "Join by video" not in page
    assert "openstreetmap.org" not in page


@pytest.mark.control("C20")
def test_who_came_by_a_link_alone_is_told_before_and_asks_for_a_code_in_one_press(
    client: PageClient, taking: Taking
) -> None:
    by_link = opened_by_link(client, taking.item_id)
    page = by_link.get("/y/meeting").text
    agree = page.split('id="agree"', 1)[1].split('id="asks"', 1)[0]
    assert ALONE in agree
    assert ASKS in agree
    assert "Not answered yet" not in agree, "a link alone does not tell how they answered"
    assert by_link.post("/y/more/ask").headers["Location"] == "/y/asked?code=yes"


def test_who_came_by_a_code_is_not_asked_for_one(opened: PageClient) -> None:
    page = opened.get("/y/meeting").text
    assert ALONE not in page
    assert ASKS not in page
