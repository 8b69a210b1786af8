"""What the commands print: the keys of the contract, the sources, and the reasons."""

from __future__ import annotations

import json
from datetime import date

import pytest

from portal.kernel.errors import NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.variations import commands
from portal.variations.hookspecs import HOOKS
from portal.variations.manager import DistrictUnavailable, Registry
from tests.unit.variations.conftest import ROOT, Write

DAY = date(2026, 11, 23)
KIND = PanelKind.LEAVING_CARE


@pytest.mark.slow  # reads the bank holidays of every year the portal knows, once
@pytest.mark.requirement("R62", "R74", "R75")
@pytest.mark.parametrize(
    "dates",
    [
        "2026-12-17 2026-12-10 2026-12-09 2026-12-24",
        "2026-12-18 2026-12-11 2026-12-10 2026-12-29",
        "2027-01-07 2026-12-30 2026-12-29 2027-01-14",
        "2027-03-23 2027-03-16 2027-03-15 2027-04-01",
        "2027-04-01 2027-03-23 2027-03-22 2027-04-08",
        "2027-05-06 2027-04-28 2027-04-27 2027-05-13",
        "2027-06-03 2027-05-26 2027-05-25 2027-06-10",
        "2027-09-02 2027-08-25 2027-08-24 2027-09-09",
    ],
)
def test_deadlines_of_real_bank_holiday_weeks(
    write: Write, lancashire: Registry, dates: str
) -> None:
    """The panel day, the agenda's plain and clear deadlines, and the record's."""
    panel_day, plain, clear, record = dates.split()
    day = date.fromisoformat(panel_day)
    found = commands.deadlines(lancashire, district="burnley", kind=KIND, panel_day=day)
    assert list(found) == [
        "panel_day",
        "agenda_due",
        "record_due",
        "retrieval_due",
        "counting",
        "explain",
        "sources",
    ]
    assert (found["agenda_due"], found["record_due"]) == (plain, record)
    assert found["retrieval_due"] == plain
    stricter = write('[both.notice_period.agenda]\ncounting = "clear"\n')
    found = commands.deadlines(stricter, district="testdale", kind=KIND, panel_day=day)
    assert (found["agenda_due"], found["record_due"]) == (clear, record)
    assert found["counting"] == "clear"
    assert found["sources"] == {
        "agenda": "config/districts/testdale.toml",
        "retrieval": "config/product.toml",
        "record": "config/product.toml",
    }


@pytest.mark.slow  # as above
@pytest.mark.requirement("R55")
def test_deadlines_count_the_papers_from_the_day_a_name_is_submitted(
    lancashire: Registry,
) -> None:
    found = commands.deadlines(
        lancashire,
        district="burnley",
        kind=KIND,
        panel_day=date(2026, 12, 18),
        submitted_on=date(2026, 12, 1),
    )
    assert found["retrieval_due"] == "2026-12-08"
    late = commands.deadlines(
        lancashire,
        district="burnley",
        kind=KIND,
        panel_day=date(2026, 12, 18),
        submitted_on=date(2026, 12, 9),
    )
    assert late["retrieval_due"] == "2026-12-11"


@pytest.mark.slow  # as above
@pytest.mark.parametrize("panel_day", [date(2031, 1, 6), date(2010, 6, 1), date(2030, 1, 2)])
def test_deadlines_past_the_calendars_years_are_refused(
    lancashire: Registry, panel_day: date
) -> None:
    with pytest.raises(RuleError, match="outside those years"):
        commands.deadlines(lancashire, district="burnley", kind=KIND, panel_day=panel_day)


@pytest.mark.slow  # as above
def test_deadlines_count_a_districts_closure_days(write: Write) -> None:
    registry = write("[calendar]\nclosed_days = [2026-12-16]\n")
    found = commands.deadlines(
        registry, district="testdale", kind=KIND, panel_day=date(2026, 12, 18)
    )
    assert found["agenda_due"] == "2026-12-10"
    assert (
        "Wednesday 16 December 2026: skipped, closed: local closure day"
        in found["explain"]["agenda"]
    )


@pytest.mark.requirement("R64", "R68")
def test_slots_have_the_contracts_keys(lancashire: Registry) -> None:
    found = commands.slots(lancashire, district="burnley", kind=KIND, as_of=DAY, part="full")
    assert list(found) == ["slots", "warnings", "source"]
    assert found["slots"][0] == {"start": "09:30", "minutes": 20, "kind": "slot"}
    assert found["slots"][10] == {"start": "12:50", "minutes": 10, "kind": "break"}
    assert len([slot for slot in found["slots"] if slot["kind"] == "slot"]) == 20
    assert found["source"] == "config/product.toml"


def test_slots_kept_for_urgent_cases_are_slots_held_back(write: Write) -> None:
    registry = write("[both.slot_plan]\nhold_back = 1\n")
    found = commands.slots(registry, district="testdale", kind=KIND, as_of=DAY)
    assert found["slots"][-2:] == [
        {"start": "12:10", "minutes": 20, "kind": "slot"},
        {"start": "12:30", "minutes": 20, "kind": "slot", "held_back": True},
    ]


