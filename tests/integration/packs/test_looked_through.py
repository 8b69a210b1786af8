"""Papers are looked through for other young people before they join a pack."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import Reach, session
from portal.kernel.errors import RuleError
from portal.packs import operations
from portal.packs.operations import give_places
from portal.panels import looking
from portal.panels import operations as panels
from portal.panels.looking import LOOK, LookedThrough
from portal.panels.models import Meeting
from portal.papers.files.pdf import from_picture
from portal.papers.files.store import Owner, store
from portal.papers.models import Paper, PaperPicture, PaperVersion
from portal.papers.rules.kinds import How, PaperKind
from portal.preparation import operations as preparation
from portal.preparation.rules.agencies import Agency
from tests.integration.packs.conftest import World
from tests.integration.panels.conftest import CANARY, NOW, add_young_person
from tests.support.packs import add_paper, add_version, one
from tests.support.pdf_pages import pdf_with

BOX = 'name="looked"'
OTHER_CODE = "C998877"

Writes = Callable[[World], None]


def typed(world: World, words: str) -> None:
    add_paper(world.items[0], PaperKind.OTHER, {"home": words}, title="A letter")


def in_a_file(world: World, words: str) -> None:
    add_paper(world.items[0], PaperKind.OTHER, pdf=pdf_with(words), title="A letter")


def as_a_title(world: World, words: str) -> None:
    add_paper(world.items[0], PaperKind.OTHER, {"home": "Nothing."}, title=words)


def publish_address(world: World) -> str:
    return f"/d/burnley/meetings/{world.meeting_id}/publish"


def hidden_values(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(mark|looked_at)" value="([^"]*)"', text))


@pytest.mark.requirement("R49")
@pytest.mark.control("C16")
@pytest.mark.parametrize("write", [typed, in_a_file, as_a_title])
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (f"{CANARY} Pretend2 lives there too.", "Z. P. · LH-2"),
        ("See LH-3 about this.", "Z. P. · LH-3"),
        ("See lh-77 about this.", "LH-77"),
        (f"The code is {OTHER_CODE}.", "LH-77"),
    ],
)
def test_a_paper_that_names_another_is_shown_before_it_goes_out(
    world: World, write: Callable[[World, str], None], words: str, named: str
) -> None:
    with world.working():
        add_young_person(77, child_code=OTHER_CODE)
        write(world, words)
    client, address = world.browser("support"), publish_address(world)
    page = client.get(address).text
    (found,) = re.findall(r"<li>([^<]*names [^<]*)<", page)
    assert found.rpartition("names ")[2].rstrip(". ") == named
    given = hidden_values(page)
    refused = client.post(address, data=given)
    assert refused.status_code == 422
    assert LOOK in refused.text
    with world.working(writes=False):
        assert one(Meeting, world.meeting_id).state == "planned"
    answer = client.post(address, data={**given, "looked": "y"})
    assert answer.status_code == 303
    with world.working(writes=False):
        told = session.scalars(select(Event).where(Event.event == "packs:places:given")).one()
        letter = session.scalars(select(Paper).where(Paper.kind == PaperKind.OTHER.value)).one()
        assert told.facts is not None
        assert told.facts["looked_at"] == [str(letter.id)]
        assert letter.place is not None


@pytest.mark.control("C16")
def test_a_paper_of_ones_own_asks_nothing(world: World) -> None:
    with world.working():
        typed(world, f"{CANARY} Pretend1, LH-1, wants to stay at 1 Example Street, BB1 1AA.")
    page = world.text("support", publish_address(world))
    assert BOX not in page
    world.district.publish()


@pytest.mark.control("C16")
def test_what_was_found_since_is_looked_at_too(world: World) -> None:
    with world.working():
        typed(world, "See LH-2.")
    client, address = world.browser("support"), publish_address(world)
    given = hidden_values(client.get(address).text)
    with world.working():
        typed(world, "See LH-3.")
    refused = client.post(address, data={**given, "looked": "y"})
    assert refused.status_code == 422
    assert "names Z. P. · LH-3" in refused.text
    assert "checked" not in refused.text.partition(BOX)[2].partition(">")[0], "it is another list"
    again = hidden_values(refused.text)
    assert again["looked_at"] != given["looked_at"]
    assert client.post(address, data={**again, "looked": "y"}).status_code == 303


@pytest.mark.control("C16")
def test_a_late_paper_is_looked_at_before_it_joins(out: World) -> None:
    with out.working():
        typed(out, "See LH-2.")
    client, address = out.browser("support"), f"{out.pack}/late"
    page = client.get(address).text
    assert "names Z. P. · LH-2" in page
    given = {"looked_at": hidden_values(page)["looked_at"]}
    refused = client.post(address, data=given)
    assert refused.status_code == 422
    assert LOOK in refused.text
    with out.working(), pytest.raises(RuleError):
        operations.put_in_pack(actor=out.district.support, meeting_id=out.meeting_id, now=NOW)
    assert client.post(address, data={**given, "looked": "y"}).status_code == 303
    assert "Nothing waits" in client.get(address).text
    with out.working(writes=False):
        told = session.scalars(
            select(Event).where(Event.event == "packs:places:given").order_by(Event.seq.desc())
        ).first()
        assert told is not None
        assert told.facts is not None
        assert told.facts["looked_at"] == list(told.facts["papers"])


@pytest.mark.control("C16")
def test_nothing_is_found_of_whom_the_publisher_must_not_know(out: World) -> None:
    """They could not look at it, so nothing of it joins either."""
    with out.working():
        typed(out, "See LH-3.")
        support = out.actor_in_scope("support")
        shown = looking.of(out.meeting_id, support, late=True)
        kept = replace(support, recused=Reach(items=frozenset({shown.found[0].item_id})))
        through = looking.of(out.meeting_id, kept, late=True)
    assert len(shown.found) == len(shown.papers) == 1
    assert through == LookedThrough()


@pytest.mark.control("C16")
def test_what_became_ready_since_waits_for_the_next_look(out: World) -> None:
    with out.working():
        typed(out, "Nothing of anybody.")
        through = looking.of(out.meeting_id, out.actor_in_scope("support"), late=True)
        typed(out, "See LH-3.")
        assert (
            give_places(
                meeting_id=out.meeting_id, actor_id=out.ids["support"], now=NOW, through=through
            )
            == 1
        )
    assert "names Z. P. · LH-3" in out.text("support", f"{out.pack}/late")


@pytest.mark.control("C16")
def test_a_newer_version_is_another_to_look_at(world: World) -> None:
    with world.working():
        typed(world, "See LH-2.")
    client, address = world.browser("support"), publish_address(world)
    given = hidden_values(client.get(address).text)
    with world.working():
        letter = session.scalars(select(Paper).where(Paper.kind == PaperKind.OTHER.value)).one()
        add_version(letter.id, {"home": "Much worse of LH-2."})
    assert client.post(address, data={**given, "looked": "y"}).status_code == 422


@pytest.mark.control("C16")
def test_a_file_that_cannot_be_opened_is_looked_at_by_a_person(world: World) -> None:
    with world.working():
        in_a_file(world, "Nothing of anybody.")
        letter = session.scalars(select(Paper).where(Paper.kind == PaperKind.OTHER.value)).one()
        session.scalars(
            select(PaperVersion).where(PaperVersion.paper_id == letter.id)
        ).one().blob = "0" * 64
    assert "could not be opened." in world.text("support", publish_address(world))


def as_a_scan(world: World) -> None:
    in_a_file(world, "Nothing of anybody.")
    letter = session.scalars(select(Paper).where(Paper.kind == PaperKind.OTHER.value)).one()
    version = session.scalars(select(PaperVersion).where(PaperVersion.paper_id == letter.id)).one()
    scan = from_picture(picture_of_nothing())
    version.blob = store().put(Owner(version.authority_id, version.id), [scan]).name


def as_a_photo(world: World) -> None:
    as_a_scan(world)
    letter = session.scalars(select(Paper).where(Paper.kind == PaperKind.OTHER.value)).one()
    version = session.scalars(select(PaperVersion).where(PaperVersion.paper_id == letter.id)).one()
    version.how = How.IMAGE.value


def with_a_picture(world: World) -> None:
    typed(world, "Nothing of anybody.")
    letter = session.scalars(select(Paper).where(Paper.kind == PaperKind.OTHER.value)).one()
    version = session.scalars(select(PaperVersion).where(PaperVersion.paper_id == letter.id)).one()
    session.add(
        PaperPicture(
            district_id=letter.district_id,
            paper_version_id=version.id,
            item_id=letter.item_id,
            young_person_id=letter.young_person_id,
            section=1,
            position=0,
            digest="0" * 64,
            size=1,
        )
    )


def picture_of_nothing() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.control("C16")
@pytest.mark.parametrize(
    ("write", "says"),
    [
        (as_a_scan, "has pictures on page 1."),
        (as_a_photo, "is a picture."),
        (with_a_picture, "has a picture."),
    ],
)
def test_what_stands_in_a_picture_is_looked_at_by_a_person(
    world: World, write: Writes, says: str
) -> None:
    with world.working():
        write(world)
    client, address = world.browser("support"), publish_address(world)
    page = client.get(address).text
    assert says in page
    given = hidden_values(page)
    assert client.post(address, data=given).status_code == 422
    assert client.post(address, data={**given, "looked": "y"}).status_code == 303


@pytest.mark.control("C16")
def test_a_newer_version_of_what_is_in_the_pack_is_looked_at_with_what_joins(out: World) -> None:
    with out.working():
        add_version(
            out.papers[0, PaperKind.CASE_SUMMARY],
            {"home": "Nearer to LH-2."},
            at=NOW + timedelta(minutes=1),
        )
        typed(out, "Nothing of anybody.")
    client, address = out.browser("support"), f"{out.pack}/late"
    page = client.get(address).text
    assert "names Z. P. · LH-2" in page
    given = {"looked_at": hidden_values(page)["looked_at"]}
    assert client.post(address, data=given).status_code == 422
    assert client.post(address, data={**given, "looked": "y"}).status_code == 303


def writes_a_form(world: World, words: str, *, version: int, minutes: int) -> None:
    """Let the reviewing officers' representative have written for the first item."""
    with world.working():
        preparation.contribute(
            actor=world.actor_in_scope("support"),
            now=NOW + timedelta(minutes=minutes),
            item_id=world.items[0],
            agency=Agency.IRO,
            version=version,
            answers={"view": words, "challenge": "no"},
        )


