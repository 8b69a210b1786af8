"""A link: opening it changes nothing, it starts by a button, and alone it shows nothing written."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.entry.models import YoungLink, YoungVisit
from portal.entry.operations import entering
from portal.entry.rules import ALPHABET
from portal.people.gate import ACCESS
from portal.testing.pages import PageClient
from portal.web.access import Audience, access
from portal.web.languages import Language
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.panels.conftest import CANARY, District
from tests.support.routes import first_choice
from tests.support.young import code_for, link_for, opened_by_code, opened_by_link

SCANNERS = {
    "mail gateway": {"User-Agent": "Mozilla/5.0 (compatible; GatewayScan/1.0)"},
    "phone preview": {"User-Agent": "WhatsApp/2.2 N", "Accept": "*/*"},
    "safe links": {"User-Agent": "Mozilla/5.0", "Sec-Purpose": "prefetch;prerender"},
    "crawler": {"User-Agent": "facebookexternalhit/1.1"},
}
OVER = "This link does not open any more"


MORE_THAN_A_LINK = {
    "held.copy": "everything held about them, as a file",
    "held.held": "everything held about them",
    "taking_part.agree": "how they answered, and who may say it for them",
    "taking_part.agree_submit": "an answer that lets others read or talk",
    "taking_part.paper": "which papers there are, and who may read them",
    "taking_part.paper_submit": "an answer that lets others read",
    "taking_part.parts": "which papers there are, and what is kept back",
    "taking_part.parts_submit": "an answer that lets others read",
    "taking_part.sees": "which papers there are",
    "told.decided": "what was decided, and what was promised",
    "told.decided_submit": "an answer in their name",
}
"""Every page of theirs that a link alone does not open, and why."""


@pytest.fixture
def kept_page(app: Flask) -> Iterator[str]:
    """A page of theirs that tells more than a link alone may open."""

    @access(audience=Audience.YOUNG_PERSON, step_up=True)
    def view() -> str:
        return "<h1>Kept</h1>"

    before = app.extensions[ACCESS]["entry.back"], app.view_functions["entry.back"]
    app.extensions[ACCESS]["entry.back"] = view.__access__  # type: ignore[attr-defined]  # set by @access
    yield "/y/back"
    app.extensions[ACCESS]["entry.back"], app.view_functions["entry.back"] = before


def _count(working: ScopeOpener) -> tuple[int, int, int]:
    with working(writes=False):
        return (
            session.scalar(select(func.count(YoungVisit.id))) or 0,
            session.scalar(select(func.sum(YoungLink.starts))) or 0,
            session.scalar(select(func.count(Event.seq))) or 0,
        )


@pytest.mark.control("C20")
@pytest.mark.requirement("R49")
def test_fifty_openings_by_robots_leave_a_link_whole(
    client: PageClient, items: list[UUID], working: ScopeOpener
) -> None:
    link = link_for(client, items[0])
    before = _count(working)
    for headers in SCANNERS.values():
        for _ in range(50):
            assert client.get(link, headers=headers).status_code == 200
            assert client.head(link, headers=headers).status_code == 200
    assert _count(working) == before
    answer = client.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/y/home")
    assert client.get("/y/home").status_code == 200


@pytest.mark.control("C20")
def test_a_robot_that_presses_the_button_does_not_keep_the_young_person_out(
    app: Flask, items: list[UUID]
) -> None:
    robot, phone = app.test_client(), app.test_client()
    assert isinstance(phone, PageClient)
    link = link_for(phone, items[0])
    for _ in range(20):
        robot.post(link)
    assert phone.post(link).headers["Location"] == "/y/home"


@pytest.mark.control("C20")
def test_the_page_of_a_link_names_nobody(client: PageClient, items: list[UUID]) -> None:
    page = client.get(link_for(client, items[0]))
    assert CANARY not in page.text
    assert "LH-1" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.control("C20", "C21")
def test_a_link_alone_does_not_open_what_was_written(
    app: Flask, client: PageClient, items: list[UUID]
) -> None:
    other = app.test_client()
    assert isinstance(other, PageClient)
    link = link_for(client, items[0])
    client.post(link)
    client.post("/y/code")  # a change of theirs
    assert client.get("/y/home").status_code == 200
    assert other.post(link).headers["Location"] == "/y/you"
    assert other.get("/y/home").headers["Location"] == "/y"
    assert "Type your code" in other.get("/y/you").text
    assert other.get("/y/back").headers["Location"] == "/y"


@pytest.mark.control("C20", "C21")
def test_whoever_came_by_the_link_alone_is_out_once_something_is_written(
    app: Flask, client: PageClient, items: list[UUID]
) -> None:
    other = app.test_client()
    assert isinstance(other, PageClient)
    link = link_for(client, items[0])
    other.post(link)
    assert other.get("/y/home").status_code == 200
    client.post(link)
    client.post("/y/code")
    assert other.get("/y/home").headers["Location"] == "/y"


@pytest.mark.control("C20")
def test_a_new_link_ends_the_one_before(client: PageClient, items: list[UUID]) -> None:
    old, new = link_for(client, items[0]), link_for(client, items[0])
    assert OVER in client.get(old).text
    assert client.post(old).status_code == 404
    assert client.post(new).status_code == 303


@pytest.mark.control("C20")
def test_old_used_up_and_unknown_links_look_the_same(
    client: PageClient, items: list[UUID], clock: MovableClock, working: ScopeOpener
) -> None:
    link = link_for(client, items[0])
    with working():
        row = session.scalars(select(YoungLink)).one()
        row.starts = 50
    used_up = client.get(link)
    with working():
        session.scalars(select(YoungLink)).one().starts = 0
    assert client.get(link).status_code == 200
    clock.instant += timedelta(days=120)
    old = client.get(link)
    unknown = client.get(f"/y/l/{'x' * 43}")
    assert {page.status_code for page in (used_up, old, unknown)} == {404}
    own = re.compile(r'/y/l/[\w-]{43}|<input[^>]*name="csrf_token"[^>]*>')
    assert own.sub("", used_up.text) == own.sub("", old.text) == own.sub("", unknown.text)
    assert "Ask my worker for a new link" in old.text


@pytest.mark.control("C20")
def test_a_copy_of_the_table_opens_nothing(
    client: PageClient, items: list[UUID], working: ScopeOpener
) -> None:
    link_for(client, items[0])
    with working(writes=False):
        held = session.scalars(select(YoungLink.token_hash)).one()
    assert client.post(f"/y/l/{held}").status_code == 404


@pytest.mark.control("C20", "C23", "C41")
def test_no_token_reaches_a_log(
    client: PageClient,
    app: Flask,
    items: list[UUID],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = link_for(client, items[0])
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)

    def broken(**_: object) -> Language:
        raise OSError(link)

    monkeypatch.setattr(entering, "link_reads_in", broken)
    with caplog.at_level(logging.DEBUG):
        assert client.get(link).status_code == 500
    assert "/y/l/<token>" in caplog.text
    assert link.removeprefix("/y/l/") not in caplog.text


@pytest.mark.control("C20")
def test_the_trail_holds_no_token(
    client: PageClient, items: list[UUID], working: ScopeOpener
) -> None:
    link = link_for(client, items[0])
    opened = client.post(link)
    assert opened.status_code == 303
    client.get("/y/home")
    with working(writes=False):
        for event in session.scalars(select(Event).order_by(Event.seq)):
            assert link.removeprefix("/y/l/") not in repr(
                (event.purpose, event.page, event.why, event.facts, event.event)
            )


def test_a_first_link_leads_to_choosing_a_word_and_back_by_it(
    app: Flask, client: PageClient, items: list[UUID]
) -> None:
    link = link_for(client, items[0])
    client.post(link)
    assert "You need a code or a word of your own to come back." in client.get("/y/home").text
    assert client.post("/y/word", data={"answer": "moon"}).status_code == 422
    answer = client.post("/y/word", data={"answer": "Blue Giraffe"})
    assert answer.headers["Location"] == "/y/back"
    assert "You have chosen a word." in client.get("/y/back").text
    other = app.test_client()
    assert isinstance(other, PageClient)
    assert other.post(link).headers["Location"] == "/y/you"
    wrong = other.post("/y/you", data={"answer": "green giraffe"})
    assert wrong.status_code == 422
    assert "You can try 4 more times." in wrong.text
    assert "green giraffe" not in wrong.text
    right = other.post("/y/you", data={"answer": "BLUE giraffe"})
    assert right.headers["Location"] == "/y/home"
    assert other.get("/y/home").status_code == 200


def test_wrong_words_never_keep_a_code_from_working(
    app: Flask, client: PageClient, items: list[UUID]
) -> None:
    link = link_for(client, items[0])
    client.post(link)
    client.post("/y/word", data={"answer": "blue giraffe"})
    stranger, phone = app.test_client(), app.test_client()
    stranger.post(link)
    for _ in range(30):
        stranger.post("/y/you", data={"answer": "guess"})
    assert stranger.post("/y/you", data={"answer": "guess"}).status_code == 429
    answer = phone.post("/y", data={"answer": code_for(client, items[0])})
    assert answer.headers["Location"] == "/y/home"


@pytest.mark.control("C27")
def test_whoever_guesses_at_a_word_behind_the_same_address_takes_no_turn_of_theirs(
    app: Flask, client: PageClient, items: list[UUID], machine: MovableClock
) -> None:
    link = link_for(client, items[0])
    client.post(link)
    client.post("/y/word", data={"answer": "blue giraffe"})
    guesser, own = app.test_client(), app.test_client()
    for each in (guesser, own):
        each.post(link)

    def guessed() -> int:
        return guesser.post("/y/you", data={"answer": "guess"}).status_code

    while guessed() == 422:
        pass
    assert own.post("/y/you", data={"answer": "blue giraffe"}).status_code == 429
    machine.instant += timedelta(seconds=30)
    assert guessed() == 422, "the guesser is first"
    assert guessed() == 429
    assert own.post("/y/you", data={"answer": "blue giraffe"}).headers["Location"] == "/y/home"


def test_a_link_for_one_young_person_opens_no_other(
    client: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    opened_by_link(client, items[1])
    client.get("/y/home")
    with working(writes=False):
        shown = session.scalars(
            select(Event.young_person_id).where(Event.event == "entry.home")
        ).all()
    assert set(shown) == {district.young_people[1]}


@pytest.mark.control("C20")
def test_what_tells_most_needs_a_code_that_a_worker_gave(
    client: PageClient, app: Flask, district: District, items: list[UUID], kept_page: str
) -> None:
    """Whoever came by a link alone cannot make themselves sure by a code or word of their own."""
    opened_by_link(client, items[0])
    refused = client.get(kept_page)
    assert (refused.status_code, refused.headers["Location"]) == (303, "/y?more=yes")
    assert "phones are shared" in client.get("/y?more=yes").text
    made = re.search(rf"\b[{ALPHABET}]{{4}} [{ALPHABET}]{{4}}\b", client.post("/y/phone").text)
    assert made is not None
    second = app.test_client()
    assert second.post("/y", data={"answer": made[0]}).headers["Location"] == "/y/home"
    assert second.get(kept_page).headers["Location"] == "/y?more=yes"
    client.post("/y/word", data={"answer": "purple hippo"})
    client.post("/y/finish")
    again = app.test_client()
    again.post(link_for(client, items[0]))
    assert again.post("/y/you", data={"answer": "purple hippo"}).headers["Location"] == "/y/home"
    assert again.get(kept_page).headers["Location"] == "/y?more=yes"
    other = app.test_client()
    assert isinstance(other, PageClient)
    sure = opened_by_code(other, district.young_people[0], items[0])
    assert sure.get("/y/back").status_code == 200
    made = re.search(rf"\b[{ALPHABET}]{{4}} [{ALPHABET}]{{4}}\b", sure.post("/y/code").text)
    assert made is not None
    back = app.test_client()
    back.post("/y", data={"answer": made[0]})
    assert back.get(kept_page).status_code == 200


@pytest.mark.control("C20")
def test_every_page_that_needs_more_than_a_link_has_its_reason_and_asks_for_it(
    client: PageClient, app: Flask, items: list[UUID]
) -> None:
    rules = app.extensions[ACCESS]
    asked = {
        name
        for name, rule in rules.items()
        if rule.step_up and rule.audience is Audience.YOUNG_PERSON
    }
    assert asked == set(MORE_THAN_A_LINK)
    opened_by_link(client, items[0])
    for rule in app.url_map.iter_rules():
        if rule.endpoint in asked:
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            values = {name: first_choice(rule, name) or 1 for name in rule.arguments}
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            answer = client.open(path, method=method)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/y?more=yes"), path
