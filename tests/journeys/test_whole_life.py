"""One young person's meeting from a code on paper to a promise that was not kept, in two languages.

Everybody who has a part in it has it here, one after the other, on one agenda: the worker who gives
the code, the young person on three phones, case support, the panel, and the owner of the promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.cases.models import YoungPerson
from portal.database import joins, session
from portal.demo.county import reading
from portal.panels.models import Item
from portal.people.models import Person
from portal.web.languages import ENGLISH, Language, catalogue, language_of
from tests.journeys.conftest import Arrives, County, CountyAt, Prepared
from tests.support.pdf_reading import pages_of
from tests.support.somebody import (
    PHONE,
    Somebody,
    come_in,
    draws,
    grants_that_somebody_is_not_there,
    publishes,
)

pytestmark = pytest.mark.journey
STAGE = "agenda-due"
WHO = 3
"""Of Burnley's young people the first of whom nothing is written yet."""
WORD = "blue giraffe"
TYPED = {"en": "My room is good.\nIt is <b>loud</b>.", "ar": "غرفتي جيدة.\nأحب الحي <script>"}
MAN = "the man from the hostel"
ANSWER = "He is not coming. We promise."
TOLD = "You can stay near your college. We agree with you."
ACTION = "Ring the college"
PROMISE = "We ring the college about your bus pass."
NOBODY = "<b>Nobody</b> rang me."
TOLD_US = (
    "You told us that this has not happened. %(who)s has to look at it again. So does the person "
    "who leads the meeting."
)
ONLY_TO_YOU = (
    "Somebody used these pages before. We show what was written only to the person who wrote it."
)
PANEL = "Monday 30 November 2026"


@dataclass(frozen=True)
class Life:
    """A young person's language, the item it is about, and who works with them."""

    place: County
    arrives: Arrives
    language: Language
    item: str
    worker: str
    owner: str
    """The worker, as they are named where somebody is chosen."""
    link: str

    def says(self, message: str) -> str:
        """Return a message as their pages say it."""
        words: NullTranslations = catalogue(self.language.code)
        said = words.gettext(message)
        assert said != message or self.language == ENGLISH, message
        return said

    def phone(self) -> Somebody:
        """A phone nothing is on yet."""
        return self.arrives(self.place, width=PHONE)

    def member(self, key: str, then: str = "/") -> Somebody:
        """Somebody of staff, signed in."""
        return self.arrives(self.place, key, then)

    def opens(self, phone: Somebody, path: str) -> None:
        """Open a page of theirs in their language."""
        phone.go(f"{path}?lang={self.language.code}")
        expect(phone.page.locator("html")).to_have_attribute("dir", self.language.direction)


@pytest.mark.requirement("R5", "R45", "R49", "R51", "R52", "R64", "R84", "R92")
@pytest.mark.control("C20")
@pytest.mark.parametrize("code", ["en", "ar"])
def test_from_a_code_on_paper_to_a_promise_that_was_not_kept(
    county: CountyAt, prepared: Prepared, arrives: Arrives, code: str
) -> None:
    life = life_of(county(STAGE), prepared, arrives, code)
    paper = gives_a_code_on_paper(life)
    first = comes_in_and_chooses_a_word(life, paper)
    reads_a_guide(life, first)
    says_how_they_take_part(life, first)
    answers_on_three_phones(life, first, paper)
    meeting = is_published(life)
    life.place.turn_to("2026-11-30T09:25")
    chair = reads_the_pack(life, meeting)
    the_room_hears_them(life, chair)
    is_decided(life, chair)
    life.place.turn_to("2026-12-01T10:00")
    is_filed(life)
    phone = life.phone()
    come_in(phone, paper, code)
    says_that_it_did_not_happen(life, phone)
    owner_and_chair_see_it(life)
    says_how_it_was_and_reads_what_is_held(life, phone)
    assert phone.said == []


def life_of(place: County, prepared: Prepared, arrives: Arrives, code: str) -> Life:
    burnley = [e for e in prepared(STAGE).young_people if e["district"] == "burnley"]
    them, language = burnley[WHO], language_of(code)
    assert language is not None
    with place.app.app_context(), reading(place.app):
        item_id, email, name, title = session.execute(
            select(Item.id, Person.email, Person.name, Person.job_title)
            .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
            .join(Person, joins(Item, "social_worker_id", Person))
            .where(YoungPerson.reference == them["reference"], Item.closed_at.is_(None))
            .order_by(Item.id)
        ).one()
    return Life(
        place=place,
        arrives=arrives,
        language=language,
        item=f"/d/burnley/items/{item_id}",
        worker=email.partition("@")[0],
        owner=f"{name}, {title}",
        link=them["link"],
    )


