"""One panel cycle, from the county's return to a filed record, as its people go through it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives, County, CountyAt
from tests.support import small_return
from tests.support.somebody import Somebody

pytestmark = pytest.mark.journey

TODAY = date(2026, 11, 23)
PANEL = "Wednesday 9 December 2026"
NAME = "Robin Inventedname"
VIEWS = "“I want my own front door, near my sister.” Sol read it out."
TALK = """The panel talked about a flat near college & what rent would leave over.

  Robin’s list <1>."""
TOLD = "You can stay with the people you live with."
PROMISE = "We help you with it."
BARRIER = "No photo identity, so no tenancy can be signed"
ACTION = "Apply for a provisional licence as photo identity"
SECOND = "Show Robin two flats near college"


@dataclass(frozen=True)
class Local:
    """What differs between two districts that hold the same panel."""

    slug: str
    name: str
    part: str
    times: tuple[str, ...]
    breaks: tuple[str, ...]
    chair: str
    chairs: str
    why: str
    seats: tuple[str, ...]
    """Seats there are besides the core ones."""

    @property
    def sol(self) -> str:
        """The social worker."""
        return f"Sol {self.name}-Example"

    @property
    def free(self) -> str:
        """The first time nobody has: the practice county put six people on the agenda."""
        return self.times[6]


BURNLEY = Local(
    slug="burnley",
    name="Burnley",
    part="Morning",
    times=(
        "9:30am",
        "9:50am",
        "10:10am",
        "10:30am",
        "10:50am",
        "11:10am",
        "11:30am",
        "11:50am",
        "12:10pm",
        "12:30pm",
    ),
    breaks=(),
    chair="chair-burnley",
    chairs="Charlie Burnley-Example chairs as Leaving Care Service Senior Manager.",
    why="Ordinarily the Leaving Care Service Senior Manager; a Team Manager in some instances.",
    seats=(),
)
PRESTON = Local(
    slug="preston",
    name="Preston",
    part="Whole day",
    times=(
        "9:30am",
        "10am",
        "10:30am",
        "11am",
        "11:30am",
        "midday",
        "1:30pm",
        "2pm",
        "2:30pm",
        "3pm",
        "3:30pm",
    ),
    breaks=("12:30pm",),
    chair="manager-preston",
    chairs="Max Preston-Example chairs as Leaving Care Team Manager.",
    why="A Team Manager chairs here, by local choice.",
    seats=("Advocacy", "Health"),
)


@pytest.mark.requirement(
    "R4", "R7", "R8", "R9", "R20", "R21", "R50", "R51", "R56", "R62", "R64", "R75"
)
@pytest.mark.parametrize(
    ("local", "scripts"),
    [(PRESTON, True), (BURNLEY, False)],
    ids=["Preston, by its own rules", "Burnley, by the product's, with scripts off"],
)
def test_a_young_person_goes_from_the_return_to_a_filed_record(
    county: CountyAt, arrives: Arrives, tmp_path: Path, local: Local, *, scripts: bool
) -> None:
    here = county("preparing")
    casey = arrives(here, "case-support", scripts=scripts)
    reference = imports(casey, tmp_path)
    places(casey, reference, local)
    nominates(casey, reference, local)
    moves(casey, reference, local)
    for key in ("social-worker", "social-worker-2"):
        asks(arrives(here, f"{key}-{local.slug}", scripts=scripts))
    here.turn_to("2026-12-01T10:00")
    publishes(casey, local)
    reads_as_a_member(arrives(here, f"housing-{local.slug}", scripts=scripts), local)
    here.turn_to("2026-12-09T09:25")
    holds(arrives(here, local.chair, scripts=scripts), here, local)
    here.turn_to("2026-12-11T15:00")
    files(casey, reference, local)
    is_heard(casey, local)


def imports(casey: Somebody, folder: Path) -> str:
    """Upload the return, follow its progress, read its report; return the new reference."""
    assert casey.heading() == "What to do next"
    casey.follow("Import the return")
    returned = small_return.write(folder / "r", "J00001", born_on=date(2010, 7, 14), as_of=TODAY)
    casey.page.get_by_label("Files of the return").set_input_files(returned)
    casey.pick("Year of the return", "Year ending 31 March 2027")
    casey.date("Day the return shows", TODAY)
    casey.press("Import the return")
    _waits_for_the_report(casey)
    casey.sees("Added: 1 young person and 1 episode.", "every row was taken as it is")
    casey.follow("See who the panel has heard")
    nameless = casey.page.get_by_label(re.compile(r"^Choose LH-\d+$"))
    expect(nameless).to_have_count(1)
    label = casey.page.locator(f"label[for={nameless.get_attribute('id')}]").inner_text()
    return label.removeprefix("Choose ").strip()


def _waits_for_the_report(casey: Somebody) -> None:
    """The page moves on by itself, or when it is refreshed with scripts off."""
    report = casey.page.get_by_role("heading", name="Report on the return", level=1)
    for _ in range(20):
        if casey.scripts or report.count():
            break
        casey.page.wait_for_timeout(250)
        casey.follow("Refresh")
    report.wait_for()
    casey.page.wait_for_load_state()
    casey.check()


def places(casey: Somebody, reference: str, local: Local) -> None:
    """See them on the coverage page, give them a district, then a name."""
    expect(casey.row(reference)).to_contain_text("Never heard")
    expect(casey.row(reference)).to_contain_text("Choose their district first")
    casey.choose(f"Choose {reference}")
    casey.pick("District", local.name)
    casey.press("Put them in this district")
    casey.sees(f"One young person is now in {local.name}.")
    casey.follow(reference)
    casey.sees("Eligible", "Never heard")
    casey.fill("Preferred name", NAME)
    casey.press("Save their name")
    casey.sees("Their name is saved.")


def nominates(casey: Somebody, reference: str, local: Local) -> None:
    """From their own page to the next panel that has a place."""
    casey.follow(re.compile(f"^Put their name forward for {PANEL}"))
    casey.sees(NAME, reference)
    casey.pick("Time", local.free)
    casey.choose("First look at plans from 16")
    casey.pick("Social worker", local.sol)
    casey.press("Put on the agenda")
    assert casey.heading() == f"Agenda for {PANEL}"
    expect(casey.row(NAME)).to_contain_text(local.free)
    expect(casey.row(NAME)).to_contain_text(f"Toni {local.name}-Example, manager")


def moves(casey: Somebody, reference: str, local: Local) -> None:
    """See the district's own slots, and move the item with the buttons."""
    rows = casey.times("Slots")
    assert [time for time in rows if time not in local.breaks] == list(local.times)
    assert [time for time in rows if time in local.breaks] == list(local.breaks)
    casey.sees(local.part, local.chairs, local.why)
    casey.sees(
        "Send by Wednesday 2 December 2026: counting back five working days from "
        "Wednesday 9 December."
    )
    says = f"R. I. · {reference} is now at"
    _move(casey, "Move up", f"{says} {local.times[5]}. Changed places with ")
    _move(casey, "Move down", f"{says} {local.free}. Changed places with ")
    casey.pick(f"Move to another time: {NAME}", local.times[-1])
    _move(casey, f"Move {NAME} to this time", f"{says} {local.times[-1]}.")
    assert casey.button(re.compile("^Move down"), within=casey.row(NAME)).count() == 0


