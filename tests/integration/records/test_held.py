"""What is held about a young person, as they read it themselves, and who has looked (idea 24)."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.entry.models import YoungContact
from portal.panels.models import ItemCost, Recusal
from portal.people.visiting import THEMSELVES
from portal.protection.pages import copy_files
from portal.protection.queries.holdings import THEIRS_ALONE, everything_about
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.records.conftest import Enter
from tests.integration.records.test_item_record import record_of
from tests.support.invented_panel import InventedPanel
from tests.support.told import CANARY, PROMISE, TOLD

COST, INTEREST = 98_765, "zq-a friend of the family"


@pytest.fixture
def planted(told: InventedPanel, working: ScopeOpener, clock: MovableClock) -> InventedPanel:
    """Things beside the record that a young person's page never shows, and some that it does."""
    with working():
        session.add_all(
            [
                ItemCost(
                    district_id=told.district,
                    item_id=told.items[0],
                    weekly_pence=COST,
                    note=f"{CANARY} cost",
                    recorded_by=told.people["support"],
                    recorded_at=clock.instant,
                ),
                Recusal(
                    district_id=told.district,
                    item_id=told.items[0],
                    young_person_id=told.young_people[0],
                    person_id=told.people["member"],
                    reason=INTEREST,
                    declared_by=told.people["member"],
                    declared_at=clock.instant,
                ),
                YoungContact(
                    young_person_id=told.young_people[0],
                    phone="01632 960123",
                    language="ti",
                    said_on=clock.instant.date(),
                    recorded_by=told.people["worker"],
                    version=1,
                ),
            ]
        )
    return told


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(page)))


@pytest.mark.control("C39")
def test_they_read_what_is_about_them_and_nothing_of_others(
    planted: InventedPanel, young: PageClient
) -> None:
    for address in ("/y/held", "/y/held/copy"):
        text = words(young.get(address).text)
        for shown in (
            "What we call you: Avery Testcase",
            "Your number here: LH-burnley-1123-1",
            "Phone: 01632 960123",
            "What we asked: May we talk about you and your plans at this meeting?",
            "What you answered: Yes",
            TOLD,
            PROMISE,
        ):
            assert shown in text
        for kept in (CANARY, INTEREST, str(COST), "987.65", "Blake", "Casey"):
            assert kept not in text
        for staff in ("Manager Example", "Chair Example", "Support Example", "practice.example"):
            assert staff not in text
    assert planted


def test_what_they_have_not_sent_is_theirs_to_read_and_nobody_elses(
    planted: InventedPanel, young: PageClient, working: ScopeOpener
) -> None:
    typed = {"form_page": "/y/meeting/away", "draft": "-one", "why": "zq-She shouts", "whom": "x"}
    assert young.post("/y/not-sent", data={**typed, "quiet": "yes"}).status_code == 200
    for address in ("/y/held", "/y/held/copy"):
        text = words(young.get(address).text)
        assert "What you have not sent yet" in text
        assert "Your words: zq-She shouts" in text
    assert 'href="/y/meeting/away?lang=ar"' in young.get("/y/held?lang=ar").text
    assert '<a href="/y/meeting/away">Go on there</a>' in young.get("/y/held").text
    with working(writes=False):
        held = everything_about(planted.young_people[0])
        copy = json.dumps(copy_files.facts(held, date(2026, 12, 1)))
    assert "zq-She" not in repr(held) + copy
    assert "meeting/away" not in repr(held) + copy, "not even what about"
    assert THEIRS_ALONE in copy


def test_what_is_kept_back_is_counted_and_said(planted: InventedPanel, young: PageClient) -> None:
    page = words(young.get("/y/held").text)
    found = re.search(r"Here that is (\d+) things", page)
    assert found is not None
    assert int(found[1]) > 5
    assert "A person has to read it before we can give it to you." in page
    assert planted


@pytest.mark.control("C43")
def test_who_has_looked_is_told_by_what_they_are_there_for(
    planted: InventedPanel, young: PageClient, enter: Enter
) -> None:
    assert "Nobody has opened anything about you yet." in words(young.get("/y/held").text)
    chair, worker = enter("chair"), enter("worker")
    for client in (chair, chair, worker):
        assert client.get(f"{record_of(planted)}/read").status_code == 200
    assert chair.get(f"{record_of(planted, 1)}/read").status_code == 200
    text = words(young.get("/y/held").text)
    assert (
        "Monday 23 November 2026 : The person who leads the meeting "
        "What was written down about your meeting · 2 times" in text
    )
    assert (
        "Monday 23 November 2026 : A social worker What was written down about your meeting" in text
    )
    # What others opened of another young person, and their own visits, are not among it.
    assert text.count("What was written down about your meeting") == 2
    assert "for themselves" not in text


@pytest.mark.control("C43")
def test_reading_it_and_keeping_a_copy_stand_in_the_trail(
    planted: InventedPanel, young: PageClient, working: ScopeOpener
) -> None:
    young.get("/y/held")
    answer = young.get("/y/held/copy")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-copy.txt"'
    assert answer.headers["Cache-Control"] == "no-store"
    with working(writes=False):
        read = session.scalars(
            select(Event).where(Event.event.in_(("held.held", "held.copy"))).order_by(Event.seq)
        ).all()
        assert [(each.event, each.why, each.actor_id) for each in read] == [
            ("held.held", THEMSELVES, None),
            ("held.copy", THEMSELVES, None),
        ]
        assert {each.young_person_id for each in read} == {planted.young_people[0]}


def test_it_says_what_is_held_in_their_language_and_from_right_to_left(
    planted: InventedPanel, young: PageClient, working: ScopeOpener
) -> None:
    hostile = "<b>zq</b>\u202e"
    with working():
        person = session.scalars(
            select(YoungPerson).where(YoungPerson.id == planted.young_people[0])
        ).one()
        person.preferred_name = hostile
    page = young.get("/y/held?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in page
    lists = "".join(re.findall(r'<ul class="young-held">.*?</ul>', page, re.DOTALL))
    ours = re.sub(r'<strong class="young-typed">.*?</strong>', "", lists)
    assert "نعم" in ours
    assert '<strong lang="ti">' in lists  # its letters are drawn on a page in other ones too
    assert re.findall(r"[A-Za-z]+", words(ours)) == []
    file = young.get("/y/held/copy?lang=ar").text
    assert "نعم" in file
    assert "Preferred" not in file
    assert "<b>zq</b>" not in page
    assert "&lt;b&gt;zq" in page


def test_what_they_say_is_wrong_stands_beside_the_record_and_is_read_by_their_own(
    planted: InventedPanel, young: PageClient, enter: Enter
) -> None:
    said = "I did not miss that day. Quokkabella."
    assert young.post("/y/wrong", data={"words": said}).status_code == 303
    for who in ("worker", "support"):
        page = words(enter(who).get(f"{record_of(planted)}/read").text)
        assert "What the young person says is wrong" in page
        assert said in page
        assert "Not answered yet, to be answered by Monday 30 November 2026" in page
    assert said not in enter("worker").get(f"{record_of(planted, 1)}/read").text
    assert said in words(young.get("/y/held").text)
