"""What young people want to say, in packs: to each reader what is for them, and no number moves."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.packs import operations as packs
from portal.voice import operations, queries
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from tests.integration.conftest import MovableClock
from tests.integration.packs.conftest import World
from tests.integration.packs.test_pack_file import pack_of
from tests.integration.panels.conftest import NOW
from tests.integration.voice.test_pictures_and_recordings import WEBM
from tests.support.pdf_reading import bookmarks_of, is_accessible, pages_of

P, E, W = Audience.PANEL, Audience.EVERYONE, Audience.WORKERS
SAID = {P: ("home", "Gladewick is loud"), E: ("say", "Hollowmead first"), W: ("worries", "Ashdell")}
CANARIES = {audience: words.split()[0] for audience, (_, words) in SAID.items()}
PLACE = "1.V"
HEADING = f"{PLACE} What they want to say"
NEW, AGAIN = "New since you last opened", "New version since you last opened"
GONE = "Withdrawn since you last opened"


def heard(text: str) -> set[Audience]:
    return {audience for audience, canary in CANARIES.items() if canary in text}


def whose(world: World) -> dict[str, UUID]:
    """What the first item's young person's own operations are called with."""
    return {"item_id": world.items[0], "young_person_id": world.district.young_people[0]}


def answer(world: World, audience: Audience, words: str = "", *, at: datetime, **more: Any) -> None:
    key, own = SAID[audience]
    held = queries.answer_to(world.items[0], key)
    operations.answer(
        now=at,
        asking=Asking(key=key, wording="As they read it", **more),
        given=Answer(How.TYPED, audience, words=words or own),
        version=held.saved if held else 0,
        **whose(world),
    )


def say(world: World, *, at: datetime = NOW) -> None:
    """Let them answer for every kind of reader, and share it."""
    with world.working():
        for audience in SAID:
            answer(world, audience, at=at)
        operations.share(now=at, **whose(world))


@pytest.mark.requirement("R52")
@pytest.mark.control("C15")
@pytest.mark.parametrize(
    ("who", "hears"),
    [
        ("worker", {P, E, W}),
        ("support", {P, E}),
        ("chair", {P, E}),
        ("fostering", {P, E}),
        ("housing", {E}),
        ("provider", {E}),
        ("member", set()),
        ("lead", set()),
    ],
)
def test_each_reader_is_given_what_is_for_them_on_the_page_and_in_the_file(
    out: World, who: str, hears: set[Audience]
) -> None:
    say(out)
    page = out.text(who)
    assert heard(page) == hears
    assert (f'id="{PLACE}"' in page) is bool(hears)
    for query in ("", "?large=1"):
        content = pack_of(out, who, query)
        assert heard(" ".join(pages_of(content))) == hears
        assert is_accessible(content)
        assert (HEADING in str(bookmarks_of(content))) is bool(hears)


@pytest.mark.requirement("R52")
def test_they_are_given_as_they_were_said_with_who_wrote_and_no_number_moves(
    out: World,
) -> None:
    before = out.text("fostering")
    with out.working():
        answer(out, P, "أريد حديقة", at=NOW, language="ar")
        operations.answer(
            now=NOW,
            asking=Asking(key="say", wording="As they read it"),
            given=Answer(How.SCRIBE, E, words="A <b>dog</b>", scribe="My friend Invented"),
            version=0,
            **whose(out),
        )
        operations.share(now=NOW, **whose(out))
    page = out.text("fostering")
    assert 'lang="ar">أريد حديقة</p>' in page
    assert "In Arabic. The young person. For: the panel, without housing and providers." in page
    assert "A &lt;b&gt;dog&lt;/b&gt;" in page
    assert "The young person, written by: My friend Invented." in page
    assert "What is good, and what is not so good, about where you live now?" in page
    for place in ("1.1", "1.2", "1.3", "2.1"):
        assert f'id="{place}"' in before
        assert f'id="{place}"' in page
    # A reader of PDFs gives some joined letters twice; the first two of the garden it does not.
    assert "حد" in "".join(pages_of(pack_of(out, "fostering")))


@pytest.mark.requirement("R52")
def test_a_recording_is_a_line_that_leads_to_the_page(out: World) -> None:

    with out.working():
        operations.keep_file(
            now=NOW,
            asking=Asking(key="say", wording="As they read it"),
            given=Answer(How.RECORDING, P),
            file=io.BytesIO(WEBM),
            version=0,
            **whose(out),
        )
        operations.share(now=NOW, **whose(out))
    page = out.text("fostering")
    assert "A recording: it is on the page of what they want to say." in page
    assert f'href="/d/burnley/items/{out.items[0]}/views"' in page
    assert "<audio" not in page
    assert "A recording: it is on the page" in " ".join(pages_of(pack_of(out, "fostering")))


@pytest.mark.requirement("R52")
def test_what_is_new_changed_and_taken_back_is_said_and_marked(
    out: World, clock: MovableClock
) -> None:
    assert "What they want to say" not in out.text("fostering").replace("says", "")
    later = NOW + timedelta(hours=3)
    clock.instant = later
    say(out, at=later)
    assert NEW in out.text("fostering")
    again = later + timedelta(hours=3)
    clock.instant = again
    with out.working():
        answer(out, P, "Gladewick is quiet now", at=again)
    page = out.text("fostering")  # not shared anew: what they shared stands
    assert "Gladewick is loud" in page
    assert "quiet now" not in page
    clock.instant = again + timedelta(hours=3)
    with out.working():
        operations.share(now=clock.instant, **whose(out))
    page = out.text("fostering")
    assert AGAIN in page
    assert "Gladewick is quiet now" in page
    clock.instant += timedelta(hours=3)
    with out.working():
        operations.take_back(now=clock.instant, **whose(out))
    page = out.text("fostering")
    assert heard(page) == set()
    assert GONE in page
    part = page.split(f'id="{PLACE}"', 1)[1].split("</section>", 1)[0]
    assert "Withdrawn" in part
    assert heard(" ".join(pages_of(pack_of(out, "fostering")))) == set()


@pytest.mark.control("C15")
def test_what_is_taken_back_while_a_pack_is_made_does_not_leave(out: World) -> None:
    say(out)
    with out.working(writes=False):
        actor = out.actor_in_scope("fostering")
        given = packs.give(actor=actor, meeting_id=out.meeting_id, now=NOW)
    with out.working():
        assert packs.still_given(given.given, meeting_id=out.meeting_id, now=NOW)()
    with out.working():
        operations.take_back(now=NOW + timedelta(minutes=1), **whose(out))
    with out.working():
        later = NOW + timedelta(minutes=2)
        assert not packs.still_given(given.given, meeting_id=out.meeting_id, now=later)()


@pytest.mark.requirement("R52")
def test_those_who_bring_the_papers_see_what_others_are_given(out: World) -> None:
    say(out)
    page = f"/d/burnley/items/{out.items[0]}/given/{out.housing}/housing_authority"
    assert heard(out.text("support", page)) == {E}
    page = f"/d/burnley/items/{out.items[0]}/given/{out.county}/fostering_manager"
    assert heard(out.text("support", page)) == {P, E}


def test_whoever_is_asked_to_the_item_alone_is_given_none(out: World, visit: Any) -> None:
    say(out)
    visit()
    page = out.browser("visitor").get(f"/your-item/{out.items[0]}/papers")
    assert heard(page.text) == set()
    assert PLACE not in page.text


@pytest.mark.control("C43")
def test_reading_them_in_a_pack_is_in_the_read_log(out: World) -> None:
    say(out)
    out.text("fostering")
    with out.working(writes=False):
        read = session.scalar(
            select(func.count())
            .select_from(Event)
            .where(
                Event.event == "packs.pack",
                Event.actor_id == out.ids["fostering"],
                Event.young_person_id == out.district.young_people[0],
            )
        )
    assert read == 1