def gives_a_code_on_paper(life: Life) -> str:
    """The worker prints a paper: English alone, or beside the language somebody wrote down."""
    worker = life.member(life.worker, f"{life.item}/ways-in")
    with worker.page.expect_download() as download:
        worker.button("Make a code and print it").click()
    said = " ".join(pages_of(download.value.path().read_bytes()))
    found = re.search(r"(?<!\S)([2-9A-Z]{4}) ([2-9A-Z]{4})(?!\S)", said.replace("\u200e", ""))
    assert found is not None, said
    return f"{found[1]} {found[2]}"


def comes_in_and_chooses_a_word(life: Life, paper: str) -> Somebody:
    phone = life.phone()
    come_in(phone, paper, life.language.code)
    phone.follow(life.says("How to come back"))
    phone.follow(life.says("Choose a word"))
    phone.fill(life.says("Choose a word"), WORD)
    phone.press(life.says("Keep this word"))
    phone.sees(life.says("You have chosen a word. Open the link again and type it."))
    phone.follow(life.says("Back"))
    return phone


def reads_a_guide(life: Life, phone: Somebody) -> None:
    life.opens(phone, "/y/home")
    phone.follow(life.says("Guides to read"))
    phone.page.locator("main a[href*='/g/meeting']").first.click()
    phone.page.wait_for_url(re.compile("/g/meeting"))
    phone.check()
    phone.follow(life.says("Your pages"))


def says_how_they_take_part(life: Life, phone: Somebody) -> None:
    """By phone; yes to being talked about, no to the list for homes; and somebody not there."""
    phone.follow(life.says("My meeting"))
    phone.follow(life.says("How I take part"))
    phone.choose(life.says("I join by phone or video"))
    phone.press(life.says("Save and go on"))
    phone.follow(life.says("Skip this question"))
    phone.sees(life.says("I join by phone or video"))
    phone.follow(life.says("Ask that somebody is not there"))
    phone.fill(life.says("If it is somebody else, write who"), MAN)
    phone.press(life.says("Ask for this"))
    phone.sees(MAN, life.says("We have not answered yet."))
    for what, answer, said in (
        ("Talking about me at this meeting", "Yes", "You said yes."),
        ("Telling the people who give out homes about me", "No", "You said no."),
    ):
        phone.follow(life.says(what))
        phone.choose(life.says(answer))
        phone.press(life.says("Save"))
        phone.sees(life.says(said))
    with phone.page.expect_download() as printed:
        phone.page.locator("main a[href*='/y/meeting/paper?']").click()
    assert printed.value.suggested_filename == "for-you.pdf"


def answers_on_three_phones(life: Life, first: Somebody, paper: str) -> None:
    """Each is broken after its answers; the next goes on by the code, or the link and the word."""
    life.opens(first, "/y/say")
    first.press(life.says("Start"))
    first.page.locator("#answer").fill(TYPED[life.language.code])
    # Nothing is pressed: it is kept by itself, and nothing of it stays on the phone.
    expect(first.page.locator("[data-kept]")).to_have_text(life.says("Saved"))
    assert first.page.evaluate("localStorage.length + sessionStorage.length") == 0
    first.page.context.close()

    second = life.phone()
    come_in(second, paper, life.language.code)
    life.opens(second, "/y/say/2")
    second.choose(life.says("A room in somebody’s home, with their help"))
    second.press(life.says("Continue"))
    life.opens(second, "/y/say/6")
    second.choose(life.says("In the middle"))
    second.press(life.says("Continue"))
    second.page.context.close()

    third = life.phone()
    life.opens(third, life.link)
    third.press(life.says("Start"))
    third.sees(life.says(ONLY_TO_YOU))
    third.fill(life.says("Your own word"), WORD.title())
    third.press(life.says("Go on"))
    life.opens(third, "/y/say/8/draw")
    draws(third)
    third.fill(life.says("You can also add words"), "Nan")
    third.press(life.says("Continue"))
    life.opens(third, "/y/say/check")
    third.sees(TYPED[life.language.code], life.says("A room in somebody’s home, with their help"))
    third.sees(life.says("In the middle"), life.says("Nobody else can read this yet."))
    expect(third.page.locator("main img")).to_have_attribute("alt", "Nan")
    third.press(life.says("Share my views with the panel"))
    third.sees(life.says("Thank you. It is shared."))
    assert third.said == []
    third.page.context.close()


