"""The server remembers who is signed in: until unused, in all, or ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from portal.database import db, session
from portal.kernel.kinds import PanelKind
from portal.panels import operations as panels
from portal.panels.models import SeatHolder
from portal.panels.queries import panel
from portal.people.models import Organisation, Person, RoleGrant
from portal.people.policy import Role
from portal.signin.models import SignInSession
from portal.signin.operations.sessions import hashed
from portal.variations.values import OrganisationKind
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.people_of_panels import FOSTERING, HOUSING
from tests.integration.signin.conftest import PAGE, PASSWORD, Browser, NewBrowser, Register, Trail


def cookie(browser: Browser) -> str:
    with browser.client.session_transaction() as held:
        return str(held.get("_user_id", ""))


def with_cookie(browser: Browser, name: str) -> Browser:
    with browser.client.session_transaction() as held:
        held["_user_id"] = name
    return browser


@pytest.mark.control("C25")
def test_the_cookie_holds_a_random_name_and_the_table_only_its_hash(
    browser: Browser, casey: UUID, working: ScopeOpener
) -> None:
    browser.sign_in()
    token = cookie(browser)
    assert len(token) >= 43, "256 bits in letters"
    with working(writes=False):
        row = session.scalars(select(SignInSession)).one()
        assert row.token_hash == hashed(token)
        assert token not in repr(vars(row))
        assert (row.person_id, row.device) == (casey, "Firefox on Windows")


@pytest.mark.control("C25")
@pytest.mark.parametrize(("role", "minutes"), [(Role.CASE_SUPPORT, 30), (Role.DISTRICT_LEAD, 15)])
def test_a_session_that_is_not_used_ends_on_its_second(
    browser: Browser, register: Register, role: Role, minutes: int
) -> None:
    register(role=role)
    browser.sign_in()
    browser.wait(minutes=minutes, seconds=-1)
    assert browser.is_in(), "one second before"
    browser.wait(minutes=minutes)
    answer = browser.get(PAGE)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={PAGE}&late=yes")
    assert "You were signed out" in browser.get(answer.location).text


@pytest.mark.control("C25")
def test_a_session_in_use_ends_twelve_hours_after_it_began(browser: Browser, casey: UUID) -> None:
    browser.sign_in()
    for _ in range(35):
        browser.wait(minutes=20)
        assert browser.is_in()
    browser.wait(minutes=19, seconds=59)
    assert browser.is_in(), "one second before twelve hours"
    browser.wait(seconds=1)
    assert not browser.is_in()


def test_reading_is_written_down_once_a_minute_and_not_more(
    app: Flask, browser: Browser, casey: UUID
) -> None:
    browser.sign_in()
    written: list[str] = []

    def note(*args: object) -> None:
        if str(args[2]).startswith("UPDATE"):
            written.append(str(args[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for _ in range(10):
            browser.wait(seconds=13)
            assert browser.is_in()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(written) == 2


@pytest.mark.control("C25", "C12")
def test_somebody_who_leaves_is_out_at_the_next_request_and_stays_out(
    browser: Browser, casey: UUID, working: ScopeOpener
) -> None:
    browser.sign_in()
    with working():
        person = session.scalars(select(Person).where(Person.id == casey)).one()
        person.ends_on = date(2026, 11, 22)
    assert not browser.is_in()
    with working():
        session.scalars(select(Person).where(Person.id == casey)).one().ends_on = None
        assert session.scalars(select(SignInSession)).all() == []
    assert not browser.is_in(), "the session is over, not asleep"


@pytest.mark.control("C25", "C12")
def test_a_changed_role_gives_the_session_a_new_name(
    browser: Browser, browser_of: NewBrowser, casey: UUID, working: ScopeOpener
) -> None:
    browser.sign_in()
    before = cookie(browser)
    assert browser.is_in()
    assert cookie(browser) == before
    with working():
        session.add(
            RoleGrant(
                person_id=casey,
                role=Role.CHAIR,
                district_id="preston",
                starts_on=date(2026, 1, 1),
            )
        )
    assert browser.is_in()
    after = cookie(browser)
    assert after != before
    thief = with_cookie(browser_of(), before)
    assert thief.is_in(), "pages asked for at the same moment share the old name"
    assert cookie(thief) == before, "and are sent no cookie"
    browser.wait(seconds=30)
    assert not thief.is_in(), "it is nobody's half a minute later"
    assert browser.is_in()


@pytest.mark.control("C25")
def test_another_seat_gives_the_session_a_new_name(
    browser: Browser, casey: UUID, working: ScopeOpener
) -> None:
    """Whoever moves from one seat to another reads something else, by the same role."""
    with working():
        panels.open_panels()
        panel_id = panel("burnley", PanelKind.LEAVING_CARE).id
        session.add(
            SeatHolder(
                district_id="burnley",
                panel_id=panel_id,
                seat_key=HOUSING,
                person_id=casey,
                starts_on=date(2026, 1, 1),
            )
        )
    browser.sign_in()
    assert browser.is_in()
    before = cookie(browser)
    with working():
        session.scalars(select(SeatHolder)).one().seat_key = FOSTERING
    assert browser.is_in()
    assert cookie(browser) != before


@pytest.mark.control("C25")
@pytest.mark.parametrize("kind", [OrganisationKind.CHILDRENS_SERVICES, OrganisationKind.OTHER])
def test_where_somebody_comes_from_gives_the_session_a_new_name(
    browser: Browser, casey: UUID, working: ScopeOpener, kind: OrganisationKind
) -> None:
    browser.sign_in()
    before = cookie(browser)
    with working():
        team = Organisation(name="Example Team", kind=kind)
        session.add(team)
        session.flush()
        session.scalars(select(Person).where(Person.id == casey)).one().organisation_id = team.id
    assert browser.is_in()
    assert cookie(browser) != before


@pytest.mark.control("C25")
def test_signing_in_and_out_changes_the_name_and_ends_the_old_one(
    browser: Browser, browser_of: NewBrowser, casey: UUID, trail: Trail
) -> None:
    browser.sign_in()
    first = cookie(browser)
    browser.post("/sign-out")
    stolen = with_cookie(browser_of(), first)
    assert not stolen.is_in(), "a kept cookie opens nothing after sign-out"
    browser.sign_in()
    assert cookie(browser) != first
    assert trail() == [
        "signin:person:signed_in",
        "signin:person:signed_in",
        "signin:person:signed_out",
    ]


@pytest.mark.control("C25")
def test_signing_in_again_in_the_same_browser_ends_the_session_it_came_with(
    browser: Browser, browser_of: NewBrowser, casey: UUID, working: ScopeOpener
) -> None:
    browser.sign_in()
    copied = with_cookie(browser_of(), cookie(browser))
    other = browser_of()
    other.sign_in()
    browser.sign_in()
    assert (browser.is_in(), other.is_in(), copied.is_in()) == (True, True, False)
    with working(writes=False):
        assert len(session.scalars(select(SignInSession)).all()) == 2


@pytest.mark.control("C25")
def test_people_see_their_own_sessions_end_one_and_end_all_others(
    browser: Browser, browser_of: NewBrowser, casey: UUID, register: Register, working: ScopeOpener
) -> None:
    register("Robin Elsewhere", email="robin@practice.example")
    other, third, robin = browser_of(), browser_of(), browser_of()
    for each in (browser, other, third):
        each.sign_in()
    robin.sign_in("robin@practice.example")
    page = browser.get("/account").text
    assert page.count("/account/sessions/") == 2
    assert "This device" in page
    with working(writes=False):
        rows = session.scalars(select(SignInSession).order_by(SignInSession.id)).all()
        by_hash = {row.token_hash: row.id for row in rows}
    assert (
        browser.post(f"/account/sessions/{by_hash[hashed(cookie(other))]}/end").status_code == 303
    )
    assert not other.is_in()
    assert third.is_in()
    answer = browser.post(f"/account/sessions/{by_hash[hashed(cookie(robin))]}/end")
    assert answer.status_code == 404, "another's session is not there"
    assert robin.is_in()
    own = browser.post(f"/account/sessions/{by_hash[hashed(cookie(browser))]}/end")
    assert own.status_code == 422
    browser.post("/account/sign-out-everywhere")
    assert (browser.is_in(), third.is_in(), robin.is_in()) == (True, False, True)


def sign_out_elsewhere(browser: Browser) -> None:
    browser.post("/account/sign-out-everywhere")


def change_password(browser: Browser) -> None:
    answer = browser.post("/account/password", current=PASSWORD, new="gravel kiln dandelion")
    assert answer.location == "/account"


def add_a_factor(browser: Browser) -> None:
    browser.set_up_app()
    assert browser.codes


def remove_a_factor(browser: Browser) -> None:
    browser.set_up_app()
    assert browser.post("/second-factor/app/remove").location == "/account"


def prove_it_again(browser: Browser) -> None:
    answer = browser.post("/account/confirm", current=PASSWORD, next="/account")
    assert answer.location == "/account"


SHUTS_OUT = [
    sign_out_elsewhere,
    change_password,
    add_a_factor,
    remove_a_factor,
    prove_it_again,
]


@pytest.mark.control("C25", "C26")
@pytest.mark.parametrize("does", SHUTS_OUT)
def test_whoever_copied_the_cookie_is_out_at_once(
    browser: Browser, browser_of: NewBrowser, casey: UUID, does: Callable[[Browser], None]
) -> None:
    browser.sign_in()
    before = cookie(browser)
    thief = with_cookie(browser_of(), before)
    assert thief.is_in()
    does(browser)
    assert not thief.is_in(), "not even for the half minute of pages asked for at once"
    assert thief.get("/second-factor").status_code == 303, "nor do they share the proof"
    assert browser.is_in()
    assert cookie(browser) != before


@pytest.mark.control("C25", "C26")
def test_the_name_before_is_given_no_newer_one(
    browser: Browser, browser_of: NewBrowser, casey: UUID, working: ScopeOpener
) -> None:
    """Whoever comes by the name before is signed in for a moment, and may end every other."""
    browser.sign_in()
    before = cookie(browser)
    with working():
        chair = RoleGrant(
            person_id=casey, role=Role.CHAIR, district_id="preston", starts_on=date(2026, 1, 1)
        )
        session.add(chair)
    assert browser.is_in()
    thief = with_cookie(browser_of(), before)
    sign_out_elsewhere(thief)
    assert (cookie(thief), thief.is_in()) == (before, False)
    assert browser.is_in()


def test_people_are_told_of_a_sign_in_from_a_browser_not_used_before(
    browser: Browser, browser_of: NewBrowser, casey: UUID
) -> None:
    said = "Signed in by password with Firefox on Windows"
    browser.sign_in()
    assert browser.get("/account").text.count(f"{said}, a browser not used before") == 1
    browser.sign_in()
    page = browser.get("/account").text
    assert (page.count(said), page.count("not used before")) == (2, 1)
    stranger = browser_of()
    stranger.sign_in()
    page = browser.get("/account").text
    assert (page.count(said), page.count("not used before")) == (3, 2)


def test_staying_counts_as_use_and_asking_what_is_left_does_not(
    browser: Browser, casey: UUID
) -> None:
    browser.sign_in()
    browser.wait(minutes=20)
    assert browser.get("/session/left").json == {"seconds": 600}
    browser.wait(minutes=5)
    assert browser.get("/session/left").json == {"seconds": 300}
    stayed = browser.client.post("/session/stay", headers={"Accept": "application/json"})
    assert stayed.json == {"seconds": 1800}
    browser.wait(minutes=29)
    assert "You are still signed in" in browser.post("/session/stay").text
    browser.wait(minutes=30)
    assert browser.get("/session/left").status_code == 303
    assert browser.post("/session/stay").status_code == 303


def test_every_page_says_without_scripts_when_time_is_up_and_how_to_stay(
    browser: Browser, casey: UUID
) -> None:
    assert "Stay signed in" not in browser.get("/sign-in").text
    browser.sign_in()
    page = browser.get("/account").text
    assert "you will be signed out at 9:30am" in page
    assert 'data-seconds="1800" data-warning="180"' in page
    assert 'action="/session/stay" target="_blank"' in page
    browser.wait(hours=0.4)
    browser.get(PAGE)
    for _ in range(30):
        browser.wait(minutes=23)
        browser.get(PAGE)
    page = browser.get("/account").text
    assert "because you signed in many hours ago" in page
    assert "Stay signed in" not in page


@pytest.mark.parametrize("kept", ["", "x" * 43, "\N{SNOWMAN}", "0" * 5_000])
def test_a_made_up_name_is_nobodys(browser: Browser, casey: UUID, kept: str) -> None:
    browser.sign_in()
    with_cookie(browser, kept)
    assert not browser.is_in()


def test_old_sessions_are_cleared_away_at_the_next_sign_in(
    browser: Browser, browser_of: NewBrowser, casey: UUID, working: ScopeOpener
) -> None:
    browser_of().sign_in()
    with working():
        session.execute(
            update(SignInSession).values(used_at=browser.machine.instant.replace(day=20))
        )
    browser.sign_in()
    with working(writes=False):
        assert len(session.scalars(select(SignInSession)).all()) == 1
