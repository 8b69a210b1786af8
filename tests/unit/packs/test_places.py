"""Places of papers: a table of real cases, and that no history moves one."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.packs.rules.places import Standing, allot, numbers, order


def paper(number: int, place: str | None = None) -> Standing:
    """A paper with its place."""
    return Standing(UUID(int=number), place)


CASES = [
    ("the first publication counts", 4, [None, None], ["4.1", "4.2"]),
    ("one paper", 1, [None], ["1.1"]),
    ("no paper", 1, [], []),
    ("a late one takes the last number with a letter", 4, ["4.1", "4.2", None], ["4.2a"]),
    ("two at once", 4, ["4.1", None, None], ["4.1a", "4.1b"]),
    ("a later one goes on", 4, ["4.1", "4.1a", None], ["4.1b"]),
    ("after z comes aa", 2, ["2.1", "2.1z", None], ["2.1aa"]),
    ("after az comes ba", 2, ["2.1", "2.1az", None], ["2.1ba"]),
    ("an item that had none starts anew", 7, [None, None], ["7.1", "7.2"]),
    ("where it stands in reading order does not matter", 3, [None, "3.1"], ["3.1a"]),
    ("all have one", 3, ["3.1", "3.2"], []),
    ("a letter of an earlier number does not count", 3, ["3.1", "3.1c", "3.2", None], ["3.2a"]),
]


@pytest.mark.requirement("R73")
@pytest.mark.parametrize(("why", "item", "before", "given_now"), CASES, ids=[c[0] for c in CASES])
def test_places(why: str, item: int, before: list[str | None], given_now: list[str]) -> None:
    del why
    papers = [paper(number, place) for number, place in enumerate(before, start=1)]
    assert list(allot(item, papers).values()) == given_now


@given(st.lists(st.integers(min_value=0, max_value=4), max_size=8))
def test_no_history_moves_a_place_or_gives_one_twice(arrivals: list[int]) -> None:
    papers: list[Standing] = []
    for arriving in arrivals:
        before = {each.paper_id: each.place for each in papers}
        new = [paper(len(papers) + more + 1) for more in range(arriving)]
        places = allot(5, [*papers, *new])
        assert not places.keys() & before.keys()
        papers = [*papers, *(Standing(each.paper_id, places[each.paper_id]) for each in new)]
    given_places = [each.place for each in papers]
    assert len(set(given_places)) == len(given_places)
    assert given_places == sorted(given_places, key=order)


def test_items_keep_their_number_through_every_version() -> None:
    one, two, three, late = (UUID(int=number) for number in range(1, 5))
    found = numbers([[one, None, two, three, None], [late, None, three, one, None]])
    assert found == {one: 1, two: 3, three: 4, late: 6}


def test_an_items_number_says_nothing_of_who_else_is_listed() -> None:
    one, hidden, three = (UUID(int=number) for number in range(1, 4))
    with_it = numbers([[one, hidden, three]])
    without_it = numbers([[one, None, three]])
    assert {each: with_it[each] for each in without_it} == without_it


def test_what_is_no_place_is_sorted_first() -> None:
    assert sorted(["2.1", None, "1.10", "1.9b", "1.9", "1.9aa"], key=order) == [
        None,
        "1.9",
        "1.9b",
        "1.9aa",
        "1.10",
        "2.1",
    ]