def _move(casey: Somebody, word: str, says: str) -> None:
    """Press a button of the item's row: the page is told, or comes again, with the new place."""
    button = casey.button(re.compile(f"^{word}"), within=casey.row(NAME))
    if casey.scripts:
        button.click()
        expect(casey.page.locator("#live-region")).to_contain_text(says)
    else:
        casey.press(re.compile(f"^{word}"), within=casey.row(NAME))
        casey.sees(says)
    expect(casey.row(NAME)).to_contain_text(says.partition("is now at ")[2].partition(".")[0])


def asks(sol: Somebody) -> None:
    """Ask everybody who has not agreed yet, and write down their answer."""
    waits = re.compile("^No agreement for ")
    while sol.page.get_by_role("link", name=waits).count():
        sol.follow(waits)
        sol.sees("Cannot be listed")
        sol.follow(re.compile("^Record what they answered"))
        sol.choose("Yes")
        sol.choose("In person")
        sol.choose("They said it")
        sol.press("Record the answer")
        sol.sees("Recorded. What was answered before stays in the history.")
        sol.page.goto(sol.address)


def publishes(casey: Somebody, local: Local) -> None:
    """Check the agenda as it would go out, and publish it before the deadline."""
    casey.press("Check and publish")
    casey.sees(NAME, local.chairs)
    casey.press(re.compile(r"^Publish agenda to \d+ people$"))
    casey.sees("Version 1 of the agenda is published.")
    assert casey.heading() == f"Agenda for {PANEL}"


