"""Giving and ending roles: never beyond one's own, never to oneself, from the next press on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ForbiddenError, NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.people import holdings, operations, queries
from portal.people.models import RoleGrant
from portal.people.policy import Permission, Role
from portal.variations.values import OrganisationKind
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.people.conftest import NOW, TODAY, Enter, Staff

WHY = "She covers for a colleague"
PAGE = "/d/burnley/coverage"
"""Open to roles that see the cohort, and to no other."""


def roles(staff: Staff, key: str) -> set[tuple[str, str | None]]:
    with staff.working(writes=False):
        return {
            (row.role, row.district_id)
            for row in queries.roles_of([staff.ids[key]])
            if row.ended_at is None
        }


def role_form(**more: str) -> dict[str, str]:
    return {
        "role": "chair",
        "place": "district:burnley",
        "starts_on-day": "23",
        "starts_on-month": "11",
        "starts_on-year": "2026",
        "reason": WHY,
    } | more


@pytest.mark.control("C12")
def test_a_role_counts_from_the_next_press_and_stops_at_the_next(
    staff: Staff, enter: Enter
) -> None:
    pat, sam = enter("pat"), enter("sam")
    address = f"/people/{staff.ids['sam']}"
    refused = 0
    for _ in range(5):
        assert sam.get(PAGE).status_code == 403
        given = pat.post(f"{address}/roles/give", data=role_form())
        assert (given.status_code, given.location) == (303, address)
        assert sam.get(PAGE).status_code == 200
        with staff.working(writes=False):
            newest = next(
                row for row in queries.roles_of([staff.ids["sam"]]) if row.ended_at is None
            )
        assert newest.role == "chair"
        ended = pat.post(f"/people/roles/{newest.id}/end", data={"when": "now"})
        assert ended.status_code == 303
        refused += sam.get(PAGE).status_code == 403
    assert refused == 5


@pytest.mark.control("C12")
def test_a_hundred_ends_are_a_hundred_refusals(staff: Staff, enter: Enter) -> None:
    sam = enter("sam")
    refused = 0
    for _ in range(100):
        with staff.working():
            grant = operations.give_role(
                actor=staff.actor("pat"),
                now=NOW,
                person_id=staff.ids["sam"],
                role=Role.CHAIR,
                place_key="district:burnley",
                starts_on=TODAY,
            )
        assert sam.get("/d/burnley/probe/names").status_code == 200
        with staff.working():
            operations.end_role(actor=staff.actor("pat"), now=NOW, grant_id=grant)
        refused += sam.get("/d/burnley/probe/names").status_code == 403
    assert refused == 100


@pytest.mark.parametrize(
    ("giver", "role", "place", "field"),
    [
        ("lee", Role.MEMBER, "county", "role"),
        ("lee", Role.MEMBER, "district:preston", "role"),
        ("lee", Role.MEMBER, "area:east", "role"),
        ("lee", Role.CHAIR, "district:burnley", "role"),
        ("lee", Role.PEOPLE_ADMINISTRATOR, "county", "role"),
        ("pat", Role.INFORMATION_GOVERNANCE, "county", "role"),
        ("pat", Role.PEOPLE_ADMINISTRATOR, "district:burnley", "place"),
        ("pat", Role.CHAIR, "district:atlantis", "place"),
        ("pat", Role.CHAIR, "", "place"),
        ("casey", Role.MEMBER, "district:burnley", "role"),
    ],
)
def test_a_role_beyond_the_givers_own_is_refused(
    staff: Staff, giver: str, role: Role, place: str, field: str
) -> None:
    with staff.working(), pytest.raises(RuleError) as refusal:
        operations.give_role(
            actor=staff.actor(giver),
            now=NOW,
            person_id=staff.ids["sam"],
            role=role,
            place_key=place,
            starts_on=TODAY,
        )
    assert refusal.value.field == field
    assert roles(staff, "sam") == {("social_worker", "burnley")}


def test_a_form_that_was_tampered_with_confirms_nothing(staff: Staff, enter: Enter) -> None:
    lee = enter("lee")
    address = f"/people/{staff.ids['sam']}/roles/give"
    answers = [
        lee.post(address, data=role_form(role=role, place=place))
        for role, place in (
            ("case_support", "district:burnley"),
            ("no_such_role", "district:burnley"),
            ("member", "district:preston"),
            ("member", "district:atlantis"),
            ("member", f"panel:{uuid4()}"),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    words = "That role is not yours to give there. Choose a role and a place from the lists"
    assert all(words in answer.text for answer in answers)
    assert all(WHY in answer.text for answer in answers)
    for page in answers:
        assert "Case support officer" not in page.text
        assert "Preston" not in page.text
    assert roles(staff, "sam") == {("social_worker", "burnley")}


def test_nobody_gives_a_role_to_themselves(staff: Staff, enter: Enter) -> None:
    pat = enter("pat")
    page = pat.get(f"/people/{staff.ids['pat']}")
    assert "This is you" in page.text
    assert "Give a role" not in page.text
    answer = pat.post(
        f"/people/{staff.ids['pat']}/roles/give", data=role_form(role="member", place="county")
    )
    assert (answer.status_code, "Nobody gives a role to themselves" in answer.text) == (422, True)
    assert roles(staff, "pat") == {("people_administrator", None)}


def test_nobody_ends_or_reviews_a_role_of_their_own(staff: Staff) -> None:
    with staff.working():
        (own,) = queries.roles_of([staff.ids["pat"]])
        for act in (operations.end_role, operations.keep_role):
            with pytest.raises(RuleError, match="of their own"):
                act(actor=staff.actor("pat"), now=NOW, grant_id=own.id)


@pytest.mark.requirement("R17", "A19")
def test_a_provider_never_gets_a_role_that_shows_what_a_home_costs(
    staff: Staff, enter: Enter
) -> None:
    pat = enter("pat")
    answer = pat.post(f"/people/{staff.ids['parker']}/roles/give", data=role_form())
    assert answer.status_code == 422
    assert "is a role for people from children’s services" in answer.text
    assert roles(staff, "parker") == {("member", "burnley")}


@pytest.mark.requirement("R17", "A19")
def test_a_person_with_a_costly_role_does_not_move_to_a_provider(staff: Staff) -> None:
    with staff.working():
        lee = queries.person(staff.ids["lee"])
        with pytest.raises(RuleError, match="End that role first"):
            operations.change_person(
                actor=staff.actor("pat"),
                now=NOW,
                person_id=lee.id,
                version=lee.version,
                details=operations.Details(
                    name=lee.name,
                    email=lee.email,
                    organisation_id=staff.organisations[OrganisationKind.PROVIDER],
                ),
            )


def test_a_role_needs_an_organisation(staff: Staff) -> None:
    with staff.working():
        nico = queries.person(staff.ids["nico"])
        nico.organisation_id = None
        with pytest.raises(RuleError, match="Say which organisation"):
            operations.give_role(
                actor=staff.actor("pat"),
                now=NOW,
                person_id=nico.id,
                role=Role.MEMBER,
                place_key="district:burnley",
                starts_on=TODAY,
            )


def test_the_same_role_twice_is_refused_and_later_it_is_not(staff: Staff) -> None:
    def give(starts_on: date, ends_on: date | None = None) -> UUID:
        return operations.give_role(
            actor=staff.actor("pat"),
            now=NOW,
            person_id=staff.ids["nico"],
            role=Role.MEMBER,
            place_key="district:burnley",
            starts_on=starts_on,
            ends_on=ends_on,
        )

    with staff.working():
        give(TODAY, TODAY + timedelta(days=10))
        with pytest.raises(RuleError, match="already"):
            give(TODAY + timedelta(days=10))
        give(TODAY + timedelta(days=11))


def test_a_role_on_one_panel_counts_there_alone(staff: Staff) -> None:
    with staff.working():
        panels.open_panels()
        panel = panel_queries.panel("burnley", PanelKind.LEAVING_CARE)
        other = panel_queries.panel("burnley", PanelKind.LASTING_HOME)
        operations.give_role(
            actor=staff.actor("pat"),
            now=NOW,
            person_id=staff.ids["nico"],
            role=Role.CHAIR,
            place_key=f"panel:{panel.id}",
            starts_on=TODAY,
        )
        nico = staff.actor("nico")
        assert nico.may(Permission.AGENDA_BUILD, "burnley", panel.id)
        assert not nico.may(Permission.AGENDA_BUILD, "burnley", other.id)
        assert not nico.may(Permission.AGENDA_BUILD, "burnley")


def test_a_role_in_an_area_counts_in_its_districts_alone(staff: Staff) -> None:
    with staff.working():
        area = next(place for place in holdings.places() if place.name == "East Lancashire")
        operations.give_role(
            actor=staff.actor("pat"),
            now=NOW,
            person_id=staff.ids["nico"],
            role=Role.CHAIR,
            place_key=area.key,
            starts_on=TODAY,
        )
        nico = staff.actor("nico")
        assert nico.may(Permission.AGENDA_BUILD, "burnley")
        assert not nico.may(Permission.AGENDA_BUILD, "preston")
        for district, found in (("burnley", True), ("preston", False)):
            chairs = queries.people_with_role(Role.CHAIR, district_id=district, today=TODAY)
            assert (staff.ids["nico"] in {each.id for each in chairs}) is found


def test_a_district_lead_ends_only_what_they_may_give(staff: Staff) -> None:
    def grant_of(key: str) -> UUID:
        return queries.roles_of([staff.ids[key]])[0].id

    with staff.working():
        lee = staff.actor("lee")
        operations.end_role(actor=lee, now=NOW, grant_id=grant_of("parker"))
        with pytest.raises(ForbiddenError):
            operations.end_role(actor=lee, now=NOW, grant_id=grant_of("sam"))
        with pytest.raises(NotFoundError):
            operations.end_role(actor=lee, now=NOW, grant_id=grant_of("preston"))
        with pytest.raises(NotFoundError):
            operations.end_role(actor=lee, now=NOW, grant_id=grant_of("parker"))
        with pytest.raises(NotFoundError):
            operations.end_role(actor=lee, now=NOW, grant_id=uuid4())


@pytest.mark.parametrize(
    ("method", "last_part"), [("get", "end"), ("post", "end"), ("post", "keep")]
)
def test_another_districts_role_is_as_if_it_were_not_there(
    staff: Staff, enter: Enter, method: str, last_part: str
) -> None:
    lee = enter("lee")
    with staff.working(writes=False):
        other = queries.roles_of([staff.ids["preston"]])[0].id
    answers = [
        lee.open(f"/people/roles/{grant}/{last_part}", method=method, data={"when": "now"})
        for grant in (other, uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _plain(answers[0].text) == _plain(answers[1].text)


def _plain(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_a_role_ends_on_a_day_or_now(staff: Staff, enter: Enter, clock: MovableClock) -> None:
    pat, sam = enter("pat"), enter("sam")
    with staff.working(writes=False):
        grant = queries.roles_of([staff.ids["sam"]])[0].id
    page = f"/people/roles/{grant}/end"
    missing = pat.post(page, data={"when": "day"})
    assert (missing.status_code, "Enter the last day" in missing.text) == (422, True)
    past = pat.post(
        page,
        data={"when": "day", "last_day-day": "22", "last_day-month": "11", "last_day-year": "2026"},
    )
    assert (past.status_code, "must be today or later" in past.text) == (422, True)
    right = pat.post(
        page,
        data={"when": "day", "last_day-day": "24", "last_day-month": "11", "last_day-year": "2026"},
    )
    assert right.status_code == 303
    clock.instant = NOW + timedelta(days=1)
    assert sam.get("/").status_code == 200
    clock.instant = NOW + timedelta(days=2)
    assert sam.get("/").status_code == 303


def test_giving_and_ending_stand_on_the_trail(staff: Staff) -> None:
    with staff.working():
        grant = operations.give_role(
            actor=staff.actor("pat"),
            now=NOW,
            person_id=staff.ids["nico"],
            role=Role.MEMBER,
            place_key="district:burnley",
            starts_on=TODAY,
            ends_on=TODAY,
            reason=WHY,
        )
        operations.end_role(actor=staff.actor("pat"), now=NOW, grant_id=grant)
    with staff.working(writes=False):
        events = session.scalars(
            select(Event).where(Event.subject_id == staff.ids["nico"]).order_by(Event.event)
        ).all()
        assert [event.event for event in events] == ["people:role:ended", "people:role:given"]
        assert {event.actor_id for event in events} == {staff.ids["pat"]}
        assert not [event for event in events if WHY in str(event.facts)]
        row = session.scalars(select(RoleGrant).where(RoleGrant.id == grant)).one()
        assert (row.sponsor_id, row.reason, row.review_on) == (staff.ids["pat"], WHY, None)


def test_a_role_is_looked_at_again_and_kept(
    staff: Staff, enter: Enter, working: ScopeOpener
) -> None:
    with working():
        row = queries.roles_of([staff.ids["sam"]])[0]
        row.review_on = TODAY
        grant = row.id
    pat = enter("pat")
    address = f"/people/{staff.ids['sam']}"
    assert "Look at it again: it was due on 23 November 2026" in pat.get(address).text
    found = pat.post("/people", data={"state": "review"})
    assert "Sam Testcase" in found.text
    assert "Lee Sample" not in found.text
    assert pat.post(f"/people/roles/{grant}/keep").location == address
    assert "To be looked at again on 23 November 2027" in pat.get(address).text
