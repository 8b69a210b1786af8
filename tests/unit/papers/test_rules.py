"""Kinds, places in a pack, what waits, a protected address told in words: as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from portal.kernel.errors import RuleError
from portal.papers.rules import holding
from portal.papers.rules.address import gives_away, postcode_of
from portal.papers.rules.holding import Square, Why
from portal.papers.rules.involved import names_it
from portal.papers.rules.kinds import KINDS, PaperKind
from portal.papers.rules.sections import OWN, SECTIONS, key_of, typed
from portal.variations.values import OrganisationKind, PackSection


def ids(*numbers: int) -> list[UUID]:
    return [UUID(int=number) for number in numbers]


@pytest.mark.requirement("R47", "R48", "R52", "R57", "R58", "R60", "R61")
def test_every_kind_has_an_owner_a_requirement_and_sections() -> None:
    assert set(KINDS) == set(PaperKind) == set(SECTIONS)
    for kind, each in KINDS.items():
        assert each.label
        assert each.owner.label
        assert each.requirements
        assert SECTIONS[kind]
        keys = [section.key for section in SECTIONS[kind]]
        assert len(keys) == len(set(keys))
        assert OWN not in keys


@pytest.mark.requirement("R53")
def test_the_section_that_is_never_there_is_among_no_kinds_sections() -> None:
    headings = [section.heading for kind in SECTIONS.values() for section in kind]
    assert not any(names_it(heading) for heading in headings)


@pytest.mark.requirement("R17")
def test_no_kind_of_paper_is_about_cost() -> None:
    assert all(each.section is not PackSection.COST for each in KINDS.values())


@pytest.mark.requirement("R57", "R58", "R61")
@pytest.mark.parametrize(
    ("organisation", "kinds"),
    [
        (OrganisationKind.HOUSING_AUTHORITY, {PaperKind.HOUSING_OPTIONS}),
        (OrganisationKind.PROVIDER, {PaperKind.PROVIDER_INFORMATION}),
        (OrganisationKind.ACCESS_TO_RESOURCES, {PaperKind.PLACEMENT_INFORMATION}),
        (
            OrganisationKind.FOSTERING,
            {PaperKind.PLACEMENT_INFORMATION, PaperKind.INDEPENDENCE_SKILLS},
        ),
        (
            OrganisationKind.RESIDENTIAL,
            {PaperKind.PLACEMENT_INFORMATION, PaperKind.INDEPENDENCE_SKILLS},
        ),
        (OrganisationKind.IRO_SERVICE, {PaperKind.IRO_VIEW}),
        (OrganisationKind.ADVOCACY, {PaperKind.VIEWS}),
        (OrganisationKind.CHILDRENS_SERVICES, set()),
        (OrganisationKind.YOUNG_PERSON, set()),
        (OrganisationKind.BOARD, set()),
    ],
)
def test_whose_people_bring_which_kinds(
    organisation: OrganisationKind, kinds: set[PaperKind]
) -> None:
    assert {kind for kind in PaperKind if organisation in KINDS[kind].brought_by} == kinds


@pytest.mark.requirement("R53")
@pytest.mark.parametrize(
    ("scanned", "mentions", "without", "reason"),
    [
        (True, (), (), None),
        (True, (2,), (), Why.MENTIONED),
        (True, (2,), (1,), Why.MENTIONED),
        (True, (), (1,), Why.NO_WORDS),
        (False, (), (), Why.NOT_SCANNED),
        (False, (2,), (1,), Why.NOT_SCANNED),
    ],
)
def test_why_a_pdf_waits(
    scanned: bool,  # noqa: FBT001 - a table's column
    mentions: tuple[int, ...],
    without: tuple[int, ...],
    reason: Why | None,
) -> None:
    assert holding.why(scanned=scanned, mentions=mentions, unread=without) is reason


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((), "no page"),
        ((3,), "page 3"),
        ((1, 2, 3), "pages 1 to 3"),
        ((1, 2, 4, 9, 10), "pages 1 to 2, 4 and 9 to 10"),
    ],
)
def test_pages_in_words(pages: tuple[int, ...], words: str) -> None:
    assert holding.pages_in_words(pages) == words
    assert all(words in holding.sentence(why, pages) for why in (Why.MENTIONED, Why.NO_WORDS))


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", ()),
        ("2", (2,)),
        ("2, 4 to 6", (2, 4, 5, 6)),
        ("2 and 4-5; 9", (2, 4, 5, 9)),
        ("3,3", (3,)),
    ],
)
def test_pages_as_they_are_typed(text: str, pages: tuple[int, ...]) -> None:
    assert holding.pages_typed(text, 10) == pages


@pytest.mark.parametrize("text", ["x", "0", "11", "6 to 4", "1-10", "1 2"])
def test_pages_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        holding.pages_typed(text, 10)
    assert caught.value.field == "pages"


def test_squares_as_they_are_typed() -> None:
    assert holding.squares_typed(["3: B2 to F5", "", "page 1 a14"], 3) == (
        Square(3, 1, 1, 5, 4),
        Square(1, 0, 13, 0, 13),
    )


@pytest.mark.parametrize(
    "line", ["3", "3: K1", "4: A1", "1: A0", "1: A15", "1: F5 to B2", "1: B9-C2"]
)
def test_squares_that_cannot_be_are_refused(line: str) -> None:
    with pytest.raises(RuleError) as caught:
        holding.squares_typed([line], 3)
    assert caught.value.field == "squares"


def test_what_waits_too_long_is_over() -> None:
    made = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert not holding.expired(made, made + timedelta(days=7))
    assert holding.expired(made, made + timedelta(days=7, seconds=1))


@pytest.mark.requirement("R47")
def test_a_paper_is_of_today_or_before() -> None:
    today = date(2026, 11, 23)
    assert holding.check_written_on(today, today) == today
    for day in (None, today + timedelta(days=1)):
        with pytest.raises(RuleError) as caught:
            holding.check_written_on(day, today)
        assert caught.value.field == "written_on"


@pytest.mark.requirement("R53")
def test_typed_sections_keep_their_order_and_refuse_the_one_that_is_never_there() -> None:
    found = typed(
        PaperKind.CASE_SUMMARY, {"plan": " A flat ", "about": "Likes chess", "money": " "}
    )
    assert [(each.key, each.words) for each in found] == [
        ("about", "Likes chess"),
        ("plan", "A flat"),
    ]
    with pytest.raises(RuleError) as caught:
        typed(PaperKind.CASE_SUMMARY, {"plan": "x\nReason for involvement:\ny"})
    assert caught.value.field == "section-plan"
    with pytest.raises(RuleError):
        typed(PaperKind.CASE_SUMMARY, {"nonsense": "x"})


def test_a_word_files_heading_finds_its_section() -> None:
    assert key_of(PaperKind.CASE_SUMMARY, "HEALTH AND WELLBEING:") == "health"
    assert key_of(PaperKind.CASE_SUMMARY, "Something else") == OWN


LINES, POSTCODE = "14 Invented Street\nMadeuptown", "BB11 1AA"


@pytest.mark.control("C18")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("They live at 14 Invented Street now", True),
        ("14, INVENTED ST.", True),
        ("no. 14 invented st", True),
        ("bb11 1aa", True),
        ("BB111AA", True),
        ("B B 1 1 - 1 A A", True),
        ("The postcode is\nBB11\n1AA", True),
        ("114 Invented Street", False),
        ("Invented Street has a good bus", False),
        ("Madeuptown is where they go to college", False),
        ("BB11 1AB", False),
        ("They are 14", False),
        ("", False),
    ],
)
def test_a_protected_address_is_told_in_words(text: str, told: bool) -> None:  # noqa: FBT001 - a table's column
    assert gives_away(text, LINES, POSTCODE) is told


@pytest.mark.control("C18")
@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("bb111aa", "BB11 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("W1A 0AX", "W1A 0AX"),
        ("BB11", None),
        ("", None),
    ],
)
def test_a_postcode_is_kept_in_one_way(text: str, postcode: str | None) -> None:
    assert postcode_of(text) == postcode
