"""Practice starts at every stage, quickly the second time, and loses nothing when it is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from portal.outbox.worker import Worker
from portal.settings import ROOT
from tests.conftest import NewPage
from tests.journeys.conftest import START, Arrives, CountyAt, Prepared
from tests.support.somebody import Album, Somebody

pytestmark = pytest.mark.journey

SECOND_START_SECONDS = 5.0
WORKER_SECONDS = 60.0
LOADS_ALLOWED = 4
"""A start loads the portal twice, for the command and for its worker. Where the machine is so busy
that loading it alone takes seconds, a start may take this many times as long."""
REMINDERS = ("Something is waiting for you", "Please look at this before")
"""The product's words for a reminder, and Preston's own."""
SEAL = "Please keep this message"
OPEN_AGAIN = "Something from a meeting is open again"
VIEWS = "“Nearer my sister.” Said to Sol on Friday, and written down by Charlie at once."


@contextmanager
def practice(
    folder: Path, stage: str, errors: IO[str] | None = None
) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """Run the real command on a folder of its own; yields its first line and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.support.practice_in", str(folder), "demo", "--json"]
    command += ["--port", str(port), "--stage", stage, "--at", START.isoformat("T", "minutes")]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline()), process
    finally:
        kill(process)


def seconds_to_load() -> float:
    """How long Python takes to load the portal here and now."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import portal.cli"], cwd=ROOT, check=True)
    return time.monotonic() - began


def kill(process: subprocess.Popen[str]) -> None:
    """Kill the command and its worker at once, as a power cut would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


def test_the_second_start_is_quick_and_everybody_named_can_sign_in(
    prepared: Prepared, tmp_path: Path, new_page: NewPage, album: Album
) -> None:
    folder = tmp_path / "again"
    copied(prepared, "preparing", folder)
    allowed = max(SECOND_START_SECONDS, LOADS_ALLOWED * seconds_to_load())
    began = time.monotonic()
    with practice(folder, "preparing") as (said, _process):
        took = time.monotonic() - began
        assert took < allowed, f"{took:.1f} seconds"
        assert {"ready", "people", "links"} == set(said)
        roles = {person["role"]: person for person in said["people"]}
        assert roles.keys() == {
            "board_member",
            "case_support",
            "chair",
            "district_lead",
            "information_governance",
            "member",
            "people_administrator",
            "team_manager",
            "social_worker",
            "visitor",
        }
        for person in roles.values():
            assert person["districts"]
            somebody = Somebody(new_page(), said["ready"], album)
            somebody.sign_in(person["email"].split("@")[0], then="/practice")
            somebody.sees(f"Signed in as {person['name']}", "Here it is 9")


def test_nothing_is_lost_when_the_server_is_killed_right_after_a_save(
    prepared: Prepared, tmp_path: Path, new_page: NewPage, album: Album
) -> None:
    folder = tmp_path / "killed"
    copied(prepared, "panel-day", folder)
    with practice(folder, "panel-day") as (said, process):
        charlie = Somebody(new_page(), said["ready"], album)
        charlie.sign_in("chair-burnley")
        charlie.follow("Hold the Leaving Care – Lasting Homes Panel")
        charlie.press("Start the panel day")
        charlie.page.get_by_role("link", name="the 9:30am record").click()
        form = charlie.page.locator("main form").first
        path = str(form.get_attribute("action"))
        answer = charlie.page.request.post(
            said["ready"] + path,
            form={
                "csrf_token": str(form.locator("[name=csrf_token]").get_attribute("value")),
                "version": "0",
                "took_part": "views_shared",
                "note": VIEWS,
            },
            headers={"Referer": charlie.page.url},
            max_redirects=0,
        )
        kill(process)
        assert answer.status == 303
    with practice(folder, "panel-day") as (said, _process):
        charlie = Somebody(new_page(), said["ready"], album)
        charlie.sign_in("chair-burnley", then=path)
        assert (
            charlie.box("Their views and who shared them, or what was tried").input_value() == VIEWS
        )


def test_the_first_start_prints_as_the_second_does(
    tmp_path: Path, new_page: NewPage, album: Album
) -> None:
    """Making the county prints documents, and what it leaves behind must not stop the server."""
    with practice(tmp_path / "first", "panel-day") as (said, _process):
        charlie = Somebody(new_page(), said["ready"], album)
        charlie.sign_in("chair-burnley")
        charlie.follow("Hold the Leaving Care – Lasting Homes Panel")
        agenda = f"{charlie.page.url.removesuffix('/day')}/agenda.pdf"
        answer = charlie.page.request.get(agenda, timeout=WORKER_SECONDS * 1000)
        assert answer.body().startswith(b"%PDF")


