"""A young person's own page about their meeting, on a small phone: asked and answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.somebody import PHONE, come_in, grants_that_somebody_is_not_there

pytestmark = pytest.mark.journey
STAGE = "preparing"
ANSWER = "He is not coming. We promise."


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

    support = arrives(place, "case-support", "/d/burnley/requests", scripts=False)
    grants_that_somebody_is_not_there(support, "the man from the hostel", ANSWER)
    support.sees("Not 10am to noon because of college")
    assert support.said == []
    phone.go("/y/meeting")
    phone.sees("We said yes:", ANSWER)
    phone.go("/y/meeting/agree/talk")
    phone.choose("Yes")
    phone.press("Save")
    phone.sees("You said yes.")
    assert phone.said == []
