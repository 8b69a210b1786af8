"""Everybody who is given something of an item is listed: by seat, by role alone, as a visitor."""

from __future__ import annotations

import re

import pytest

from portal.agreements.rules import Answer, Kind
from portal.agreements.rules.supposing import Supposed
from portal.packs import operations
from portal.packs.rules.giving import State
from portal.panels import operations as panels
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Role
from portal.variations.values import OrganisationKind
from tests.integration.packs.conftest import HOME, PLAN, SCAN, Visit, World
from tests.integration.packs.test_packs import each, read
from tests.integration.packs.test_visitors_and_others import paragraphs
from tests.integration.panels.conftest import NOW
from tests.integration.panels.people_of_panels import browser_of, somebody
from tests.support.agreed import heard
from tests.support.organisations import organisation
from tests.support.packs import said, shared_with

BY_ROLE = {
    "chair": (Role.CHAIR, OrganisationKind.CHILDRENS_SERVICES, "leaving_care_senior_manager"),
    "iro": (Role.IRO_REPRESENTATIVE, OrganisationKind.IRO_SERVICE, "iro_representative"),
    "resources": (
        Role.ACCESS_TO_RESOURCES,
        OrganisationKind.ACCESS_TO_RESOURCES,
        "access_to_resources",
    ),
}


@pytest.mark.requirement("R49", "R53")
@pytest.mark.parametrize(("role", "kind", "seat"), BY_ROLE.values(), ids=BY_ROLE.keys())
def test_who_reads_by_a_role_alone_is_listed_and_previewed_as_they_read(
    out: World, role: Role, kind: OrganisationKind, seat: str
) -> None:
    with out.working():
        theirs = organisation("Example Role Team", kind)
        somebody("Rory Example", role, organisation=theirs)
        team = theirs.id
        shared_with(out.items[0], [out.county, out.housing, team])
    given = f"/d/burnley/items/{out.items[0]}/given"
    assert "Rory Example" in out.text("worker", given)
    preview = out.text("worker", f"{given}/{team}/{seat}")
    own = browser_of(out.app, "Rory Example").get(f"{out.pack}?item={out.items[0]}").text
    assert read(own) >= each(HOME, PLAN, SCAN, items=(0,))
    assert paragraphs(preview) == paragraphs(own)


@pytest.mark.requirement("R40", "R49")
def test_a_visitor_is_listed_with_what_they_are_given(out: World, visit: Visit) -> None:
    visit(0)
    with out.working():
        shared_with(
            out.items[0], [out.provider], only=[out.papers[0, PaperKind.CARE_PLANNING_RECORD]]
        )
    given = f"/d/burnley/items/{out.items[0]}/given"
    assert "Asked to this item" in out.text("worker", given)
    preview = out.text("worker", f"{given}/{out.provider}/asked")
    assert read(preview) == {f"{SCAN}0"}
    own = out.browser("visitor").get(f"/your-item/{out.items[0]}/papers").text
    assert read(preview) == read(own)


@pytest.mark.requirement("R49")
@pytest.mark.control("C15")
def test_what_a_young_person_agrees_by_names_role_readers_and_visitors(
    out: World, visit: Visit
) -> None:
    visit(0)
    with out.working(writes=False):
        found = panels.item_unseen(out.items[0])
        listed = {
            (each.audience.organisation, name)
            for each in operations.previews(found, NOW).stand
            for name in each.audience.names
        }
    assert ("Invented County Council", "Charlie Example") in listed
    assert ("Madeup Lodgings", "Vic Sample") in listed


@pytest.mark.control("C15")
def test_what_a_no_would_do_is_what_it_does_once_it_is_said(out: World) -> None:
    """Also after the panel heard them: the papers close, and that they were heard is not undone."""

    def states(*, supposed: bool) -> set[State]:
        with out.working(writes=False):
            found = operations.previews(panels.item_unseen(out.items[0]), NOW)
        given = found.could[Supposed(talk=False, papers=True)] if supposed else found.stand
        return {each.pages.state for each in given}

    assert states(supposed=True) == {State.NOT_HEARD}
    with out.working():
        heard(out.items[0])
    assert states(supposed=True) == {State.CLOSED}
    with out.working():
        said(out.items[0], Answer.STOPPED, at=NOW)
    assert states(supposed=False) == {State.CLOSED}