@pytest.mark.control("C23")
def test_nothing_the_server_says_holds_a_young_persons_link(
    prepared: Prepared, tmp_path: Path
) -> None:
    folder = tmp_path / "links"
    copied(prepared, "preparing", folder)
    with (
        (tmp_path / "errors").open("w+", encoding="utf-8") as errors,
        practice(folder, "preparing", errors) as (said, process),
    ):
        assert process.stdout is not None
        there = prepared("preparing").young_people[3]["link"]
        for link in (there, f"{there}?lang=en", f"{there}x"):
            with suppress(HTTPError):  # the last is nobody's
                urlopen(said["ready"] + link, timeout=WORKER_SECONDS).close()  # noqa: S310 - our own address
        os.killpg(process.pid, signal.SIGTERM)
        printed = process.stdout.read()
        errors.seek(0)
        assert there.removeprefix("/y/l/") not in printed + errors.read()


def test_a_message_asked_for_in_practice_becomes_a_file_and_nothing_else(
    prepared: Prepared, tmp_path: Path, new_page: NewPage, album: Album
) -> None:
    folder = tmp_path / "messages"
    copied(prepared, "preparing", folder)
    before = mail_but_reminders(folder / "outbox")
    with practice(folder, "preparing") as (said, _process):
        casey = Somebody(new_page(), said["ready"], album)
        casey.sign_in("case-support")
        casey.follow("Messages")
        casey.sees("Nobody receives these messages")
        casey.press("Send yourself a test message")
        casey.sees("A test message is on its way to your own address.")
        until = time.monotonic() + WORKER_SECONDS
        while not mail_but_reminders(folder / "outbox") - before:
            assert time.monotonic() < until
            time.sleep(0.2)
        casey.go("/messages?show=sent")
        # The file is there a moment before it is written down that it went.
        while "This is a test" not in casey.page.content():
            assert time.monotonic() < until
            time.sleep(0.2)
            casey.page.reload()
        casey.sees("sends messages is running.", "This is a test")
        casey.follow(re.compile("^This is a test"))
        casey.sees("Messages reach you at this address.", said["ready"])
    (file,) = mail_but_reminders(folder / "outbox") - before
    assert "To: case-support@practice.example" in file.read_text()


@pytest.mark.requirement("R46", "R62", "R63")
def test_an_agenda_goes_to_everybody_and_three_moves_within_the_hour_are_one_message(
    prepared: Prepared, tmp_path: Path, new_page: NewPage, album: Album
) -> None:
    """Publish, see the files, move somebody three times by the clock of practice."""
    folder = tmp_path / "published"
    copied(prepared, "agenda-due", folder)
    outbox = folder / "outbox"
    with practice(folder, "agenda-due") as (said, _process):
        casey = Somebody(new_page(), said["ready"], album)
        casey.sign_in("case-support", then="/d/preston/meetings")
        casey.follow("Monday 30 November 2026")
        casey.press("Check and publish")
        before = mail_but_reminders(outbox)
        casey.press(re.compile("^Publish agenda to"))
        casey.sees("messages are on their way.")
        casey.follow("Change the agenda")
        casey.follow("Who was told, and who has opened it")
        readers = _all_sent(casey)
        casey.sees(f"0 of {readers} have opened the agenda")
        first = mail_but_reminders(outbox) - before
        assert len(first) == readers > 5
        casey.follow(re.compile("^Agenda for"))
        for _ in range(3):
            casey.button(re.compile("^Move down")).first.click()
            casey.sees("is now at")
            casey.page.reload()
            casey.press("Check and publish")
            casey.press(re.compile("^Publish version"))
            casey.sees("is published.")
            casey.follow("Change the agenda")
        meeting = casey.page.url.removeprefix(casey.address)
        assert mail_but_reminders(outbox) == before | first
        casey.follow("Move the clock or change person")
        casey.press("Go to the next day")
        casey.go(f"{meeting}/told")
        _all_sent(casey)
        changed = mail_but_reminders(outbox) - before - first
        addresses = [_addressee(file) for file in changed]
        assert len(addresses) == len(set(addresses))
        assert "chair-preston@practice.example" in addresses
        for text in (file.read_text() for file in first | changed):
            assert 'method="REQUEST"' in text
            assert not re.search("LH-|Young|Care|Panel", text)


