"""Every page that shows a young person tells the trail before it leaves, or does not leave."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal import audit, keyring
from portal.audit.chain.verification import verify
from portal.database import session
from portal.panels.models import Item
from portal.people import reading
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.integration.trail.conftest import Enter, Trail
from tests.support.invented_panel import NAMES, InventedPanel

Page = tuple[str, str]
"""Who opens it, and its address."""
ONE: dict[str, Page] = {
    "young person": ("support", "/young-people/{person}"),
    "young person in the district": (
        "support",
        "/d/burnley/young-people/{person}",
    ),
    "how they took part": ("chair", "/d/burnley/items/{item}/record/took-part"),
    "record to read": ("chair", "/d/burnley/items/{item}/record/read"),
    "record to file": ("support", "/d/burnley/items/{item}/record/file"),
    "who has looked": ("support", "/young-people/{person}/trail"),
}
SEVERAL: dict[str, Page] = {
    "coverage": ("support", "/coverage"),
    "coverage of the district": ("support", "/d/burnley/coverage"),
    "coverage as a file": ("support", "/coverage.csv"),
    "agenda": ("support", "/d/burnley/meetings/{meeting}/agenda"),
    "agenda as PDF": ("support", "/d/burnley/meetings/{meeting}/agenda.pdf"),
    "agenda as Word": ("support", "/d/burnley/meetings/{meeting}/agenda.docx"),
    "builder": ("support", "/d/burnley/meetings/{meeting}"),
    "agenda to check": ("support", "/d/burnley/meetings/{meeting}/publish"),
    "panel day": ("chair", "/d/burnley/meetings/{meeting}/day"),
    "finishing": ("chair", "/d/burnley/meetings/{meeting}/finish"),
    "records to file": ("support", "/d/burnley/records"),
    "own items": ("worker", "/"),
}


WHY = {
    "support": "Case support officer",
    "chair": "Panel chair, Panel member",
}
"""What the trail says allowed each to read: every role of theirs where the item itself decides."""


def at(panel: InventedPanel, address: str) -> str:
    """The address, filled in for the panel's first young person and item."""
    return address.format(
        person=panel.young_people[0], item=panel.items[0], meeting=panel.meeting_id
    )


