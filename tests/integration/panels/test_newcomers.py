"""Somebody whom nobody registered yet is named for one item or one meeting, and holds no role."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.kernel.errors import ForbiddenError, RuleError
from portal.panels import operations
from portal.panels.operations import Newcomer
from portal.people import queries as people
from portal.people.models import Person
from portal.people.operations import Details, invite_to_panel
from portal.signin.models import LinkKind
from portal.signin.operations import council, factors, passwords
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from portal.web.clock import Moment
from tests.integration.panels.conftest import NOW, District, SignInAs
from tests.integration.panels.people_of_panels import FOSTERING, HOUSING, browser_of, seat, somebody
from tests.support.organisations import organisation

ADDRESS, NAME = "nina@practice.example", "Nina Newhere"
NEW_PASSWORD = "an invented password of hers"
CALLED = "They have never signed in here"


@pytest.fixture
def item_id(district: District) -> UUID:
    """An item of a published agenda."""
    found = district.nominate(0).item_id
    district.publish()
    return found


@pytest.fixture
def homes(district: District) -> UUID:
    """A housing authority, which the panel has a seat for."""
    with district.working():
        return organisation("Invented Homes", OrganisationKind.HOUSING_AUTHORITY).id


def asking(homes: UUID, **more: str) -> dict[str, str]:
    given = {"email": ADDRESS, "reason": "One question", "new_name": NAME}
    return given | {"new_organisation": str(homes)} | more


def place_of_a_holder(district: District) -> str:
    """Somebody from housing who holds a seat: the place that another is sent in."""
    with district.working():
        holder = somebody("Holly Holder", organisation=organisation("Invented Homes"))
        seat(district, holder, HOUSING)
    return f"{HOUSING}/{holder}"


def added(district: District) -> Person | None:
    with district.working(writes=False):
        return people.person_by_email(ADDRESS)


@pytest.mark.requirement("R40")
@pytest.mark.control("C22")
def test_case_support_asks_somebody_new_to_one_item_and_gives_them_their_link(
    app: Flask, district: District, item_id: UUID, homes: UUID, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    assert CALLED in client.get(f"/d/burnley/items/{item_id}/invite").text
    answer = client.post(f"/d/burnley/items/{item_id}/invite", data=asking(homes))
    person = added(district)
    assert person is not None
    with district.working(writes=False):
        assert (person.sponsor_id, people.roles_of([person.id])) == (
            district.support.person_id,
            [],
        )
    assert answer.location == f"/people/{person.id}/sign-in"
    made = client.post(f"/people/{person.id}/sign-in/link").text
    link = re.search(r"/set-password/[\w-]+", made)
    assert link is not None
    theirs = app.test_client()
    assert isinstance(theirs, PageClient)
    chosen = {"email": ADDRESS, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert theirs.post(link.group(), data=chosen).status_code == 303
    signed_in = {"email": ADDRESS, "password": NEW_PASSWORD}
    assert theirs.post("/sign-in", data=signed_in).status_code == 303
    assert theirs.get("/", follow_redirects=True).status_code == 200
    assert theirs.get(f"/your-item/{item_id}").status_code == 200
    assert theirs.get("/d/burnley/meetings").status_code == 404
    assert client.post(f"/people/{person.id}/sign-in/link").status_code == 403, "once they came in"


@pytest.mark.requirement("R22", "R72")
def test_case_support_sends_somebody_new_in_a_holders_place(
    district: District, item_id: UUID, homes: UUID, as_person: SignInAs
) -> None:
    del item_id
    place = place_of_a_holder(district)
    address = f"/d/burnley/meetings/{district.meeting_id}/deputy"
    client, sent = as_person(district.support), asking(homes, place=place)
    assert CALLED in client.get(address).text
    assert "/sign-in" in (client.post(address, data=sent).location or "")
    assert added(district) is not None


@pytest.mark.control("C12", "C22")
def test_nobody_sends_somebody_new_to_read_papers_that_they_do_not_read_themselves(
    district: District, item_id: UUID, homes: UUID, as_person: SignInAs
) -> None:
    """Or a district lead would invent somebody, take their first link, and read papers as them."""
    del item_id
    sent = asking(homes, place=place_of_a_holder(district))
    answer = as_person(district.lead).post(
        f"/d/burnley/meetings/{district.meeting_id}/deputy", data=sent
    )
    assert answer.status_code == 422
    assert "this seat reads papers that you do not" in answer.text
    assert f'value="{ADDRESS}"' in answer.text
    assert added(district) is None


@pytest.mark.requirement("R22", "R72")
@pytest.mark.control("C9")
def test_where_the_seat_is_not_open_to_somebody_new_it_is_said_beside_their_organisation(
    district: District, item_id: UUID, homes: UUID, as_person: SignInAs
) -> None:
    """A seat that shows names takes nobody from a housing authority, who may come for another."""
    del item_id
    with district.working():
        holder = somebody("Holly Holder")
        seat(district, holder, FOSTERING)
    address = f"/d/burnley/meetings/{district.meeting_id}/deputy"
    sent = asking(homes, place=f"{FOSTERING}/{holder}")
    answer = as_person(district.support).post(address, data=sent)
    assert answer.status_code == 422
    _, _, beside = answer.text.partition('<p id="new_organisation-error"')
    assert "only people from children’s services sit in it" in beside.partition("</p>")[0]
    assert 'id="email-error"' not in answer.text
    assert added(district) is None


@pytest.mark.parametrize(
    "asked",
    [
        ({"new_name": "", "new_organisation": ""}, "say below who they are"),
        ({"new_name": ""}, "Enter their full name"),
        ({"new_organisation": ""}, "Choose the organisation they come from"),
    ],
)
def test_what_is_left_out_is_asked_for_and_nobody_is_added(
    district: District,
    item_id: UUID,
    homes: UUID,
    as_person: SignInAs,
    asked: tuple[dict[str, str], str],
) -> None:
    more, said = asked
    client = as_person(district.support)
    answer = client.post(f"/d/burnley/items/{item_id}/invite", data=asking(homes, **more))
    assert (answer.status_code, said in answer.text) == (422, True)
    assert added(district) is None


@pytest.mark.control("C9")
def test_nobody_is_added_from_where_the_panel_has_no_seat(
    district: District, item_id: UUID, as_person: SignInAs
) -> None:
    with district.working():
        elsewhere = organisation("Invented Bureau", OrganisationKind.OTHER).id
    page = as_person(district.support).get(f"/d/burnley/items/{item_id}/invite").text
    assert "Invented Bureau" not in page
    with district.working(), pytest.raises(RuleError, match="No seat they could come for"):
        operations.invite_visitor(
            actor=district.support,
            now=NOW,
            item_id=item_id,
            email=ADDRESS,
            reason="One question",
            newcomer=Newcomer(NAME, elsewhere),
        )


@pytest.mark.control("C9", "C22")
def test_whoever_added_somebody_gives_them_their_first_link_and_nothing_else(
    district: District, item_id: UUID, homes: UUID, as_person: SignInAs
) -> None:
    as_person(district.support).post(f"/d/burnley/items/{item_id}/invite", data=asking(homes))
    person = added(district)
    assert person is not None
    whom: dict[str, Any] = {"actor": district.support, "person_id": person.id}
    at = Moment(NOW, NOW)
    with district.working():
        assert passwords.make_link(kind=LinkKind.INVITATION, at=at, **whom)
    for opens in (council.allow, factors.remove_all):
        with district.working(), pytest.raises(ForbiddenError):
            opens(at=at, **whom)


@pytest.mark.control("C9", "C22")
def test_a_member_adds_nobody_and_lets_nobody_in(
    app: Flask, district: District, item_id: UUID, homes: UUID, as_person: SignInAs
) -> None:
    """They send one who is here already; and what case support added is not theirs to let in."""
    place = place_of_a_holder(district)
    address = f"/d/burnley/meetings/{district.meeting_id}/deputy"
    theirs = browser_of(app, "Holly Holder")
    assert CALLED not in theirs.get(address).text
    answer = theirs.post(address, data=asking(homes, place=place))
    assert (answer.status_code, added(district)) == (422, None)
    as_person(district.support).post(f"/d/burnley/items/{item_id}/invite", data=asking(homes))
    person = added(district)
    assert person is not None
    for rest in ("sign-in", "sign-in/link"):
        ask = theirs.get if rest == "sign-in" else theirs.post
        assert ask(f"/people/{person.id}/{rest}").status_code == 403
    with district.working(), pytest.raises(ForbiddenError):
        invite_to_panel(
            actor=district.member,
            now=NOW,
            district_id="burnley",
            details=Details(NAME, "other@practice.example", organisation_id=homes),
            kinds={OrganisationKind.HOUSING_AUTHORITY},
        )