def mail_but_reminders(outbox: Path) -> set[Path]:
    """The files of messages about agendas: the others come by the clock, or from another matter."""
    return {path for path in outbox.glob("*.eml") if not is_reminder(path)}


def is_reminder(path: Path) -> bool:
    """Tell whether a file is a reminder, the day's seal or word of a promise, by its subject."""
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return str(mail["Subject"]).startswith((*REMINDERS, SEAL, OPEN_AGAIN))


def _all_sent(somebody: Somebody) -> int:
    """Look at who was told until every message has gone; return how many there are."""
    until = time.monotonic() + WORKER_SECONDS
    while True:
        found = re.search(r"Sent to (\d+) of (\d+)\.", somebody.page.content())
        if found is not None and found[1] == found[2]:
            return int(found[1])
        assert time.monotonic() < until
        time.sleep(1)
        somebody.page.reload()


def _addressee(file: Path) -> str:
    found = re.search("^To: (.+)$", file.read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def copied(prepared: Prepared, stage: str, folder: Path) -> None:
    """A practice county of this stage in a folder of its own."""
    shutil.copytree(prepared(stage).settings.instance_dir, folder)


@pytest.mark.parametrize(
    ("stage", "place", "words"),
    [
        ("preparing", "/d/preston/meetings", ["6 of 11 slots", "Agenda not published"]),
        ("agenda-due", "/d/preston/meetings", ["8 of 11 slots", "Agenda not published"]),
        ("panel-day", "/d/preston/meetings", ["Monday 23 November 2026", "8 of 11 slots"]),
        ("recording", "/d/preston/records", ["Recorded, to be filed", "Not started"]),
        ("settled", "/d/preston/records", ["Every record is on the child’s file."]),
    ],
)
def test_practice_starts_at(
    county: CountyAt, arrives: Arrives, stage: str, place: str, words: list[str]
) -> None:
    casey = arrives(county(stage), "case-support", place)
    casey.sees(*words)


@pytest.mark.control("C43", "C44")
def test_whoever_keeps_the_trail_is_told_of_last_months_list_and_reads_it(
    county: CountyAt, prepared: Prepared, arrives: Arrives
) -> None:
    folder = prepared("preparing").settings.instance_dir / "outbox"
    mail = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in folder.glob("*.eml")
    ]
    told = {(str(each["To"]), str(each["Subject"])) for each in mail}
    for keeper in ("governance", "governance-2"):
        address = f"{keeper}@practice.example"
        assert (address, "Please keep this message") in told
        assert (address, "Your list for last month is ready") in told
    gale = arrives(county("preparing"), "governance", "/trail/unusual")
    gale.sees(
        "Unusual reading in October 2026",
        "Toni Burnley-Example",
        "the young person is in a district the reader has no role in",
        "at night, at a weekend or on a bank holiday",
    )
    gale.follow("The trail")
    gale.sees("Its seal last left by mail on Monday 23 November 2026")


def test_the_clock_moves_for_everybody_by_the_page(county: CountyAt, arrives: Arrives) -> None:
    here = county("preparing")
    casey, charlie = arrives(here, "case-support"), arrives(here, "chair-preston")
    casey.follow("Move the clock or change person")
    casey.sees("Here it is 9am on Monday 23 November 2026.")
    casey.press("Go to the next day")
    casey.sees("It is the next day.")
    charlie.go("/practice")
    charlie.sees("Here it is 9am on Tuesday 24 November 2026.")


@pytest.mark.requirement("R73")
def test_reminders_go_to_files_by_the_clock_and_never_twice(county: CountyAt) -> None:
    here = county("preparing")
    Worker(here.app).empty()
    before = reminders(here.folder)
    here.turn_to("2026-12-02T10:00")
    Worker(here.app).empty()
    sent = reminders(here.folder) - before
    addressed = {to.partition("@")[0] for _, to in sent}
    assert {"housing-burnley", "resources", "social-worker-burnley"} <= addressed
    here.turn_to("2026-12-02T11:30")
    Worker(here.app).empty()
    assert reminders(here.folder) - before == sent
    here.turn_to("2026-12-02T22:00")
    Worker(here.app).empty()
    assert reminders(here.folder) - before == sent, "nobody is reminded at night"


def reminders(folder: Path) -> set[tuple[str, str]]:
    """Each reminder that went, as the name of its file and to whom; no mail left the machine."""
    files = (folder / "outbox").glob("*.eml")
    return {(path.name, _addressee(path)) for path in files if is_reminder(path)}
