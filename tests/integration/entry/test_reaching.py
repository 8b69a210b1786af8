"""A young person sends their link to themselves, and stops messages; staff see that they did."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.entry.models import YoungLink
from portal.entry.operations.telling import something_new
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.entry.test_giving import (
    EMAIL,
    LINK,
    PHONE,
    Mail,
    at,
    contact,
    fresh,
    mail,
    worker,
)
from tests.integration.panels.conftest import NOW, District
from tests.support.young import link_for, opened_by_code

__all__ = ["at", "mail", "worker"]
SAID = "zq-what-they-said"


def seen(page: str) -> str:
    """Return the version that a form carries."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def young(
    app: Flask, worker: PageClient, at: str, district: District, items: list[UUID]
) -> PageClient:
    """The young person, in by a code; a text is safe, an email is not."""
    assert worker.post(f"{at}/contact", data=contact()).status_code == 303
    return opened_by_code(fresh(app), district.young_people[0], items[0])


@pytest.fixture
def news(district: District, items: list[UUID]) -> Callable[[str], None]:
    """Queue word of something new, each time of another change."""

    def queue(about: str) -> None:
        with district.working():
            something_new(
                young_person_id=district.young_people[0],
                item_id=items[0],
                district_id="burnley",
                about=about,
                now=NOW,
            )

    return queue


@pytest.mark.control("C20", "C36")
def test_a_link_comes_where_they_said_it_is_safe_and_nothing_of_theirs_with_it(
    app: Flask, young: PageClient, mail: Mail, district: District
) -> None:
    young.post("/y/say")
    young.post("/y/say/3", data={"words": SAID, "audience": "panel", "version": 0})
    young.post("/y/word", data={"answer": "blue giraffe"})
    page = young.get("/y/back").text
    assert "Texts to your phone" in page
    assert "Emails to you" not in page
    assert PHONE not in page
    assert (
        'href="/y/back#messages">Send me a link to come back to this</a>'
        in young.get("/y/say/check").text
    )
    answer = young.post("/y/back/send/text")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/y/back")
    assert "We are sending the link." in young.get("/y/back").text
    assert young.post("/y/back/send/email").status_code == 404
    (sent,) = mail.deliver()
    assert sent.address == PHONE
    assert SAID not in f"{sent.subject}{sent.body}"
    found = LINK.search(sent.body)
    assert found is not None
    other = fresh(app)
    assert other.post(f"{found[1]}?lang=en").headers["Location"] == "/y/you?lang=en"
    right = other.post("/y/you?lang=en", data={"answer": "blue giraffe"})
    assert right.headers["Location"] == "/y/home?lang=en"
    with district.working(writes=False):
        assert session.scalars(select(YoungLink.made_by)).one() is None


def test_where_no_way_is_safe_nobody_is_promised_a_link(
    client: PageClient, district: District, items: list[UUID]
) -> None:
    nowhere = opened_by_code(client, district.young_people[0], items[0])
    check = nowhere.get("/y/say/check").text
    assert "Send me a link" not in check
    assert 'href="/y/back">How to come back</a>' in check
    assert 'id="messages"' not in nowhere.get("/y/back").text


@pytest.mark.control("C20")
def test_who_has_nothing_to_go_with_a_link_is_told_that_it_opens_nothing_alone(
    app: Flask, worker: PageClient, at: str, items: list[UUID]
) -> None:
    worker.post(f"{at}/contact", data=contact())
    phone = fresh(app)
    phone.post(f"{link_for(phone, items[0])}?lang=en")
    phone.post("/y/say")
    phone.post("/y/say/3", data={"words": SAID, "audience": "panel", "version": 0})
    check = phone.get("/y/say/check").text
    assert "Send me a link" not in check
    assert 'href="/y/back">How to come back</a>' in check
    phone.post("/y/back/send/text")
    assert "The link alone does not open what you wrote." in phone.get("/y/back").text
    phone.post("/y/word", data={"answer": "blue giraffe"})
    assert "Send me a link" in phone.get("/y/say/check").text
    phone.post("/y/back/send/text")
    assert "It works together with your word or code." in phone.get("/y/back").text


def test_no_more_than_three_links_a_day(
    young: PageClient, mail: Mail, worker: PageClient, at: str, clock: MovableClock
) -> None:
    for _ in range(4):
        young.post("/y/back/send/text")
    assert "You sent it often enough today." in young.get("/y/back").text
    assert worker.get(at).text.count("A link by text") == 3
    assert len(mail.deliver()) == 1, "the newest alone still waited"
    clock.instant += timedelta(days=1)
    young.post("/y/back/send/text")
    assert "We are sending the link." in young.get("/y/back").text


@pytest.mark.control("C36")
def test_messages_to_a_phone_stop_at_once_and_start_again_as_easily(
    young: PageClient,
    mail: Mail,
    worker: PageClient,
    *,
    at: str,
    news: Callable[[str], None],
    district: District,
) -> None:
    news("first")
    assert "Messages to you" in young.get("/y/home").text
    assert young.post("/y/back/stop/text").headers["Location"] == "/y/back"
    page = young.get("/y/back").text
    assert "You stopped them. Nothing is sent there." in page
    assert "Send me a link" not in page
    assert 'href="/y/back">How to come back</a>' in young.get("/y/say/check").text
    assert young.post("/y/back/send/text").status_code == 404
    assert mail.deliver() == [], "what waited is called off"
    news("second")
    assert mail.deliver() == []
    shown = worker.get(at).text
    assert "Not to this phone: they stopped them in their own pages on" in shown
    assert "Send a link by text" not in shown
    assert worker.post(f"{at}/send", data={"by": "text"}).status_code == 422
    assert young.post("/y/back/stop/text").status_code == 303
    young.post("/y/back/go-on/text")
    assert "Stop these messages" in young.get("/y/back").text
    assert "Send a link by text" in worker.get(at).text
    with district.working(writes=False):
        events = session.scalars(select(Event.event).order_by(Event.seq)).all()
        assert events.count("entry:contact:stopped") == events.count("entry:contact:went_on") == 1


