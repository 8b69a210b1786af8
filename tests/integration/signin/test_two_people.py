"""Nobody who manages people comes in as somebody else, alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.database import session
from portal.outbox.channels import Outgoing, Ways
from portal.outbox.models import Message
from portal.outbox.operations import delivering
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import State
from portal.outbox.worker import Worker
from portal.people.models import Organisation, Person
from portal.people.policy import Role
from portal.signin.models import SignInLink
from portal.variations.values import OrganisationKind
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.outbox.conftest import HeldWay
from tests.integration.signin.conftest import EMAIL, PASSWORD, Browser, NewBrowser, Register

pytestmark = pytest.mark.usefixtures("required")
CHOSEN = "gravel kiln dandelion"
ELSEWHERE = "lee.elsewhere@practice.example"
NOT_YET = "You cannot do this yet"
SENT = "The link is on its way to "
Sent = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture
def way() -> HeldWay:
    return HeldWay()


@pytest.fixture
def mail(app: Flask, working: ScopeOpener, way: HeldWay) -> Sent:
    """Let everything leave that waits, and return it: message, address and words."""
    worker = Worker(app, out=Ways(email=way, sms=None))

    def take() -> list[tuple[str, str, str]]:
        before = len(way.sent)
        worker.empty()
        with working(writes=False):
            kinds = {row.id: row.kind for row in session.scalars(select(Message))}
        return [(kinds[each.reference], each.address, each.body) for each in way.sent[before:]]

    return take


@pytest.fixture
def new_manager(browser_of: NewBrowser, register: Register) -> Callable[[str], Browser]:
    """Somebody who manages people, signed in with their second factor."""

    def make(name: str) -> Browser:
        email = f"{name.split(maxsplit=1)[0].lower()}@practice.example"
        register(name, email=email, role=Role.PEOPLE_ADMINISTRATOR, district=None)
        browser = browser_of()
        browser.sign_in(email, then="/people")
        browser.set_up_app()
        return browser

    return make


@pytest.fixture
def lee(new_manager: Callable[[str], Browser]) -> Browser:
    """The one who tries."""
    return new_manager("Lee Sample")


@pytest.fixture
def settled(browser: Browser, casey: UUID) -> UUID:
    """Casey, who has a password and an authenticator app."""
    browser.sign_in()
    browser.set_up_app()
    return casey


def link_in(text: str) -> str:
    """Return the address of the link that stands in a page or a message."""
    found = re.search(r"(/set-password/[\w-]{43})", text)
    assert found is not None
    return found[1]


def move(lee: Browser, person: UUID, working: ScopeOpener, to: str = ELSEWHERE) -> TestResponse:
    """Say that Casey is reached elsewhere."""
    with working(writes=False):
        held = session.scalars(select(Person).where(Person.id == person)).one()
        version, organisation = held.version, held.organisation_id
    return lee.post(
        f"/people/{person}/change",
        name="Casey Placeholder",
        email=to,
        organisation=str(organisation or ""),
        job_title="",
        manager="",
        version=str(version),
    )


@pytest.mark.control("C22")
def test_one_administrator_does_not_come_in_as_somebody_else(
    lee: Browser, settled: UUID, mail: Sent, browser: Browser, working: ScopeOpener
) -> None:
    """Remove the factors, make a link, type their address, choose a password."""
    mail()
    page = f"/people/{settled}/sign-in"
    assert lee.post(f"{page}/remove-factors").status_code == 303
    answer = lee.post(f"{page}/link")
    assert (answer.status_code, NOT_YET in answer.text) == (422, True)
    assert "/set-password/" not in answer.text
    shown = lee.get(page).text
    assert f'action="{page}/link"' not in shown
    assert "Ask whoever runs the portal’s machine." in shown
    with working(writes=False):
        assert session.scalars(select(SignInLink)).all() == []
    ((kind, address, body),) = mail()
    assert (kind, address) == ("sign_in_changed", EMAIL)
    assert "/account" in body
    assert "Casey" not in body
    assert browser.sign_in().location == "/second-factor", "their own password goes on working"


@pytest.mark.control("C22")
def test_nor_by_a_link_first(lee: Browser, settled: UUID, mail: Sent) -> None:
    mail()
    page = f"/people/{settled}/sign-in"
    answer = lee.post(f"{page}/link")
    assert (answer.status_code, answer.location) == (303, page)
    shown = lee.get(page).text
    assert SENT in shown
    assert "/set-password/" not in answer.text + shown
    ((kind, address, body),) = mail()
    assert (kind, address) == ("sign_in_link", EMAIL)
    assert link_in(body)
    refused = lee.post(f"{page}/remove-factors")
    assert (refused.status_code, NOT_YET in refused.text) == (422, True)


@pytest.mark.control("C22")
def test_the_link_of_somebody_who_came_in_is_seen_by_nobody_else(
    lee: Browser, settled: UUID, mail: Sent, browser: Browser, working: ScopeOpener
) -> None:
    mail()
    lee.post(f"/people/{settled}/sign-in/link")
    with working(writes=False):
        waiting = session.scalars(select(Message).where(Message.kind == "sign_in_link")).one()
        assert "{link}" in waiting.body, "what waits holds none"
    ((_, _, body),) = mail()
    link = link_in(body)
    with working(writes=False):
        assert all(link not in row.body for row in session.scalars(select(Message))), (
            "nor does what has gone"
        )
    assert browser.post(link, email=EMAIL, new=CHOSEN).location == "/sign-in"
    assert [kind for kind, _, _ in mail()] == ["sign_in_changed"]
    assert browser.post(link, email=EMAIL, new="another trombone umbrella").status_code == 404
    assert browser.sign_in(password=CHOSEN).location == "/sign-in/code"


def test_a_message_tried_again_takes_a_link_that_works_until_one_is_used(
    lee: Browser,
    settled: UUID,
    mail: Sent,
    browser: Browser,
    *,
    way: HeldWay,
    clock: MovableClock,
) -> None:
    mail()
    lee.post(f"/people/{settled}/sign-in/link")
    arrived: list[str] = []

    def arrives_and_is_not_answered(message: Outgoing) -> Fault:
        arrived.append(message.body)
        return Fault.UNREACHABLE

    way.fails = arrives_and_is_not_answered
    assert mail() == []
    first = link_in(arrived[0])
    way.fails = lambda _: None
    clock.instant += delivering.LEASE * 2
    second = link_in(mail()[0][2])
    assert first != second
    assert [browser.get(each).status_code for each in (first, second)] == [200, 200]
    assert browser.post(first, email=EMAIL, new=CHOSEN).status_code == 303
    assert [browser.get(each).status_code for each in (first, second)] == [404, 404]


@pytest.mark.control("C22")
def test_nor_by_an_address_of_ones_own(
    lee: Browser, settled: UUID, mail: Sent, working: ScopeOpener
) -> None:
    mail()
    with working():
        held = session.scalars(select(Person).where(Person.id == settled)).one()
        held.organisation_id = _team()
    lee.post(f"/people/{settled}/sign-in/link")
    assert move(lee, settled, working).status_code == 303
    left = mail()
    assert sorted((kind, address) for kind, address, _ in left) == [
        ("sign_in_changed", EMAIL),
        ("sign_in_changed", ELSEWHERE),
    ], "both addresses hear of it, and the link that waited for the first leaves for neither"
    for step in ("link", "remove-factors"):
        answer = lee.post(f"/people/{settled}/sign-in/{step}")
        assert (answer.status_code, NOT_YET in answer.text) == (422, True), step


def test_a_second_administrator_can_at_once_and_the_first_after_three_days(
    lee: Browser,
    settled: UUID,
    new_manager: Callable[[str], Browser],
    clock: MovableClock,
    machine: MovableClock,
) -> None:
    wren = new_manager("Wren Fictional")
    page = f"/people/{settled}/sign-in"
    lee.post(f"{page}/remove-factors")
    assert "Ask Wren Fictional or whoever runs" in lee.get(page).text
    assert wren.post(f"{page}/link").location == page
    for each in (clock, machine):
        each.instant = each.instant.replace(day=26)
    lee.sign_in("lee@practice.example")
    lee.post("/sign-in/code", code=lee.code())
    assert lee.post(f"{page}/link").location == page


def test_somebody_the_first_let_in_is_no_second_administrator(
    lee: Browser, settled: UUID, register: Register, browser_of: NewBrowser
) -> None:
    puppet = register(
        "Robin Elsewhere",
        email="robin@practice.example",
        role=Role.PEOPLE_ADMINISTRATOR,
        district=None,
        password=False,
    )
    shown = lee.post(f"/people/{puppet}/sign-in/link").text
    robin = browser_of()
    robin.post(link_in(shown), email="robin@practice.example", new=CHOSEN)
    robin.sign_in("robin@practice.example", CHOSEN)
    robin.set_up_app()
    page = f"/people/{settled}/sign-in"
    lee.post(f"{page}/remove-factors")
    assert "Robin" not in lee.get(page).text
    answer = robin.post(f"{page}/link")
    assert (answer.status_code, NOT_YET in answer.text) == (422, True)


def test_whoever_changes_their_own_is_told_and_a_suspension_stops_no_such_message(
    lee: Browser, settled: UUID, browser: Browser, mail: Sent, working: ScopeOpener
) -> None:
    mail()
    browser.post("/account/password", current=PASSWORD, new=CHOSEN)
    lee.post(f"/people/{settled}/suspend", reason="Trying it")
    with working(writes=False):
        waiting = session.scalars(select(Message).where(Message.state == State.QUEUED)).all()
        assert [row.kind for row in waiting] == ["sign_in_changed"]
    assert [(kind, address) for kind, address, _ in mail()] == [("sign_in_changed", EMAIL)]


def _team() -> UUID:
    team = Organisation(name="Example Team", kind=OrganisationKind.CHILDRENS_SERVICES)
    session.add(team)
    session.flush()
    return team.id
