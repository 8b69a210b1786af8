"""The agenda builder's pages in tired hands: second presses, stale pages, dead ends."""

from __future__ import annotations

import pytest

from tests.integration.panels.conftest import District, SignInAs
from tests.integration.panels.test_pages import address, answers, nominate_address


def test_a_second_press_on_nominate_says_they_are_on_the_agenda(
    district: District, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    client.post(nominate_address(district), data=answers(district))
    again = client.post(nominate_address(district), data=answers(district))
    assert again.status_code == 422
    assert again.text.count("already on this agenda at 9:30am") >= 2
    assert "Choose a time" not in again.text
    assert "Put on the agenda" not in client.get(nominate_address(district)).text


def test_the_young_person_stands_inside_the_main_part_of_the_nomination(
    district: District, as_person: SignInAs
) -> None:
    page = as_person(district.support).get(nominate_address(district)).text
    before, _, main = page.partition("<main")
    assert "portal-identity" not in before
    assert main.index("<h1") < main.index("portal-identity")


@pytest.mark.parametrize(("who", "offered"), [("support", True), ("chair", False)])
def test_only_who_may_nominate_is_offered_it(
    district: District, as_person: SignInAs, who: str, *, offered: bool
) -> None:
    district.nominate()
    page = as_person(getattr(district, who)).get(address(district)).text
    assert ("/nominate" in page) is offered
    assert "Move down" in page


def test_the_builders_controls_say_where_to_and_stay_off_paper(
    district: District, as_person: SignInAs
) -> None:
    item = district.nominate().item_id
    page = as_person(district.support).get(address(district)).text
    assert f'<label class="portal-move__label" for="to-{item}">Move to<' in page
    assert ">Move<span" in page
    assert 'role="columnheader">Change</th>' in page
    assert 'portal-no-print" role="columnheader">Change' in page


def test_an_agenda_nobody_was_shown_is_not_published(
    district: District, as_person: SignInAs
) -> None:
    district.nominate()
    sent = as_person(district.support).post(address(district, "/publish"), data={})
    assert sent.status_code == 422
    assert "changed since you looked at it" in sent.text


@pytest.mark.parametrize("rest", ["/meetings", "/panels", "/meetings/{meeting}/day"])
def test_a_district_page_leads_back(district: District, as_person: SignInAs, rest: str) -> None:
    district.nominate()
    rest = rest.format(meeting=district.meeting_id)
    page = as_person(district.support).get(f"/d/burnley{rest}").text
    assert 'class="govuk-back-link" href="/d/burnley/' in page
