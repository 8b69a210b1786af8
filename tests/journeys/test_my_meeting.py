"""A young person's own page about their meeting, on a small phone: asked and answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.somebody import PHONE, Somebody, come_in

pytestmark = pytest.mark.journey
STAGE = "preparing"


@pytest.fixture
def place(county: CountyAt) -> County:
    return county(STAGE)


@pytest.fixture
def code(prepared: Prepared) -> str:
    burnley = [each for each in prepared(STAGE).young_people if each["district"] == "burnley"]
    return burnley[3]["code"]


@pytest.mark.requirement("R45", "R51", "R92")
def test_choosing_how_to_take_part_and_asking_with_scripts_off(
    place: County, code: str, arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE, scripts=False)
    come_in(phone, code)
    phone.follow("My meeting")
    phone.sees("What happens there", "Who reads my answers?")
    phone.follow("Who will be there, and why")
    phone.sees("Your social worker. They know you and your plan.")
    phone.follow("Back to my meeting")
    phone.follow("How I take part")
    phone.choose("I join by phone or video")
    phone.press("Save and go on")
    phone.sees("Saved.", "What would make it easier for you?")
    phone.follow("Skip this question")
    phone.sees("I join by phone or video")
    phone.follow("Times that do not suit me")
    phone.choose("From 10am to 12 noon")
    phone.press("Save and go on")
    phone.choose("College")
    phone.press("Save and go on")
    phone.follow("Ask that somebody is not there")
    phone.press("Ask for this")
    phone.sees("There is a problem")
    phone.fill("If it is somebody else, write who", "the man from the hostel")
    phone.press("Ask for this")
    phone.sees("the man from the hostel", "We have not answered yet.")
    phone.follow("Talking about me at this meeting")
    phone.choose("I am not sure. I want somebody to explain it.")
    phone.press("Save")
    phone.sees("You are not sure yet.", "You asked that somebody explains")
    phone.follow("What others would see of me")
    answers = phone.page.locator("details", has_text="Yes to talking about you, yes to all papers")
    answers.locator("summary").click()
    expect(answers.locator("strong").first).to_be_visible()
    phone.look()
    phone.follow("Back to my meeting")
    phone.follow("Get somebody who speaks up for me")
    phone.press("Ask for an advocate")
    phone.follow("Check my answers")
    phone.sees("From 10am to 12 noon", "College")
    assert phone.said == []

    _is_answered(arrives(place, "case-support", "/d/burnley/requests", scripts=False))
    phone.go("/y/meeting")
    phone.sees("We said yes:", "He is not coming. We promise.")
    phone.go("/y/meeting/agree/talk")
    phone.choose("Yes")
    phone.press("Save")
    phone.sees("You said yes.")
    assert phone.said == []


def _is_answered(support: Somebody) -> None:
    """Case support finds the request on their list, and says yes."""
    support.sees("They ask that somebody is not there")
    support.page.locator("h2").first.wait_for()
    asked = support.page.locator("p", has_text="They ask that somebody is not there").first
    link = asked.locator("xpath=following::a[1]")
    with support.page.expect_navigation():
        link.click()
    support.check()
    support.sees("the man from the hostel")
    support.choose("Yes: they will not be there for this item")
    support.fill("What the young person reads", "He is not coming. We promise.")
    support.press("Send the answer")
    support.sees("Answered.", "Not 10am to noon because of college")
    assert support.said == []