@pytest.mark.control("C36")
def test_a_link_that_waits_for_a_stopped_phone_is_called_off_and_news_go_the_other_way(
    young: PageClient,
    mail: Mail,
    worker: PageClient,
    *,
    at: str,
    news: Callable[[str], None],
    district: District,
) -> None:
    worker.post(f"{at}/contact", data=contact(version="1", safe_to_email="yes"))
    news("first")
    worker.post(f"{at}/send", data={"by": "text"})
    young.post("/y/back/stop/text")
    with district.working(writes=False):
        assert all(session.scalars(select(YoungLink.ended_at)).all())
    assert {each.address for each in mail.deliver()} <= {EMAIL}
    worker.post(f"{at}/send", data={"by": "email"})
    young.post("/y/back/go-on/text")
    assert LINK.search(mail.deliver()[-1].body), "a link that waits for another way still goes"


@pytest.mark.control("C20", "C36")
def test_only_what_they_stopped_themselves_is_theirs_to_start_again(
    app: Flask, young: PageClient, worker: PageClient, at: str, items: list[UUID]
) -> None:
    """Whoever holds their phone makes nothing safe that was said not to be."""
    assert young.post("/y/back/go-on/email").status_code == 404
    assert 'value="theirs"' not in worker.get(f"{at}/contact").text
    young.post("/y/back/stop/text")
    form = worker.get(f"{at}/contact").text
    assert re.search(r'name="safe_to_text"[^>]*value="theirs"[^>]*checked', form)
    assert not re.search(r'name="safe_to_email"[^>]*value="theirs"', form)
    kept = contact(version=seen(form), safe_to_text="theirs", language="ar")
    assert worker.post(f"{at}/contact", data=kept).status_code == 303
    young.post("/y/back/go-on/text")
    assert "Stop these messages" in young.get("/y/back").text, "it was theirs, and still is"
    said = contact(version=seen(worker.get(f"{at}/contact").text), safe_to_text="no")
    assert worker.post(f"{at}/contact", data=said).status_code == 303
    assert young.post("/y/back/go-on/text").status_code == 404
    assert "Messages to you" not in young.get("/y/back").text


@pytest.mark.control("C20", "C36")
def test_not_to_this_phone_is_heard_while_they_have_stopped_it_themselves(
    young: PageClient,
    mail: Mail,
    worker: PageClient,
    *,
    at: str,
    news: Callable[[str], None],
    district: District,
) -> None:
    """Whoever holds the phone now starts nothing again that a worker learnt is not safe."""
    young.post("/y/back/stop/text")
    assert young.get("/y/back").text.count("Start them again") == 1
    said = contact(version=seen(worker.get(f"{at}/contact").text), safe_to_text="no")
    assert worker.post(f"{at}/contact", data=said).status_code == 303
    assert "they stopped them in their own pages" not in worker.get(at).text
    assert "Start them again" not in young.get("/y/back").text
    assert young.post("/y/back/go-on/text").status_code == 404
    news("first")
    assert mail.deliver() == []
    with district.working(writes=False):
        facts = session.scalars(
            select(Event.facts).where(Event.event == "entry:contact:recorded").order_by(Event.seq)
        ).all()
    assert facts[-1] == {"text": False, "email": False}


@pytest.mark.control("C20", "C36")
def test_what_is_left_to_them_is_of_the_very_number_they_stopped(
    young: PageClient, worker: PageClient, at: str, district: District
) -> None:
    young.post("/y/back/stop/text")
    left = contact(version=seen(worker.get(f"{at}/contact").text), safe_to_text="theirs")
    another = worker.post(f"{at}/contact", data=left | {"phone": "07700900456"})
    assert another.status_code == 422
    assert "Say whether it is safe: what they stopped was another one" in another.text
    assert "07700900456" in another.text
    assert young.post("/y/back/go-on/text").status_code == 303
    both = worker.post(f"{at}/contact", data=left)
    assert both.status_code == 409
    assert 'value="theirs"' not in both.text, "they started them again meanwhile"
    none = left | {"version": seen(both.text), "phone": ""}
    assert worker.post(f"{at}/contact", data=none).status_code == 303
    with district.working(writes=False):
        facts = session.scalars(
            select(Event.facts).where(Event.event == "entry:contact:recorded").order_by(Event.seq)
        ).all()
    assert facts[-1] == {"text": None, "email": False}
    assert "Messages to you" not in young.get("/y/back").text


def test_whom_a_link_let_in_stops_messages_and_is_asked_for_nothing_more(
    app: Flask, young: PageClient, items: list[UUID]
) -> None:
    link = link_for(young, items[0])
    phone = fresh(app)
    assert phone.post(f"{link}?lang=en").headers["Location"] == "/y/home?lang=en"
    assert phone.post("/y/back/stop/text").status_code == 303
    assert "You stopped them." in phone.get("/y/back").text
    again = fresh(app)
    assert again.post(f"{link}?lang=en").headers["Location"] == "/y/home?lang=en", "nothing written"
