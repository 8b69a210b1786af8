"""The county's districts on a page, those whose files do not load among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, SignIn
from tests.integration.terms.conftest import Serve, main_words, words

BROKEN = """
[district]
name = "Brokenbeck"
area = "east"

[leaving_care.slot_plan]
slot_minuts = 30
"""


@pytest.fixture
def broken(config: Path, serve: Serve) -> PageClient:
    """A county in which one district's file has a misspelt key and another's cannot be read."""
    (config / "districts" / "brokenbeck.toml").write_text(BROKEN, encoding="utf-8")
    (config / "districts" / "garbled.toml").write_text("[district\n", encoding="utf-8")
    return serve()


def test_a_visitor_is_asked_to_sign_in(client: PageClient) -> None:
    assert client.get("/districts").status_code == 303


def test_a_reader_sees_their_own_districts_alone(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "preston")
    said = main_words(client.get("/districts").text)
    assert (
        "Preston Central Lancashire 1 April 1974 31 March 2028 Not named yet "
        "What varies in Preston Terms of reference in Preston"
    ) in said
    assert "Burnley" not in said


def test_the_county_sees_all_twelve(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.CASE_SUPPORT, None)
    page = client.get("/districts").text
    assert page.count("/what-varies") == 12
    assert page.count("/terms") == 12


def test_a_member_is_offered_the_terms_and_not_the_settings(
    client: PageClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.MEMBER, "preston")
    page = client.get("/districts").text
    assert "/d/preston/terms" in page
    assert "what-varies" not in page


def test_a_district_that_ended_says_so_and_links_nowhere(
    client: PageClient, sign_in: SignIn, clock: MovableClock
) -> None:
    sign_in(client, Role.DISTRICT_LEAD, "preston")
    clock.instant = clock.instant.replace(year=2028, month=4, day=1)
    page = client.get("/districts").text
    assert "Not in use today" in main_words(page)
    assert "/d/preston/" not in page


def test_successors_are_named(sign_in: SignIn, serve: Serve, config: Path) -> None:
    path = config / "districts" / "wyre.toml"
    named = 'successors = ["North Shore Council", "Valley Council"]'
    path.write_text(path.read_text(encoding="utf-8").replace("successors = []", named))
    client = serve()
    sign_in(client, Role.DISTRICT_LEAD, "wyre")
    assert "North Shore Council, Valley Council" in main_words(client.get("/districts").text)


def test_a_district_that_cannot_be_used_says_why_and_what_to_do(
    broken: PageClient, sign_in: SignIn
) -> None:
    sign_in(broken, Role.CASE_SUPPORT, None)
    page = broken.get("/districts").text
    card = words(page, "brokenbeck")
    assert "Brokenbeck: this district cannot be used" in card
    assert "File config/districts/brokenbeck.toml" in card
    assert "Table leaving_care.slot_plan" in card
    assert "Key slot_minuts" in card
    assert "Did you mean “slot_minutes”?" in card
    assert "What to do Ask whoever looks after the settings to put this right" in card
    assert "File config/districts/garbled.toml" in words(page, "garbled")
    assert page.count("/what-varies") == 12
    assert "/d/brokenbeck/" not in page


def test_the_broken_district_answers_503_with_file_table_and_key_and_the_others_run(
    broken: PageClient, sign_in: SignIn
) -> None:
    sign_in(broken, Role.CASE_SUPPORT, None)
    for page in ("what-varies", "terms", "terms/leaving_care"):
        answer = broken.get(f"/d/brokenbeck/{page}")
        assert answer.status_code == 503
        assert (
            "config/districts/brokenbeck.toml: [leaving_care.slot_plan] slot_minuts: "
            "There is no key called “slot_minuts” here."
        ) in main_words(answer.text)
        assert broken.get(f"/d/burnley/{page}").status_code == 200
    assert broken.get("/d/garbled/terms").status_code == 503


def test_the_page_of_a_broken_district_says_what_to_do_and_leads_on(
    broken: PageClient, sign_in: SignIn
) -> None:
    sign_in(broken, Role.CASE_SUPPORT, None)
    page = broken.get("/d/brokenbeck/terms").text
    assert "send them to whoever looks after the portal’s settings" in main_words(page)
    assert 'href="/districts"' in page, "the way on to the other districts stays"
    assert "Sign out" in page


def test_a_broken_district_is_not_shown_to_other_districts(
    broken: PageClient, sign_in: SignIn
) -> None:
    sign_in(broken, Role.DISTRICT_LEAD, "burnley")
    said = main_words(broken.get("/districts").text)
    assert "Burnley" in said
    assert "Brokenbeck" not in said


def test_a_broken_district_of_others_looks_like_one_that_is_not_there(
    broken: PageClient, sign_in: SignIn
) -> None:
    sign_in(broken, Role.DISTRICT_LEAD, "burnley")
    hidden, nothing = broken.get("/d/brokenbeck/terms"), broken.get("/d/atlantis/terms")
    assert (hidden.status_code, nothing.status_code) == (404, 404)
    assert main_words(hidden.text) == main_words(nothing.text)
