"""Readers hear that a paper joined or left their pack: one neutral message, once, and no others."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from portal.kernel.discreet import telling
from portal.packs import operations
from portal.panels import operations as panels
from portal.papers import operations as papers
from portal.papers.models import Paper
from portal.papers.rules.kinds import PaperKind
from tests.integration.packs.conftest import World, district, out, world
from tests.integration.panels.conftest import office
from tests.integration.panels.office import Office
from tests.support.packs import add_paper, one, shared_with

__all__ = ["district", "office", "out", "world"]
SUBJECT = "Something you were given to read has changed"
READERS = {"harriet", "fern", "casey", "charlie", "sam", "manny"}
"""Who reads the first item's case summary: housing, fostering, the chair and whoever works with it.
The member and the lead come from nowhere or sit nowhere; the provider was not agreed."""


def late(out: World, office: Office, *, to: list[UUID], number: int = 0) -> UUID:
    """Bring a paper after the agenda went out, agreed for some organisations."""
    with out.working():
        paper_id = add_paper(
            out.items[number], PaperKind.OTHER, {"home": "A letter"}, at=office.clock.instant
        )
        shared_with(out.items[number], to, at=office.clock.instant)
    return paper_id


def withdraw(out: World, office: Office, paper_id: UUID) -> None:
    with out.working():
        papers.withdraw(
            actor=out.actor_in_scope("worker"),
            now=office.clock.instant,
            paper_id=paper_id,
            version=one(Paper, paper_id).version,
            reason="It was of somebody else.",
        )


@pytest.mark.requirement("R63")
@pytest.mark.control("C36")
def test_a_paper_taken_back_is_told_to_whoever_was_given_it(out: World, office: Office) -> None:
    office.delivered()
    withdraw(out, office, out.papers[0, PaperKind.CASE_SUMMARY])
    assert office.delivered() == {}, "it settles first"
    told = office.settled()
    assert told.keys() == READERS - {"sam"}, "and whoever did it knows"
    for each in told.values():
        assert each.subject == SUBJECT
        assert "If you printed it or saved it, look at it again" in each.body
        for never in ("Pretend", "LH-1", "summary", "Sam", "taken back"):
            assert never not in each.subject + each.body
        assert not telling(each.body.replace("http://127.0.0.1:8080", ""))
    assert office.settled() == {}


@pytest.mark.requirement("R63")
def test_a_late_paper_is_told_to_those_who_may_read_it_and_to_nobody_else(
    out: World, office: Office
) -> None:
    office.delivered()
    late(out, office, to=[out.county])
    office.do(operations.put_in_pack, meeting_id=out.meeting_id)
    told = office.settled()
    assert told.keys() == {"fern", "charlie", "sam", "manny"}
    office.do(operations.put_in_pack, meeting_id=out.meeting_id)
    assert office.settled() == {}, "what is in the pack already is not told again"


@pytest.mark.requirement("R63")
def test_what_follows_each_other_is_one_message_within_the_hour(out: World, office: Office) -> None:
    office.delivered()
    began = office.clock.instant
    for number in range(3):
        withdraw(out, office, out.papers[number, PaperKind.CASE_SUMMARY])
        office.later(timedelta(minutes=10))
    told = office.settled()
    assert "harriet" in told
    assert office.clock.instant - began <= timedelta(hours=1)
    assert office.settled() == {}


@pytest.mark.requirement("R63")
def test_the_next_version_of_the_agenda_brings_late_papers_and_says_so(
    out: World, office: Office
) -> None:
    office.delivered()
    late(out, office, to=[out.county, out.housing])
    office.do(panels.move_item, item_id=out.items[2], slot_id=office.district.slots()[5])
    office.publish()
    told = office.settled()  # nobody gets two: one message says that something changed
    assert told["sam"].subject == "Something has changed: please tell somebody first"
    assert told["harriet"].subject == "Something you were given has changed"


def test_nothing_is_told_before_the_agenda_is_out(world: World, office: Office) -> None:
    withdraw(world, office, world.papers[0, PaperKind.CASE_SUMMARY])
    office.publish()
    assert SUBJECT not in {each.subject for each in office.settled().values()}
    office.do(panels.take_back_agenda, meeting_id=world.meeting_id, reason="A page was wrong.")
    withdraw(world, office, world.papers[1, PaperKind.CASE_SUMMARY])
    assert SUBJECT not in {each.subject for each in office.settled().values()}