@pytest.mark.control("C43")
@pytest.mark.parametrize("page", ONE.values(), ids=ONE.keys())
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_one_young_person_is_one_entry(
    page: Page, method: str, enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    who, address = page
    client = enter(who)
    trail.new()
    assert client.open(at(panel, address), method=method).status_code == 200
    (entry,) = trail.new()
    assert entry.kind == "read"
    assert entry.young_person_id == panel.young_people[0]
    assert entry.actor_id == panel.people[who]
    assert entry.about_district == "burnley"
    assert entry.page
    assert entry.why == WHY[who]


@pytest.mark.control("C43")
@pytest.mark.parametrize(("who", "address"), SEVERAL.values(), ids=SEVERAL.keys())
def test_a_list_is_an_entry_for_each_it_names(
    who: str, address: str, enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    client = enter(who)
    trail.new()
    assert client.get(at(panel, address)).status_code == 200
    entries = trail.new()
    assert {entry.kind for entry in entries} == {"listed"}
    assert {entry.young_person_id for entry in entries} == set(panel.young_people)
    assert len(entries) == len(panel.young_people)


def test_an_agenda_names_only_those_whose_names_were_shown(
    enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    client = enter("guest")
    trail.new()
    page = client.get(f"/d/burnley/meetings/{panel.meeting_id}/agenda")
    assert NAMES[0] not in page.text
    (entry,) = trail.new()
    assert (entry.kind, entry.subject_id, entry.young_person_id) == ("read", panel.meeting_id, None)


def test_a_form_sent_back_is_a_reading_too_and_what_it_would_have_changed_is_not_done(
    enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    chair = enter("chair")
    trail.new()
    address = f"/d/burnley/items/{panel.items[0]}/record/took-part"
    assert chair.post(address, data={"version": "0"}).status_code == 422
    (entry,) = trail.new()
    assert (entry.kind, entry.young_person_id) == ("read", panel.young_people[0])


def test_a_change_is_an_entry_in_its_own_transaction(
    enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    chair = enter("chair")
    trail.new()
    answer = chair.post(
        f"/d/burnley/items/{panel.items[0]}/record/took-part",
        data={"version": "0", "took_part": "came", "note": "They came"},
    )
    assert answer.status_code == 303
    (entry,) = trail.new()
    assert (entry.kind, entry.event) == ("write", "records:item:took_part")
    assert entry.purpose == "answering records.took_part_submit"


def test_a_fragment_is_a_reading_too(enter: Enter, panel: InventedPanel, trail: Trail) -> None:
    support = enter("support")
    trail.new()
    answer = support.post(
        f"/d/burnley/items/{panel.items[0]}/move",
        data={"direction": "down", "version": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code in {200, 422}
    assert {entry.kind for entry in trail.new()} >= {"listed"}


@pytest.mark.control("C43")
def test_what_a_role_does_not_include_is_logged_as_refused_with_ids_only(
    enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    member = enter("member")
    trail.new()
    assert member.get(f"/young-people/{panel.young_people[0]}").status_code == 403
    assert member.get(f"/d/burnley/items/{panel.items[0]}/record/read").status_code == 403
    first, second = trail.new()
    assert {first.kind, second.kind} == {"refused"}
    assert (first.subject_kind, first.young_person_id) == ("young_person", panel.young_people[0])
    assert (second.subject_kind, second.subject_id) == ("item", panel.items[0])
    assert second.young_person_id is None


def test_what_is_not_there_for_somebody_leaves_no_entry(
    client: PageClient, sign_in: SignIn, panel: InventedPanel, trail: Trail
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "preston")
    trail.new()
    assert client.get(f"/young-people/{panel.young_people[0]}").status_code == 404
    assert trail.new() == []


@pytest.mark.control("C8", "C43")
def test_nor_does_a_form_that_found_out_too_late_that_it_is_not_there(
    enter: Enter, panel: InventedPanel, trail: Trail, working: ScopeOpener, clock: MovableClock
) -> None:
    """The view had said whom it would show before it found that nobody may be invited any more."""
    support = enter("support")
    address = f"/d/burnley/items/{panel.items[0]}/invite"
    assert support.get(address).status_code == 200
    with working():
        session.scalars(select(Item).where(Item.id == panel.items[0])).one().closed_at = clock()
    assert [entry.kind for entry in trail.new("read")]
    for answer in (support.get(address), support.post(address, data={"email": "x"})):
        assert answer.status_code == 404
        assert trail.new() == []


@pytest.mark.control("C43")
def test_a_page_whose_reading_cannot_be_written_is_not_given(
    enter: Enter,
    panel: InventedPanel,
    trail: Trail,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    support = enter("support")
    trail.new()

    def fails(*told: object, **more: object) -> None:
        raise OperationalError(f"INSERT {NAMES[0]}", {}, Exception("the disk is full"))

    monkeypatch.setattr(audit, "log", fails)
    with caplog.at_level(logging.DEBUG):
        page = support.get(f"/d/burnley/meetings/{panel.meeting_id}/agenda")
    assert page.status_code == 503
    assert "Opening this page has to be recorded" in page.text
    assert NAMES[0] not in page.text
    assert "OperationalError" in caplog.text
    assert NAMES[0] not in caplog.text
    assert trail.new() == []


def test_a_page_that_does_not_say_whom_it_shows_does_not_leave(
    enter: Enter, panel: InventedPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    support = enter("support")

    def forgets(*told: object, **more: object) -> None:
        """Say nothing."""

    monkeypatch.setattr(reading, "shows", forgets)
    with pytest.raises(reading.UnloggedReadingError):
        support.get(f"/young-people/{panel.young_people[0]}")


def test_every_logged_page_says_so_and_others_do_not(enter: Enter, panel: InventedPanel) -> None:
    said = "The portal keeps a record of who opens this page"
    support = enter("support")
    assert said in support.get(f"/young-people/{panel.young_people[0]}").text
    assert said not in support.get("/d/burnley/panels").text
    assert said not in enter("member").get(f"/young-people/{panel.young_people[0]}").text


@pytest.mark.control("C41")
def test_logs_and_trail_hold_ids_and_never_a_name_or_words(
    enter: Enter, panel: InventedPanel, trail: Trail, caplog: pytest.LogCaptureFixture
) -> None:
    words = "Said something only they would say"
    with caplog.at_level(logging.DEBUG):
        chair, support = enter("chair"), enter("support")
        chair.post(
            f"/d/burnley/items/{panel.items[0]}/record/took-part",
            data={"version": "0", "took_part": "came", "note": words},
        )
        for who, address in (*ONE.values(), *SEVERAL.values()):
            {"chair": chair, "support": support}.get(who, chair).get(at(panel, address))
        support.get(f"/young-people/{panel.items[0]}")
        chair.post(f"/d/burnley/items/{panel.items[0]}/record/took-part", data={"note": words})
    entries = trail.new()
    told = "".join(
        f"{each.event} {each.page} {each.why} {each.purpose} {each.facts}" for each in entries
    )
    assert len(entries) > 20
    for planted in (*NAMES, *(name.split()[0] for name in NAMES), words):
        assert planted not in told
        assert planted not in caplog.text


def test_the_chain_of_all_this_is_whole(
    app: Flask, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    enter("support").get(f"/d/burnley/meetings/{panel.meeting_id}/agenda")
    with working(writes=False):
        verdict = verify(app.extensions[keyring.EXTENSION])
    assert verdict.ok
    assert verdict.events > len(panel.items)


def test_times_are_those_of_the_portals_clock(
    enter: Enter, panel: InventedPanel, trail: Trail, clock: MovableClock
) -> None:
    support = enter("support")
    trail.new()
    support.get(f"/young-people/{panel.young_people[0]}")
    (entry,) = trail.new()
    assert entry.happened_at == clock.instant
