"""What agencies wrote, in the packs of those to whom young people let something be given."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from portal.agreements.rules import Answer, Kind
from portal.kernel.errors import RuleError
from portal.panels import operations as panels
from portal.people import operations as people
from portal.people.models import Person
from portal.preparation import operations as preparation
from portal.preparation.rules import questions
from portal.preparation.rules.agencies import Agency
from portal.variations.values import OrganisationKind
from tests.integration.conftest import MovableClock
from tests.integration.packs.conftest import Visit, World
from tests.integration.panels.conftest import CANARY, NOW
from tests.support.packs import one, said, shared_with
from tests.support.pdf_reading import bookmarks_of, is_accessible, pages_of, raw_streams

PLACEMENT, OPTIONS, OFFER, REVIEW = "Farrowdene", "Copperage", "Windlass", "Yarrowby"
EVERY = {PLACEMENT, OPTIONS, OFFER, REVIEW}
ANSWERS: dict[Agency, dict[str, questions.Answer]] = {
    Agency.HOUSING: {
        "as_of": NOW.date().isoformat(),
        "routes": ("register", "supported"),
        "options": f"A flat in {OPTIONS} Street.\nOr a room.",
    },
    Agency.ACCESS_TO_RESOURCES: {
        "placement": f"{PLACEMENT}: it is going well.",
        "availability": "A place in January.",
        **{f"suits_{key}": "preferred" for key, _ in questions.HOMES},
    },
    Agency.IRO: {"view": f"{REVIEW}: too slow.", "challenge": "no"},
}


def write(
    world: World,
    agency: Agency,
    *,
    version: int = 0,
    at: datetime = NOW,
    look: bool = True,
    **more: str,
) -> None:
    """Let case support write an agency's form for the first item, and look through it."""
    with world.working():
        preparation.contribute(
            actor=world.actor_in_scope("support"),
            now=at,
            item_id=world.items[0],
            agency=agency,
            version=version,
            answers=ANSWERS[agency] | more,
        )
    if look:
        world.look(at)


def offer(world: World, words: str = OFFER) -> None:
    """Let the provider say what their scheme offers."""
    with world.working():
        preparation.contribute(
            actor=world.actor_in_scope("provider"),
            now=NOW,
            item_id=world.items[0],
            agency=Agency.PROVIDER,
            version=0,
            answers={"scheme": "Madeup House", "offers": f"{words}: four rooms."},
        )
    world.look()


@pytest.fixture
def written(out: World, clock: MovableClock) -> World:
    """The agenda is out, and four agencies have written for its first item."""
    for agency in ANSWERS:
        write(out, agency)
    offer(out)
    clock.instant = NOW + timedelta(hours=1)
    return out


def read(text: str) -> set[str]:
    """Return which of the planted words stand in a text."""
    return {word for word in EVERY if word in text}


READERS = [
    ("support", EVERY),
    ("worker", EVERY),
    ("fostering", EVERY),
    ("chair", EVERY),
    # Health is kept from housing, so nothing that speaks of them in free words goes there.
    ("housing", {OPTIONS, OFFER}),
    # Nothing was agreed for the provider: not even their own words come back to them.
    ("provider", set()),
    ("member", set()),
    ("lead", set()),
]


@pytest.mark.requirement("R12", "R13", "R15", "R57", "R58", "R59", "R73", "A16")
@pytest.mark.control("C11", "C15", "C16")
@pytest.mark.parametrize(("who", "words"), READERS, ids=[who for who, _ in READERS])
def test_each_reader_is_given_their_own_on_the_page_and_in_the_file(
    written: World, who: str, words: set[str]
) -> None:
    assert read(written.text(who)) == words
    content = bytes(written.browser(who).get(f"{written.pack}.pdf?large=1").data)
    assert read(" ".join(pages_of(content))) == words
    raw = raw_streams(content)
    for word in EVERY - words:
        assert word.encode() not in raw
        assert word.encode("utf-16-be") not in raw


def test_it_stands_behind_the_papers_under_its_agencys_letter(written: World) -> None:
    text = written.text("fostering")
    places = re.findall(r'<section class="portal-paper" id="([^"]+)"', text)
    assert places == ["1.1", "1.2", "1.3", "1.A", "1.B", "1.E", "1.F", *places[7:]]
    assert [each for each in places[7:] if each[-1].isalpha()] == []
    assert "1.E What your scheme offers: Madeup Lodgings" in text
    content = bytes(written.browser("fostering").get(f"{written.pack}.pdf").data)
    assert is_accessible(content)
    marks = [title for depth, title in bookmarks_of(content) if depth == 2]
    assert [title.split()[0] for title in marks[:7]] == places[:7]


def test_the_answers_of_a_group_stand_under_one_heading(written: World) -> None:
    text = written.text("fostering")
    assert text.count("How suitable would each be?") == 1
    assert "A children’s home: Preferred" in text
    assert "A flat in Copperage Street." in text
    assert "The housing register, A supported scheme" in text


