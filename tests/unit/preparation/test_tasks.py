"""What must be ready for an item: real weeks, real evidence, and whose work it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

import pytest

from portal.kernel import deadlines
from portal.kernel.deadlines import Notice
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.evidence import Answered, Ask, Evidence, Given
from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.owners import Chain, Level, Named, Post, Step, offered
from portal.preparation.rules.readiness import readiness, waiting_for_you
from portal.preparation.rules.tasks import (
    State,
    Task,
    Timetable,
    due_date,
    looks_after,
    tasks,
    views_pressing,
)
from portal.variations.calendar import england_and_wales
from portal.web.clock import LONDON

CALENDAR = england_and_wales(2026, 2027)
PANEL_DAY = date(2026, 12, 17)
NOMINATED = date(2026, 11, 23)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=LONDON)
BY_SAM = Given(date(2026, 11, 24), "Sam Testcase")


def timetable(panel_day: date = PANEL_DAY, nominated_on: date = NOMINATED) -> Timetable:
    agenda = deadlines.agenda_due(panel_day, Notice(5), CALENDAR)
    papers = deadlines.retrieval_due(nominated_on, Notice(5), CALENDAR, agenda.due)
    return Timetable(panel_day, nominated_on, agenda, papers, CALENDAR)


def named(name: str, number: int) -> Named:
    return Named(name, UUID(int=number))


SUPPORT = Level("Case support", (named("Casey Example", 8),), Step.CASE_SUPPORT)
LEAD = Level("District lead", (named("Lee Sample", 9),), Step.DISTRICT_LEAD)
POSTS: dict[Post, Chain] = {
    post: (Level(post.label, (named(f"{post.value} person", place),)), SUPPORT, LEAD)
    for place, post in enumerate(Post, start=10)
}


def found(
    evidence: Evidence | None = None,
    key: TaskKey = TaskKey.CASE_SUMMARY,
    *,
    at: datetime = MONDAY,
    when: Timetable | None = None,
    posts: dict[Post, Chain] | None = None,
) -> Task:
    known = tasks(evidence or Evidence(), when or timetable(), posts or POSTS, at)
    return next(each for each in known if each.key is key)


# Panel day, day of the nomination, days before the agenda's: the date, and what its reason says.
DATES = [
    ("an ordinary week", "2026-12-17", "2026-11-23", 0, "2026-12-10", "the day the agenda must"),
    ("three days before it", "2026-12-17", "2026-11-23", 3, "2026-12-07", "three working days"),
    ("over a weekend", "2026-12-11", "2026-11-23", 3, "2026-12-01", "Friday 4 December"),
    ("Christmas week", "2027-01-07", "2026-12-01", 0, "2026-12-30", "the day the agenda must"),
    (
        "back over Christmas",
        "2027-01-07",
        "2026-12-01",
        3,
        "2026-12-23",
        (
            "skipping Friday 25 (bank holiday: Christmas Day) and Monday 28 "
            "(bank holiday: Boxing Day (substitute day))"
        ),
    ),
    ("back over New Year", "2027-01-08", "2026-12-01", 1, "2026-12-30", "one working day"),
    ("back over Easter", "2027-04-08", "2027-03-01", 3, "2027-03-25", "Good Friday"),
    ("named in the last days", "2026-12-17", "2026-12-08", 3, "2026-12-09", "too late for"),
    ("named on the agenda’s day", "2026-12-17", "2026-12-10", 0, "2026-12-11", "too late for"),
    ("named on a Friday", "2026-12-17", "2026-12-11", 3, "2026-12-14", "too late for"),
    ("named the day before", "2026-12-17", "2026-12-16", 0, "2026-12-16", "too late for"),
    ("named on the day itself", "2026-12-17", "2026-12-17", 0, "2026-12-17", "too late for"),
    ("named before a long weekend", "2027-01-07", "2026-12-24", 3, "2026-12-29", "too late"),
]


@pytest.mark.requirement("R55", "R62", "R73")
@pytest.mark.parametrize(
    ("panel_day", "nominated", "early", "due", "says"),
    [case[1:] for case in DATES],
    ids=[case[0] for case in DATES],
)
def test_a_date_is_counted_from_the_agenda_and_explains_itself(
    panel_day: str, nominated: str, early: int, due: str, says: str
) -> None:
    when = timetable(date.fromisoformat(panel_day), date.fromisoformat(nominated))
    deadline = due_date(early, when)
    assert deadline.due == date.fromisoformat(due)
    assert says in deadline.sentence
    assert deadline.steps


@pytest.mark.requirement("R55")
@pytest.mark.parametrize(
    ("panel_day", "nominated", "due"),
    [
        ("2026-12-17", "2026-11-23", "2026-11-30"),
        ("2026-12-17", "2026-12-08", "2026-12-10"),
        ("2027-01-07", "2026-12-18", "2026-12-29"),
        ("2027-01-07", "2026-12-23", "2026-12-30"),
    ],
)
def test_papers_are_due_by_the_rule_on_fetching_them(
    panel_day: str, nominated: str, due: str
) -> None:
    when = timetable(date.fromisoformat(panel_day), date.fromisoformat(nominated))
    assert due_date(None, when).due == date.fromisoformat(due)


def test_the_hour_of_the_district_counts_on_the_agenda_s_day() -> None:
    agenda = deadlines.agenda_due(PANEL_DAY, Notice(5, "plain", time(12)), CALENDAR)
    when = replace(timetable(), agenda=agenda)
    at_noon = datetime(2026, 12, 10, 12, 0, tzinfo=LONDON)
    assert found(key=TaskKey.HOUSING, at=at_noon, when=when).state is State.WAITING
    after = at_noon.replace(minute=1)
    late = found(key=TaskKey.HOUSING, at=after, when=when)
    assert (late.state, late.found) == (
        State.LATE,
        "Late since today: it was due on Thursday 10 December 2026.",
    )


# Task, what is there, the state it has, and a part of what is said of it.
STATES: list[tuple[str, TaskKey, Evidence, State, str]] = [
    ("nothing at all", TaskKey.CASE_SUMMARY, Evidence(), State.WAITING, "no case summary"),
    (
        "a summary of this week",
        TaskKey.CASE_SUMMARY,
        Evidence(case_summary=BY_SAM),
        State.DONE,
        "Done on 24 November 2026 by Sam Testcase. It is of 24 November 2026.",
    ),
    (
        "a summary older than the review",
        TaskKey.CASE_SUMMARY,
        Evidence(
            case_summary=replace(BY_SAM, written_on=date(2026, 11, 2)),
            last_review=date(2026, 11, 3),
        ),
        State.WAITING,
        "To be updated: it is of 2 November 2026, before the review of 3 November 2026.",
    ),
    (
        "a summary of the review’s day",
        TaskKey.CASE_SUMMARY,
        Evidence(
            case_summary=replace(BY_SAM, written_on=date(2026, 11, 3)),
            last_review=date(2026, 11, 3),
        ),
        State.DONE,
        "It is of 3 November 2026",
    ),
    (
        "a summary three months old on the day",
        TaskKey.CASE_SUMMARY,
        Evidence(case_summary=replace(BY_SAM, written_on=date(2026, 9, 17))),
        State.DONE,
        "17 September",
    ),
    (
        "a summary one day older",
        TaskKey.CASE_SUMMARY,
        Evidence(case_summary=replace(BY_SAM, written_on=date(2026, 9, 16))),
        State.WAITING,
        "more than three months before",
    ),
    (
        "a record from before the last review",
        TaskKey.CARE_PLANNING_RECORD,
        Evidence(
            care_planning_record=replace(BY_SAM, written_on=date(2026, 5, 1)),
            last_review=date(2026, 11, 3),
        ),
        State.WAITING,
        "before the review of 3 November 2026",
    ),
    (
        "the record of the last review",
        TaskKey.CARE_PLANNING_RECORD,
        Evidence(
            care_planning_record=replace(BY_SAM, written_on=date(2026, 11, 3)),
            last_review=date(2026, 11, 3),
        ),
        State.DONE,
        "3 November",
    ),
    ("not asked", TaskKey.BE_DISCUSSED, Evidence(), State.WAITING, "have not been asked"),
    (
        "asked, whatever they said",
        TaskKey.BE_DISCUSSED,
        Evidence(asked={Ask.BE_DISCUSSED: BY_SAM}),
        State.DONE,
        "Asked on 24 November 2026 by Sam Testcase.",
    ),
    (
        "asked something else",
        TaskKey.SHARE_PAPERS,
        Evidence(asked={Ask.BE_DISCUSSED: BY_SAM}),
        State.WAITING,
        "have not been asked",
    ),
    ("not invited", TaskKey.INVITATION, Evidence(), State.WAITING, "have not been invited"),
    (
        "invited, no answer",
        TaskKey.INVITATION,
        Evidence(invited=BY_SAM, answered=Answered.NO_ANSWER),
        State.DONE,
        "They have not answered yet.",
    ),
    (
        "coming: nobody reads out their views",
        TaskKey.VIEWS,
        Evidence(invited=BY_SAM, answered=Answered.COMING),
        State.NOT_NEEDED,
        "They are coming and speak for themselves.",
    ),
    (
        "not sure: views are sought",
        TaskKey.VIEWS,
        Evidence(invited=BY_SAM, answered=Answered.NOT_SURE),
        State.WAITING,
        "Needed by Thursday 10 December 2026.",
    ),
    (
        "none given, and what was tried",
        TaskKey.VIEWS,
        Evidence(answered=Answered.NOT_COMING, views=BY_SAM, views_words="They gave none."),
        State.DONE,
        "They gave none.",
    ),
    (
        "options 28 days old on the day",
        TaskKey.HOUSING,
        Evidence(forms={Agency.HOUSING: replace(BY_SAM, written_on=date(2026, 11, 19))}),
        State.DONE,
        "19 November",
    ),
    (
        "options a day older",
        TaskKey.HOUSING,
        Evidence(forms={Agency.HOUSING: replace(BY_SAM, written_on=date(2026, 11, 18))}),
        State.WAITING,
        "Out of date: it is of 18 November 2026.",
    ),
    (
        "ART’s form does both",
        TaskKey.PLACEMENT,
        Evidence(forms={Agency.ACCESS_TO_RESOURCES: BY_SAM}),
        State.DONE,
        "Done on 24 November",
    ),
    (
        "a paper of the placement",
        TaskKey.PLACEMENT,
        Evidence(placement_paper=BY_SAM),
        State.DONE,
        "Done",
    ),
    (
        "a paper says nothing of suitability",
        TaskKey.FUTURE_HOMES,
        Evidence(placement_paper=BY_SAM),
        State.WAITING,
        "Needed by",
    ),
    (
        "no longer in care",
        TaskKey.PLACEMENT,
        Evidence(in_care=False),
        State.NOT_NEEDED,
        "no longer in care",
    ),
    (
        "living on their own",
        TaskKey.INDEPENDENCE,
        Evidence(place="P2"),
        State.NOT_NEEDED,
        "Neither foster carers nor a home",
    ),
    (
        "the return does not say where",
        TaskKey.INDEPENDENCE,
        Evidence(),
        State.WAITING,
        "does not say where they live",
    ),
    (
        "the residential form",
        TaskKey.INDEPENDENCE,
        Evidence(place="K2", forms={Agency.RESIDENTIAL: BY_SAM}),
        State.DONE,
        "Done",
    ),
    ("no provider", TaskKey.PROVIDER, Evidence(), State.NOT_NEEDED, "No provider is asked"),
    (
        "a provider asked in",
        TaskKey.PROVIDER,
        Evidence(provider_asked=True),
        State.WAITING,
        "Needed by",
    ),
    (
        "a provider who wrote anyway",
        TaskKey.PROVIDER,
        Evidence(forms={Agency.PROVIDER: BY_SAM}),
        State.DONE,
        "Done",
    ),
    ("the IRO", TaskKey.IRO_VIEW, Evidence(), State.WAITING, "Needed by"),
    (
        "no IRO’s seat here",
        TaskKey.IRO_VIEW,
        Evidence(iro_sits=False),
        State.NOT_NEEDED,
        "no seat for the reviewing officers",
    ),
    ("no manager", TaskKey.WHO_COMES, Evidence(), State.WAITING, "No manager is named."),
    (
        "a manager",
        TaskKey.WHO_COMES,
        Evidence(manager="Manny Invented"),
        State.DONE,
        "Manny Invented comes if the social worker cannot.",
    ),
    (
        "a stand-in",
        TaskKey.WHO_COMES,
        Evidence(manager="Manny Invented", stand_in="Lee Sample", stand_in_since=NOMINATED),
        State.DONE,
        "Lee Sample comes in the social worker’s place since 23 November 2026.",
    ),
]


@pytest.mark.requirement(
    "R47", "R48", "R49", "R50", "R51", "R52", "R57", "R58", "R59", "R60", "R61", "R70", "R71"
)
@pytest.mark.parametrize(
    ("key", "evidence", "state", "says"),
    [case[1:] for case in STATES],
    ids=[case[0] for case in STATES],
)
def test_what_is_there_decides_how_far_a_task_has_come(
    key: TaskKey, evidence: Evidence, state: State, says: str
) -> None:
    task = found(evidence, key)
    assert task.state is state
    assert says in task.found


def test_every_task_says_what_why_and_by_when() -> None:
    known = tasks(Evidence(provider_asked=True), timetable(), POSTS, MONDAY)
    assert [each.key for each in known] == list(TaskKey)
    for each in known:
        assert each.key.label
        assert each.key.short
        assert each.why.endswith(".")
        assert each.why.count(".") == 1
        assert each.due.sentence.endswith(".")


def test_what_is_open_after_its_date_is_late_and_says_for_how_long() -> None:
    after = datetime(2026, 12, 14, 9, 0, tzinfo=LONDON)
    late = found(key=TaskKey.HOUSING, at=after)
    assert late.state is State.LATE
    assert late.found == "Late by four days: it was due on Thursday 10 December 2026."


@pytest.mark.parametrize(
    ("place", "post"),
    [
        ("U1", Post.FOSTERING),
        ("U6", Post.FOSTERING),
        ("u4", Post.FOSTERING),
        ("K2", Post.RESIDENTIAL),
        ("R1", Post.RESIDENTIAL),
        ("H5", Post.RESIDENTIAL),
        ("S1", Post.RESIDENTIAL),
        ("P2", None),
        ("P1", None),
        ("A3", None),
        ("Z11", None),
        ("", None),
        (None, None),
    ],
)
@pytest.mark.requirement("R60")
def test_whichever_service_looks_after_them_is_asked(place: str | None, post: Post | None) -> None:
    assert looks_after(place) is post


@pytest.mark.requirement("R60")
def test_the_service_that_looks_after_them_owns_the_task() -> None:
    assert found(Evidence(place="K2"), TaskKey.INDEPENDENCE).owner.post == "Residential service"
    assert found(Evidence(place="U1"), TaskKey.INDEPENDENCE).owner.post == "Fostering service"


def test_an_empty_post_offers_the_next_in_the_chain_and_stops_nothing() -> None:
    empty: dict[Post, Chain] = {**POSTS, Post.HOUSING: (Level("Housing authority"), SUPPORT, LEAD)}
    task = found(key=TaskKey.HOUSING, posts=empty)
    assert task.owner.people == SUPPORT.people
    assert task.owner.sentence == (
        "Housing authority: nobody holds this post, so Casey Example is asked (case support)"
    )
    assert task.state is State.WAITING


def test_a_chain_with_nobody_in_it_says_so() -> None:
    owner = offered((Level("Housing authority"), Level("Case support")), Post.HOUSING)
    assert owner.people == ()
    assert "nobody stands in" in owner.sentence
    assert not owner.has(UUID(int=1))


@pytest.mark.requirement("R73")
def test_readiness_is_a_sentence_with_the_next_step() -> None:
    nothing = tasks(Evidence(), timetable(), POSTS, MONDAY)
    said = readiness(nothing)
    assert said.text == (
        "14 things to come: Case summary, Summary fetched, Care planning record and 11 more"
    )
    assert said.next_step == (
        "Update the case summary: social_worker person, by Monday 30 November"
    )
    after = tasks(Evidence(), timetable(), POSTS, datetime(2026, 12, 8, 9, 0, tzinfo=LONDON))
    assert readiness(after).tone == "problem"
    assert readiness(after).text.startswith("Not here yet, and late: Case summary")
    assert readiness(()).text == "Ready: everything that was asked for is here"


def test_somebody_is_told_how_many_wait_for_them() -> None:
    assert waiting_for_you(3, date(2026, 12, 11), date(2026, 12, 4)) == (
        "Three young people on 11 December wait for what you know. Write it by Friday 4 December"
    )
    assert waiting_for_you(1, date(2026, 12, 11), date(2026, 12, 4)).startswith(
        "One young person on 11 December waits for"
    )


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("today", "evidence", "pressing"),
    [
        ("2026-12-04", Evidence(), False),
        ("2026-12-07", Evidence(), True),
        ("2026-12-17", Evidence(), True),
        ("2026-12-07", Evidence(views=BY_SAM), False),
        ("2026-12-07", Evidence(answered=Answered.COMING), False),
        ("2026-12-07", Evidence(answered=Answered.NOT_COMING), True),
    ],
    ids=[
        "the Friday before",
        "the day they are invited by",
        "the panel day",
        "here",
        "coming",
        "no",
    ],
)
def test_views_press_from_the_day_by_which_they_are_invited(
    today: str, evidence: Evidence, *, pressing: bool
) -> None:
    day = date.fromisoformat(today)
    known = tasks(evidence, timetable(), POSTS, MONDAY)
    task = views_pressing(known, day)
    assert (task is not None) is pressing
    assert task is None or task.key is TaskKey.VIEWS
