"""Every value a district's rules may have, in plain words."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.working_days import Calendar
from portal.terms import rules
from portal.variations.hookspecs import HOOKS
from portal.variations.values import (
    AgendaSection,
    AgendaTemplate,
    Block,
    Break,
    ChairRule,
    ClosedDay,
    Column,
    DecisionWord,
    ItemQuorum,
    MeetingFrequency,
    NoticePeriod,
    OrganisationKind,
    QuorumRule,
    Seat,
    SlotPlan,
)

LABELS = {"senior": "Senior Manager", "team": "Team Manager", "worker": "Social worker"}
NAMES = {"ribble-valley": "Ribble Valley"}


def seat(key: str, **values: Any) -> Seat:
    return Seat(key, key.title(), OrganisationKind.CHILDRENS_SERVICES, **values)


def block(start: int, end: int, *, end_row: bool = False) -> Block:
    return Block(time(start), time(end), "slot" if end_row else "end_marker")


PLAN = SlotPlan(
    parts=(
        ("am", (Block(time(9, 30), time(12, 30)),)),
        ("full", (Block(time(9, 30), time(12, 30)), Block(time(13, 30), time(16)))),
    ),
    part="full",
    slot_minutes=30,
    least_lunch_minutes=45,
)
COLUMNS = tuple(Column(key, key.title()) for key in ("time_slot", "child", "agenda_item"))


@pytest.mark.requirement("R20", "R21")
@pytest.mark.parametrize(
    ("rule", "headline", "points"),
    [
        (
            ChairRule("senior", ("team",), "Ordinarily so"),
            "Senior Manager chairs",
            ("If they cannot: Team Manager.", "Ordinarily so."),
        ),
        (
            ChairRule("senior", ("team", "worker")),
            "Senior Manager chairs",
            ("If they cannot, in this order: Team Manager, Social worker.",),
        ),
        (ChairRule("team"), "Team Manager chairs", ("Nobody is named to stand in.",)),
        (
            ChairRule("senior", district="ribble-valley"),
            "Senior Manager of Ribble Valley chairs",
            ("Nobody is named to stand in.",),
        ),
        (
            ChairRule("adoption_chair"),
            "Adoption chair chairs",
            ("Nobody is named to stand in.",),
        ),
    ],
    ids=[
        "one deputy and a reason",
        "deputies in order",
        "no deputy",
        "another district's seat",
        "a seat only a plugin knows",
    ],
)
def test_who_chairs(rule: ChairRule, headline: str, points: tuple[str, ...]) -> None:
    assert rules.say_chair(rule, LABELS, NAMES) == rules.Said(headline, points)


@pytest.mark.requirement("R39")
def test_added_seats_are_said_with_who_added_them() -> None:
    said = rules.say_members(
        [seat("chair", core=True), seat("worker", core=True, case_bound=True)],
        [seat("advocacy", attends="as_required", counts_to_quorum=False)],
        {"advocacy": "preston.toml"},
    )
    assert said.headline == "Two core seats, and one added: Advocacy"
    assert said.listed == (
        "Chair",
        "Worker (for their own young person)",
        "Advocacy (when needed, does not count to the number needed, added by preston.toml)",
    )


def test_no_added_seats_is_said() -> None:
    assert rules.say_members([seat("chair")], []).headline == "One core seat, and none added"
    assert rules.say_added([]).headline == "Adds no seats"
    assert rules.say_added([seat("health"), seat("advocacy")]).headline == (
        "Adds Health and Advocacy"
    )


def test_core_seats_that_differ_are_named() -> None:
    here = [seat("chair"), seat("extra"), seat("worker", sees_names=True)]
    usual = [seat("chair"), seat("worker"), seat("reviewing")]
    assert rules.say_core_change(here, usual) == (
        "Core here only: Extra.",
        "Left out here: Reviewing.",
        "Described differently here: Worker.",
    )


@pytest.mark.parametrize(
    ("rule", "headline", "points"),
    [
        (QuorumRule(), "No number is set for the meeting to count", ()),
        (
            QuorumRule(5, ("senior",), ItemQuorum(2, (), ("worker", "team")), "Set in 2026"),
            "At least five members must be there for the meeting to count",
            (
                "The meeting needs: Senior Manager.",
                "Each item needs at least two members.",
                "Each item needs one of: Social worker or Team Manager.",
                "Set in 2026.",
            ),
        ),
        (
            QuorumRule(1, ("lead_nurse",)),
            "At least one member must be there for the meeting to count",
            ("The meeting needs: Lead nurse.",),
        ),
    ],
    ids=["none set", "numbers, seats and items", "a seat only a plugin knows"],
)
def test_who_must_be_there(rule: QuorumRule, headline: str, points: tuple[str, ...]) -> None:
    assert rules.say_quorum(rule, LABELS) == rules.Said(headline, points)


@pytest.mark.requirement("R55", "R62", "R75")
@pytest.mark.parametrize(
    ("notice", "deadline", "headline", "points"),
    [
        (
            NoticePeriod(5),
            "agenda",
            "Send five working days before the panel, counted plain, by the end of the day",
            ("Counted plain: the fifth working day before the panel is in time.",),
        ),
        (
            NoticePeriod(1, "clear", time(12)),
            "agenda",
            "Send one working day before the panel, counted clear, by midday",
            ("Counted clear: one whole working day must lie between.",),
        ),
        (
            NoticePeriod(21, note="Agreed locally"),
            "agenda",
            "Send 21 working days before the panel, counted plain, by the end of the day",
            (
                "Counted plain: the 21st working day before the panel is in time.",
                "Agreed locally.",
            ),
        ),
        (
            NoticePeriod(3, cut_off=time(16, 30)),
            "retrieval",
            "Fetch within three working days of a name coming in, by 4:30pm",
            ("The day the name comes in is day 0.", "Never later than the agenda."),
        ),
        (
            NoticePeriod(5, closed_days=(ClosedDay(date(2026, 12, 29), "training day"),)),
            "record",
            "File within five working days of the panel, by the end of the day",
            (
                "The panel day is day 0.",
                "Not worked for this deadline: 29 December 2026 (training day).",
            ),
        ),
    ],
    ids=["plain", "clear to a time", "more than twenty days", "papers", "record and closed days"],
)
def test_deadlines(
    notice: NoticePeriod, deadline: Any, headline: str, points: tuple[str, ...]
) -> None:
    assert rules.say_notice(notice, deadline) == rules.Said(headline, points)


@pytest.mark.parametrize(
    ("days", "words"),
    [(2, "second"), (9, "ninth"), (10, "10th"), (11, "11th"), (22, "22nd"), (53, "53rd")],
    ids=str,
)
def test_days_before_have_their_ordinal(days: int, words: str) -> None:
    points = rules.say_notice(NoticePeriod(days), "agenda").points
    assert points == (f"Counted plain: the {words} working day before the panel is in time.",)


@pytest.mark.requirement("R42")
@pytest.mark.parametrize(
    ("rule", "headline", "gap"),
    [
        (MeetingFrequency(every_months=2), "At least every two months", "62"),
        (
            MeetingFrequency(every_weeks=1, weekday="thursday"),
            "At least every week, on a Thursday",
            "seven",
        ),
        (
            MeetingFrequency(every_months=1, follows="the Adoption Panel"),
            "At least every month, straight after the Adoption Panel",
            "31",
        ),
    ],
    ids=["months", "a weekday", "after another meeting"],
)
def test_how_often(rule: MeetingFrequency, headline: str, gap: str) -> None:
    points = (f"A gap of more than {gap} days raises an alert.",)
    assert rules.say_frequency(rule) == rules.Said(headline, points)


@pytest.mark.requirement("R44", "R68")
def test_slots_are_said_with_every_part_of_the_day() -> None:
    said = rules.say_slots(PLAN)
    assert said.headline == "Slots of 30 minutes, 9:30am to 12:30pm and 1:30pm to 4pm"
    assert said.points == (
        "Usually whole day: 11 slots, the first at 9:30am and the last at 3:30pm.",
        "Morning: six slots, the first at 9:30am and the last at midday.",
        "A lunch under 45 minutes gives a warning.",
    )


@pytest.mark.requirement("R44")
def test_every_choice_of_a_slot_plan_is_said() -> None:
    plan = SlotPlan(
        parts=(("late_start", (block(10, 12), block(12, 13))),),
        part="late_start",
        slot_minutes=25,
        breaks=(Break(time(10, 30), 10, "Tea"),),
        buffer_minutes=5,
        hold_back=1,
        most_cases=3,
    )
    said = rules.say_slots(plan)
    assert said.headline == "Slots of 25 minutes, 10am to midday and midday to 1pm"
    assert said.points[0].startswith("Usually late start: ")
    assert said.points[1:5] == (
        "Tea at 10:30am: 10 minutes.",
        "After every slot five minutes are left free.",
        "Kept for urgent cases: the last slot.",
        "At most three cases in a meeting.",
    )


def test_a_day_too_short_for_a_slot_is_said() -> None:
    plan = SlotPlan(parts=(("am", (block(9, 10),)),), slot_minutes=90)
    said = rules.say_slots(plan)
    assert said.points == (
        "Usually morning: no slot fits.",
        "Warning, morning: No slot of 90 minutes fits between 9am and 10am.",
    )


@pytest.mark.requirement("R66", "R67")
def test_the_agenda() -> None:
    template = AgendaTemplate(
        ("PERMANENCE PANEL", "AGENDA"),
        COLUMNS,
        (AgendaSection("items", "Items", confidential=True), AgendaSection("notes", "Notes")),
        "dotted",
    )
    assert rules.say_agenda(template) == rules.Said(
        "Headed “PERMANENCE PANEL – AGENDA”, with three columns",
        (
            "Columns: “Time_Slot”, “Child” and “Agenda_Item”.",
            "Sections, in order: Items (left out of a visitor’s copy); Notes.",
            "Times are written “10.50”.",
        ),
    )


def test_the_outcomes() -> None:
    said = rules.say_outcomes(
        [
            DecisionWord("closed", "Closed"),
            DecisionWord("refer", "Referred", "Housing is told.", "A duty", ("reason", "until")),
        ]
    )
    assert said.headline == "Two outcomes the panel may record"
    assert said.listed == (
        "Closed.",
        "Referred: Housing is told. In law: A duty. Asks for a reason and a date.",
    )
    assert rules.say_outcomes([]).headline == "The panel records no outcome of its own"


def test_working_days() -> None:
    open_all = rules.say_working_days(Calendar({}, {}, 2012, 2029))
    closed = rules.say_working_days(Calendar({}, {date(2026, 12, 29): "training"}, 2012, 2029))
    assert open_all.points == (
        "No local closure days are entered.",
        "Bank holidays are known from 2012 to 2029; a date outside is refused.",
    )
    assert closed.headline.endswith("and one local closure day")
    assert closed.points[0] == "Closed: 29 December 2026 (training)."


def test_what_another_value_says_instead() -> None:
    one = rules.Said("Same", ("a", "b"), ("x",))
    assert rules.instead(one, rules.Said("Other")) == "Other"
    assert rules.instead(one, rules.Said("Same", ("a", "c"), ("y",))) == "c y"
    assert rules.instead(one, rules.Said("Same", ("a",))) == "Nothing more"


WORDS = st.text(alphabet="abAB ßİ", max_size=8)


@given(WORDS, WORDS, WORDS)
def test_a_search_finds_what_holds_its_words(before: str, search: str, after: str) -> None:
    assert rules.matches(search, f"{before} {search} {after}")


@pytest.mark.parametrize(
    ("search", "found"),
    [("SLOT minutes", True), ("minutes slot", True), ("", True), ("slot chair", False)],
    ids=["capitals", "any order", "nothing typed", "one word missing"],
)
def test_a_search_needs_every_word(search: str, *, found: bool) -> None:
    assert rules.matches(search, "Slots of 30 minutes") is found


SAYERS: dict[str, Callable[..., rules.Said]] = {
    "chair_rule": rules.say_chair,
    "membership_extensions": rules.say_members,
    "quorum_rule": rules.say_quorum,
    "notice_period": rules.say_notice,
    "meeting_frequency": rules.say_frequency,
    "slot_plan": rules.say_slots,
    "agenda_template": rules.say_agenda,
    "decision_words": rules.say_outcomes,
    "message_wording": rules.say_wording,
    "guides": rules.say_guides,
    "views_questions": rules.say_questions,
}


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_words_for_what_it_returns(hook: str) -> None:
    wanted = {HOOKS[hook].returns.__name__, f"Sequence[{HOOKS[hook].returns.__name__}]"}
    said = {str(each.annotation) for each in inspect.signature(SAYERS[hook]).parameters.values()}
    assert wanted & said