@pytest.mark.requirement("R43")
@pytest.mark.parametrize(("part", "count"), [(None, 10), ("am", 10), ("pm", 10)])
def test_slots_of_half_a_day_are_ten(lancashire: Registry, part: str | None, count: int) -> None:
    found = commands.slots(lancashire, district="burnley", kind=KIND, as_of=DAY, part=part)
    assert len(found["slots"]) == count


@pytest.mark.parametrize("district", ["burnley", "preston", "pendle"])
def test_explain_answers_every_hook_for_both_kinds(lancashire: Registry, district: str) -> None:
    found = commands.explain(lancashire, district=district, as_of=DAY)
    assert json.loads(json.dumps(found)) == found
    assert (found["district"], found["as_of"]) == (district, "2026-11-23")
    asked = [(answer["hook"], answer["kind"]) for answer in found["answers"]]
    assert asked == [(hook, kind.value) for hook in HOOKS for kind in PanelKind]
    for answer in found["answers"]:
        assert list(answer) == [
            "hook",
            "kind",
            "value",
            "source",
            "layer",
            "from",
            "until",
            "beats",
        ]


def test_explain_says_what_an_answer_beat(lancashire: Registry) -> None:
    found = commands.explain(lancashire, district="pendle", as_of=DAY, hook="chair_rule")
    first = found["answers"][0]
    assert (first["source"], first["layer"]) == ("plugins.pendle_rotating_chair", "plugin")
    assert first["value"]["district"] == "burnley"
    assert [beaten["source"] for beaten in first["beats"]] == ["config/product.toml"]


def test_explain_says_which_notice_comes_from_where(write: Write) -> None:
    registry = write("[both.notice_period.record]\ndays = 3\n")
    found = commands.explain(registry, district="testdale", as_of=DAY, hook="notice_period")
    answer = found["answers"][0]
    assert (answer["source"], answer["layer"]) == ("config/districts/testdale.toml", "district")
    assert answer["value"]["record"]["days"] == 3
    assert answer["value"]["agenda"]["source"] == "config/product.toml"
    assert [(each["deadline"], each["value"]["days"]) for each in answer["beats"]] == [
        ("record", 5)
    ]


def test_explain_says_which_seat_comes_from_where(write: Write) -> None:
    seats = "[leaving_care.membership_extensions]\nseats = ['{}']\n"
    registry = write(seats.format("health"), county=seats.format("advocacy"))
    found = commands.explain(registry, district="testdale", as_of=DAY, hook="membership_extensions")
    assert [(seat["key"], seat["source"]) for seat in found["answers"][0]["value"]] == [
        ("health", "config/districts/testdale.toml"),
        ("advocacy", "config/layers/lancashire.toml"),
    ]


def test_explain_refuses_what_is_not_there(lancashire: Registry) -> None:
    with pytest.raises(NotFoundError, match="There is no hook called"):
        commands.explain(lancashire, district="burnley", as_of=DAY, hook="colour")
    with pytest.raises(NotFoundError, match="no part of the day called “dawn”"):
        commands.slots(lancashire, district="burnley", kind=KIND, as_of=DAY, part="dawn")
    with pytest.raises(NotFoundError):
        commands.explain(lancashire, district="atlantis", as_of=DAY)


def test_explain_of_a_broken_district_gives_file_table_and_key() -> None:
    registry = Registry(ROOT / "tests" / "fixtures" / "config_broken")
    with pytest.raises(DistrictUnavailable) as caught:
        commands.explain(registry, district="brokenbeck", as_of=DAY)
    assert caught.value.message.startswith(
        "config_broken/districts/brokenbeck.toml: [leaving_care.slot_plan] slot_minuts: "
    )


@pytest.mark.requirement("R20", "R22", "R42", "R62", "R65", "R75")
def test_terms_say_the_live_rules_in_words(lancashire: Registry) -> None:
    found = commands.terms(lancashire, district="burnley", as_of=DAY, kind=KIND)
    text = found["text"]
    for sentence in (
        "Leaving Care Service Senior Manager chairs the panel.",
        "If they cannot, then in this order: Leaving Care Team Manager.",
        "Every member attends or sends a deputy.",
        "The panel meets at least every two months.",
        "There are ten slots of 20 minutes.",
        "The first is at 9:30am, the last at 12:30pm.",
        "Each young person has a time slot, which is kept to.",
        "The agenda reaches everyone at least five working days before the panel.",
        "file within five working days of the panel.",
    ):
        assert sentence in text
    assert found["panels"][0]["chair"]["source"] == "config/product.toml"
    assert json.loads(json.dumps(found)) == found


def test_terms_follow_a_districts_own_rules(lancashire: Registry, write: Write) -> None:
    preston = commands.terms(lancashire, district="preston", as_of=DAY, kind=KIND)["text"]
    assert "Leaving Care Team Manager chairs the panel." in preston
    assert "* Advocacy (added locally)" in preston
    assert "Lunch: 60 minutes from 12:30pm." in preston
    pendle = commands.terms(lancashire, district="pendle", as_of=DAY)["text"]
    assert "Leaving Care Service Senior Manager of Burnley chairs the panel." in pendle
    assert "Lasting Home Panel: Pendle" in pendle
    none = write("[leaving_care]\ndecision_words = []\n")
    text = commands.terms(none, district="testdale", as_of=DAY, kind=KIND)["text"]
    assert "The panel records no outcome of its own." in text
