"""After a panel: a young person reads what was decided, says how it went, and sees who looked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.demo.after import DONE, HEARD, INTERPRETER, NOT_YET
from portal.demo.cycle import PROMISE, TOLD
from tests.journeys.conftest import Arrives, County, CountyAt, Prepared, item_of
from tests.support.somebody import OLDER_PHONE, PHONE, come_in

pytestmark = [pytest.mark.journey, pytest.mark.requirement("R84")]
STAGE = "settled"
STAY_IN_TIGRINYA = "ኣብ ጥቓ ኮለጅ ክትጸንሕ ትኽእል ኢኻ።"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def place(county: CountyAt) -> County:
    return county(STAGE)


@pytest.fixture
def codes(prepared: Prepared) -> list[str]:
    """The codes of the first district's young people, in their references' order."""
    return [each["code"] for each in prepared(STAGE).young_people]


def test_what_was_promised_did_not_happen_and_is_open_again_with_scripts_off(
    place: County, codes: list[str], arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE, scripts=False)
    come_in(phone, codes[4])
    phone.follow("What was decided")
    phone.sees(TOLD, PROMISE, "your social worker")
    text = " ".join(phone.page.locator("main").inner_text().split())
    assert text.index(TOLD[:20]) < text.index(PROMISE)
    first = phone.page.locator(".young-promise").first
    first.get_by_text(re.compile("^Say more about it")).first.click()
    first.get_by_role("textbox").fill("<b>Nobody</b> rang me.")
    phone.press("This has not happened", within=first)
    phone.sees("Saved", "You told us that this has not happened.", "<b>Nobody</b> rang me.")

    charlie = arrives(place, "chair-burnley", scripts=False)
    charlie.sees("open again: the young person says it has not happened")
    charlie.follow(re.compile("open again: the young person says"))
    charlie.sees("They say it has not happened")

    phone.press("This happened", within=phone.page.locator(".young-promise").first)
    phone.sees("You told us that this happened.")
    assert phone.said == []


def test_somebody_else_reads_the_owners_answer_and_the_history(
    place: County, codes: list[str], arrives: Arrives
) -> None:
    for code in codes:
        phone = arrives(place, width=PHONE)
        come_in(phone, code)
        phone.go("/y/decided")
        if phone.page.get_by_text("You told us that this has not happened").count():
            phone.page.get_by_text("Everything that was said about this").first.click()
            phone.sees(DONE, NOT_YET)
            return
    raise AssertionError("nobody of practice says that a promise was not kept")


def test_one_press_says_how_it_was_with_scripts_off(
    place: County, codes: list[str], arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE, scripts=False)
    come_in(phone, codes[5])
    phone.follow("How was your meeting?")
    phone.sees(HEARD)
    phone.press("It was good")
    phone.sees("Saved", "You told us: It was good.")
    phone.press("Some good, some not")
    phone.sees("You told us: Some good, some not.")
    assert phone.said == []


def test_they_read_what_is_held_keep_a_copy_and_see_the_ways(
    place: County, codes: list[str], arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    come_in(phone, codes[4])
    phone.follow("What we hold about you")
    phone.sees("Your number here: LH", "Who has looked", TOLD)
    with phone.page.expect_download() as kept:
        phone.page.get_by_role("link", name="Keep a copy on this phone").click()
    assert kept.value.suggested_filename == "my-copy.txt"
    assert TOLD in kept.value.path().read_text("utf-8-sig")
    phone.follow("Get a copy")
    phone.sees("Talk to an advocate")
    assert phone.said == []


def test_what_is_pressed_on_an_older_phone_is_what_arrives(
    place: County, codes: list[str], arrives: Arrives
) -> None:
    phone = arrives(place, width=PHONE)
    phone.page.add_init_script(OLDER_PHONE)
    come_in(phone, codes[4])
    phone.follow("What was decided")
    promise = phone.page.locator(".young-promise").first
    phone.press("This has not happened", within=promise)
    phone.sees("Saved", "You told us that this has not happened.")
    phone.go("/y/how-it-was")
    phone.press("Some good, some not")
    phone.sees("Saved", "You told us: Some good, some not.")
    assert phone.said == []


@SCRIPTS
def test_a_decision_is_read_in_tigrinya_as_a_worker_handed_it_over(
    place: County, prepared: Prepared, arrives: Arrives, *, scripts: bool
) -> None:
    them = prepared(STAGE).young_people[4]
    casey = arrives(place, "case-support", f"{item_of(place, them)}/record/read", scripts=scripts)
    casey.follow("Words in another language")
    casey.follow("Tigrinya")
    casey.fill("What was decided, in Tigrinya", STAY_IN_TIGRINYA)
    casey.press("Hand over")
    casey.sees("Enter who translated it")
    casey.fill("Who translated it?", INTERPRETER)
    casey.press("Hand over")
    casey.sees("One translation handed over", "1 of two texts translated")

    phone = arrives(place, width=PHONE, scripts=scripts)
    come_in(phone, them["code"])
    phone.go("/y/decided?lang=ti")
    said = phone.page.locator(".young-lead").first
    expect(said).to_have_text(STAY_IN_TIGRINYA)
    expect(said).to_have_attribute("lang", "ti")
    phone.sees(INTERPRETER)
    english = phone.page.locator("details").filter(has_text=TOLD).first
    expect(english.get_by_text(TOLD)).to_be_hidden()
    english.locator("summary").click()
    expect(english.get_by_text(TOLD)).to_be_visible()
    phone.check()
    phone.page.emulate_media(media="print")
    expect(phone.page.locator(".young-print-only").first).to_contain_text(TOLD)
    phone.page.emulate_media(media="screen")
    assert phone.said == []
    assert casey.said == []
