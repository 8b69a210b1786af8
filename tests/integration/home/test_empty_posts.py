"""Who gives roles reads at home which posts of a district nobody holds (ux 4.1, 19)."""

from __future__ import annotations

import pytest

from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener, SignIn
from tests.integration.home.test_home import words
from tests.support.ended import roles_ended
from tests.support.invented_panel import person, published_panel


@pytest.mark.requirement("R71")
def test_who_gives_roles_reads_which_posts_of_a_district_are_empty(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        here = published_panel()  # with case support and no district lead
        panel = published_panel("preston")
        person(panel, "lead", Role.DISTRICT_LEAD)
        roles_ended(panel.people["support"])
    sign_in(client, Role.PEOPLE_ADMINISTRATOR, None)
    text = words(client)
    assert "Find a district lead for Burnley" in text
    assert "Find a case support officer for Preston" in text
    assert "no agenda goes out and no record is filed" in text
    assert "Find a district lead for Preston" not in text
    assert "Find a case support officer for Burnley" not in text
    assert "for Hyndburn" not in text, "no panel meets there"
    assert text.index("for Preston") < text.index("for Burnley"), "what stands still comes first"
    assert 'href="/people"' in client.get("/").text
    with working():
        person(here, "lead", Role.DISTRICT_LEAD)
    assert "Find a district lead" not in words(client)


@pytest.mark.requirement("R71")
def test_who_cannot_give_an_empty_post_is_not_asked_to(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        panel = published_panel()
        roles_ended(panel.people["support"])
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    assert "Find a case support officer" not in words(client)


@pytest.mark.control("C43", "C44")
def test_who_gives_roles_reads_that_nobody_keeps_the_trail(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    with working():
        panel = published_panel()
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    find = "Have an information governance officer appointed"
    assert find not in words(client), "it is no district’s role"
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    sign_in(other, Role.PEOPLE_ADMINISTRATOR, None)
    assert find in words(other)
    assert "The whole county. Nobody holds the role today" in words(other)
    with working():
        person(panel, "governance", Role.INFORMATION_GOVERNANCE, county=True)
    assert find not in words(other)
