"""Visitors, interests, previews and notes: each reader's own, and nothing of another's."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import render_template
from sqlalchemy import func, select

from portal.agreements.rules import Answer
from portal.database import session
from portal.kernel.errors import RuleError
from portal.packs.models import PackNote
from portal.panels import operations as panels
from portal.panels.policy import NOT_SHOWN
from portal.panels.routes import visitor as visitor_routes
from portal.papers.rules.kinds import PaperKind
from portal.preparation import operations as preparation
from portal.preparation.models import Contribution
from portal.protection.operations import retention
from tests.integration.packs.conftest import BED, HEALTH, HOME, PLAN, SCAN, Visit, World
from tests.integration.packs.test_packs import each, read
from tests.integration.panels.conftest import CANARY, NOW
from tests.integration.panels.people_of_panels import without_token
from tests.support.agreed import heard
from tests.support.packs import add_paper, add_version, said, shared_with

WORDS = (HOME, HEALTH, PLAN, SCAN, BED)


def paragraphs(text: str) -> list[str]:
    """What stands in a pack's papers: headings, marks and words, in order."""
    sections = re.findall(r'<section class="portal-paper".*?</section>', text, re.DOTALL)
    found = []
    for section in sections:
        plain = re.sub(r"<p[^>]*portal-no-print.*?</p>|<a .*?</a>", "", section, flags=re.DOTALL)
        found += [
            " ".join(re.sub(r"<[^>]+>", " ", line).split())
            for line in re.findall(r"<(?:h3|h4|p)[^>]*>.*?</(?:h3|h4|p)>", plain, re.DOTALL)
        ]
    return [line for line in found if line]


@pytest.mark.requirement("R40", "R49")
@pytest.mark.control("C17")
def test_a_visitor_reads_what_was_agreed_for_them_and_nothing_else(
    out: World, visit: Visit
) -> None:
    visit(0)
    browser = out.browser("visitor")
    address = f"/your-item/{out.items[0]}/papers"
    text = browser.get(address).text
    assert read(text) == set()
    assert "There are no papers here for you to read" in text
    with out.working():
        shared_with(
            out.items[0], [out.provider], only=[out.papers[0, PaperKind.CARE_PLANNING_RECORD]]
        )
    text = browser.get(address).text
    assert read(text) == {f"{SCAN}0"}
    assert CANARY not in text
    assert browser.get(f"{address}/1.2/file").status_code == 200
    assert browser.get(f"{address}/1.1/file").status_code == 410
    for other in out.items[1:]:
        answer = browser.get(f"/your-item/{other}/papers")
        assert answer.status_code == 410
        assert read(answer.text) == set()
    assert browser.get(out.pack).status_code == 404
    assert address in browser.get(f"/your-item/{out.items[0]}").text


def test_a_visitors_papers_close_with_the_visit(out: World, visit: Visit) -> None:
    visit(0)
    with out.working():
        shared_with(out.items[0], [out.provider])
        panels.withdraw_item(
            actor=out.district.support, now=NOW, item_id=out.items[0], reason="Invented"
        )
    answer = out.browser("visitor").get(f"/your-item/{out.items[0]}/papers")
    assert answer.status_code == 410
    assert read(answer.text) == set()


@pytest.mark.requirement("R40", "R50")
@pytest.mark.control("C15", "C17")
def test_a_visitor_is_told_that_it_does_not_go_ahead_and_not_why(out: World, visit: Visit) -> None:
    visit(0)
    with out.working():
        shared_with(out.items[0], [out.provider])
    browser = out.browser("visitor")
    item = f"/your-item/{out.items[0]}"
    before = browser.get(item).text
    for told in ("LH-1", "To say what the house is like", "Read the papers you are given"):
        assert told in before
    with out.working():
        said(out.items[0], Answer.STOPPED, at=NOW)
    page = browser.get(item)
    assert page.status_code == 200
    assert "This part of the panel is not going ahead. You do not need to come" in page.text
    assert "Thursday 17 December 2026" in page.text, "they still find which part it was"
    for hidden in ("LH-1", CANARY, "what the house is like", "Read the papers", "/write", "agreed"):
        assert hidden not in page.text
    assert "It is not going ahead." in browser.get("/your-item/").text
    papers = browser.get(f"{item}/papers").text
    assert read(papers) == set()
    assert "This item is not being heard" in papers
    for address in (f"{item}/slot.ics", f"{item}/write"):
        answer = browser.get(address)
        assert (answer.status_code, answer.location) == (303, item)
    answer = browser.post(f"{item}/write", data={"version": "0", "scheme": "A", "offers": "B"})
    assert (answer.status_code, answer.location) == (303, item)
    with out.working(writes=False):
        assert session.scalar(select(func.count()).select_from(Contribution)) == 0