def reads_as_a_member(hollis: Somebody, local: Local) -> None:
    """A partner reads their pack and the agenda: every slot, who chairs, and no name."""
    hollis.follow(f"Read your pack for {PANEL}")
    hollis.sees("Not here yet", "R. I. · LH-")
    hollis.does_not_see("Robin", "Inventedname")
    hollis.follow("Agenda")
    hollis.sees("R. I. · LH-", local.chairs, "You see initials and a reference")
    hollis.does_not_see("Robin", "Inventedname")
    assert [t for t in hollis.times("Slots") if t not in local.breaks] == list(local.times)
    for link in ("Agenda as PDF", "Agenda as Word file", "Meeting for your calendar"):
        with hollis.page.expect_download() as download:
            hollis.page.get_by_role("link", name=link).click()
        assert "robin" not in download.value.suggested_filename.lower()
        assert download.value.path().stat().st_size > 500


def holds(chair: Somebody, here: County, local: Local) -> None:
    """The chair starts the day, says who came, and records the item in the panel's words."""
    chair.follow("Hold the Leaving Care – Lasting Homes Panel")
    chair.sees(NAME)
    chair.press("Start the panel day")
    groups = chair.page.locator(".portal-seat")
    legends = [text.split(":")[0] for text in groups.locator("legend").all_inner_texts()]
    assert set(local.seats) <= set(legends)
    assert ({"Advocacy", "Health"} - set(local.seats)).isdisjoint(legends)
    chair.choose("Apologies", within=groups.nth(0))
    chair.press("Save, and mark the rest present")
    chair.sees("Attendance saved")
    here.turn_to("2026-12-09T15:45")
    chair.follow(re.compile("^Record"), within=chair.row(NAME))
    chair.choose("They did not come; their views were shared")
    chair.fill("Their views and who shared them, or what was tried", VIEWS)
    chair.press("Save and continue")
    _record(chair, local)
    expect(chair.row(NAME)).to_contain_text("Staying Put agreed")
    chair.sees("The records must be on each child’s file by Wednesday 16 December 2026")
    chair.follow("Finish the meeting")
    chair.sees("These records are not complete.")
    chair.press("Finish the meeting")
    chair.sees("The meeting is finished.", "Six records still to write")


def _record(chair: Somebody, local: Local) -> None:
    """Discussion, decision, barrier, and two actions: the second in a row asked for."""
    chair.sees(VIEWS)
    chair.fill("What was discussed", TALK)
    chair.choose("Staying Put agreed")
    chair.fill("Barrier 1 (optional)", BARRIER)
    chair.fill("What the panel decided, in words for the young person", TOLD)
    owner = f"{local.sol}, Social Worker, {local.name}"
    for number, words in enumerate((ACTION, SECOND), start=1):
        if number > 1:
            chair.press("Add another action")
        action = chair.page.get_by_role("group", name=f"Action {number}", exact=True)
        chair.fill("What needs to be done", words, within=action)
        chair.pick("Who does it", owner, within=action)
        chair.date("When is it due?", date(2027, 1, 8 + number), within=action)
        chair.fill("What you promise them, in plain words", PROMISE, within=action)
    chair.press("Save record")
    chair.sees("Record saved")


def files(casey: Somebody, reference: str, local: Local) -> None:
    """Case support reads the record and files it with the case system's receipt."""
    casey.go("/")
    casey.follow(f"File one record of the panel on {PANEL}")
    casey.follow(f"File the record of {NAME}")
    casey.sees("This record must be on the child’s file by Wednesday 16 December 2026")
    casey.follow("Read and print the record")
    casey.sees(VIEWS, BARRIER, ACTION, SECOND, "Staying Put agreed", local.sol)
    casey.sees("Saturday 9 January 2027", "Sunday 10 January 2027")
    assert casey.page.locator("main p", has_text="flat near college").text_content() == TALK
    casey.follow("File this record")
    casey.sees("What the young person reads once it is filed", TOLD, PROMISE)
    casey.fill("Reference from the case system", "LCS-1042-9")
    casey.press("File the record")
    casey.sees("Record filed")
    assert casey.row(NAME).count() == 0


def is_heard(casey: Somebody, local: Local) -> None:
    """The coverage page now has them among those who were heard."""
    casey.go(f"/d/{local.slug}/coverage?state=heard")
    expect(casey.row(NAME)).to_contain_text("9 December 2026")
    expect(casey.row(NAME)).to_contain_text("Heard")
