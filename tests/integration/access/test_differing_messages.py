"""With the other items in the database and without, every message to a reader is the same.

Its subject, its words, its calendar entry and the moment at which it leaves: all that a whole panel
cycle sends, as the way that sends it wrote it.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.database import session
from portal.outbox.rules.wording import written
from portal.panels.models import Item
from portal.panels.operations import telling
from portal.panels.operations.drafting import mark_of
from tests.integration.access.cycle import (
    BURNLEY_HEARS,
    EVERYBODY,
    HIDDEN,
    MINE,
    RECUSED,
    SEATED,
    TAKEN_OFF,
    VISITING,
    Cycle,
    Sent,
)
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import District
from tests.integration.panels.conftest import district as district  # noqa: PLC0414 - a fixture
from tests.integration.panels.people_of_panels import email_of

KEPT_FROM = [name for name in EVERYBODY if name not in {HIDDEN, TAKEN_OFF}]
"""Who is heard where those are not in whom somebody declared an interest."""
FEWEST = 5
"""How many messages each reader gets of a cycle, at the least: there is something to compare."""
_NUMBERED = re.compile(r"^SEQUENCE:\d+", re.MULTILINE)


@pytest.fixture
def county(app: Flask, clock: MovableClock, district: District, tmp_path: Path) -> Cycle:
    """The county, its cycle ready to run."""
    return Cycle(app, clock, district, tmp_path / "post")


def apart(one: Sent, other: Sent, *readers: str, numbered: bool = True) -> list[str]:
    """Say every message to somebody that is in one of two worlds only.

    Not ``numbered``: whoever reads the agenda may know which version is out, and their calendar
    entry counts with it.
    """
    said = []
    for who in readers:
        here, there = (
            Counter(
                each if numbered else _NUMBERED.sub("", each)
                for each in world.get(email_of(who), ())
            )
            for world in (one, other)
        )
        assert min(here.total(), there.total()) >= FEWEST, f"{who} is told next to nothing"
        said += [f"{who}, with them only: {each}" for each in (here - there).elements()]
        said += [f"{who}, without them only: {each}" for each in (there - here).elements()]
    return said


@pytest.mark.control("C7", "C36")
@pytest.mark.requirement("R40")
def test_no_message_tells_a_reader_that_others_are_heard(county: Cycle) -> None:
    everybody, alone = county.told(), county.told([MINE])
    assert apart(everybody, alone, VISITING) == []
    assert apart(everybody, county.told(BURNLEY_HEARS), SEATED) == []
    assert apart(everybody, county.told(KEPT_FROM), *RECUSED, numbered=False) == []
    late = county.told([MINE, HIDDEN, TAKEN_OFF], late=True)
    assert apart(late, alone, *RECUSED, numbered=False) == []


def test_a_message_that_tells_is_found(county: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the test above would pass with its eyes shut."""
    some, alone = [MINE, HIDDEN], county.told([MINE])
    with monkeypatch.context() as planted:
        planted.setattr(telling, "_mark_for", lambda _, newest, *__: mark_of(newest))
        told = apart(county.told(some), alone, *RECUSED, numbered=False)
    assert {line.partition(",")[0] for line in told} == {"Artie Interested", "Charlie Example"}
    assert all("What you were given to read" in line for line in told)

    def counting(*given: Any) -> tuple[str, str]:
        subject, body = written(*given)
        return subject, f"{body} {session.scalar(select(func.count(Item.id)))}"

    with monkeypatch.context() as planted:
        planted.setattr("portal.outbox.operations.queueing.written", counting)
        told = apart(county.told(some), county.told([MINE]), VISITING, SEATED)
    assert {line.partition(",")[0] for line in told} == {VISITING, SEATED}