@pytest.mark.requirement("R49", "R73")
@pytest.mark.control("C16")
def test_what_an_agency_wrote_is_looked_through_with_the_papers(world: World) -> None:
    writes_a_form(world, "LH-1 does well.", version=0, minutes=-2)
    client, address = world.browser("support"), publish_address(world)
    assert BOX not in client.get(address).text
    writes_a_form(world, "Better than LH-2.", version=1, minutes=-1)
    page = client.get(address).text
    assert "“The independent reviewing officer’s view” names Z. P. · LH-2." in page
    assert f"/items/{world.items[0]}/preparation" in page
    given = hidden_values(page)
    refused = client.post(address, data=given)
    assert refused.status_code == 422
    assert LOOK in refused.text
    assert client.post(address, data={**given, "looked": "y"}).status_code == 303
    with world.working():
        through = looking.of(world.meeting_id, world.actor_in_scope("support"))
        assert through.found == (), "it was looked at when it went out"
    writes_a_form(world, "Better than LH-2, and LH-3.", version=2, minutes=1)
    with world.working():
        typed(world, "Nothing of anybody.")
    assert "names Z. P. · LH-2 and Z. P. · LH-3" in client.get(f"{world.pack}/late").text


@pytest.mark.requirement("R49")
@pytest.mark.control("C11", "C16")
def test_whoever_stays_out_of_an_item_leaves_late_papers_to_a_colleague(out: World) -> None:
    with out.working():
        panels.declare_interest(
            actor=out.district.support, now=NOW, item_id=out.items[0], reason="A cousin"
        )
        add_paper(out.items[1], PaperKind.OTHER, {"home": "See LH-1."}, title="A letter")
    client, address = out.browser("support"), f"{out.pack}/late"
    page = client.get(address).text
    assert "Ask a colleague in case support to put papers in it." in page
    assert "LH-1" not in page
    assert BOX not in page
    refused = client.post(address, data={})
    assert "Ask a colleague" in refused.text
    with out.working(writes=False):
        letter = session.scalars(select(Paper).where(Paper.kind == PaperKind.OTHER.value)).one()
        assert letter.place is None


@pytest.mark.control("C16")
def test_nobody_of_another_district_is_found_by_a_number(world: World) -> None:
    """What another district's young person is called by a number is not told here (C1)."""
    with world.working():
        add_young_person(78, district_id="preston", child_code=OTHER_CODE)
        assert session.scalars(
            select(YoungPerson).where(YoungPerson.reference == "LH-78")
        ).one_or_none()
        typed(world, f"See LH-78, {OTHER_CODE}.")
    page = world.text("support", publish_address(world))
    assert BOX not in page
