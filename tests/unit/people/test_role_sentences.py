"""Every role is a sentence that says what, where and until when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from portal.people.places import Place
from portal.people.policy import ROLE_PERMISSIONS, Permission, Role
from portal.people.wording import HEADLINES, VERBS, Term, role_sentence, what_it_allows

TODAY = date(2026, 11, 23)
COUNTY = Place()
EAST = Place(area_id="east", name="East Lancashire", districts=frozenset({"burnley"}))
BURNLEY = Place(district_id="burnley", name="Burnley")
SINCE = date(2026, 1, 1)


@pytest.mark.requirement("R82", "R93")
@pytest.mark.parametrize(
    ("role", "place", "term", "sentence"),
    [
        (
            Role.CASE_SUPPORT,
            EAST,
            Term(SINCE, date(2026, 12, 31)),
            "Sam can publish agendas and file records for East Lancashire panels until 31 December",
        ),
        (
            Role.CASE_SUPPORT,
            COUNTY,
            Term(SINCE),
            "Sam can publish agendas and file records for every panel in the county",
        ),
        (
            Role.MEMBER,
            BURNLEY,
            Term(SINCE, date(2027, 3, 31)),
            "Sam can read agendas for Burnley panels until 31 March 2027",
        ),
        (
            Role.CHAIR,
            BURNLEY,
            Term(date(2027, 1, 1), date(2027, 3, 31)),
            (
                "Sam can build agendas and write records for Burnley panels from 1 January 2027 "
                "until 31 March 2027"
            ),
        ),
        (
            Role.PEOPLE_ADMINISTRATOR,
            COUNTY,
            Term(SINCE),
            "Sam can add people and take them off and give roles in the whole county",
        ),
        (
            Role.BOARD_MEMBER,
            COUNTY,
            Term(SINCE),
            "Sam can read how each panel works in the whole county",
        ),
        (
            Role.MEMBER,
            BURNLEY,
            Term(SINCE, date(2026, 11, 22)),
            "Sam could read agendas for Burnley panels until 22 November",
        ),
        (
            Role.MEMBER,
            BURNLEY,
            Term(SINCE, TODAY),
            "Sam can read agendas for Burnley panels until 23 November",
        ),
        (
            Role.MEMBER,
            BURNLEY,
            Term(SINCE, TODAY, ended=True),
            "Sam could read agendas for Burnley panels until 23 November",
        ),
        (
            Role.MEMBER,
            Place(
                district_id="burnley",
                panel_id=UUID(int=5),
                name="the Lasting Home Panel in Burnley",
            ),
            Term(SINCE),
            "Sam can read agendas for the Lasting Home Panel in Burnley",
        ),
    ],
)
def test_a_role_in_a_sentence(role: Role, place: Place, term: Term, sentence: str) -> None:
    found = role_sentence(name="Sam", role=role, place=place, term=term, today=TODAY)
    assert found == sentence


def test_a_suspended_persons_role_says_that_it_does_not_count() -> None:
    found = role_sentence(
        name="Sam", role=Role.MEMBER, place=BURNLEY, term=Term(SINCE), today=TODAY, suspended=True
    )
    assert found == (
        "Sam cannot read agendas for Burnley panels now, because their access is suspended"
    )


def test_every_permission_has_a_verb_and_every_role_a_headline_of_its_own() -> None:
    assert set(VERBS) == set(Permission)
    assert set(HEADLINES) == set(Role)
    for role, headline in HEADLINES.items():
        assert headline
        assert set(headline) <= ROLE_PERMISSIONS[role]


@pytest.mark.parametrize("role", Role)
def test_the_list_of_what_a_role_may_do_leaves_nothing_out(role: Role) -> None:
    assert len(what_it_allows(role)) == len(ROLE_PERMISSIONS[role])
