"""Whoever speaks for young people in general never reads a paper, however they come (R35, A18)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from portal.panels import operations as panels
from portal.papers.models import Paper
from portal.papers.rules.kinds import PaperKind
from portal.people.models import Organisation
from portal.people.policy import Role
from portal.variations.values import OrganisationKind
from tests.integration.packs.conftest import World
from tests.integration.panels.conftest import NOW
from tests.integration.panels.people_of_panels import browser_of, email_of, seat, somebody
from tests.support.organisations import organisation
from tests.support.packs import add_paper, one
from tests.support.representative import REPRESENTATIVE, seats_a_representative

NAME, COLLEAGUE = "Remi Example", "Coll Example"
SAID = "Wrenfold is what they want to say."


def remi(role: Role | None = None) -> UUID:
    """Somebody of an advocacy organisation, which may bring and read what a young person says."""
    return somebody(NAME, role, organisation=advocates())


def advocates() -> Organisation:
    return organisation("Invented Advocates", OrganisationKind.ADVOCACY)


def in_the_seat(world: World) -> None:
    seat(world.district, remi(), REPRESENTATIVE.key)


def as_deputy_for_a_term(world: World) -> None:
    seat(world.district, remi(), REPRESENTATIVE.key, deputy=True)


def sent_to_one_meeting(world: World) -> None:
    holder = somebody("Hollis Example", organisation=advocates())
    seat(world.district, holder, REPRESENTATIVE.key)
    remi()
    panels.name_deputy(
        actor=world.district.support,
        now=NOW,
        meeting_id=world.meeting_id,
        seat_key=REPRESENTATIVE.key,
        holder_id=holder,
        email=email_of(NAME),
    )


def by_the_role(world: World) -> None:
    del world
    remi(Role.YOUNG_PERSON_REPRESENTATIVE)


COMES = [in_the_seat, as_deputy_for_a_term, sent_to_one_meeting, by_the_role]


@pytest.mark.requirement("R35", "A18")
@pytest.mark.control("C11", "C15")
@pytest.mark.parametrize("comes", COMES)
def test_they_read_the_agenda_and_no_paper_pack_or_view(
    app: Flask,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    comes: Callable[[World], None],
) -> None:
    seats_a_representative(monkeypatch)
    item = world.items[0]
    with world.working():
        comes(world)
        colleague = somebody(COLLEAGUE, organisation=advocates())
        views = add_paper(item, PaperKind.VIEWS, {"views": SAID})
        one(Paper, views).added_by = colleague
    world.district.publish()
    client = browser_of(app, NAME)
    assert client.get(f"/d/burnley/meetings/{world.meeting_id}/agenda").status_code == 200
    home = client.get("/").text
    assert "Read the agenda" in home
    assert "our pack" not in home
    for address, status in (
        (world.pack, 403),
        (f"{world.pack}.pdf", 403),
        (f"/d/burnley/items/{item}/given", 403),
        (f"/d/burnley/items/{item}/views", 403),
        (f"/d/burnley/items/{item}/papers", 404),
        (f"/d/burnley/items/{item}/papers/add", 404),
        (f"/d/burnley/papers/{views}", 404),
    ):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, status)
        assert "Wrenfold" not in answer.text


@pytest.mark.requirement("A18")
@pytest.mark.control("C11", "C15")
def test_whatever_else_they_hold_there_opens_no_paper_to_them(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seat that reads papers, and the work of case support, beside the seat for young people."""
    seats_a_representative(monkeypatch)
    fern, casey = world.ids["fostering"], world.ids["support"]
    with world.working():
        seat(world.district, fern, REPRESENTATIVE.key)
        seat(world.district, casey, REPRESENTATIVE.key, by=world.district.lead)
    world.district.publish()
    item = world.items[0]
    for who in ("fostering", "support"):
        text = world.text(who)
        assert "Not shared with you" in text
        for words in ("Quillbrook", "Marrowfell", "Sedgewick"):
            assert words not in text
        client = world.browser(who)
        assert client.get(f"/d/burnley/items/{item}/papers").status_code == 404
        assert client.get(f"/d/burnley/items/{item}/given").status_code == 403
    given = world.text("worker", f"/d/burnley/items/{item}/given")
    assert "Fern Pretend" not in given
    assert "Casey Example" not in given
