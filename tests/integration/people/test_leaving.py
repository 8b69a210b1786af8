"""Joiners, movers and leavers: invited, changed, suspended, gone, and their work handed on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.errors import ForbiddenError, NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.people import operations, queries, standing
from portal.people.operations import Details
from portal.people.policy import Role
from portal.records.models import Action, ItemRecord
from portal.variations.values import OrganisationKind
from tests.integration.conftest import MovableClock
from tests.integration.people.conftest import NOW, START, TODAY, Enter, Staff
from tests.support.invented_panel import published_panel

PAGE = "/d/burnley/"
TOMORROW = TODAY + timedelta(days=1)
CANARY = "Quillonia"
"""A young person's first name that stands nowhere else."""


def details(staff: Staff, **more: Any) -> Details:
    values: dict[str, Any] = {
        "name": "Wren Fictional",
        "email": "wren@practice.example",
        "job_title": "Officer",
        "organisation_id": staff.organisations[OrganisationKind.CHILDRENS_SERVICES],
    }
    return Details(**(values | more))


def test_somebody_new_is_invited_with_a_sponsor_and_can_open_nothing_yet(staff: Staff) -> None:
    with staff.working():
        invitation = operations.invite(
            actor=staff.actor("pat"), now=NOW, details=details(staff), starts_on=TODAY
        )
        person = queries.person(invitation.person_id)
        assert (person.sponsor_id, person.invited_at) == (staff.ids["pat"], NOW)
        assert (invitation.name, invitation.email) == ("Wren Fictional", "wren@practice.example")
        assert standing.actor(person.id, NOW) is None
        operations.accept_invitation(person_id=person.id, now=NOW)
        operations.accept_invitation(person_id=person.id, now=NOW + timedelta(days=1))
        assert person.accepted_at == NOW


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"email": "SAM@practice.example"}, "email", "is here already"),
        ({"organisation_id": None}, "organisation", "Choose the organisation"),
        ({"organisation_id": UUID(int=7)}, "organisation", "Choose the organisation"),
        ({"manager_email": "nobody@practice.example"}, "manager", "works here"),
    ],
)
def test_an_invitation_that_cannot_be(
    staff: Staff, more: dict[str, object], field: str, says: str
) -> None:
    with staff.working(), pytest.raises(RuleError, match=says) as refusal:
        operations.invite(
            actor=staff.actor("pat"), now=NOW, details=details(staff, **more), starts_on=TODAY
        )
    assert refusal.value.field == field