def who_can_see(world: World, who: str = "worker") -> str:
    """Return the list on the page of the first item's case summary."""
    paper = world.papers[0, PaperKind.CASE_SUMMARY]
    return world.text(who, f"/d/burnley/papers/{paper}").partition('id="who"')[2]


@pytest.mark.requirement("R49", "A16")
@pytest.mark.control("C11")
def test_a_papers_page_lists_who_can_see_it_and_why(out: World) -> None:
    said_of_it = who_can_see(out)
    for told in (
        "Sam Testcase",
        "social worker of this young person",
        "Casey Example",
        "Harriet Invented",
        "holds the seat of Housing Authority representatives",
        "but for a part that is kept back",
        "Fern Pretend",
        "Charlie Example",
    ):
        assert told in said_of_it
    for nobody in ("Prue Madeup", "Vic Sample", "Yara Example", "Morgan Madeup", "Lee Sample"):
        assert nobody not in said_of_it


def listed(text: str) -> set[str]:
    """Return the names on a page that lists who can see a paper."""
    return set(re.findall(r'<th scope="row"[^>]*>\s*(?:<[^>]+>)*([^<]+?)\s*<', text))


@pytest.mark.requirement("R49", "A16")
@pytest.mark.control("C11", "C15")
def test_whoever_reads_a_paper_in_their_pack_is_told_who_else_can(out: World, visit: Visit) -> None:
    visit(0)
    with out.working():
        shared_with(out.items[0], [out.county, out.housing, out.provider])
    paper = out.papers[0, PaperKind.CASE_SUMMARY]
    of_worker = listed(out.text("worker", f"/d/burnley/papers/{paper}"))
    address = f"/d/burnley/items/{out.items[0]}/pack/1.1/readers"
    pack = out.browser("housing").get(out.pack).text
    every = re.findall(r'href="([^"]*/readers)"', pack)
    assert address in every
    assert [out.browser("housing").get(each).status_code for each in every] == [200] * len(every)
    assert listed(out.text("housing", address)) == of_worker
    assert {"Harriet Invented", "Sam Testcase", "Vic Sample"} <= of_worker
    theirs = out.text("visitor", f"/your-item/{out.items[0]}/papers")
    assert "Who can see this?" in theirs
    assert "Harriet Invented" not in theirs  # a visitor reads their one item, and no list of people


@pytest.mark.requirement("R49", "A16")
@pytest.mark.control("C11", "C13")
def test_who_can_see_a_paper_is_told_to_nobody_who_cannot(out: World) -> None:
    here = f"/d/burnley/items/{out.items[0]}/pack/1.1/readers"
    for place in ("9.9", "1.A"):
        away = f"/d/burnley/items/{out.items[0]}/pack/{place}/readers"
        assert out.browser("housing").get(away).status_code == 404
    with out.working():
        said(out.items[0], Answer.STOPPED, kind=Kind.SHARE_PAPERS, at=NOW)
    assert out.browser("housing").get(here).status_code == 404
    assert out.browser("worker").get(here).status_code == 200


@pytest.mark.requirement("R49")
@pytest.mark.control("C15")
def test_that_list_follows_answers_and_interests(out: World) -> None:
    with out.working():
        panels.declare_interest(
            actor=out.actor_in_scope("fostering"), now=NOW, item_id=out.items[0], reason="A cousin"
        )
    assert "Fern Pretend" not in who_can_see(out)
    with out.working():
        said(out.items[0], Answer.STOPPED, kind=Kind.SHARE_PAPERS, at=NOW)
    left = who_can_see(out)
    assert "Harriet Invented" not in left
    assert "Sam Testcase" in left


def test_before_the_agenda_is_out_only_those_who_work_with_it_are_listed(world: World) -> None:
    listed = who_can_see(world)
    assert "Sam Testcase" in listed
    assert "Harriet Invented" not in listed
