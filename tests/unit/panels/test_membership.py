"""Who sits on a panel, who chairs it, whether enough came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from portal.kernel.errors import RuleError
from portal.panels.rules.membership import (
    TO_BE_AGREED,
    ChairLink,
    Holder,
    chain_that_day,
    check_quorum,
    check_term,
    empty_seats,
    quorum_sentence,
    who_chairs,
    who_chairs_item,
    why_not_in,
    why_not_own,
)
from portal.variations.values import (
    ChairRule,
    ItemQuorum,
    OrganisationKind,
    PackSection,
    QuorumRule,
    Seat,
)

DAY = date(2026, 12, 17)
BEFORE = date(2026, 1, 1)
SERVICES = OrganisationKind.CHILDRENS_SERVICES


def seat(key: str, *, case_bound: bool = False, counts: bool = True) -> Seat:
    label = key.replace("_", " ").capitalize()
    return Seat(key, label, SERVICES, case_bound=case_bound, counts_to_quorum=counts)


SEATS = (
    seat("senior"),
    seat("team_manager"),
    seat("housing"),
    seat("social_worker", case_bound=True),
    seat("visitor", counts=False),
)
RULE = ChairRule("senior", ("team_manager",), "Ordinarily the senior manager")


def held(key: str, name: str, number: int, *, deputy: bool = False, **days: date) -> Holder:
    return Holder(key, UUID(int=number), name, deputy, **({"starts_on": BEFORE} | days))


@pytest.mark.requirement("R20", "R21", "R72")
@pytest.mark.parametrize(
    ("holders", "name", "says"),
    [
        (
            [held("senior", "Ash", 1), held("team_manager", "Bo", 2)],
            "Ash",
            (
                "Ash chairs as Senior. Ordinarily the senior manager. "
                "If they cannot come, Bo does (Team manager)."
            ),
        ),
        (
            [held("senior", "Ash", 1), held("senior", "Cy", 3, deputy=True)],
            "Ash",
            (
                "Ash chairs as Senior. Ordinarily the senior manager. "
                "If they cannot come, Cy does (deputy for Senior)."
            ),
        ),
        (
            [held("senior", "Cy", 3, deputy=True)],
            "Cy",
            "Cy chairs as deputy for Senior, because nobody holds that seat.",
        ),
        (
            [held("team_manager", "Bo", 2)],
            "Bo",
            "Bo chairs as Team manager, because nobody holds Senior.",
        ),
        (
            [held("senior", "Ash", 1, ends_on=date(2026, 12, 16)), held("team_manager", "Bo", 2)],
            "Bo",
            "Bo chairs as Team manager, because nobody holds Senior.",
        ),
        (
            [held("senior", "Ash", 1, starts_on=date(2026, 12, 18))],
            "To be agreed at the meeting",
            (
                "Nobody holds a seat that may chair (Senior first). The meeting can still go "
                "ahead: those present agree who chairs it."
            ),
        ),
        (
            [held("senior", "Ash", 1, gone_from=DAY), held("team_manager", "Bo", 2)],
            "Bo",
            "Bo chairs as Team manager, because whoever holds Senior is away.",
        ),
        (
            [held("senior", "Ash", 1, gone_from=DAY), held("senior", "Cy", 3, deputy=True)],
            "Cy",
            "Cy chairs as deputy for Senior, because whoever holds that seat is away.",
        ),
        (
            [
                held("senior", "Ash", 1, gone_from=date(2026, 12, 18)),
                held("senior", "Cy", 3, deputy=True, gone_from=BEFORE),
                held("team_manager", "Bo", 2),
            ],
            "Ash",
            (
                "Ash chairs as Senior. Ordinarily the senior manager. "
                "If they cannot come, Bo does (Team manager)."
            ),
        ),
        (
            [held("senior", "Ash", 1), held("team_manager", "Ash", 1)],
            "Ash",
            "Ash chairs as Senior. Ordinarily the senior manager.",
        ),
    ],
    ids=[
        "the seat of the rule",
        "its deputy stands in first",
        "only a deputy",
        "nobody in the first seat",
        "a term that ended the day before",
        "a term that starts the day after",
        "whoever holds the seat is gone by the day",
        "gone, and the seat's own deputy comes first",
        "gone the day after, and a deputy who is gone is nobody's stand-in",
        "one person in two seats is named once",
    ],
)
def test_who_chairs(holders: list[Holder], name: str, says: str) -> None:
    found = who_chairs(rule=RULE, seats=SEATS, holders=holders, day=DAY)
    assert (found.name, found.sentence) == (name, says)


def test_a_chair_from_another_district_is_named_by_seat_and_home_stands_in() -> None:
    found = who_chairs(
        rule=RULE,
        seats=SEATS,
        holders=[held("senior", "Ash", 1), held("team_manager", "Bo", 2)],
        day=DAY,
        other_district="Preston",
    )
    assert found.person_id is None
    assert found.sentence.startswith("The Senior of Preston chairs.")
    assert found.sentence.endswith("If they cannot come, Bo does (Team manager).")


@pytest.mark.requirement("R22")
def test_empty_seats_are_those_without_a_holder_today() -> None:
    holders = [held("senior", "Ash", 1), held("housing", "Cy", 3, deputy=True)]
    assert [s.key for s in empty_seats(SEATS, holders, DAY)] == [
        "team_manager",
        "housing",
        "visitor",
    ]


@pytest.mark.requirement("R22")
def test_a_seat_is_empty_from_the_day_its_holder_is_gone() -> None:
    holders = [held("senior", "Ash", 1, gone_from=DAY)]
    assert "senior" in [s.key for s in empty_seats(SEATS, holders, DAY)]
    assert "senior" not in [s.key for s in empty_seats(SEATS, holders, date(2026, 12, 16))]


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (held("nowhere", "Ash", 1), "seat_key"),
        (held("social_worker", "Ash", 1), "seat_key"),
        (held("housing", "Ash", 1, ends_on=date(2025, 1, 1)), "ends_on"),
        (held("senior", "Ash", 1), "person_id"),
    ],
    ids=["no such seat", "filled for each item", "ends before it starts", "there already"],
)
def test_a_term_that_cannot_be_says_where_the_fault_is(term: Holder, field: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check_term(seats=SEATS, holders=[held("senior", "Ash", 1)], term=term, comes_from=SERVICES)
    assert refusal.value.field == field


FROM = (*OrganisationKind, None)
NAMES = replace(seat("fostering"), sees_names=True)
COST = replace(seat("resources"), sections=frozenset({PackSection.COST}))
BOTH = replace(NAMES, key="both", label="Both", sections=frozenset({PackSection.COST}))


@pytest.mark.requirement("R17", "A16", "A19")
@pytest.mark.control("C11")
@pytest.mark.parametrize("kind", FROM, ids=str)
@pytest.mark.parametrize(
    ("where", "shows"),
    [
        (NAMES, "young people’s names"),
        (COST, "what a home costs"),
        (BOTH, "young people’s names and what a home costs"),
    ],
    ids=["names", "cost", "both"],
)
def test_a_seat_that_shows_names_or_cost_is_for_childrens_services(
    where: Seat, shows: str, kind: OrganisationKind | None
) -> None:
    said = why_not_in(where, kind)
    if kind is not None and kind.is_childrens_services:
        assert said is None
    else:
        assert said is not None
        assert f"The seat of {where.label} shows {shows}, so only" in said
        term = held(where.key, "Ash", 1)
        with pytest.raises(RuleError) as refusal:
            check_term(seats=[where], holders=[], term=term, comes_from=kind)
        assert refusal.value.field == "person_id"


@pytest.mark.parametrize("kind", FROM, ids=str)
def test_any_other_seat_is_open_to_everybody(kind: OrganisationKind | None) -> None:
    assert why_not_in(seat("housing"), kind) is None


@pytest.mark.requirement("R24", "R25", "R71", "A16")
@pytest.mark.parametrize("kind", FROM, ids=str)
def test_an_items_own_people_are_of_childrens_services(kind: OrganisationKind | None) -> None:
    assert (why_not_own(kind) is None) is (kind is not None and kind.is_childrens_services)


def test_the_same_person_may_come_back_after_a_term_ended() -> None:
    former = held("senior", "Ash", 1, ends_on=date(2026, 6, 30))
    again = held("senior", "Ash", 1, starts_on=date(2026, 7, 1))
    assert (
        check_term(seats=SEATS, holders=[former], term=again, comes_from=SERVICES).key == "senior"
    )


ASH, BO, CY = (UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("rule", "present", "met", "says"),
    [
        (QuorumRule(), {}, True, "Enough people are there."),
        (QuorumRule(least=2), {"senior": [ASH]}, False, "one more person in counting seats."),
        (QuorumRule(least=2), {"senior": [ASH], "housing": [BO]}, True, "Enough"),
        (QuorumRule(least=2), {"senior": [ASH], "housing": [ASH]}, False, "one more person"),
        (QuorumRule(least=2), {"senior": [ASH], "visitor": [BO]}, False, "one more person"),
        (QuorumRule(required_seats=("housing",)), {"senior": [ASH]}, False, "Housing."),
        (QuorumRule(required_seats=("housing",)), {"housing": []}, False, "Housing."),
        (
            ItemQuorum(one_of=("social_worker", "team_manager")),
            {"senior": [ASH]},
            False,
            "Social worker or Team manager.",
        ),
        (
            ItemQuorum(one_of=("social_worker", "team_manager")),
            {"team_manager": [CY]},
            True,
            "Enough",
        ),
    ],
    ids=[
        "no quorum is always met",
        "too few",
        "just enough",
        "one person in two seats is one",
        "a seat that does not count",
        "a required seat is missing",
        "a required seat with nobody in it",
        "neither worker nor manager",
        "the manager came for the worker",
    ],
)
def test_whether_enough_came(
    rule: QuorumRule | ItemQuorum,
    present: dict[str, list[UUID]],
    *,
    met: bool,
    says: str,
) -> None:
    found = check_quorum(rule, SEATS, present)
    assert found.met is met
    assert says in found.sentence


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (QuorumRule(), "No quorum is set: everyone on the panel comes or sends somebody"),
        (QuorumRule(least=5), "Quorum: at least five people in counting seats."),
        (QuorumRule(required_seats=("housing",)), "Quorum: Housing."),
        (
            QuorumRule(least=5, required_seats=("senior", "housing")),
            "Quorum: at least five people in counting seats with Senior and Housing.",
        ),
    ],
)
def test_the_quorum_in_a_sentence(rule: QuorumRule, says: str) -> None:
    assert quorum_sentence(rule, SEATS).startswith(says)


FIRST, SECOND, THIRD = (
    ChairLink(UUID(int=1), "Ash", "Senior"),
    ChairLink(UUID(int=2), "Bo", "Team manager"),
    ChairLink(UUID(int=3), "Cy", "deputy for Team manager"),
)


@pytest.mark.requirement("R20", "R21")
@pytest.mark.parametrize(
    ("chair", "out", "name", "says"),
    [
        (FIRST, [], None, ""),
        (FIRST, [SECOND], None, ""),
        (FIRST, [FIRST], "Bo", "Bo chairs this item (Team manager)."),
        (FIRST, [FIRST, SECOND], "Cy", "Cy chairs this item (deputy for Team manager)."),
        (FIRST, [FIRST, SECOND, THIRD], TO_BE_AGREED, "Those present agree who does."),
        (None, [FIRST], None, ""),
        (THIRD, [FIRST], "Bo", "Bo chairs this item (Team manager)."),
    ],
    ids=[
        "nobody is out",
        "somebody else is out",
        "the chair is out",
        "the next is out as well",
        "everybody in the chain is out: the item is heard all the same",
        "nobody known here chairs",
        "the chair is away, and who is first in their place is out",
    ],
)
def test_an_item_the_chair_has_an_interest_in_goes_to_the_next_in_the_chain(
    chair: ChairLink | None, out: list[ChairLink], name: str | None, says: str
) -> None:
    found = who_chairs_item(
        chair_id=chair.person_id if chair else None,
        chain=(FIRST, SECOND, THIRD),
        out={link.person_id for link in out},
    )
    assert (found.name if found else None) == name
    assert found is None or says in found.sentence


def test_the_chain_is_everybody_who_may_chair_in_order() -> None:
    found = who_chairs(
        rule=RULE,
        seats=SEATS,
        holders=[
            held("team_manager", "Bo", 2),
            held("senior", "Ash", 1),
            held("team_manager", "Cy", 3, deputy=True),
            held("team_manager", "Ash", 1),
        ],
        day=DAY,
    )
    assert [(link.name, link.role) for link in found.chain] == [
        ("Ash", "Senior"),
        ("Bo", "Team manager"),
        ("Cy", "deputy for Team manager"),
    ]


@pytest.mark.requirement("R20", "R72")
def test_a_chain_as_it_stands_leaves_out_who_is_gone_and_asks_whom_somebody_sent() -> None:
    at = {link.name: ("senior", link.person_id) for link in (FIRST, SECOND, THIRD)}
    names = list(at)
    sent = (UUID(int=9), "Sent")

    def stands(here: list[str], gave: list[str], away: list[str]) -> list[str]:
        return [
            link.name
            for link in chain_that_day(
                (FIRST, SECOND, THIRD),
                sitting_there=[at[name] for name in here],
                sent={at[name]: sent for name in gave},
                away=[at[name] for name in away],
            )
        ]

    first, second, third = names
    assert stands(names, [], []) == names
    assert stands([second, third], [], []) == [second, third]
    assert stands(names, [first], []) == ["Sent", second, third]
    assert stands(names, [first], [first]) == ["Sent", second, third]
    assert stands(names, [], [first, third]) == [second]
    assert stands([], [], []) == []
