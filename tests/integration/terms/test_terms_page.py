"""The terms of reference, written out from the rules in force."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.kernel.kinds import PanelKind
from portal.people.policy import ROLE_PERMISSIONS, Permission, Role
from portal.testing.page_document import parse, text_of
from portal.testing.pages import PageClient
from tests.integration.conftest import SignIn
from tests.integration.terms.conftest import Serve, main_words

HEADINGS = [
    "Chair",
    "Members",
    "Who must be there",
    "How often",
    "How long",
    "Before and after",
    "What the panel may record",
    "Where these rules come from",
]


SITTING = [role for role in Role if Permission.PANEL_SEE in ROLE_PERMISSIONS[role]]


@pytest.mark.parametrize("role", SITTING)
def test_everybody_with_a_role_on_panels_in_the_district_reads_its_terms(
    client: PageClient, sign_in: SignIn, role: Role
) -> None:
    sign_in(client, role, "preston")
    assert client.get("/d/preston/terms").status_code == 200


def test_another_district_s_terms_are_not_there(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    assert client.get("/d/preston/terms").status_code == 404
    assert client.get("/d/preston/terms/leaving_care").status_code == 404


def test_a_panel_that_is_not_one_has_no_terms(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    assert client.get("/d/burnley/terms/adoption").status_code == 404


@pytest.mark.requirement("R20", "R21", "R39", "R44", "R62", "R68", "R75")
@pytest.mark.parametrize(
    ("district", "facts"),
    [
        (
            "burnley",
            [
                "Leaving Care Service Senior Manager chairs the panel.",
                "The panel meets at least every two months.",
                "There are ten slots of 20 minutes.",
                "The agenda reaches everyone at least five working days before the panel.",
                "within five working days of the panel.",
                "config/product.toml",
            ],
        ),
        (
            "preston",
            [
                "Leaving Care Team Manager chairs the panel.",
                "Advocacy (added locally)",
                "There are 11 slots of 30 minutes.",
                "Lunch: 60 minutes from 12:30pm.",
                "config/districts/preston.toml",
            ],
        ),
        (
            "pendle",
            [
                "Leaving Care Service Senior Manager of Burnley chairs the panel.",
                "plugins.pendle_rotating_chair",
            ],
        ),
    ],
    ids=["the product's own rules", "a district's file", "a district's plugin"],
)
def test_the_terms_say_what_is_in_force(
    client: PageClient, sign_in: SignIn, district: str, facts: list[str]
) -> None:
    sign_in(client, Role.MEMBER, district)
    page = client.get(f"/d/{district}/terms/leaving_care?as_of=2026-03-20")
    said = main_words(page.text)
    assert "As they stand on Friday 20 March 2026." in said
    for fact in facts:
        assert fact in said


@pytest.mark.parametrize("kind", PanelKind)
def test_each_panel_has_a_page_of_headings_and_lists(
    client: PageClient, sign_in: SignIn, kind: PanelKind
) -> None:
    sign_in(client, Role.CHAIR, "burnley")
    page = parse(client.get(f"/d/burnley/terms/{kind.value}").text, whole=True)
    main = page.by_id["main-content"]
    assert [text_of(node) for node in main.iter("h2")] == [kind.label]
    assert [text_of(node) for node in main.iter("h3")] == HEADINGS
    assert len([node for node in main.iter("li") if text_of(node)]) > len(HEADINGS)


def test_both_panels_stand_on_one_page_with_a_sheet_each(
    client: PageClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.CHAIR, "burnley")
    page = client.get("/d/burnley/terms").text
    assert [text_of(node) for node in parse(page, whole=True).by_id["main-content"].iter("h2")] == [
        kind.label for kind in PanelKind
    ]
    assert len(re.findall(r'<section class="portal-terms">', page)) == len(PanelKind)


def test_only_who_may_read_settings_is_sent_to_them(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    assert "/d/burnley/what-varies" not in client.get("/d/burnley/terms").text
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    assert "/d/burnley/what-varies" in client.get("/d/burnley/terms").text


def test_terms_of_a_later_day_hold_a_change_that_is_entered(
    sign_in: SignIn, serve: Serve, config: Path
) -> None:
    path = config / "districts" / "burnley.toml"
    dated = "\n[[dated]]\nfrom = 2027-04-01\n[dated.both.notice_period.agenda]\ndays = 7\n"
    path.write_text(path.read_text(encoding="utf-8") + dated, encoding="utf-8")
    client = serve()
    sign_in(client, Role.MEMBER, "burnley")
    before = main_words(client.get("/d/burnley/terms?as_of=2027-03-31").text)
    after = main_words(client.get("/d/burnley/terms?as_of=2027-04-01").text)
    assert "at least five working days before" in before
    assert "at least seven working days before" in after


def test_a_wrong_day_is_refused_beside_its_field(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.MEMBER, "burnley")
    answer = client.get("/d/burnley/terms/lasting_home?as_of-day=31&as_of-month=2&as_of-year=2027")
    assert answer.status_code == 422
    assert "The day must be a real date" in main_words(answer.text)
    assert "As they stand on Monday 23 November 2026" in main_words(answer.text)
