"""Each reader's pack: what is in it, what stands where something is not, and when it closes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.agreements.rules import Answer, Kind
from portal.audit.models import Event
from portal.database import session
from portal.panels import operations as panels
from portal.panels import queries
from portal.panels.models import Item
from portal.papers.rules.kinds import PaperKind
from portal.people import operations as people
from portal.people.models import Person
from portal.people.policy import Role
from tests.integration.conftest import MovableClock
from tests.integration.packs.conftest import (
    BED,
    HEALTH,
    HOME,
    NAMES,
    PLAN,
    SCAN,
    World,
)
from tests.integration.panels.conftest import CANARY, NOW
from tests.integration.panels.people_of_panels import browser_of, somebody
from tests.support.agreed import heard
from tests.support.packs import add_paper, add_version, one, said, shared_with, withdraw_paper

WORDS = (HOME, HEALTH, PLAN, SCAN, BED)


def read(text: str) -> set[str]:
    """Return which of the planted words stand in a text, such as "Quillbrook0"."""
    return set(re.findall(rf"(?:{'|'.join(WORDS)})\d", text))


def each(*words: str, items: tuple[int, ...] = (0, 1, 2)) -> set[str]:
    """Return planted words for some items."""
    return {f"{word}{number}" for word in words for number in items}


@pytest.mark.requirement("R49", "R53", "A16", "A18")
@pytest.mark.control("C11")
@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("support", WORDS),
        ("worker", WORDS),
        ("fostering", WORDS),
        ("chair", WORDS),
        ("housing", (HOME, PLAN, SCAN)),
        ("provider", ()),
        ("member", ()),
        ("lead", ()),
    ],
)
def test_each_reader_is_given_their_own(out: World, who: str, words: tuple[str, ...]) -> None:
    assert read(out.text(who)) == each(*words)


@pytest.mark.requirement("A18")
def test_who_speaks_for_young_people_has_no_pack(out: World) -> None:
    browser = out.browser("speaks")
    assert browser.get(out.pack).status_code == 403
    assert browser.get(f"{out.pack}.pdf").status_code == 403
    assert "Read the agenda for Thursday 17 December 2026" in browser.get("/").text


def test_a_mark_stands_where_a_paper_is_not_shared(out: World) -> None:
    text = out.text("housing")
    assert text.count("Not shared with you") == 3
    assert "A part of this paper is not shared with you" in text
    assert text.count("<h3") == 9


@pytest.mark.requirement("A16")
def test_names_are_for_those_entitled_to_them(out: World) -> None:
    assert CANARY not in out.text("housing")
    assert CANARY in out.text("fostering")


@pytest.mark.requirement("R63", "R73")
def test_the_pack_goes_by_the_agenda_and_its_numbers(out: World) -> None:
    text = out.text("fostering")
    assert re.findall(r'<section class="portal-paper" id="([^"]+)"', text) == [
        f"{item}.{number}" for item in (1, 2, 3) for number in (1, 2, 3)
    ]
    assert "Your pack for Thursday 17 December 2026" in text
    assert text.index(f"{HOME}0") < text.index(f"{HOME}1") < text.index(f"{HOME}2")


def test_before_it_is_out_the_page_says_so(world: World) -> None:
    text = world.text("housing")
    assert "Your pack is not out yet" in text
    assert read(text) == set()
    assert read(world.text("support")) == set()


def test_it_is_one_step_from_the_first_page(out: World) -> None:
    text = out.text("housing", "/")
    assert out.pack in text
    assert "Read your pack for Thursday 17 December 2026" in text


def test_whoever_sits_on_another_panel_finds_no_pack(out: World) -> None:
    with out.working():
        person = somebody("Nadia Nobody")

        people.grant_role(
            person=one(Person, person),
            role=Role.CASE_SUPPORT,
            district_id="preston",
            starts_on=NOW.date(),
        )

    browser = browser_of(out.app, "Nadia Nobody")
    assert browser.get(out.pack).status_code == 404
    assert browser.get(f"{out.pack}.pdf").status_code == 404


@pytest.mark.requirement("R49")
@pytest.mark.control("C15")
def test_what_is_taken_back_is_gone_from_open_browsers_at_the_next_request(out: World) -> None:
    browser = out.browser("housing")
    assert read(browser.get(out.pack).text) == each(HOME, PLAN, SCAN)
    with out.working():
        said(out.items[1], Answer.STOPPED, kind=Kind.SHARE_PAPERS, at=NOW)
    text = browser.get(out.pack).text
    assert read(text) == each(HOME, PLAN, SCAN, items=(0, 2))
    assert text.count("Withdrawn") >= 2
    place = f"/d/burnley/items/{out.items[1]}/pack/2.2/file"
    assert browser.get(place).status_code == 404
    assert (
        browser.get(
            place.replace(str(out.items[1]), str(out.items[0])).replace("2.2", "1.2")
        ).status_code
        == 200
    )


def test_a_withdrawn_paper_keeps_its_number_and_says_so(out: World) -> None:
    with out.working():
        withdraw_paper(out.papers[0, PaperKind.CASE_SUMMARY], at=NOW)
    text = out.text("fostering")
    assert read(text) == each(*WORDS) - {f"{word}0" for word in (HOME, HEALTH, PLAN)}
    assert re.search(r'id="1\.1"[^>]*>\s*<h3[^>]*>1\.1 Case summary</h3>\s*<p[^>]*>Withdrawn', text)


@pytest.mark.requirement("R73")
def test_a_late_paper_takes_a_letter_and_is_new_to_who_was_here(out: World) -> None:
    out.text("fostering")
    with out.working():
        add_paper(out.items[0], PaperKind.VIEWS, {"views": "Larkspur0 said this."}, at=NOW)
        shared_with(out.items[0], [out.county], at=NOW)
    support = out.browser("support")
    waiting = support.get(out.pack).text
    assert "1 paper came late" in waiting
    assert "Larkspur0" not in out.text("fostering")
    answer = support.post(f"{out.pack}/late")
    assert answer.status_code == 303
    text = out.text("fostering")
    assert 'id="1.3a"' in text
    assert "Larkspur0" in text
    assert re.findall(r'id="(\d\.\d[a-z]*)"', text) == [
        "1.1",
        "1.2",
        "1.3",
        "1.3a",
        "2.1",
        "2.2",
        "2.3",
        "3.1",
        "3.2",
        "3.3",
    ]
    assert "Larkspur0" not in out.text("housing")


def test_a_second_publication_moves_no_number(out: World) -> None:
    before = re.findall(r'id="(\d\.\d[a-z]*)"', out.text("fostering"))
    out.district.nominate(3, social_worker_id=out.ids["worker"])
    with out.working():
        item = one(Item, out.items[0])
        add_paper(item.id, PaperKind.VIEWS, {"views": "Late"}, at=NOW)

        fourth = next(row.id for row in queries.items_of(out.meeting_id) if row.id not in out.items)
        said(fourth)
    out.district.publish()
    after = re.findall(r'id="(\d\.\d[a-z]*)"', out.text("support"))
    assert [place for place in after if place in before] == before
    assert set(after) - set(before) == {"1.3a"}


@pytest.mark.control("C15")
def test_the_pack_closes_item_by_item_when_records_are_filed(out: World) -> None:
    with out.working():
        one(Item, out.items[0]).closed_at = NOW
    text = out.text("housing")
    assert read(text) == each(HOME, PLAN, SCAN, items=(1, 2))
    assert "This item is over, so its papers are closed" in text
    assert f"{HOME}0" in out.text("worker"), "their own people go on working with it"


@pytest.mark.control("C15")
def test_an_item_that_is_not_being_heard_is_a_mark_without_a_name(out: World) -> None:
    with out.working():
        said(out.items[0], Answer.STOPPED, at=NOW)
    for who in ("housing", "fostering", "chair"):
        text = out.text(who)
        assert read(text) & each(*WORDS, items=(0,)) == set()
        assert "This item is not being heard" in text
        assert "LH-1" not in text
    assert f"{HOME}0" in out.text("worker"), "their own people go on working with it"


@pytest.mark.control("C15")
def test_what_is_stopped_after_it_was_heard_closes_as_what_is_over(out: World) -> None:
    with out.working():
        heard(out.items[0])
        said(out.items[0], Answer.STOPPED, at=NOW)
    for who in ("housing", "fostering", "chair"):
        text = out.text(who)
        assert read(text) & each(*WORDS, items=(0,)) == set()
        assert "This item is over, so its papers are closed" in text
        assert "not being heard" not in text
    assert f"{HOME}0" in out.text("worker"), "their own people go on working with it"


def test_an_item_taken_off_the_agenda_is_closed_at_once(out: World) -> None:
    with out.working():
        panels.withdraw_item(
            actor=out.district.support, now=NOW, item_id=out.items[0], reason="They moved away"
        )
    text = out.text("housing")
    assert read(text) == each(HOME, PLAN, SCAN, items=(1, 2))
    assert "not on the agenda now" in text
    assert "They moved away" not in text


def test_a_cancelled_meeting_closes_every_pack(out: World) -> None:
    with out.working():
        panels.cancel_meeting(actor=out.district.lead, now=NOW, meeting_id=out.meeting_id)
    assert read(out.text("housing")) == set()


def test_only_these_items(out: World) -> None:
    browser = out.browser("housing")
    text = browser.get(f"{out.pack}?item={out.items[1]}&item=nonsense").text
    assert read(text) == each(HOME, PLAN, SCAN, items=(1,))
    assert 'id="2.1"' in text
    assert "Show all items" in text


def test_large_print_is_a_choice(out: World) -> None:
    assert "portal-large-print" in out.text("housing", f"{out.pack}?large=1")
    assert "portal-large-print" not in out.text("housing")


def test_what_is_new_stands_first_and_at_its_paper(out: World, clock: MovableClock) -> None:

    browser = out.browser("fostering")
    assert "Changed since" not in browser.get(out.pack).text
    clock.instant = NOW + timedelta(hours=3)
    with out.working():
        add_version(
            out.papers[0, PaperKind.CASE_SUMMARY],
            {"home": f"{HOME}0 is another now."},
            at=NOW + timedelta(hours=2),
        )
        withdraw_paper(out.papers[1, PaperKind.CASE_SUMMARY], at=NOW + timedelta(hours=2))
    out.look(NOW + timedelta(hours=2))
    text = browser.get(out.pack).text
    assert "New version since you last opened your pack" in text
    assert "Withdrawn since you last opened your pack" in text or "2.1" in text
    changed = text[text.index('id="changed"') : text.index('id="contents"')]
    assert re.findall(r'href="#([^"]+)"', changed) == ["1.1", "2.1"]


@pytest.mark.control("C43")
def test_a_pack_is_a_reading_of_each_young_person_in_it(out: World) -> None:
    out.text("housing")
    with out.working(writes=False):
        rows = session.execute(
            select(Event.event, Event.subject_id, Event.young_person_id)
            .where(Event.actor_id == out.ids["housing"], Event.event == "packs.pack")
            .order_by(Event.seq)
        ).all()
    assert {row.subject_id for row in rows} == {out.meeting_id, *out.items}
    assert {row.young_person_id for row in rows} - {None} == set(out.district.young_people[:3])


@pytest.mark.requirement("R73")
def test_case_support_sees_who_has_opened_their_pack(out: World) -> None:
    out.text("housing")
    browser = out.browser("support")
    page = browser.get(f"{out.pack}/opened").text
    rows = dict(re.findall(r'role="rowheader">([^<]+)</th>(.*?)</tr>', page, re.DOTALL))
    assert "Monday 23 November 2026" in rows[NAMES["housing"]]
    assert rows[NAMES["fostering"]].count("Not yet") == 2
    csv = browser.get(f"{out.pack}/opened.csv").text
    assert NAMES["housing"] in csv
    assert read(page + csv) == set()
    assert out.browser("housing").get(f"{out.pack}/opened").status_code == 403
    assert "Case support sees who has opened their pack" in out.text("housing")