@pytest.mark.parametrize("key", ["lee", "casey", "gale", "bay", "sam", "parker"])
def test_only_who_manages_people_does(staff: Staff, key: str) -> None:
    with staff.working():
        actor = staff.actor(key)
        with pytest.raises(ForbiddenError):
            operations.invite(actor=actor, now=NOW, details=details(staff), starts_on=TODAY)
        for act, more in (
            (operations.suspend, {"reason": "x"}),
            (operations.restore, {}),
            (operations.leave, {"last_day": TODAY}),
            (operations.stay, {}),
            (operations.hand_over, {"kind": "staff", "to": staff.ids["lee"]}),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                act(actor=actor, now=NOW, person_id=staff.ids["toni"], **more)
        with pytest.raises(ForbiddenError):
            operations.import_people(actor=actor, now=NOW, data=b"email,leaves_on\n")
        with pytest.raises(ForbiddenError):
            operations.add_organisation(
                actor=actor, now=NOW, name="New", kind=OrganisationKind.OTHER
            )


@pytest.mark.control("C12")
def test_a_suspended_person_is_nobody_at_the_next_press(staff: Staff, enter: Enter) -> None:
    pat, sam = enter("pat"), enter("sam")
    address = f"/people/{staff.ids['sam']}"
    assert sam.get(PAGE).status_code == 200
    asked = pat.post(f"{address}/suspend", data={"reason": ""})
    assert (asked.status_code, "Say why" in asked.text) == (422, True)
    assert sam.get(PAGE).status_code == 200
    assert pat.post(f"{address}/suspend", data={"reason": "A lost laptop"}).status_code == 303
    assert sam.get(PAGE).status_code == 303
    page = pat.get(address).text
    assert "Suspended: they can open nothing." in page
    assert "A lost laptop" in page
    assert "Sam Testcase cannot nominate young people" in page
    with staff.working(writes=False):
        for found in (
            queries.people_with_role(Role.SOCIAL_WORKER, district_id="burnley", today=TODAY),
            [each for each in queries.everybody_with_a_role(TODAY) if each.name == "Sam Testcase"],
        ):
            assert list(found) == []
    assert pat.post(f"{address}/restore").status_code == 303
    assert sam.get(PAGE).status_code == 303, "the old session is over for good"
    assert enter("sam").get(PAGE).status_code == 200
    assert "A lost laptop" not in pat.get(address).text


def test_a_reason_for_suspending_is_for_who_manages_people(staff: Staff, enter: Enter) -> None:
    with staff.working():
        operations.suspend(
            actor=staff.actor("pat"), now=NOW, person_id=staff.ids["sam"], reason="A lost laptop"
        )
    page = enter("lee").get(f"/people/{staff.ids['sam']}").text
    assert "Suspended: they can open nothing." in page
    assert "A lost laptop" not in page
    assert "What was done to this entry" not in page


def test_nobody_suspends_or_sends_off_themselves(staff: Staff) -> None:
    with staff.working():
        pat, own = staff.actor("pat"), staff.ids["pat"]
        with pytest.raises(RuleError, match="themselves"):
            operations.suspend(actor=pat, now=NOW, person_id=own, reason="x")
        with pytest.raises(RuleError, match="themselves"):
            operations.leave(actor=pat, now=NOW, person_id=own, last_day=TODAY)


def test_twice_suspended_or_given_back_twice_is_said(staff: Staff) -> None:
    with staff.working():
        sam, pat = staff.ids["sam"], staff.actor("pat")
        with pytest.raises(RuleError, match="not suspended"):
            operations.restore(actor=pat, now=NOW, person_id=sam)
        operations.suspend(actor=pat, now=NOW, person_id=sam, reason="x")
        with pytest.raises(RuleError, match="already"):
            operations.suspend(actor=pat, now=NOW, person_id=sam, reason="x")
        with pytest.raises(RuleError, match="No last day"):
            operations.stay(actor=pat, now=NOW, person_id=sam)


@pytest.mark.control("C12")
def test_roles_and_seats_end_with_the_last_day(
    staff: Staff, enter: Enter, clock: MovableClock
) -> None:
    with staff.working():
        panels.open_panels()
        panels.hold_seat(
            actor=staff.actor("lee"),
            now=NOW,
            district_id="burnley",
            kind=PanelKind.LEAVING_CARE,
            seat_key="fostering_manager",
            person_id=staff.ids["sam"],
            starts_on=START,
        )
        later = operations.give_role(
            actor=staff.actor("pat"),
            now=NOW,
            person_id=staff.ids["sam"],
            role=Role.MEMBER,
            place_key="county",
            starts_on=TODAY + timedelta(days=30),
        )
    pat, sam = enter("pat"), enter("sam")
    address = f"/people/{staff.ids['sam']}"
    page = pat.get(f"{address}/leave").text
    assert "Seats that will be empty" in page
    assert "Fostering Manager, Leaving Care – Lasting Homes Panel, Burnley" in page
    date_of = {"last_day-day": "24", "last_day-month": "11", "last_day-year": "2026"}
    assert pat.post(f"{address}/leave", data=date_of).status_code == 303
    with staff.working(writes=False):
        roles = queries.roles_of([staff.ids["sam"]])
        assert {row.ends_on for row in roles if row.id != later} == {TOMORROW}
        assert next(row for row in roles if row.id == later).ended_at == NOW
        panel = panel_queries.panel("burnley", PanelKind.LEAVING_CARE)
        (term,) = panel_queries.terms([panel.id])
        assert term.holder.ends_on == TOMORROW
    clock.instant = NOW + timedelta(days=1)
    assert sam.get(PAGE).status_code == 200
    clock.instant = NOW + timedelta(days=2)
    assert sam.get(PAGE).status_code == 303
    pat = enter("pat")
    assert "Left: their last day was 24 November 2026." in pat.get(address).text
    assert "Sam Testcase" not in pat.get("/people").text
    assert "Sam Testcase" in pat.post("/people", data={"state": "left"}).text
    assert pat.post(f"{address}/stay").status_code == 303
    assert sam.get(PAGE).status_code == 303, "roles are given anew, not revived"


def test_a_last_day_that_cannot_be_is_refused(staff: Staff, enter: Enter) -> None:
    pat = enter("pat")
    for day, says in (
        ({"last_day-day": "31", "last_day-month": "12", "last_day-year": "2025"}, "first day"),
        ({"last_day-day": "31", "last_day-month": "2", "last_day-year": "2027"}, "real date"),
        ({}, "Enter their last day"),
    ):
        answer = pat.post(f"/people/{staff.ids['sam']}/leave", data=day)
        assert (answer.status_code, says in answer.text) == (422, True)


def test_details_change_and_the_second_saver_sees_the_first(staff: Staff, enter: Enter) -> None:
    pat = enter("pat")
    address = f"/people/{staff.ids['sam']}/change"
    form = {
        "name": "Sam Newname",
        "email": "sam@practice.example",
        "job_title": "Senior Social Worker",
        "organisation": str(staff.organisations[OrganisationKind.CHILDRENS_SERVICES]),
        "manager": "lee@practice.example",
        "version": _version(staff, "sam"),
    }
    assert "toni@practice.example" in pat.get(address).text
    assert pat.post(address, data=form).status_code == 303
    second = pat.post(address, data=form | {"name": "Sam Othername"})
    assert second.status_code == 422
    assert "Sam Newname, sam@practice.example, Senior Social Worker" in second.text
    assert 'value="Sam Othername"' in second.text
    again = _hidden_version(second.text)
    assert (
        pat.post(address, data=form | {"name": "Sam Othername", "version": again}).status_code
        == 303
    )
    page = pat.get(f"/people/{staff.ids['sam']}").text
    assert "Sam Othername" in page
    assert "Details were changed: name, job title and manager" in page
    assert "Lee Sample" in page


def _version(staff: Staff, key: str) -> str:
    with staff.working(writes=False):
        return str(queries.person(staff.ids[key]).version)


def _hidden_version(page: str) -> str:
    return page.split('name="version" value="')[1].split('"', maxsplit=1)[0]


def test_nobody_becomes_their_own_manager(staff: Staff) -> None:
    with staff.working():
        toni = queries.person(staff.ids["toni"])
        for email in ("toni@practice.example", "sam@practice.example"):
            with pytest.raises(RuleError, match="their own manager"):
                operations.change_person(
                    actor=staff.actor("pat"),
                    now=NOW,
                    person_id=toni.id,
                    version=toni.version,
                    details=details(staff, name=toni.name, email=toni.email, manager_email=email),
                )


@pytest.mark.requirement("R71")
def test_what_a_leaver_has_in_hand_goes_to_the_next_in_the_chain(
    staff: Staff, enter: Enter
) -> None:
    with staff.working():
        panel = published_panel()
        worker, name = _leaver(panel.meeting_id)
        for number in range(2):
            session.add(
                YoungPerson(
                    district_id="burnley",
                    reference=f"LH-9{number}",
                    preferred_name=f"{CANARY} Pretend",
                    born_on=date(2010, 1, 1),
                    social_worker_id=worker,
                )
            )
        queries.person(worker).manager_id = staff.ids["toni"]
        queries.person(staff.ids["sam"]).manager_id = worker
    pat = enter("pat")
    address = f"/people/{worker}"
    page = pat.get(f"{address}/leave").text
    assert "young people they work with. Next in the chain: Toni Placeholder" in page
    assert "1 person whose manager they are" in page
    assert CANARY not in page
    for kind in ("young_people", "staff", "items"):
        offered = pat.get(f"{address}/hand-over/{kind}").text
        assert f'<option value="{staff.ids["toni"]}" selected>' in offered, kind
        assert CANARY not in offered
        refused = pat.post(
            f"{address}/hand-over/{kind}", data={"to": str(staff.ids["casey"]), "kind": kind}
        )
        assert refused.status_code == 422
        handed = pat.post(
            f"{address}/hand-over/{kind}", data={"to": str(staff.ids["toni"]), "kind": kind}
        )
        assert handed.status_code == 303
        assert "nothing of this kind in hand" in pat.get(f"{address}/hand-over/{kind}").text
    with staff.working(writes=False):
        owned = operations.owned_by(worker, TODAY)
        assert [each.kind for each in owned if each.kind != "actions"] == []
        assert queries.person(staff.ids["sam"]).manager_id == staff.ids["toni"]
        items = panel_queries.items_of(panel.meeting_id)
        assert not [item for item in items if worker in {item.social_worker_id, item.manager_id}]
        events = set(session.scalars(select(Event.event).order_by(Event.event)))
        assert {
            "cases:young_person:handed_over",
            "panels:item:handed_over",
            "people:person:handed_over",
        } <= events
    assert name in pat.get(address).text


def _leaver(meeting_id: UUID) -> tuple[UUID, str]:
    item = panel_queries.items_of(meeting_id)[0]
    return item.social_worker_id, item.social_worker


def test_open_actions_are_handed_on_and_done_ones_stay(staff: Staff) -> None:
    with staff.working():
        panel = published_panel()
        open_id, done_id = _actions(panel.items[0], staff.ids["sam"])
        owned = {each.kind: each.words for each in operations.owned_by(staff.ids["sam"], TODAY)}
        assert owned["actions"].startswith("1 open action, the first due on")
        count = operations.hand_over(
            actor=staff.actor("pat"),
            now=NOW,
            person_id=staff.ids["sam"],
            kind="actions",
            to=staff.ids["toni"],
        )
        assert count == 1
        rows = session.execute(select(Action.id, Action.owner_id).order_by(Action.id))
        owners = {row.id: row.owner_id for row in rows}
        assert (owners[open_id], owners[done_id]) == (staff.ids["toni"], staff.ids["sam"])


def _actions(item_id: UUID, owner_id: UUID) -> tuple[UUID, UUID]:
    """Record an item with one open action and one that is done."""
    record = ItemRecord(
        district_id="burnley",
        item_id=item_id,
        took_part="came",
        recorded_by=owner_id,
        recorded_at=NOW,
    )
    session.add(record)
    session.flush()
    actions = [
        Action(
            district_id="burnley",
            item_record_id=record.id,
            item_id=item_id,
            position=number,
            wording="Find a home",
            owner_id=owner_id,
            due_on=TODAY,
            done_on=done_on,
        )
        for number, done_on in enumerate((None, TODAY), start=1)
    ]
    session.add_all(actions)
    session.flush()
    return actions[0].id, actions[1].id


def test_without_a_manager_the_deputy_is_next_and_then_the_district_lead(staff: Staff) -> None:
    with staff.working():
        panels.open_panels()
        for key, deputy in (("preston", False), ("nico", True)):
            panels.hold_seat(
                actor=staff.actor("lee"),
                now=NOW,
                district_id="burnley",
                kind=PanelKind.LEAVING_CARE,
                seat_key="fostering_manager",
                person_id=staff.ids[key],
                starts_on=START,
                deputy=deputy,
            )
        found = operations.next_in_chain(queries.person(staff.ids["preston"]), TODAY)
        assert [(person.name, each.why) for each, person in found] == [
            ("Nico Madeup", "the deputy in a seat of theirs"),
            ("Lee Sample", "the district lead"),
        ]
        queries.person(staff.ids["nico"]).suspended_at = NOW
        found = operations.next_in_chain(queries.person(staff.ids["preston"]), TODAY)
        assert [person.name for _, person in found] == ["Lee Sample"]


def test_with_nobody_in_the_chain_the_page_says_what_to_do(staff: Staff, enter: Enter) -> None:
    with staff.working():
        queries.person(staff.ids["toni"]).manager_id = staff.ids["preston"]
    page = enter("pat").get(f"/people/{staff.ids['preston']}/hand-over/staff").text
    assert "there is nobody in the chain to take it over" in page


def test_handing_staff_to_one_of_them_makes_nobody_their_own_manager(staff: Staff) -> None:
    with staff.working():
        queries.person(staff.ids["lee"]).manager_id = staff.ids["toni"]
        queries.person(staff.ids["toni"]).manager_id = staff.ids["casey"]
        operations.hand_over(
            actor=staff.actor("pat"),
            now=NOW,
            person_id=staff.ids["toni"],
            kind="staff",
            to=staff.ids["lee"],
        )
        assert queries.person(staff.ids["sam"]).manager_id == staff.ids["lee"]
        assert queries.person(staff.ids["lee"]).manager_id == staff.ids["casey"]


@pytest.mark.control("C12")
def test_nobody_hands_somebodys_work_to_themselves(staff: Staff, enter: Enter) -> None:
    with staff.working():
        gone = staff.add("Quinn Fictional", Role.TEAM_MANAGER, "burnley", manager="pat")
        staff.add("Wren Fictional", manager="quinn")
    pat, address = enter("pat"), f"/people/{gone}/hand-over/staff"
    page = pat.get(address).text
    assert str(staff.ids["lee"]) in page
    assert str(staff.ids["pat"]) not in page
    with staff.working(), pytest.raises(RuleError, match="to themselves") as refusal:
        operations.hand_over(
            actor=staff.actor("pat"), now=NOW, person_id=gone, kind="staff", to=staff.ids["pat"]
        )
    assert refusal.value.field == "to"


def test_nobody_comes_back_into_an_organisation_that_is_closed(staff: Staff) -> None:
    kinds = OrganisationKind
    with staff.working():
        gone = operations.add_organisation(
            actor=None, now=NOW, name="Pretend Homes", kind=kinds.CHILDRENS_SERVICES
        )
        person = queries.person(staff.ids["sam"])
        person.organisation_id = gone.id
        by_pat: dict[str, Any] = {"actor": staff.actor("pat"), "now": NOW, "person_id": person.id}
        operations.leave(**by_pat, last_day=TODAY - timedelta(days=1))
        operations.close_organisation(actor=None, now=NOW, organisation_id=gone.id)
        with pytest.raises(RuleError, match=r"is closed\. Choose another for them"):
            operations.stay(**by_pat)
        assert person.ends_on == TODAY - timedelta(days=1)
        person.organisation_id = staff.organisations[kinds.CHILDRENS_SERVICES]
        operations.stay(**by_pat)
        assert person.ends_on is None
