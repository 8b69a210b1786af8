"""Readers are given what joined: a newer version, or a form, waits until somebody looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.packs import operations
from portal.packs.pages import NEWER, NOT_JOINED
from portal.panels import looking
from portal.papers import operations as papers
from portal.papers.models import Paper, PaperVersion
from portal.papers.rules.kinds import PaperKind, PaperState
from portal.preparation.models import Contribution
from portal.preparation.rules.agencies import Agency
from tests.integration.conftest import MovableClock
from tests.integration.packs.conftest import HOME, Visit, World
from tests.integration.packs.test_agencies import write
from tests.integration.panels.conftest import NOW
from tests.integration.panels.test_query_counts import statements
from tests.support.packs import add_version, one, shared_with
from tests.support.pdf_reading import pages_of

NEW, FORM, TITLE = "Larkspur", "Yarrowby", "Bracken letter"
LATER = NOW + timedelta(hours=2)


def newer(world: World, words: str = NEW) -> None:
    """Put a newer version of the first summary in."""
    with world.working():
        summary = world.papers[0, PaperKind.CASE_SUMMARY]
        add_version(summary, {"home": f"{words} is where they live."}, at=NOW)
        paper: Paper = one(Paper, summary)
        paper.title = TITLE


def form(world: World) -> None:
    """Let the reviewing officers' representative write for the first item; nobody looks at it."""
    write(world, Agency.IRO, look=False, view=FORM)


def in_file(world: World, who: str) -> str:
    """Return what stands in somebody's pack as a file."""
    return " ".join(pages_of(bytes(world.browser(who).get(f"{world.pack}.pdf").data)))


@pytest.mark.requirement("R49", "R73")
@pytest.mark.control("C16")
def test_a_newer_version_and_a_form_wait_until_somebody_looked(
    out: World, clock: MovableClock, visit: Visit
) -> None:
    visit(0)
    with out.working():
        shared_with(out.items[0], [out.county, out.housing, out.provider])
    visiting = f"/your-item/{out.items[0]}/papers"
    newer(out)
    form(out)
    clock.instant = LATER
    for text in (out.text("fostering"), out.text("visitor", visiting), in_file(out, "fostering")):
        assert f"{HOME}0" in text, "what joined stays"
        for waits in (NEW, FORM, TITLE):
            assert waits not in text
        assert NEWER in text
    for who in ("worker", "support"):
        text = out.text(who)
        assert NEW in text
        assert FORM in text
        assert NOT_JOINED in text
        assert NEWER not in text
    out.look(LATER)
    for text in (out.text("fostering"), in_file(out, "fostering")):
        assert NEW in text
        assert FORM in text
        assert f"{HOME}0" not in text
        assert NEWER not in text
    assert NEW in out.text("visitor", visiting)
    assert NOT_JOINED not in out.text("worker")


@pytest.mark.control("C16", "C42")
def test_case_support_hears_that_one_waits_and_lets_it_join_in_one_press(
    out: World, clock: MovableClock
) -> None:
    newer(out, "LH-2")
    form(out)
    clock.instant = LATER
    client = out.browser("support")
    waits = "1 newer version of a paper and 1 agency’s form"
    for address in ("/", f"/d/burnley/meetings/{out.meeting_id}", out.pack, f"{out.pack}/late"):
        assert waits in client.get(address).text, address
    for who in ("worker", "chair"):
        assert waits not in out.browser(who).get("/").text
    page = client.get(f"{out.pack}/late").text
    assert "names Z. P. · LH-2" in page
    marks = {"looked_at": looked_at(page)}
    assert client.post(f"{out.pack}/late", data=marks).status_code == 422
    answer = client.post(f"{out.pack}/late", data={**marks, "looked": "y"}, follow_redirects=True)
    assert f"{waits} are in the pack now." in answer.text
    for address in ("/", f"/d/burnley/meetings/{out.meeting_id}", out.pack):
        assert waits not in client.get(address).text, address
    assert "Nothing waits" in client.get(f"{out.pack}/late").text
    with out.working(writes=False):
        told = session.scalars(
            select(Event).where(Event.event == "packs:places:given").order_by(Event.seq.desc())
        ).first()
        version = session.scalars(select(PaperVersion).where(PaperVersion.joined_at == LATER)).one()
        written = session.scalars(select(Contribution)).one()
        assert told is not None
        assert told.facts is not None
        assert told.facts["versions"] == [str(version.id)]
        assert told.facts["forms"] == [str(written.id)]
        assert version.joined_by == written.joined_by == out.ids["support"]