@pytest.mark.requirement("R40")
@pytest.mark.control("C15")
def test_a_visitor_of_what_was_heard_before_it_was_stopped_adds_nothing(
    out: World, visit: Visit
) -> None:
    visit(0)
    with out.working():
        heard(out.items[0])
        said(out.items[0], Answer.STOPPED, at=NOW)
    browser, item = out.browser("visitor"), f"/your-item/{out.items[0]}"
    page = browser.get(item)
    assert page.status_code == 200
    assert "LH-1" in page.text
    assert "is not being discussed any more" in page.text
    for gone in ("not going ahead", "Read the papers", "/write"):
        assert gone not in page.text
    papers = browser.get(f"{item}/papers")
    assert (papers.status_code, read(papers.text)) == (200, set())
    assert browser.get(f"{item}/write").location == item
    sent = browser.post(f"{item}/write", data={"version": "0", "scheme": "A", "offers": "B"})
    assert (sent.status_code, sent.location) == (303, item)
    with out.working(writes=False):
        assert session.scalar(select(func.count()).select_from(Contribution)) == 0


def test_nothing_is_added_to_what_does_not_go_ahead(out: World, visit: Visit) -> None:
    visit(0)
    visitor = out.actor("visitor")
    with out.working():
        said(out.items[0], Answer.STOPPED, at=NOW)
    with out.working(), pytest.raises(RuleError, match="not being discussed"):
        preparation.contribute_as_guest(
            actor=visitor,
            now=NOW,
            item_id=out.items[0],
            version=0,
            answers={"scheme": "A house", "offers": "Four rooms"},
        )


