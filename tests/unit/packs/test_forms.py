"""What a reader is given of what agencies wrote: a table of real cases, and places that stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from portal.agreements.rules import Limit
from portal.packs.rules.changes import Change, changes
from portal.packs.rules.forms import FORMS, FormFacts, Written
from portal.packs.rules.giving import Given, ItemFacts, Reader, item_pages
from portal.preparation.rules.agencies import Agency
from portal.variations.values import OrganisationKind, PackSection
from tests.unit.packs.test_giving import (
    AGREED,
    COUNTY_READER,
    HOUSING_READER,
    NO_HEALTH,
    NOBODYS,
    NOW,
    OWN,
    PROVIDER,
    SPEAKS_FOR_YOUNG_PEOPLE,
    START,
    STOPPED,
    VISITOR,
    discussed,
    item,
    shared,
)

RIVAL = UUID(int=24)


def form(agency: Agency, number: int = 1, *, turn: int = 1, of: UUID | None = None) -> FormFacts:
    """What an agency wrote on the first day, which joined the pack at once."""
    first = Written(
        id=UUID(int=500 + number),
        number=1,
        made_at=START,
        written_on=date(2026, 12, 1),
        joined_at=START,
    )
    return FormFacts(agency=agency, turn=turn, organisation_id=of, versions=(first,))


EVERY = tuple(
    form(agency, number, of=PROVIDER if agency is Agency.PROVIDER else None)
    for number, agency in enumerate(Agency)
)


def with_forms(*said: object, forms: tuple[FormFacts, ...] = EVERY, **more: object) -> ItemFacts:
    """The item with everything agencies may write, and no paper."""
    return item(*said, papers=(), forms=forms, **more)  # type: ignore[arg-type]  # as given


PROVIDERS = replace(
    HOUSING_READER, organisation_id=PROVIDER, organisation_kind=OrganisationKind.PROVIDER
)
RIVALS = replace(PROVIDERS, organisation_id=RIVAL)
TO_ALL = (discussed(), shared(to=(PROVIDER, RIVAL)))


@dataclass(frozen=True)
class Case:
    """A row: what happened, who reads, and the letters of what they are given."""

    why: str
    reader: Reader
    facts: ItemFacts
    letters: str


CASES = [
    Case("the county's seat reads all", COUNTY_READER, with_forms(*AGREED), "ABCDEFGHI"),
    Case("housing reads what its seat sees", HOUSING_READER, with_forms(*AGREED), "AEFGI"),
    Case(
        "housing, from whom a part is kept: homes and schemes alone",
        HOUSING_READER,
        with_forms(discussed(), shared(limits=NO_HEALTH)),
        "AE",
    ),
    Case(
        "a part kept from everybody",
        COUNTY_READER,
        with_forms(discussed(), shared(limits=(Limit(frozenset({"health"})),))),
        "AE",
    ),
    Case("that limit is for housing", COUNTY_READER, with_forms(*AGREED), "ABCDEFGHI"),
    Case("papers were not asked", COUNTY_READER, with_forms(discussed()), ""),
    Case("being discussed was not asked", COUNTY_READER, with_forms(shared(1)), ""),
    Case("an organisation that was not named", PROVIDERS, with_forms(*AGREED), ""),
    Case("a provider reads its own offer", PROVIDERS, with_forms(*TO_ALL), "AEFGI"),
    Case("a provider never reads a rival's offer (A19)", RIVALS, with_forms(*TO_ALL), "AFGI"),
    Case("their own people read all, agreed or not", OWN, with_forms(discussed()), "ABCDEFGHI"),
    Case("a visitor reads none (R40)", VISITOR, with_forms(*TO_ALL), ""),
    Case(
        "who speaks for young people reads none (A18)",
        SPEAKS_FOR_YOUNG_PEOPLE,
        with_forms(*AGREED),
        "",
    ),
    Case("who comes from nowhere cannot be named", NOBODYS, with_forms(*AGREED), ""),
    Case(
        "no seat reads none",
        replace(COUNTY_READER, sections=frozenset()),
        with_forms(*AGREED),
        "",
    ),
    Case("it is not being heard", COUNTY_READER, with_forms(*AGREED, heard=False), ""),
    Case("the agenda is not out", COUNTY_READER, with_forms(*AGREED, open=False), ""),
    Case("the record is filed", COUNTY_READER, with_forms(*AGREED, closed_at=NOW), ""),
    Case("an interest", COUNTY_READER, with_forms(*AGREED, out=True), ""),
]


def given_by_letter(reader: Reader, facts: ItemFacts) -> Mapping[str, Given]:
    """Return what stands at each letter of the item."""
    return {
        (page.place or "").removeprefix("1."): page.given
        for page in item_pages(reader, facts, NOW).pages
        if isinstance(page.kind, Agency)
    }


@pytest.mark.requirement("R57", "R58", "R59", "R60", "R61", "R40", "A18", "A19")
@pytest.mark.control("C15")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_every_reader_is_given_the_forms_that_are_for_them(case: Case) -> None:
    found = given_by_letter(case.reader, case.facts)
    assert "".join(found) == case.letters
    assert set(found.values()) <= {Given.SHOWN}


def test_what_is_taken_back_leaves_a_mark_for_those_who_had_it_and_nothing_for_others() -> None:
    taken = with_forms(*AGREED, STOPPED)
    assert given_by_letter(HOUSING_READER, taken) == dict.fromkeys("AEFGI", Given.WITHDRAWN)
    assert given_by_letter(PROVIDERS, taken) == {}
    asked_again = with_forms(*AGREED, shared(3, START + timedelta(days=1), limits=NO_HEALTH))
    marks = given_by_letter(HOUSING_READER, asked_again)
    assert {letter for letter, given in marks.items() if given is Given.SHOWN} == {"A", "E"}
    assert {letter for letter, given in marks.items() if given is Given.NOT_SHARED} == set("FGI")


def test_what_is_written_after_it_was_taken_back_was_never_given() -> None:
    at = START + timedelta(days=2)
    late = replace(EVERY[0], versions=(replace(EVERY[0].versions[0], made_at=at, joined_at=at),))
    assert given_by_letter(HOUSING_READER, with_forms(*AGREED, STOPPED, forms=(late,))) == {}


def test_a_letter_is_its_agencys_own_and_a_second_organisation_counts_on() -> None:
    letters = [kind.letter for kind in FORMS.values()]
    assert list(FORMS) == list(Agency)
    assert letters == sorted(set(letters))
    two = (form(Agency.PROVIDER, 1, of=PROVIDER), form(Agency.PROVIDER, 2, turn=2, of=RIVAL))
    assert list(given_by_letter(COUNTY_READER, with_forms(*AGREED, forms=two))) == ["E", "E2"]
    assert list(given_by_letter(RIVALS, with_forms(*TO_ALL, forms=two))) == ["E2"]


@pytest.mark.requirement("R57")
def test_a_new_version_stands_in_the_same_place_and_is_said_to_be_new() -> None:
    again = Written(
        id=UUID(int=600),
        number=2,
        made_at=START + timedelta(days=3),
        written_on=date(2026, 12, 4),
        joined_at=START + timedelta(days=3),
    )
    both = replace(EVERY[0], versions=(*EVERY[0].versions, again))
    facts = with_forms(*AGREED, forms=(both,))
    before = item_pages(HOUSING_READER, facts, START + timedelta(days=1))
    now = item_pages(HOUSING_READER, facts, NOW)
    assert before.pages[-1].place == now.pages[-1].place == "1.A"
    assert now.pages[-1].version is not None
    assert now.pages[-1].version.number == 2
    assert changes(before, now)["1.A"] is Change.NEW_VERSION


@pytest.mark.requirement("R57", "R73")
@pytest.mark.control("C16")
def test_what_nobody_looked_through_yet_is_read_by_those_who_work_with_it_alone() -> None:
    first = replace(EVERY[0].versions[0], joined_at=None)
    unseen = with_forms(*AGREED, forms=(replace(EVERY[0], versions=(first,)),))
    assert given_by_letter(HOUSING_READER, unseen) == {}
    assert given_by_letter(OWN, unseen) == {"A": Given.SHOWN}
    taken_back = with_forms(*AGREED, STOPPED, forms=(replace(EVERY[0], versions=(first,)),))
    assert given_by_letter(HOUSING_READER, taken_back) == {}, "it was never given"
    again = Written(id=UUID(int=600), number=2, made_at=START, written_on=date(2026, 12, 1))
    both = replace(EVERY[0], versions=(*EVERY[0].versions, again))
    for reader, number in ((HOUSING_READER, 1), (OWN, 2)):
        page = item_pages(reader, with_forms(*AGREED, forms=(both,)), NOW).pages[-1]
        assert page.waits
        assert page.version is not None
        assert page.version.number == number


def test_no_form_is_for_a_seat_that_sees_costs_alone() -> None:
    """What a home costs is in no form: it has a page of its own (R17, A19)."""
    assert PackSection.COST not in {kind.section for kind in FORMS.values()}
