"""Panels of other councils, said in TOML alone, without a change to the core."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from portal.kernel.kinds import PanelKind
from portal.variations.commands import terms
from portal.variations.manager import Registry
from portal.variations.slots import lay_out
from tests.unit.variations.conftest import ROOT

DAY = date(2026, 11, 23)
KIND = PanelKind.LEAVING_CARE
COUNCILS = sorted((ROOT / "tests" / "fixtures" / "councils").glob("*.toml"))


@pytest.fixture
def registry(config: Path) -> Registry:
    for path in COUNCILS:
        shutil.copy(path, config / "districts" / f"{path.stem.replace('_', '-')}.toml")
    return Registry(config)


def test_every_council_loads_and_its_terms_can_be_written(registry: Registry) -> None:
    assert registry.problems == {}
    for slug in registry.slugs:
        assert terms(registry, district=slug, as_of=DAY)["text"]


def test_a_weekly_two_hour_panel_on_thursdays(registry: Registry) -> None:
    council = registry.district("weekly-thursday")
    often = council.meeting_frequency(as_of=DAY, kind=KIND).value
    assert (often.every_weeks, often.every_months, often.weekday) == (1, None, "thursday")
    assert often.alert_after_days == 7
    layout = lay_out(council.slot_plan(as_of=DAY, kind=KIND).value)
    assert [f"{row.start:%H:%M}" for row in layout.slots] == [
        "10:00",
        "10:20",
        "10:40",
        "11:00",
        "11:20",
        "11:40",
    ]
    text = terms(registry, district="weekly-thursday", as_of=DAY, kind=KIND)["text"]
    assert "The panel meets at least every week, on a Thursday." in text


def test_an_independent_chair_and_a_quorum_of_five(registry: Registry) -> None:
    council = registry.district("independent-chair")
    chair = council.chair_rule(as_of=DAY, kind=KIND).value
    assert (chair.seat, chair.deputies) == ("independent_chair", ())
    quorum = council.quorum_rule(as_of=DAY, kind=KIND).value
    assert (quorum.least, quorum.required_seats) == (5, ("independent_chair",))
    assert quorum.item.one_of == ("allocated_social_worker", "team_manager")
    seat = council.seats(as_of=DAY, kind=KIND).value[-1]
    assert (seat.key, seat.sees_names) == ("independent_chair", False)


def test_four_outcomes_one_of_which_has_a_consequence_in_law(registry: Registry) -> None:
    council = registry.district("four-outcomes")
    words = council.decision_words(as_of=DAY, kind=KIND).value
    assert [word.key for word in words] == [
        "return_home",
        "section_17",
        "section_20",
        "housing_duty",
    ]
    assert words[3].legal_consequence
    chair = council.chair_rule(as_of=DAY, kind=KIND).value
    assert (chair.seat, chair.deputies) == ("service_director", ("head_of_service",))


def test_members_in_term_time_only_and_as_required(registry: Registry) -> None:
    seats = registry.district("rotating-seats").seats(as_of=DAY, kind=KIND).value
    attends = {seat.key: seat.attends for seat in seats if not seat.core}
    assert attends == {"head_teacher": "term_time", "other_team_managers": "as_required"}


def test_a_panel_that_follows_another_and_only_recommends(registry: Registry) -> None:
    council = registry.district("follows-adoption")
    lasting = PanelKind.LASTING_HOME
    often = council.meeting_frequency(as_of=DAY, kind=lasting).value
    assert (often.every_months, often.follows) == (1, "the Adoption Panel")
    assert often.alert_after_days == 31
    words = council.decision_words(as_of=DAY, kind=lasting).value
    assert [word.key for word in words] == ["recommended"]


@pytest.mark.requirement("R66")
def test_the_old_heading_and_times_of_the_template_are_allowed(config: Path) -> None:
    (config / "districts" / "legacy.toml").write_text(
        '[district]\nname = "Legacy"\narea = "east"\n'
        "[leaving_care.agenda_template]\n"
        'heading = ["PERMANENCE PANEL", "AGENDA"]\ntime_style = "dotted"\n'
    )
    template = Registry(config).district("legacy").agenda_template(as_of=DAY, kind=KIND).value
    assert template.heading == ("PERMANENCE PANEL", "AGENDA")
    assert (template.time_style, len(template.columns)) == ("dotted", 5)