@pytest.mark.control("C15")
def test_a_visitors_page_made_before_it_was_stopped_does_not_leave(
    out: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(0)
    browser = out.browser("visitor")
    made: list[str] = []

    def drawn_and_then_stopped(*arguments: Any, **values: Any) -> str:
        made.append(render_template(*arguments, **values))
        return made[-1]

    monkeypatch.setattr(visitor_routes, "render_template", drawn_and_then_stopped)
    monkeypatch.setattr(visitor_routes, "still_so", lambda *_, **__: lambda: False)
    answer = browser.get(f"/your-item/{out.items[0]}")
    assert "LH-1" in made[0]
    assert answer.status_code == 303
    assert "LH-1" not in answer.text


def _recuse(world: World, who: str, number: int) -> None:
    with world.working():
        panels.declare_interest(
            actor=world.actor_in_scope(who),
            now=NOW,
            item_id=world.items[number],
            reason="An invented aunt",
        )


@pytest.mark.control("C17")
def test_an_interest_leaves_one_mark_and_nothing_else(out: World) -> None:
    _recuse(out, "fostering", 1)
    browser = out.browser("fostering")
    text = browser.get(out.pack).text
    assert read(text) == each(*WORDS, items=(0, 2))
    assert text.count(f'">{NOT_SHOWN}</p>') == 1
    assert "LH-2" not in text
    assert browser.get(f"/d/burnley/items/{out.items[1]}/pack/2.2/file").status_code == 404
    assert browser.get(f"/d/burnley/items/{out.items[1]}/notes").status_code == 404


@pytest.mark.control("C17")
def test_a_recused_readers_pack_is_the_same_whatever_papers_the_item_has(out: World) -> None:
    _recuse(out, "fostering", 1)
    browser = out.browser("fostering")
    before = without_token(browser.get(out.pack).text)
    with out.working():
        add_paper(out.items[1], PaperKind.VIEWS, {"views": "Larkspur1"})
        add_paper(out.items[1], PaperKind.OTHER, {"other": "Larkspur1"})
        add_version(out.papers[1, PaperKind.CASE_SUMMARY], {"home": "Larkspur1"})
        shared_with(out.items[1], [out.county, out.housing])
    out.browser("support").post(f"{out.pack}/late")
    assert without_token(browser.get(out.pack).text) == before


@pytest.mark.control("C17")
def test_a_visitors_page_is_the_same_whatever_papers_other_items_have(
    out: World, visit: Visit
) -> None:
    visit(0)
    with out.working():
        shared_with(out.items[0], [out.provider])
    browser = out.browser("visitor")
    address = f"/your-item/{out.items[0]}/papers"
    before = without_token(browser.get(address).text)
    with out.working():
        add_paper(out.items[1], PaperKind.VIEWS, {"views": "Larkspur1"})
        shared_with(out.items[1], [out.provider])
    out.browser("support").post(f"{out.pack}/late")
    assert without_token(browser.get(address).text) == before


@pytest.mark.requirement("R49")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_preview_is_what_that_reader_is_given(out: World, number: int) -> None:
    item_id = out.items[number]
    given = f"/d/burnley/items/{item_id}/given"
    worker = out.browser("worker")
    listed = worker.get(given).text
    assert "Pretend Borough Homes" in listed
    assert "Harriet Invented" in listed
    preview = worker.get(f"{given}/{out.housing}/housing_authority").text
    own = out.browser("housing").get(f"{out.pack}?item={item_id}").text
    assert paragraphs(preview) == paragraphs(own)
    assert paragraphs(own), "there is something to compare"
    assert read(preview) == each(HOME, PLAN, SCAN, items=(number,))


def test_before_it_is_out_a_preview_shows_how_it_would_be(world: World) -> None:
    given = f"/d/burnley/items/{world.items[0]}/given/{world.housing}/housing_authority"
    preview = world.text("worker", given)
    world.district.publish()
    own = world.browser("housing").get(f"{world.pack}?item={world.items[0]}").text
    assert paragraphs(preview) == paragraphs(own)


def test_only_those_who_work_with_an_item_preview_it(out: World) -> None:
    given = f"/d/burnley/items/{out.items[0]}/given"
    for who in ("housing", "fostering", "chair", "member", "lead"):
        assert out.browser(who).get(given).status_code == 403
        answer = out.browser(who).get(f"{given}/{out.county}/fostering_manager")
        assert answer.status_code == 403
        assert read(answer.text) == set()
    assert out.browser("worker").get(f"{given}/{out.provider}/housing_authority").status_code == 404


def _note(world: World, who: str, words: str, *, version: int = 0, place: str = "1.1") -> int:
    address = f"/d/burnley/items/{world.items[0]}/notes?place={place}"
    answer = world.browser(who).post(address, data={"words": words, "version": str(version)})
    return answer.status_code


def test_a_note_is_its_writers_alone(out: World) -> None:
    assert _note(out, "housing", "Ask about the dog: Hawkmoth") == 303
    assert "Hawkmoth" in out.text("housing")
    for who in ("support", "chair", "worker", "fostering", "lead", "member"):
        assert "Hawkmoth" not in out.text(who)
        page = out.text(who, f"/d/burnley/items/{out.items[0]}/notes?place=1.1")
        assert "Hawkmoth" not in page


def test_a_note_is_sealed_in_the_database(out: World) -> None:
    _note(out, "housing", "Ask about the dog: Hawkmoth")
    with out.working(writes=False):
        table = PackNote.__table__
        rows = session.execute(select(PackNote.place, PackNote.written_at)).all()
        stored = session.execute(select(table.c.words).select_from(PackNote)).all()
    assert len(rows) == len(stored) == 1
    assert "Hawkmoth" not in repr(stored)


def test_a_note_stays_with_its_place_through_versions(out: World) -> None:
    _note(out, "housing", "Hawkmoth")
    with out.working():
        add_version(out.papers[0, PaperKind.CASE_SUMMARY], {"home": "Another"})
    text = out.text("housing")
    at = text.index('id="1.1"')
    assert at < text.index("Hawkmoth") < text.index('id="1.2"')


def test_two_pages_of_one_reader_meet_and_nothing_is_lost(out: World) -> None:
    assert _note(out, "housing", "First words") == 303
    address = f"/d/burnley/items/{out.items[0]}/notes?place=1.1"
    browser = out.browser("housing")
    answer = browser.post(address, data={"words": "Second words", "version": "0"})
    assert answer.status_code == 409
    assert "First words" in answer.text
    assert "Second words" in answer.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version is not None
    saved = browser.post(address, data={"words": "Second words", "version": version[1]})
    assert saved.status_code == 303
    assert "Second words" in out.text("housing")
    assert "First words" not in out.text("housing")


def test_an_empty_note_is_deleted(out: World) -> None:
    _note(out, "housing", "First words")
    assert _note(out, "housing", "  ", version=1) == 303
    assert "First words" not in out.text("housing")


def test_a_note_has_no_place_where_there_is_no_paper(out: World) -> None:
    assert _note(out, "housing", "Words", place="9.9") == 404
    assert _note(out, "member", "Words", place="") == 303
    long = "x" * 10_001
    assert _note(out, "housing", long) == 422


def test_the_page_says_when_notes_are_deleted_and_they_are(out: World) -> None:

    _note(out, "housing", "Hawkmoth")
    assert "They are deleted on Thursday 21 January 2027" in out.text("housing")
    for day, left in ((date(2027, 1, 20), 1), (date(2027, 1, 21), 0)):
        with out.working():
            retention.run(actor=None, now=NOW, today=day)
        with out.working(writes=False):
            assert session.scalar(select(func.count()).select_from(PackNote)) == left