@pytest.mark.control("C16")
def test_the_builder_says_so_also_after_a_move_that_is_refused(out: World) -> None:
    newer(out)
    refused = out.browser("support").post(
        f"/d/burnley/items/{out.items[0]}/move", data={"direction": "up"}
    )
    assert refused.status_code == 422
    assert "1 newer version of a paper came late" in refused.text


@pytest.mark.control("C16")
def test_its_page_reads_every_agenda_once_for_the_pack_and_once_for_what_waits(
    app: Flask, out: World
) -> None:
    newer(out)
    client = out.browser("support")
    with statements(app) as seen:
        assert "1 newer version of a paper" in client.get(f"{out.pack}/late").text
    read = [each for each in seen if each.startswith("SELECT agenda_version.frozen")]
    assert len(read) == 2


def looked_at(page: str) -> str:
    """Return the mark of the list on a page."""
    return page.partition('name="looked_at" value="')[2].partition('"')[0]


@pytest.mark.control("C16")
def test_what_came_after_the_look_does_not_join_with_it(out: World) -> None:
    newer(out)
    with out.working():
        support = out.actor_in_scope("support")
        through = looking.of(out.meeting_id, support, late=True)
        add_version(out.papers[0, PaperKind.CASE_SUMMARY], {"home": "See LH-3."}, at=NOW)
        operations.give_places(
            meeting_id=out.meeting_id, actor_id=support.person_id, now=NOW, through=through
        )
        late = operations.late(out.meeting_id, support)
    assert (late.papers, late.versions, late.forms) == (0, 1, 0)
    text = out.text("fostering")
    assert NEW in text
    assert "LH-3." not in text
    assert NEWER in text


@pytest.mark.control("C16")
def test_what_is_taken_back_leaves_at_once_with_all_its_versions(out: World) -> None:
    newer(out)
    with out.working():
        summary: Paper = one(Paper, out.papers[0, PaperKind.CASE_SUMMARY])
        papers.withdraw(
            actor=out.actor_in_scope("worker"),
            now=NOW,
            paper_id=summary.id,
            version=summary.version,
            reason="It says something wrong",
        )
    text = out.text("fostering")
    assert f"{HOME}0" not in text
    assert NEW not in text
    assert "Withdrawn" in text
    assert "came late" not in out.text("support")


def protect(world: World) -> int:
    """Write down where the first young person lives; return how many papers gave it away."""
    with world.working():
        summary: Paper = one(Paper, world.papers[0, PaperKind.CASE_SUMMARY])
        one(YoungPerson, summary.young_person_id).address_protected = True
        session.flush()
        return papers.record_address(
            actor=world.actor_in_scope("support"),
            now=LATER,
            young_person_id=summary.young_person_id,
            version=0,
            lines="7 Testing Row",
            postcode="BB1 1AA",
        )


@pytest.mark.control("C16", "C18")
@pytest.mark.parametrize("there_already", [False, True])
def test_a_version_that_gives_an_address_away_is_never_given_again(
    out: World, clock: MovableClock, *, there_already: bool
) -> None:
    """Neither while the next one waits, nor where one without it was waiting already."""
    summary_id = out.papers[0, PaperKind.CASE_SUMMARY]
    with out.working():
        add_version(summary_id, {"home": f"{HOME}0 is 7 Testing Row."}, at=NOW)
    out.look()
    clock.instant = LATER
    assert f"{HOME}0" in out.text("fostering")
    if there_already:
        newer(out)
    assert protect(out) == 1
    assert f"{HOME}0" not in out.text("fostering")
    if not there_already:
        newer(out)
        with out.working():
            one(Paper, summary_id).state = PaperState.READY.value
    text = out.text("fostering")
    assert f"{HOME}0" not in text
    assert NEW not in text
    assert "1 newer version of a paper" in out.text("support")
    out.look(LATER)
    assert NEW in out.text("fostering")
