"""Every canary where it may be and nowhere else: pages, files, headers, addresses, errors, logs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import make_url

from portal.cases.models import YoungPerson
from portal.cases.queries import history
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, RuleError
from portal.outbox.channels import Ways
from portal.outbox.channels.files import FileWay
from portal.outbox.channels.mail import NEUTRAL_SENDER
from portal.outbox.worker import Worker
from tests.integration.access import canaries
from tests.integration.access.actors import CRAWLS, CRAWLS_IDS, STATES
from tests.integration.access.asking import Asking
from tests.integration.access.classes import CLASSES
from tests.integration.access.crawler import as_it_is, unpacked
from tests.integration.access.world import CANARY, NOW, OWN, TAGS, World, canary
from tests.integration.conftest import MovableClock

FEWEST_ANSWERS, FEWEST_MESSAGES = 250, 4


@pytest.mark.control("C11", "C17", "C18", "C41")
@pytest.mark.requirement("R17", "A16", "A19")
@pytest.mark.parametrize(("world_of_the_run", "who"), CRAWLS, indirect=True, ids=CRAWLS_IDS)
def test_nobody_finds_more_than_is_theirs_and_nobody_less(world: World, who: str) -> None:
    found = as_it_is(Asking(world), who)
    texts = {asked: unpacked(asked, answer) for asked, answer in found.answers.items()}
    assert len(found.answers) > FEWEST_ANSWERS
    assert canaries.differences(who, texts) == []
    assert [asked for asked, answer in found.answers.items() if answer.status >= 500] == []
    assert canaries.outside(found.answers) == []
    assert [line for line in found.logged if CANARY.search(line)] == []


def test_everybody_has_a_line_of_what_they_may_find() -> None:
    assert canaries.SEEN.keys() == {state.key for state in STATES}


def in_a_log(record: logging.LogRecord) -> bool:
    """Tell whether a line of a log, with all that comes with it, names anything of anybody."""
    written = logging.Formatter("%(message)s").format(record)
    return CANARY.search(written) is not None


def test_every_canary_is_there_to_be_found(world: World) -> None:
    """A class that nobody sees anywhere is either kept for nothing, or not planted at all."""
    found = "".join(letters for row in canaries.SEEN.values() for letters in row)
    unseen = {letter for letter in CLASSES if letter not in found}
    assert unseen == {"X"}, "an address is in the copy alone; else it is shown once, to who was let"
    with world.working(writes=False):
        kept = history(world.subjects[OWN].young_person_id)
    assert (kept.preferred_name or "").startswith(canary("Own", "N"))
    assert kept.child_code == canary("Own", "C")
    assert kept.born_on.isoformat() in canaries.words(OWN, "B")


PERSONAL = f"{canary('Own', 'N')} said {canary('Own', 'O')}"


def raising(error: Exception) -> Callable[..., str]:
    """Return a view that fails with words of a young person in its hands."""

    def view(**_: object) -> str:
        note = PERSONAL
        assert note
        raise error

    return view


@pytest.mark.control("C41")
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError(PERSONAL), 500),
        (KeyError(PERSONAL), 500),
        (ForbiddenError("Your role does not include this."), 403),
        (ConflictError("Somebody else changed this."), 409),
        (RuleError("The rules say no."), 422),
    ],
    ids=["a fault", "a missing key", "403", "409", "422"],
)
def test_an_error_page_and_its_log_say_nothing_about_anybody(
    world: World,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    monkeypatch.setitem(world.app.view_functions, "records.actions", raising(error))
    with caplog.at_level(logging.DEBUG):
        answer = Asking(world).ask("support", "/d/burnley/actions")
    assert answer.status == status
    assert not CANARY.search(unpacked("", answer))
    assert [record.getMessage() for record in caplog.records if in_a_log(record)] == []


@pytest.mark.control("C41")
def test_a_statement_the_database_refuses_is_logged_without_what_was_in_it(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver's own message quotes the row: it names everything the row holds."""

    def view(**_: object) -> str:
        session.add(YoungPerson(district_id="burnley", reference=canary("Own", "R"), born_on=None))
        session.flush()
        return ""

    monkeypatch.setitem(world.app.view_functions, "coverage.place_many", view)
    with caplog.at_level(logging.DEBUG):
        answer = Asking(world).ask("county", "/coverage/place", "POST")
    assert answer.status == 500
    assert caplog.records
    assert [record.getMessage() for record in caplog.records if in_a_log(record)] == []


MESSAGES_MAY_SAY = {canary(tag, "P") for tag in TAGS.values()}
"""Where the panel meets: a calendar entry says it."""


@pytest.mark.control("C17", "C36")
@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_no_message_and_no_file_beside_the_database_holds_anything_of_anybody(
    world: World, clock: MovableClock, tmp_path: Path
) -> None:
    """All classes of canary, in all that waits to be sent to anybody, and in all that is kept.

    How a young person may be written to stands in the address alone.
    """
    clock.instant = NOW + timedelta(hours=1)
    Worker(world.app, out=Ways(email=FileWay(tmp_path, NEUTRAL_SENDER), sms=None)).empty()
    sent = {path.name: message_from_bytes(path.read_bytes()) for path in tmp_path.glob("*.*")}
    assert len(sent) > FEWEST_MESSAGES
    texts = {}
    for name, message in sent.items():
        del message["To"]
        parts = [part.get_payload(decode=True) or b"" for part in message.walk()]
        texts[name] = "\n".join([name, str(message), *(str(each) for each in parts)])
    database = Path(str(make_url(world.app.config["SQLALCHEMY_DATABASE_URI"]).database))
    kept = [
        path
        for path in database.parent.rglob("*")
        if path.is_file() and not path.name.startswith(database.name)
    ]
    assert kept
    texts |= {str(path): path.read_bytes().decode("latin-1") for path in kept}
    found = {
        (where, word)
        for where, text in texts.items()
        for state in canaries.ORDER
        for letter in CLASSES
        for word in canaries.words(state, letter)
        if word in text and word not in MESSAGES_MAY_SAY
    }
    assert found == set()