@pytest.mark.requirement("R49")
@pytest.mark.control("C15")
def test_what_is_taken_back_leaves_a_mark_at_once(written: World) -> None:
    browser = written.browser("housing")
    assert read(browser.get(written.pack).text) == {OPTIONS, OFFER}
    with written.working():
        said(written.items[0], Answer.STOPPED, kind=Kind.SHARE_PAPERS, at=NOW + timedelta(hours=1))
    text = browser.get(written.pack).text
    assert read(text) == set()
    assert re.search(
        r'id="1\.A"[^>]*>\s*<h3[^>]*>1\.A Housing options</h3>.*?Withdrawn', text, re.DOTALL
    )
    assert 'id="1.F"' not in text, "what they never had leaves no mark"
    assert read(written.text("worker")) == EVERY, "their own people go on working with it"


@pytest.mark.requirement("R50")
@pytest.mark.control("C15")
def test_an_item_that_is_not_heard_gives_nothing_written(written: World) -> None:
    with written.working():
        said(written.items[0], Answer.STOPPED, at=NOW)
    for who in ("housing", "fostering", "chair"):
        assert read(written.text(who)) == set()


@pytest.mark.requirement("A19")
def test_a_provider_reads_its_own_and_never_a_rivals(written: World) -> None:
    with written.working():
        shared_with(written.items[0], [written.provider])
    assert read(written.text("provider")) == {OPTIONS, OFFER, REVIEW}
    with written.working():
        _from_elsewhere(written)
    assert OFFER not in written.text("provider")
    assert OFFER in written.text("housing")


def _from_elsewhere(world: World) -> None:
    """Let the provider's person come from another house since: the offer is their rival's."""
    rival = people.add_organisation(
        actor=None, now=NOW, name="Rival Lodgings", kind=OrganisationKind.PROVIDER
    )
    one(Person, world.ids["provider"]).organisation_id = rival.id
    shared_with(world.items[0], [rival.id])


@pytest.mark.requirement("R40")
@pytest.mark.control("C17")
def test_a_visitor_is_given_none_of_it(written: World, visit: Visit) -> None:
    visit(0)
    with written.working():
        shared_with(written.items[0], [written.provider])
    text = written.text("visitor", f"/your-item/{written.items[0]}/papers")
    assert "Case summary" in text
    assert read(text) == set()


@pytest.mark.control("C17")
def test_who_is_out_of_an_item_finds_nothing_of_it(written: World) -> None:
    with written.working():
        panels.declare_interest(
            actor=written.actor_in_scope("fostering"),
            now=NOW,
            item_id=written.items[0],
            reason="An invented aunt",
        )
    assert read(written.text("fostering")) == set()


def test_a_new_version_is_said_to_be_new_where_it_stood(
    written: World, clock: MovableClock
) -> None:
    browser = written.browser("fostering")
    browser.get(written.pack)
    clock.instant = NOW + timedelta(hours=5)
    later = NOW + timedelta(hours=4)
    write(written, Agency.IRO, version=1, at=later, view="Juniperus: better now.")
    text = browser.get(written.pack).text
    changed = text.split('id="changed"')[1].split("</ul>")[0]
    assert re.findall(r'href="#([^"]+)"', changed) == ["1.F"]
    assert "new version" in changed
    assert re.search(r'id="1\.F".*?Juniperus', text, re.DOTALL)


def test_a_note_stands_beside_it(written: World) -> None:
    browser = written.browser("fostering")
    note = f"/d/burnley/items/{written.items[0]}/notes?place=1.A"
    assert "Housing options" in browser.get(note).text
    assert browser.post(note, data={"words": "Ask when", "version": "0"}).status_code == 303
    assert "Ask when" in browser.get(written.pack).text


def test_it_is_no_file_and_has_no_picture(written: World) -> None:
    browser = written.browser("fostering")
    for address in ("1.A/file", "1.A/pictures/1"):
        assert browser.get(f"/d/burnley/items/{written.items[0]}/pack/{address}").status_code == 404


def test_a_preview_shows_what_others_are_given_of_it(written: World) -> None:
    address = f"/d/burnley/items/{written.items[0]}/given/{written.housing}/housing_authority"
    assert read(written.text("worker", address)) == {OPTIONS, OFFER}


@pytest.mark.requirement("A16")
def test_a_young_persons_name_stands_in_no_agencys_part(written: World) -> None:
    assert CANARY not in written.text("housing")


@pytest.mark.requirement("R17", "A19")
def test_what_a_home_costs_comes_into_no_pack_by_this_way(written: World) -> None:
    for agency, field in (
        (Agency.ACCESS_TO_RESOURCES, "availability"),
        (Agency.FOSTERING, "support"),
    ):
        with written.working(), pytest.raises(RuleError, match="Leave out what it costs"):
            preparation.contribute(
                actor=written.actor_in_scope("support"),
                now=NOW,
                item_id=written.items[1],
                agency=agency,
                version=0,
                answers=ANSWERS.get(agency, {"placement": "Well"}) | {field: "It is £1,234 a week"},
            )
    assert "1,234" not in written.text("chair")
