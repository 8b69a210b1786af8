"""Where a role counts, and how a form or a spreadsheet names it."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.people.places import Place, place_called, place_with

PANEL = UUID(int=5)
COUNTY = Place()
EAST = Place(
    area_id="east-lancashire", name="East Lancashire", districts=frozenset({"burnley", "pendle"})
)
NO_DISTRICTS = Place(area_id="moon", name="Moon")
BURNLEY = Place(district_id="burnley", name="Burnley")
PENDLE = Place(district_id="pendle", name="Pendle")
LOCAL_AREA = Place(area_id="pendle", name="Pendle", districts=frozenset({"pendle", "burnley"}))
ON_A_PANEL = Place(
    district_id="burnley",
    panel_id=PANEL,
    name="the Leaving Care – Lasting Homes Panel in Burnley",
)
ALL = (COUNTY, EAST, LOCAL_AREA, BURNLEY, PENDLE, ON_A_PANEL)


@pytest.mark.parametrize(
    ("place", "covers"),
    [
        (COUNTY, (None,)),
        (EAST, ("burnley", "pendle")),
        (BURNLEY, ("burnley",)),
        (ON_A_PANEL, ("burnley",)),
        (NO_DISTRICTS, (None,)),
    ],
    ids=[
        "the county",
        "an area",
        "a district",
        "a panel",
        "an area with no district counts as all",
    ],
)
def test_what_a_place_covers(place: Place, covers: tuple[str | None, ...]) -> None:
    assert place.covers == covers


@pytest.mark.parametrize("place", ALL)
def test_a_place_is_found_by_its_key(place: Place) -> None:
    assert place_with(place.key, ALL) == place


@pytest.mark.parametrize("key", ["", "county ", "district:preston", "panel:", "area:burnley", "x"])
def test_a_key_that_is_none_of_these_is_no_place(key: str) -> None:
    assert place_with(key, ALL) is None


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("the whole county", COUNTY),
        ("County", COUNTY),
        ("east lancashire", EAST),
        ("east-lancashire", EAST),
        ("  BURNLEY ", BURNLEY),
        ("district:burnley", BURNLEY),
        ("Pendle", PENDLE),
        ("The Leaving Care - Lasting Homes Panel in Burnley", ON_A_PANEL),
        ("Preston", None),
        ("", None),
        ("None", None),
    ],
)
def test_what_a_spreadsheet_calls_a_place(typed: str, place: Place | None) -> None:
    assert place_called(typed, ALL) == place


@pytest.mark.parametrize(
    ("place", "districts", "meets"),
    [
        (COUNTY, frozenset({"preston"}), True),
        (BURNLEY, None, True),
        (BURNLEY, frozenset({"preston"}), False),
        (EAST, frozenset({"pendle", "preston"}), True),
        (EAST, frozenset(), False),
        (COUNTY, frozenset(), True),
    ],
)
def test_whether_a_place_meets_somebodys_districts(
    place: Place, districts: frozenset[str] | None, *, meets: bool
) -> None:
    assert place.meets(districts) is meets
