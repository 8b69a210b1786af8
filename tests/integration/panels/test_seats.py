"""Panels of both kinds, and who holds their seats."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from portal.kernel.errors import ForbiddenError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations, queries
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import KIND, NOW, TODAY, District

CHAIR_SEAT = "leaving_care_senior_manager"


def hold(district: District, **more: Any) -> None:
    arguments: dict[str, Any] = {
        "actor": district.support,
        "now": NOW,
        "district_id": "burnley",
        "kind": KIND,
        "seat_key": CHAIR_SEAT,
        "person_id": district.chair.person_id,
        "starts_on": TODAY,
    }
    with district.working():
        operations.hold_seat(**(arguments | more))


def test_opening_panels_twice_opens_each_once(district: District, working: ScopeOpener) -> None:
    with working():
        assert operations.open_panels() == 0
    with working(writes=False):
        kinds = [panel.kind for panel in queries.panels_of("burnley")]
    assert kinds == ["leaving_care", "lasting_home"]


@pytest.mark.requirement("R22", "R23", "R72")
def test_a_seat_has_a_holder_and_a_deputy(district: District) -> None:
    hold(district)
    hold(district, person_id=district.lead.person_id, deputy=True)
    with district.working(writes=False):
        terms = queries.holders(queries.panel("burnley", KIND).id)
    assert [(held.name, held.deputy) for held in terms] == [
        ("Charlie Example", False),
        ("Lee Sample", True),
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"seat_key": "no_such_seat"}, "seat_key"),
        ({"seat_key": "allocated_social_worker"}, "seat_key"),
        ({"person_id": uuid4()}, "person_id"),
        ({"ends_on": date(2026, 1, 1)}, "ends_on"),
    ],
    ids=["no such seat", "a seat filled for each item", "nobody we know", "ends before it starts"],
)
def test_a_term_that_cannot_be_is_refused(
    district: District, more: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        hold(district, **more)
    assert refusal.value.field == field


def test_the_same_person_is_not_put_in_a_seat_twice(district: District) -> None:
    hold(district)
    with pytest.raises(RuleError, match="already in this seat from Monday 23 November 2026"):
        hold(district)


def test_a_term_ends_and_stays_on_record(district: District) -> None:
    hold(district)
    with district.working():
        term = queries.terms([queries.panel("burnley", KIND).id])[0]
        operations.end_seat(
            actor=district.support, now=NOW, term_id=term.id, last_day=date(2026, 12, 31)
        )
    with district.working(writes=False):
        assert queries.term(term.id).ends_on == date(2026, 12, 31)


def test_a_member_may_not_fill_seats(district: District) -> None:
    with pytest.raises(ForbiddenError):
        hold(district, actor=district.member)


def test_both_panels_have_their_own_seats(district: District) -> None:
    with pytest.raises(RuleError, match="no such seat"):
        hold(district, kind=PanelKind.LASTING_HOME)
