"""Data protection on pages: holds, proposals, copies, keeping, the register, and who may."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.panels.models import Item, Meeting
from portal.people import standing
from portal.people.policy import Role
from portal.protection.models import CopyRequest, CopyVerdict, LegalHold, Ruling, Tombstone
from portal.protection.queries.holdings import everything_about
from portal.records.models import ItemRecord
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.integration.protection.conftest import NOW, WORDS
from tests.integration.protection.test_retention import DEPUTY, plant
from tests.support.invented_panel import NAMES, InventedPanel

HOME = "/data-protection"
Officers = tuple[PageClient, PageClient]


@pytest.fixture
def panel(working: ScopeOpener) -> InventedPanel:
    with working():
        made = plant()
        session.scalars(select(Meeting)).one().held_on = NOW.date().replace(month=10)
        return made


@pytest.fixture
def officers(app: Flask, sign_in: SignIn) -> Officers:
    """Two information governance officers, each in a browser of their own."""
    found = []
    for _ in range(2):
        client = app.test_client()
        assert isinstance(client, PageClient)
        sign_in(client, Role.INFORMATION_GOVERNANCE, None)
        found.append(client)
    return found[0], found[1]


@pytest.fixture
def young(panel: InventedPanel) -> UUID:
    return panel.young_people[0]


def one(working: ScopeOpener, model: type[Any]) -> UUID:
    with working(writes=False):
        return UUID(str(session.scalars(select(model.id)).one()))


def told(working: ScopeOpener) -> list[str]:
    with working(writes=False):
        events = session.scalars(select(Event.event).where(Event.event.like("protection:%")))
        return sorted(events)


def words(client: PageClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_an_officer_finds_a_young_person_by_reference_without_one_in_the_address(
    officers: Officers, young: UUID
) -> None:
    first, _ = officers
    found = first.post(f"{HOME}/find", data={"reference": "LH-burnley-1123-1"})
    assert found.status_code == 303
    assert found.location.endswith(f"{HOME}/people/{young}")
    assert NAMES[0] in words(first, f"{HOME}/people/{young}")
    wrong = first.post(f"{HOME}/find", data={"reference": "LH-0"})
    assert wrong.status_code == 422
    assert "There is no young person with the reference LH-0." in wrong.text
    assert 'value="LH-0"' in wrong.text
    assert first.post(f"{HOME}/find", data={"reference": ""}).status_code == 422


def test_a_hold_is_placed_and_lifted_with_reasons(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, second = officers
    address = f"{HOME}/people/{young}/hold"
    assert "Place a legal hold" in words(first, address)
    assert first.post(address, data={"reason": ""}).status_code == 422
    assert first.post(address, data={"reason": "A claim in court"}).status_code == 303
    assert first.post(address, data={"reason": "Once more"}).status_code == 422
    page = words(second, f"{HOME}/people/{young}")
    assert "A legal hold stands" in page
    assert "A claim in court" in page
    assert "1 young person is under a legal hold" in words(second, f"{HOME}/")
    hold_id = one(working, LegalHold)
    assert "Lift the legal hold" in words(second, f"{HOME}/holds/{hold_id}/lift")
    assert second.post(f"{HOME}/holds/{hold_id}/lift", data={"reason": ""}).status_code == 422
    done = second.post(f"{HOME}/holds/{hold_id}/lift", data={"reason": "The claim is over"})
    assert done.status_code == 303
    page = words(first, f"{HOME}/people/{young}")
    assert "A legal hold stands" not in page
    assert "The claim is over" in page
    assert told(working) == ["protection:hold:lifted", "protection:hold:placed"]


def propose(client: PageClient, young: UUID, kind: str, ground: str) -> int:
    data = {"ground": ground, "reason": "They wrote to us on 2 November"}
    return client.post(f"{HOME}/people/{young}/propose/{kind}", data=data).status_code


def test_what_is_erased_needs_a_ground_and_a_second_person(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, second = officers
    address = f"{HOME}/people/{young}/propose/erase"
    assert "17(1)(a)" in first.get(address).text
    assert "18(1)(a)" not in first.get(address).text
    assert propose(first, young, "erase", "") == 422
    assert propose(first, young, "erase", "accuracy") == 422
    assert propose(first, young, "erase", "not_needed") == 303
    assert propose(second, young, "restrict", "accuracy") == 422, "one proposal waits"
    ruling_id = one(working, Ruling)
    assert "somebody else decides" in words(first, f"{HOME}/rulings/{ruling_id}/decide")
    own = first.post(f"{HOME}/rulings/{ruling_id}/decide")
    assert own.status_code == 422
    assert "Somebody else must decide" in own.text
    assert "Proposals that wait for a second person" in words(second, f"{HOME}/")
    assert "They wrote to us" in words(second, f"{HOME}/rulings/{ruling_id}/decide")
    assert second.post(f"{HOME}/rulings/{ruling_id}/decide").status_code == 303
    page = words(first, f"{HOME}/people/{young}")
    assert "What was held about them is deleted" in page
    assert NAMES[0] not in page
    assert first.get(f"{HOME}/rulings/{ruling_id}/decide").status_code == 303
    with working(writes=False):
        row = session.scalars(select(YoungPerson).where(YoungPerson.id == young)).one()
        assert (row.preferred_name, row.child_code) == (None, None)
        assert session.scalars(select(ItemRecord)).one().discussion.startswith("Deleted on")
        assert session.scalars(select(Tombstone.cause)).all() == ["erasure"]
        ruling = session.scalars(select(Ruling)).one()
        assert (ruling.state, ruling.ground) == ("done", "not_needed")
        held = json.dumps(everything_words(young))
    for canary in (*WORDS.values(), NAMES[0], "CANARYCODE9", "CANARYPLACE", "They wrote"):
        assert canary not in held
    assert told(working) == ["protection:ruling:agreed", "protection:ruling:proposed"]


def everything_words(young: UUID) -> list[str]:
    held = everything_about(young)
    return [value.shown for record in held.records for value in record.values]


def test_nothing_is_erased_under_a_hold_or_before_its_record_is_filed(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, second = officers
    assert propose(first, young, "erase", "objected") == 303
    ruling_id = one(working, Ruling)
    first.post(f"{HOME}/people/{young}/hold", data={"reason": "A claim in court"})
    refused = second.post(f"{HOME}/rulings/{ruling_id}/decide")
    assert refused.status_code == 422
    assert "A legal hold stands" in refused.text
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Tombstone)) == 0
    hold_id = one(working, LegalHold)
    second.post(f"{HOME}/holds/{hold_id}/lift", data={"reason": "Over"})
    with working():
        record = session.scalars(select(ItemRecord)).one()
        record.filed_at = None
        heard = session.scalars(select(Item).where(Item.id == record.item_id)).one()
        heard.withdrawn_reason = None
    again = second.post(f"{HOME}/rulings/{ruling_id}/decide")
    assert "not on the child’s file yet" in again.text


def test_somebody_on_an_agenda_to_come_is_not_erased(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    with working():
        session.scalars(select(Meeting)).one().held_on = NOW.date().replace(month=12)
    answer = officers[0].post(
        f"{HOME}/people/{young}/propose/erase", data={"ground": "objected", "reason": "Asked"}
    )
    assert answer.status_code == 422
    assert "on an agenda to come" in answer.text


def test_a_proposal_is_refused_or_taken_back_with_a_reason(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, second = officers
    assert propose(first, young, "erase", "unlawful") == 303
    address = f"{HOME}/rulings/{one(working, Ruling)}/refuse"
    assert "Refuse the proposal" in words(second, address)
    assert second.post(address, data={"reason": " "}).status_code == 422
    assert second.post(address, data={"reason": "It is lawful"}).status_code == 303
    assert second.post(address, data={"reason": "It is lawful"}).status_code == 422
    page = words(first, f"{HOME}/people/{young}")
    assert "It is lawful" in page
    assert "Delete what is held about them" in page
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Tombstone)) == 0


def test_what_is_restricted_is_kept_and_not_there_for_anybody_else(
    officers: Officers, young: UUID, panel: InventedPanel, working: ScopeOpener
) -> None:
    first, second = officers
    assert propose(first, young, "restrict", "accuracy") == 303
    ruling_id = one(working, Ruling)
    with working(writes=False):
        chair = standing.actor(panel.people["chair"], NOW)
        assert chair is not None
        assert chair.recused.young_people == frozenset()
    assert second.post(f"{HOME}/rulings/{ruling_id}/decide").status_code == 303
    with working(writes=False):
        chair = standing.actor(panel.people["chair"], NOW)
        assert chair is not None
        assert chair.recused.young_people == {young}
        assert chair.recused.items == {panel.items[0]}
        row = session.scalars(select(YoungPerson).where(YoungPerson.id == young)).one()
        assert row.preferred_name == NAMES[0], "kept"
    page = words(first, f"{HOME}/people/{young}")
    assert "Hidden from the panels’ work" in page
    assert "1 young person’s data is hidden" in words(first, f"{HOME}/")
    address = f"{HOME}/rulings/{ruling_id}/lift"
    assert "End the restriction" in words(first, address)
    assert first.post(address, data={"reason": "It was right after all"}).status_code == 303
    with working(writes=False):
        chair = standing.actor(panel.people["chair"], NOW)
        assert chair is not None
        assert chair.recused.young_people == frozenset()


def begin_copy(client: PageClient, young: UUID) -> str:
    asked = {"asked_on-day": "20", "asked_on-month": "11", "asked_on-year": "2026"}
    answer = client.post(f"{HOME}/people/{young}/copy", data=asked)
    assert answer.status_code == 303
    return str(answer.location)


def records(working: ScopeOpener, young: UUID) -> list[tuple[str, UUID]]:
    """Return the records that must be decided on."""
    with working(writes=False):
        held = everything_about(young)
        return [(each.kind, each.row_id) for each in held.records if each.to_read]


@pytest.mark.control("C39")
def test_a_copy_is_decided_on_read_by_a_second_person_and_handed_over(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, second = officers
    copy = begin_copy(first, young)
    page = words(first, copy)
    assert "Answer by Sunday 20 December 2026" in page
    assert "Cannot be handed over yet" in page
    assert second.post(f"{copy}/agree").status_code == 422
    assert first.post(f"{copy}/files").status_code == 422
    for kind, row_id in records(working, young):
        address = f"{copy}/records/{kind}/{row_id}"
        shown = words(first, address)
        assert "Decide on a record" in shown
        decision = {"verdict": "release", "reason": "", "instead": ""}
        if kind == "attendance":
            decision = {"verdict": "redact", "reason": "It names a deputy", "instead": ""}
        if kind == "item_record":
            assert first.post(address, data=decision | {"verdict": ""}).status_code == 422
            assert first.post(address, data=decision | {"verdict": "withhold"}).status_code == 422
            unwritten = decision | {"verdict": "redact", "reason": "Names their brother"}
            assert first.post(address, data=unwritten).status_code == 422
            decision = unwritten | {"instead": "We talked about where you want to live"}
        if kind == "barrier":
            decision = {"verdict": "withhold", "reason": "It would harm them", "instead": ""}
        assert first.post(address, data=decision).status_code == 303, kind
    own = first.post(f"{copy}/agree")
    assert own.status_code == 422
    assert "somebody who has not decided any of it" in unescape(own.text)
    assert second.post(f"{copy}/agree").status_code == 303
    assert "has read and agreed" in words(first, copy)
    answer = first.post(f"{copy}/files")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=copy.zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    everything = " ".join(files.values())
    assert "We talked about where you want to live" in everything
    assert WORDS["action"] in everything
    for left_out in (DEPUTY, WORDS["discussion"], WORDS["barrier"], "decisions.csv"):
        assert left_out not in everything
    assert "This is a draft" not in files["index.html"]
    assert "decisions.csv" not in files
    assert first.post(f"{copy}/close").status_code == 303
    assert "This copy is closed" in words(first, copy)
    assert first.post(f"{copy}/close").status_code == 422
    assert set(told(working)) == {
        "protection:copy:agreed",
        "protection:copy:asked",
        "protection:copy:closed",
        "protection:copy:decided",
        "protection:copy:handed_over",
    }


def test_a_changed_decision_takes_the_second_reading_back(
    officers: Officers, young: UUID, working: ScopeOpener
) -> None:
    first, second = officers
    copy = begin_copy(first, young)
    wanted = records(working, young)
    for kind, row_id in wanted:
        data = {"verdict": "release", "reason": "", "instead": ""}
        first.post(f"{copy}/records/{kind}/{row_id}", data=data)
    assert second.post(f"{copy}/agree").status_code == 303
    kind, row_id = wanted[0]
    changed = {"verdict": "withhold", "reason": "On a second look", "instead": ""}
    assert first.post(f"{copy}/records/{kind}/{row_id}", data=changed).status_code == 303
    assert "Somebody else must read it" in words(first, copy)
    assert first.post(f"{copy}/files").status_code == 422
    with working(writes=False):
        rows = session.scalar(select(func.count()).select_from(CopyVerdict))
        assert rows == len(wanted)


def test_the_time_to_answer_stands_still_while_it_is_not_clear_who_asks(
    officers: Officers, young: UUID, working: ScopeOpener, clock: MovableClock
) -> None:
    first, _ = officers
    copy = begin_copy(first, young)
    assert "Let the time stand still" in words(first, f"{copy}/stop")
    assert first.post(f"{copy}/stop", data={"note": ""}).status_code == 422
    assert first.post(f"{copy}/stop", data={"note": "Is it really them?"}).status_code == 303
    assert first.post(f"{copy}/stop", data={"note": "Again"}).status_code == 422
    clock.instant = clock.instant.replace(day=28)
    assert "Answer by Friday 25 December 2026" in words(first, copy)
    assert first.post(f"{copy}/start").status_code == 303
    assert first.post(f"{copy}/start").status_code == 422
    clock.instant = clock.instant.replace(month=12, day=1)
    assert "Answer by Friday 25 December 2026" in words(first, copy)
    with working(writes=False):
        assert session.scalars(select(CopyRequest.stopped_days)).one() == 5


def test_a_copy_asked_for_tomorrow_or_twice_is_refused(officers: Officers, young: UUID) -> None:
    first, _ = officers
    address = f"{HOME}/people/{young}/copy"
    assert "Make a copy of everything held" in words(first, address)
    later = {"asked_on-day": "24", "asked_on-month": "11", "asked_on-year": "2026"}
    answer = first.post(address, data=later)
    assert answer.status_code == 422
    assert "must be today or before" in answer.text
    begin_copy(first, young)
    again = first.post(address, data=later | {"asked_on-day": "20"})
    assert "A copy for them is being made already" in again.text
    overview = words(first, f"{HOME}/")
    assert "Copies somebody waits for" in overview


@pytest.mark.control("C40")
def test_the_page_says_what_goes_and_why_and_deletes_what_was_seen(
    officers: Officers, young: UUID, working: ScopeOpener, clock: MovableClock
) -> None:
    first, _ = officers
    page = words(first, f"{HOME}/keeping")
    assert "Nothing is due to be deleted today" in page
    assert "6 months after the record was put on the child’s file" in page
    assert "regulation 50" in page
    clock.instant = clock.instant.replace(year=2027, month=5, day=23)
    page = words(first, f"{HOME}/keeping")
    assert "are due to be deleted today" in page
    assert "LH-burnley-1123-1" in page
    table = first.get(f"{HOME}/keeping.csv").text
    assert "LH-burnley-1123-1" in table
    assert first.post(f"{HOME}/keeping/run", data={"expected": "1"}).status_code == 409
    assert first.post(f"{HOME}/keeping/run", data={}).status_code == 422
    seen = re.search(r'name="expected" value="(\d+)"', first.get(f"{HOME}/keeping").text)
    assert seen is not None
    done = first.post(f"{HOME}/keeping/run", data={"expected": seen[1]})
    assert done.status_code == 303
    assert "Nothing is due to be deleted today" in words(first, f"{HOME}/keeping")
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Tombstone)) == int(seen[1])


def test_the_register_shows_each_seat_and_what_it_may_see(
    officers: Officers, panel: InventedPanel
) -> None:
    first, _ = officers
    page = words(first, f"{HOME}/register")
    assert "Housing Authority representatives" in page
    assert "The case summary, without “why we are involved” (R53)" in page
    table = first.get(f"{HOME}/register.csv").text
    assert "Fostering Manager" in table


PAGES = (
    "/",
    "/people/{young}",
    "/people/{young}/hold",
    "/people/{young}/copy",
    "/people/{young}/propose/erase",
    "/people/{young}/propose/restrict",
    "/keeping",
    "/keeping.csv",
    "/register",
    "/register.csv",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INFORMATION_GOVERNANCE])
def test_nobody_else_sees_any_of_it(
    client: PageClient, sign_in: SignIn, young: UUID, role: Role, page: str
) -> None:
    sign_in(client, role, None)
    answer = client.get(f"{HOME}{page.format(young=young)}")
    assert answer.status_code == 403
    assert NAMES[0] not in answer.text


def test_an_officer_of_one_district_answers_for_no_county(
    client: PageClient, sign_in: SignIn, young: UUID
) -> None:
    sign_in(client, Role.INFORMATION_GOVERNANCE, "burnley")
    for page in PAGES:
        assert client.get(f"{HOME}{page.format(young=young)}").status_code == 403, page


NOWHERE = UUID(int=1)
UNKNOWN = (
    f"/people/{NOWHERE}",
    f"/holds/{NOWHERE}/lift",
    f"/rulings/{NOWHERE}/decide",
    f"/rulings/{NOWHERE}/refuse",
    f"/copies/{NOWHERE}",
    f"/copies/{NOWHERE}/records/item/{NOWHERE}",
)


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_id_that_is_nobodys_is_not_found(officers: Officers, address: str) -> None:
    assert officers[0].get(f"{HOME}{address}").status_code == 404


def test_the_link_to_these_pages_is_for_officers_alone(
    officers: Officers, client: PageClient, sign_in: SignIn, check: Callable[[str], bool]
) -> None:
    sign_in(client, Role.CASE_SUPPORT, None)
    assert not check(client.get("/").text)
    assert check(officers[0].get("/").text)


@pytest.fixture
def check() -> Callable[[str], bool]:
    return lambda text: "Data protection" in text


@pytest.mark.control("C18")
def test_an_address_is_marked_and_unmarked_by_two_people_and_staff_see_the_mark(
    officers: Officers, young: UUID, client: PageClient, sign_in: SignIn, working: ScopeOpener
) -> None:
    first, second = officers
    sign_in(client, Role.CASE_SUPPORT, None)
    staff_page = f"/d/burnley/young-people/{young}"
    assert "Their address is protected" not in words(client, staff_page)
    assert propose(first, young, "unprotect", "mistake") == 422
    assert "Propose to protect their address" in words(
        first, f"{HOME}/people/{young}/propose/protect"
    )
    assert propose(first, young, "protect", "danger") == 303
    ruling_id = one(working, Ruling)
    assert first.post(f"{HOME}/rulings/{ruling_id}/decide").status_code == 422
    assert "Their address is protected" not in words(client, staff_page), "one person is not two"
    assert second.post(f"{HOME}/rulings/{ruling_id}/decide").status_code == 303
    assert "Their address is protected" in words(client, staff_page)
    assert "Their address is protected" in words(first, f"{HOME}/people/{young}")
    alone = second.post(f"{HOME}/rulings/{ruling_id}/lift", data={"reason": "Over"})
    assert alone.status_code == 422
    assert "Two people take the mark off" in alone.text
    assert propose(second, young, "protect", "court") == 422
    assert propose(second, young, "unprotect", "danger_over") == 303
    with working(writes=False):
        waiting = session.scalars(select(Ruling.id).where(Ruling.state == "proposed")).one()
    assert first.post(f"{HOME}/rulings/{waiting}/decide").status_code == 303
    assert "Their address is protected" not in words(client, staff_page)
    with working(writes=False):
        states = session.execute(select(Ruling.kind, Ruling.state).order_by(Ruling.kind)).all()
        assert [tuple(row) for row in states] == [("protect", "ended"), ("unprotect", "done")]
        assert session.scalars(select(Event.event).where(Event.event.like("protection:%"))).all()
