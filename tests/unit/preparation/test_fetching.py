"""Case support fetches two papers, and every page says so (R53-R55)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.papers.rules.kinds import KINDS, PaperKind
from portal.preparation.rules.evidence import Evidence
from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.owners import Post
from portal.preparation.rules.tasks import State
from tests.unit.preparation.test_tasks import BY_SAM, found, timetable


@pytest.mark.requirement("R53", "R54", "R55")
@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (TaskKey.SUMMARY_FETCHED, PaperKind.CASE_SUMMARY),
        (TaskKey.CARE_PLANNING_RECORD, PaperKind.CARE_PLANNING_RECORD),
    ],
)
def test_case_support_fetches_the_two_papers_by_the_deadline_for_it(
    key: TaskKey, kind: PaperKind
) -> None:
    task = found(key=key)
    assert task.post is Post.CASE_SUPPORT
    assert task.owner.sentence.endswith("case_support person")
    assert task.due == timetable().papers
    assert "case support" in KINDS[kind].source, "the page of papers says the same"
    assert found(key=TaskKey.CASE_SUMMARY).post is Post.SOCIAL_WORKER, "who updates it (R47)"


@pytest.mark.requirement("R53")
def test_a_summary_to_be_updated_is_fetched_again() -> None:
    there = Evidence(
        case_summary=replace(BY_SAM, written_on=date(2026, 10, 5)), last_review=date(2026, 11, 2)
    )
    task = found(there, TaskKey.SUMMARY_FETCHED)
    assert task.state is State.WAITING
    assert "fetched again once it is updated: it is of 5 October 2026, before the" in task.found
    done = replace(there, case_summary=BY_SAM)
    assert found(done, TaskKey.SUMMARY_FETCHED).state is State.DONE
