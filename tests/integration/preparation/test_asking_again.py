"""What was agreed to is asked again where it no longer counts: the task, a reminder, the home line.

A new version, a new paper, a new organisation, time to think and the eighteenth birthday (A11).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.agreements.rules import Answer, Kind
from portal.cases.models import YoungPerson
from portal.database import session
from portal.panels import operations as panels
from portal.papers.models import Paper
from portal.preparation import operations, queries
from portal.preparation.models import ReminderSent
from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.readiness import readiness
from portal.preparation.rules.tasks import State, Task
from portal.variations.values import OrganisationKind
from tests.integration.agreements.conftest import (
    Agreements,
    SignInAs,
    add_paper,
    add_version,
    as_person,
    asked,
)
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import NOW, district
from tests.integration.papers.conftest import member_from
from tests.integration.preparation.conftest import page_of

__all__ = ["as_person", "asked", "district"]

LATER = NOW + timedelta(days=2)
"""Wednesday; the task is due on 7 December."""


def task(asked: Agreements, key: TaskKey, now: datetime) -> Task:
    with asked.working(writes=False):
        prepared = queries.item_prepared(asked.item_id, now).items[0]
        return next(each for each in prepared.tasks if each.key is key)


def new_version(asked: Agreements, now: datetime = LATER) -> None:
    """The case summary has a part that it did not have when they agreed."""
    with asked.working():
        paper = session.scalars(select(Paper).where(Paper.id == asked.papers["summary"])).one()
        parts = {"health": "Health", "home": "Where they live", "money": "Money"}
        add_version(paper, asked.worker.person_id, 2, parts, on=now)


def new_paper(asked: Agreements, now: datetime = LATER) -> None:
    with asked.working():
        whose, by = asked.young_person_id, asked.worker.person_id
        add_paper(asked.item_id, whose, by, "A letter", {"a": "A"}, on=now)


def new_organisation(asked: Agreements, now: datetime = LATER) -> None:
    del now
    with asked.working():
        member_from("Newt Invented", OrganisationKind.HEALTH)


def time_to_think(asked: Agreements, now: datetime = LATER) -> None:
    asked.answer(Kind.SHARE_PAPERS, answer=Answer.THINKING, now=now, agreed=frozenset())


def turned_18(asked: Agreements, now: datetime = LATER) -> None:
    with asked.working():
        row = session.scalars(
            select(YoungPerson).where(YoungPerson.id == asked.young_person_id)
        ).one()
        row.born_on = date(now.year - 18, now.month, now.day)
    asked.answer(now=now, answered_on=now.date())


Changed = Callable[[Agreements], None]
CHANGES: dict[str, tuple[Changed, str]] = {
    "a new version": (new_version, "A paper has a new version since they were asked"),
    "a new paper": (new_paper, "A paper came since they were asked"),
    "a new organisation": (new_organisation, "An organisation joined since they were asked"),
    "time to think": (time_to_think, "They want time to think: ask again"),
    "the eighteenth birthday": (turned_18, "They turned 18 since they were asked: ask again"),
}


@pytest.mark.requirement("R49")
@pytest.mark.parametrize("case", CHANGES)
def test_what_no_longer_counts_is_asked_again(
    asked: Agreements, as_person: SignInAs, clock: MovableClock, case: str
) -> None:
    change, says = CHANGES[case]
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    before = task(asked, TaskKey.SHARE_PAPERS, LATER)
    assert (before.state, before.found) == (
        State.DONE,
        "Asked on 23 November 2026 by Sam Testcase.",
    )
    with asked.working():
        operations.send_reminders(now=NOW)
    change(asked)
    after = task(asked, TaskKey.SHARE_PAPERS, LATER)
    assert after.state is State.WAITING
    assert says in after.found
    assert "Ask whether their papers may be shared: Sam Testcase" in readiness((after,)).next_step
    clock.instant = LATER
    page = page_of(as_person(asked.worker), f"/d/burnley/items/{asked.item_id}/preparation")
    assert says in page
    assert "Ask, and write down the answer" in page
    assert "Agreed to share" in page_of(as_person(asked.worker), "/")
    with asked.working():
        operations.send_reminders(now=LATER + timedelta(days=1))
        sent = session.scalars(
            select(ReminderSent.step)
            .where(ReminderSent.task == TaskKey.SHARE_PAPERS.value)
            .order_by(ReminderSent.id)
        ).all()
    assert sent, "whoever asked is reminded"


@pytest.mark.requirement("R49")
def test_what_opened_again_after_its_day_is_not_late_before_anybody_could_ask(
    asked: Agreements,
) -> None:
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    passed = datetime(2026, 12, 9, 10, 0, tzinfo=NOW.tzinfo)
    new_version(asked, passed)
    found = task(asked, TaskKey.SHARE_PAPERS, passed)
    assert (found.state, found.due.due) == (State.WAITING, date(2026, 12, 10))
    assert "it opened again on Wednesday 9 December 2026" in found.due.sentence
    with asked.working():
        operations.send_reminders(now=passed)
        steps = session.scalars(
            select(ReminderSent.step)
            .where(ReminderSent.task == TaskKey.SHARE_PAPERS.value)
            .order_by(ReminderSent.id)
        ).all()
    assert steps == ["opened_again_20261209"], "and nobody up the chain hears of it yet"


@pytest.mark.requirement("R49")
@pytest.mark.parametrize("answer", [Answer.NO, Answer.STOPPED])
def test_a_no_is_an_answer_and_nobody_is_chased(asked: Agreements, answer: Answer) -> None:
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    asked.answer(answer=answer, now=NOW + timedelta(hours=1))
    new_paper(asked)
    assert task(asked, TaskKey.SHARE_PAPERS, LATER).state is State.DONE


def test_at_18_papers_are_asked_about_together_with_being_discussed(asked: Agreements) -> None:
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    with asked.working():
        row = session.scalars(
            select(YoungPerson).where(YoungPerson.id == asked.young_person_id)
        ).one()
        row.born_on = date(2008, 11, 25)
    for key in (TaskKey.BE_DISCUSSED, TaskKey.SHARE_PAPERS):
        assert task(asked, key, NOW).state is State.DONE, "not before the day"
        assert "They turned 18" in task(asked, key, LATER).found


def test_once_asked_about_the_new_version_it_is_done(asked: Agreements) -> None:
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    new_version(asked)
    asked.answer(Kind.SHARE_PAPERS, now=LATER, answered_on=LATER.date())
    assert task(asked, TaskKey.SHARE_PAPERS, LATER).state is State.DONE


def test_somebody_who_is_out_of_the_item_brings_no_new_organisation(asked: Agreements) -> None:
    asked.answer()
    asked.answer(Kind.SHARE_PAPERS)
    with asked.working():
        newt = member_from("Newt Invented", OrganisationKind.HEALTH)
    assert task(asked, TaskKey.SHARE_PAPERS, LATER).state is State.WAITING
    with asked.working():
        panels.declare_interest(
            actor=asked.district.support,
            now=NOW,
            item_id=asked.item_id,
            person_id=newt,
            reason="They know the family.",
        )
    assert task(asked, TaskKey.SHARE_PAPERS, LATER).state is State.DONE
