"""Something written about them is wrong: said by themselves or by phone, answered, never lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.demo.after import PUT_RIGHT, STILL_WRONG, WRONG
from tests.journeys.conftest import Arrives, County, CountyAt, Prepared, item_of
from tests.support.somebody import PHONE, come_in

pytestmark = [pytest.mark.journey, pytest.mark.requirement("R92")]
STAGE = "settled"
BOX = "What is wrong, and what should it say?"
ANSWER = re.compile("^Answer .*: They say that something about them is wrong, ")
WHY = "Your school told us so. We asked them to look again."
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def place(county: CountyAt) -> County:
    return county(STAGE)


@pytest.fixture
def code(prepared: Prepared) -> str:
    """The code of the first district's young person who said already what is wrong."""
    return prepared(STAGE).young_people[4]["code"]


@SCRIPTS
def test_they_say_what_is_wrong_read_the_answer_and_keep_their_words(
    place: County, code: str, arrives: Arrives, *, scripts: bool
) -> None:
    phone = arrives(place, width=PHONE, scripts=scripts)
    come_in(phone, code)
    phone.follow("What we hold about you")
    phone.follow("Say that something is wrong")
    phone.sees(WRONG, "wrote this down for you", "We changed it.", PUT_RIGHT)
    phone.sees(STILL_WRONG, "We have not answered yet.")
    phone.fill(BOX, "<b>I never</b> left school.")
    phone.press("Send to my worker")
    phone.sees("We have it.", "<b>I never</b> left school.")

    casey = arrives(place, "case-support", "/d/burnley/requests", scripts=scripts)
    casey.follow(ANSWER)
    casey.sees("Their words stay on file beside the record", STILL_WRONG)
    casey.choose("We did not change it")
    casey.press("Send the answer")
    casey.sees("Write what the young person reads")
    casey.fill("What the young person reads", WHY)
    casey.press("Send the answer")
    casey.sees("Answered. They read it on their own page.", "We did not change it", STILL_WRONG)

    phone.go("/y/wrong")
    phone.sees("We did not change it.", WHY, STILL_WRONG)
    phone.press("Take this back")
    phone.sees(STILL_WRONG)
    phone.does_not_see("left school", "We have not answered yet.")
    assert phone.said == []
    assert casey.said == []


@SCRIPTS
def test_what_they_tell_by_phone_is_written_down_beside_the_record(
    place: County, prepared: Prepared, arrives: Arrives, *, scripts: bool
) -> None:
    them = prepared(STAGE).young_people[1]
    record = f"{item_of(place, them)}/record/read"
    casey = arrives(place, "case-support", record, scripts=scripts)
    casey.follow("Write down what they say is wrong")
    casey.press("Write it down")
    casey.sees("Write what they say is wrong, and what it should say")
    casey.fill(BOX, "It is not my sister. It is my cousin.")
    casey.press("Write it down")
    casey.sees("Written down.", "It is not my sister.", "Told Casey")
    casey.go(record)
    casey.sees("What the young person says is wrong", "It is not my sister.")

    phone = arrives(place, width=PHONE, scripts=scripts)
    come_in(phone, them["code"], "ar")
    phone.go("/y/wrong?lang=ar")
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    phone.sees("It is not my sister. It is my cousin.")
    assert phone.said == []
    assert casey.said == []


def test_it_is_said_by_keys_alone(place: County, code: str, arrives: Arrives) -> None:
    phone = arrives(place, width=PHONE)
    come_in(phone, code)
    phone.go("/y/ways")
    phone.follow_by_key("Say that something is wrong")
    phone.reach(phone.box(BOX))
    phone.page.keyboard.type("I never left school.")
    phone.press_by_key("Send to my worker")
    phone.sees("We have it.", "I never left school.")
    assert phone.said == []
