"""What is on a task list, in which order and in which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.home import rules
from portal.home.rules import Effect, Place, Sitting, Task, Urgency, actions, heard, preparing
from portal.home.rules.preparing import Missing
from portal.kernel.deadlines import Deadline

TODAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HERE = Place("burnley", "Burnley", "Leaving Care Panel")
SITTING = Sitting("an-id", date(2026, 12, 10))


def task(effect: Effect, due: date | None, title: str = "Do it") -> Task:
    return Task(title, "", due, rules.urgency_of(due, TODAY), effect, "Burnley", "home.home")


def deadline(due: date, cut_off: time = time(23, 59)) -> Deadline:
    return Deadline(due, cut_off, ("one step",), "Send by then: because.")


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (TODAY - timedelta(days=30), "Today"),
        (TODAY, "Today"),
        (TODAY + timedelta(days=1), "This week"),
        (date(2026, 11, 29), "This week"),
        (date(2026, 11, 30), "Later"),
        (None, "Later"),
    ],
    ids=["late", "today", "tomorrow", "this Sunday", "next Monday", "no date"],
)
def test_each_task_stands_in_one_stretch_of_time(due: date | None, group: str) -> None:
    found = rules.grouped([task(Effect.TO_READ, due)], TODAY)
    assert [each.title for each in found] == [group]


def test_effect_on_a_young_person_comes_before_the_date() -> None:
    tasks = [
        task(Effect.TO_READ, date(2026, 11, 1), "read"),
        task(Effect.HEARD_TODAY, TODAY, "hold"),
        task(Effect.DECISION_NOT_ON_FILE, date(2026, 11, 24), "file"),
        task(Effect.DECISION_NOT_ON_FILE, date(2026, 11, 20), "file the older"),
    ]
    found = rules.grouped(tasks, TODAY)
    assert [each.title for each in found[0].tasks] == ["hold", "file the older", "file", "read"]


@given(
    st.lists(
        st.builds(
            task,
            st.sampled_from(Effect),
            st.sampled_from([None, *(TODAY + timedelta(days=n) for n in (-2, 0, 1, 4, 5, 30))]),
        ),
        max_size=4,
    )
)
@settings(max_examples=20)
def test_no_task_is_lost_and_none_stands_twice(tasks: list[Task]) -> None:
    found = rules.grouped(tasks, TODAY)
    assert sorted(map(rules.order, tasks)) == sorted(
        rules.order(each) for group in found for each in group.tasks
    )
    for group in found:
        assert list(map(rules.order, group.tasks)) == sorted(map(rules.order, group.tasks))


@pytest.mark.requirement("R62", "R74")
@pytest.mark.parametrize(
    ("due", "cut_off", "urgency", "when"),
    [
        (date(2026, 12, 3), time(23, 59), Urgency.DUE, "Due on Thursday 3 December 2026"),
        (TODAY, time(12), Urgency.TODAY, "Due today by midday"),
        (TODAY, time(9), Urgency.LATE, "Late: it was due by 9am on Wednesday 25 November 2026"),
    ],
    ids=["ahead", "today, before the hour", "today, after the hour"],
)
def test_the_hour_of_a_deadline_counts(
    due: date, cut_off: time, urgency: Urgency, when: str
) -> None:
    found = rules.agenda_task(HERE, SITTING, deadline(due, cut_off), NOW, 2)
    assert (found.urgency, found.when, found.steps) == (urgency, when, ("one step",))
    assert found.why == "Leaving Care Panel, two young people on it."
    assert found.values == {"district": "burnley", "meeting_id": "an-id"}


def test_an_agenda_with_nobody_on_it_says_so() -> None:
    found = rules.agenda_task(HERE, SITTING, deadline(TODAY), NOW, 0)
    assert "nobody yet on it" in found.why


def test_papers_are_due_when_the_earliest_are() -> None:
    days = [deadline(date(2026, 12, 3)), deadline(date(2026, 11, 30))]
    assert rules.papers_task(HERE, SITTING, days, NOW).due == date(2026, 11, 30)


@pytest.mark.requirement("R42")
@pytest.mark.parametrize(
    ("last", "next_on", "due"),
    [
        (date(2026, 10, 1), None, date(2026, 12, 2)),
        (date(2026, 10, 1), date(2026, 12, 3), date(2026, 12, 2)),
    ],
    ids=["none planned", "planned a day too late"],
)
def test_a_gap_between_panels_is_on_the_list(last: date, next_on: date | None, due: date) -> None:
    found = rules.gap_task(HERE, last, next_on, 62, TODAY)
    assert found is not None
    assert (found.due, found.urgency) == (due, Urgency.DUE)
    assert len(found.steps) == 3


@pytest.mark.requirement("R42")
@pytest.mark.parametrize(
    ("last", "next_on"),
    [(date(2026, 10, 1), date(2026, 12, 2)), (None, date(2027, 6, 1))],
    ids=["planned on the last day", "the first is planned"],
)
def test_panels_close_enough_make_no_task(last: date | None, next_on: date) -> None:
    assert rules.gap_task(HERE, last, next_on, 62, TODAY) is None


def test_a_panel_that_never_met_has_a_task_without_a_date() -> None:
    found = rules.gap_task(HERE, None, None, 62, TODAY)
    assert found is not None
    assert (found.due, found.when, found.urgency) == (None, "", Urgency.UNDATED)


@pytest.mark.requirement("R9")
@pytest.mark.parametrize(
    ("due", "effect", "when"),
    [
        (TODAY - timedelta(days=1), Effect.PROMISE_LATE, "Late by one day"),
        (TODAY, Effect.PROMISE_DUE, "Due today"),
        (TODAY + timedelta(days=1), Effect.PROMISE_DUE, "Due tomorrow"),
    ],
    ids=["late", "today", "tomorrow"],
)
def test_a_late_promise_weighs_more(due: date, effect: Effect, when: str) -> None:
    found = actions.own_action_task(HERE, "an-id", "ring the school", due, TODAY)
    assert (found.title, found.effect) == ("Ring the school", effect)
    assert found.when.startswith(when)


def test_a_promise_that_was_not_kept_comes_before_its_date() -> None:
    ahead = TODAY + timedelta(days=9)
    own = actions.own_action_task(HERE, "an-id", "ring the school", ahead, TODAY, disputed=True)
    assert (own.effect, own.urgency) == (Effect.PROMISE_LATE, Urgency.TODAY)
    assert "The young person says that it has not happened." in own.why
    seen = actions.open_again_task(HERE, ["B Example", "A Example", "B Example"], ahead, TODAY)
    assert (seen.effect, seen.urgency) == (Effect.PROMISE_LATE, Urgency.TODAY)
    assert seen.title.startswith("Three promises open again")
    assert seen.why.startswith("Given to A Example and B Example.")
    past = actions.open_again_task(HERE, ["A Example"], TODAY - timedelta(days=1), TODAY)
    assert (past.urgency, past.title[:19]) == (Urgency.LATE, "One promise open ag")


@pytest.mark.parametrize(
    ("owners", "title", "why"),
    [
        (["A Example"], "Chase one action that waits past the date", "Given to A Example."),
        (
            ["B Example", "A Example", "B Example"],
            "Chase three actions that wait past the date",
            "Given to A Example and B Example.",
        ),
    ],
    ids=["one", "several"],
)
def test_late_actions_are_one_task_for_a_district(owners: list[str], title: str, why: str) -> None:
    found = actions.late_actions_task(HERE, owners, date(2026, 11, 20))
    assert found.title == title
    assert (found.why, found.when) == (why, "The oldest was due on Friday 20 November 2026")


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("never_heard", "overdue", "title"),
    [
        (1, 0, "One young person never heard"),
        (0, 2, "Two reviews overdue"),
        (3, 1, "Three young people never heard and one review overdue"),
        (0, 0, None),
    ],
    ids=["never heard", "overdue", "both", "everybody in time"],
)
def test_who_must_be_heard_is_counted(never_heard: int, overdue: int, title: str | None) -> None:
    found = rules.coverage_task(HERE, never_heard, overdue, nominates=True)
    assert (found.title if found else None) == title


@pytest.mark.parametrize(
    ("held_on", "effect"),
    [(TODAY, Effect.HEARD_TODAY), (SITTING.held_on, Effect.NOT_PREPARED)],
    ids=["today", "to come"],
)
def test_ones_own_item_comes_first_on_its_day(held_on: date, effect: Effect) -> None:
    found = rules.attend_task(HERE, Sitting("an-id", held_on), "A. T., 9:30am", TODAY)
    assert (found.effect, found.due) == (effect, held_on)


MISSING = Missing(
    ("Case summary", "Views", "Views", "Invitation", "Placement", "Provider"),
    3,
    deadline(date(2026, 12, 3)),
)


def test_what_an_agency_knows_is_asked_for_with_its_date() -> None:
    task = preparing.write_task(HERE, SITTING, MISSING, NOW)
    assert task.title.startswith("Three young people on ")
    assert task.title.endswith(" wait for what you know")
    assert "Write it by " in task.why
    assert task.page == "preparation.meeting"


def test_one_s_own_item_says_what_is_not_here_yet() -> None:
    task = preparing.prepare_task(HERE, "Sam, 9:30am", "an-id", MISSING, NOW)
    assert task.title == "Get ready for Sam, 9:30am"
    assert task.why == ("Not here yet: Case summary, Views, Invitation, Placement and one more.")
    assert task.values["item_id"] == "an-id"


def test_what_is_late_is_chased_for_so_many_young_people() -> None:
    task = preparing.chase_task(HERE, SITTING, MISSING, NOW.date())
    assert task.title.startswith("Chase six things not here yet for ")
    assert task.why.startswith("Three young people: Case summary")


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("today", "effect", "urgency"),
    [
        (date(2026, 12, 9), Effect.NOT_PREPARED, Urgency.DUE),
        (SITTING.held_on, Effect.HEARD_TODAY, Urgency.TODAY),
        (date(2026, 12, 11), Effect.HEARD_TODAY, Urgency.LATE),
    ],
    ids=["the day before", "the panel day", "after it"],
)
def test_what_nobody_opened_weighs_most_on_the_day(
    today: date, effect: Effect, urgency: Urgency
) -> None:
    task = heard.read_task(HERE, SITTING, "an-id", "Avery", today)
    assert (task.effect, task.urgency, task.due) == (effect, urgency, SITTING.held_on)
    assert task.title == "Read what Avery wants to say"
    assert (task.page, task.values["item_id"]) == ("voice.views", "an-id")


@pytest.mark.parametrize(
    ("number", "asked", "opened", "which"),
    [
        (1, "one young person on", "one young person wants", "Theirs is the 9:30am item. "),
        (2, "two young people on", "two young people want", "The first is at 9:30am. "),
    ],
)
def test_case_support_reads_how_many_and_nobodys_name(
    number: int, asked: str, opened: str, which: str
) -> None:
    day = "Thursday 10 December 2026"
    unopened = heard.Unopened("an-id", "9:30am", number)
    opening = heard.open_some_task(HERE, SITTING, unopened, TODAY)
    assert opening.title == f"Open what {opened} to say on {day}"
    assert opening.why.startswith(which)
    asking = heard.ask_some_task(HERE, SITTING, number, deadline(date(2026, 12, 3)), NOW)
    verb = "wants" if number == 1 else "want"
    assert asking.title == f"Ask what {asked} {day} {verb} to say"
    assert asking.steps == ("one step",)
    assert asking.page == "preparation.meeting"


def test_what_young_people_ask_for_is_one_sentence_however_many_kinds_there_are() -> None:
    kinds = ("They ask for an advocate", "They want help to decide", "They say it is wrong")
    for many, said in (
        (kinds[:1], "They ask for an advocate. Each"),
        (
            kinds,
            "They ask for an advocate, they want help to decide and they say it is wrong. Each",
        ),
    ):
        assert rules.asked_task(HERE, 2, TODAY, TODAY, many).why.startswith(said)