def is_published(life: Life) -> str:
    """The request is answered before the agenda goes out; return the meeting's address."""
    casey = life.member("case-support", "/d/burnley/requests")
    grants_that_somebody_is_not_there(casey, MAN, ANSWER)
    casey.go(f"{life.item}/views")
    casey.sees(
        *TYPED[life.language.code].splitlines(), "A room in somebody’s home, with their help"
    )
    return publishes(casey, PANEL)


def reads_the_pack(life: Life, meeting: str) -> Somebody:
    chair = life.member("chair-burnley", f"{meeting}/pack")
    chair.sees(*TYPED[life.language.code].splitlines())
    chair.go("/")
    return chair


def the_room_hears_them(life: Life, chair: Somebody) -> None:
    """Nothing is decided before they are heard, and their answers wait till housing has left."""
    chair.follow("Hold the Leaving Care – Lasting Homes Panel")
    chair.press("Start the panel day")
    with chair.page.expect_navigation():
        chair.page.locator(f"main a[href^='{life.item}/record']").first.click()
    chair.sees("answers shared", "What the panel decides is asked once their views were opened.")
    chair.press("Open their views")
    chair.sees("answers are for the panel without them")
    chair.does_not_see(TYPED[life.language.code].splitlines()[0])
    chair.press("Housing and providers are out of the room")
    chair.sees(*TYPED[life.language.code].splitlines())
    chair.press("They were shown in the room")
    chair.follow("Go on to how they took part")
    chair.sees("Their views were shown in the room at")
    chair.choose("They did not come; their views were shared")
    chair.pick(
        "In the codes of the statutory return (optional)",
        "They did not come, and sent their views another way (PN6)",
    )
    chair.page.get_by_label("Their views and who shared them").fill("Shown on the screen")
    chair.press("Save and continue")


def is_decided(life: Life, chair: Somebody) -> None:
    chair.sees("The home they would like: a room in somebody’s home, with their help")
    chair.fill("What was discussed", "College, and the bus.")
    chair.choose("Staying Put agreed")
    chair.fill("What the panel decided, in words for the young person", TOLD)
    action = chair.page.get_by_role("group", name="Action 1", exact=True)
    chair.fill("What needs to be done", ACTION, within=action)
    chair.pick("Who does it", life.owner, within=action)
    chair.date("When is it due?", date(2026, 12, 7), within=action)
    chair.fill("What you promise them, in plain words", PROMISE, within=action)
    chair.press("Save record")
    chair.sees("Record saved")


def is_filed(life: Life) -> None:
    casey = life.member("case-support", "/d/burnley/records")
    casey.follow(re.compile("^File the record of"))
    casey.sees("What the young person reads once it is filed", TOLD, PROMISE)
    casey.fill("Reference from the case system", "LCS-1042-9")
    casey.press("File the record")
    casey.sees("Record filed")


def says_that_it_did_not_happen(life: Life, phone: Somebody) -> None:
    """The decision is read first, then who promised what by when."""
    phone.follow(life.says("What was decided"))
    text = " ".join(phone.page.locator("main").inner_text().split())
    assert text.index(TOLD) < text.index(PROMISE)
    phone.sees(life.says("your social worker"))
    first = phone.page.locator(".young-promise").first
    first.locator("form summary").click()
    first.get_by_role("textbox").fill(NOBODY)
    phone.press(life.says("This has not happened"), within=first)
    phone.sees(life.says("Saved"), life.says(TOLD_US).partition(".")[0], NOBODY)


def owner_and_chair_see_it(life: Life) -> None:
    owner = life.member(life.worker)
    owner.sees("The young person says that it has not happened. Tell them how it stands.")
    owner.follow(ACTION)
    owner.sees(NOBODY)
    chair = life.member("chair-burnley")
    chair.follow(re.compile("open again: the young person says"))
    chair.sees("They say it has not happened")


def says_how_it_was_and_reads_what_is_held(life: Life, phone: Somebody) -> None:
    life.opens(phone, "/y/home")
    phone.follow(life.says("How was your meeting?"))
    phone.press(life.says("It was good"))
    phone.sees(life.says("Saved"))
    life.opens(phone, "/y/home")
    phone.follow(life.says("What we hold about you"))
    phone.sees(TOLD, PROMISE, life.says("Who has looked"))
    life.opens(phone, "/y/ways")
    life.opens(phone, "/y/meeting")
    phone.sees(life.says("We said yes:"), ANSWER)
