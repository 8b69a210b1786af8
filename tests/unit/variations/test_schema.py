"""What a file may say: every mistake is refused with file, table and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.variations.manager import Registry
from portal.variations.reading import Named, Rows, Table
from portal.variations.schema import SHAPES
from tests.unit.variations.conftest import ROOT, Write, fault

CHAIR = "[leaving_care.chair_rule]\n"
PLAN = "[leaving_care.slot_plan]\n"
SEAT = "[leaving_care.seats.helper]\n"
AGENDA = "[leaving_care.notice_period.agenda]\n"


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        (PLAN + "slot_minuts = 30", "[leaving_care.slot_plan] slot_minuts", "slot_minutes"),
        (PLAN + "slot_minutes = '30'", "[leaving_care.slot_plan] slot_minutes", "whole number"),
        (PLAN + "slot_minutes = true", "[leaving_care.slot_plan] slot_minutes", "true or false"),
        (PLAN + "slot_minutes = 0", "[leaving_care.slot_plan] slot_minutes", "1 to 480"),
        (PLAN + "most_cases = 0", "[leaving_care.slot_plan] most_cases", "at least 1"),
        (PLAN + "hold_back = -1", "[leaving_care.slot_plan] hold_back", "less than 0"),
        (PLAN + "part = 'evening'", "[leaving_care.slot_plan] part", "There is: am, pm, full"),
        (PLAN + "end_row = 'end'", "[leaving_care.slot_plan] end_row", "slot, end_marker"),
        (
            PLAN + "breaks = [{ start = '25:00', minutes = 5 }]",
            "[leaving_care.slot_plan] breaks.row 1.start",
            "09:30",
        ),
        (
            PLAN + "parts.am = [{ start = '10:00' }]",
            "[leaving_care.slot_plan.parts.am] row 1.end",
            "missing",
        ),
        (
            PLAN + "parts.am = [{ start = '12:00', end = '10:00' }]",
            "[leaving_care.slot_plan.parts.am] row 1.end",
            "end after it starts",
        ),
        (PLAN + "parts.am = []", "[leaving_care.slot_plan] parts.am", "at least one block"),
        (
            PLAN + "parts.am = [{ start = '9:30', end = '12:00' }]",
            "[leaving_care.slot_plan.parts.am] row 1.start",
            "09:30",
        ),
        (CHAIR + "seat = 'nobody'", "[leaving_care.chair_rule] seat", "no seat called"),
        (CHAIR + "deputies = ['nobody']", "[leaving_care.chair_rule] deputies", "no seat called"),
        (CHAIR + "deputies = 'one'", "[leaving_care.chair_rule] deputies", "list of texts"),
        (
            CHAIR + "deputies = ['leaving_care_senior_manager']",
            "[leaving_care.chair_rule] deputies",
            "there twice",
        ),
        (AGENDA + "days = 0", "[leaving_care.notice_period.agenda] days", "at least 1"),
        (AGENDA + "days = -5", "[leaving_care.notice_period.agenda] days", "at least 1"),
        (AGENDA + "counting = 'roughly'", "[leaving_care.notice_period.agenda] counting", "plain"),
        (AGENDA + "cut_off = 17", "[leaving_care.notice_period.agenda] cut_off", "a time"),
        (
            AGENDA + "closed_days = ['soon']",
            "[leaving_care.notice_period.agenda] closed_days.1",
            "2028-03-31",
        ),
        (
            "[leaving_care.meeting_frequency]\nevery_weeks = 1\nevery_months = 1",
            "[leaving_care.meeting_frequency] every_weeks",
            "not both",
        ),
        (
            "[leaving_care.meeting_frequency]\nweekday = 'someday'",
            "[leaving_care.meeting_frequency] weekday",
            "not one of",
        ),
        (
            "[leaving_care.quorum_rule.item]\none_of = ['nobody']",
            "[leaving_care.quorum_rule.item] one_of",
            "no seat called",
        ),
        (
            "[leaving_care.membership_extensions]\nseats = ['nobody']",
            "[leaving_care.membership_extensions] seats",
            "No seat called",
        ),
        (
            SEAT + "label = 'Helper'",
            "[leaving_care.seats.helper] organisation_kind",
            "missing",
        ),
        (
            SEAT + "label = 'Helper'\norganisation_kind = 'provider'\nsees_names = true",
            "[leaving_care.seats.helper] sees_names",
            "Only a children's services seat",
        ),
        (
            SEAT + "label = 'Helper'\norganisation_kind = 'provider'\nsections = ['cost']",
            "[leaving_care.seats.helper] sections",
            "Only a children's services seat",
        ),
        (
            SEAT + "label = 'Helper'\norganisation_kind = 'young_person'\nsections = ['views']",
            "[leaving_care.seats.helper] sections",
            "never sees a case's papers",
        ),
        (
            SEAT + "label = 'Helper'\norganisation_kind = 'provider'\nsections = ['why']",
            "[leaving_care.seats.helper] sections.1",
            "not one of",
        ),
        (
            SEAT + "label = 'Helper'\norganisation_kind = 'provider'\ncore = true",
            "[leaving_care.seats.helper] core",
            "cannot add a core seat",
        ),
        (
            "[leaving_care.seats.youth_justice]\nin_use = false",
            "[leaving_care.seats.youth_justice] in_use",
            "cannot be switched off",
        ),
        (
            "[leaving_care.agenda_template]\nheading = []",
            "[leaving_care.agenda_template] heading",
            "needs a heading",
        ),
        (
            "[leaving_care.agenda_template]\ncolumns = [{ key = 'child', label = 'Name' }]",
            "[leaving_care.agenda_template] columns",
            "cannot do without",
        ),
        (
            "[[leaving_care.decision_words]]\nkey = 'yes'",
            "[leaving_care.decision_words] row 1.label",
            "missing",
        ),
        (
            "[leaving_care]\ndecision_words = [{key='a',label='A'},{key='a',label='B'}]",
            "[leaving_care.decision_words] key",
            "there twice",
        ),
        ("[slot_plan]\nslot_minutes = 30", "[slot_plan]", "[leaving_care.slot_plan]"),
        ("[leaving_car.slot_plan]", "[leaving_car]", "leaving_care"),
        ("[leaving_care.colour]", "[leaving_care.colour]", "no table called"),
        ("[[dated]]\n[dated.leaving_care]", "[dated 1] from", "needs a date"),
        ("[[dated]]\nfrom = 'soon'", "[dated 1] from", "not a date"),
        ("[[dated]]\nfrom = 2027-02-01\nuntil = 2027-01-01", "[dated 1] until", "before from"),
        ("[dated]\nfrom = 2027-02-01", "top of the file dated", "[[dated]]"),
        ("[calendar]\nclosed_days = 5", "[calendar] closed_days", "list of dates"),
        ("[calendar]\nfirst_year = 2030\nlast_year = 2020", "[calendar] last_year", "before"),
        ("this is not toml", "TOML", "line 4"),
    ],
)
def test_a_mistake_is_refused_with_file_table_and_key(
    write: Write, text: str, where: str, reason: str
) -> None:
    file, place, said = fault(write(text))
    assert file == "config/districts/testdale.toml"
    assert place == where
    assert reason in said


@pytest.mark.parametrize(
    ("head", "where"),
    [
        ("", "[district]"),
        ("[district]\nname = 'Testdale'", "[district] area"),
        ("[district]\nname = 'Testdale'\narea = 'nowhere'", "[district] area"),
        ("[district]\nname = ''\narea = 'east'", "[district] name"),
        ("[district]\nname = 'T'\narea = 'east'\ncolour = 'red'", "[district] colour"),
        (
            "[district]\nname = 'T'\narea = 'east'\nstarts_on = 2028-01-01\nends_on = 2027-01-01",
            "[district] ends_on",
        ),
    ],
)
def test_a_district_that_does_not_say_who_it_is_is_refused(
    config: Path, write: Write, head: str, where: str
) -> None:
    write()
    (config / "districts" / "testdale.toml").write_text(head)
    file, place, _ = fault(Registry(config))
    assert (file, place) == ("config/districts/testdale.toml", where)


def test_a_district_named_in_capitals_is_refused(config: Path, write: Write) -> None:
    write()
    (config / "districts" / "testdale.toml").rename(config / "districts" / "Test_Dale.toml")
    assert Registry(config).problems["Test_Dale"].where == "file name"


def test_a_file_that_is_not_text_is_refused(config: Path, write: Write) -> None:
    write()
    (config / "districts" / "testdale.toml").write_bytes(b"\xff\xfe\x00")
    assert fault(Registry(config))[1:] == ("TOML", "This is not UTF-8 text.")


def _keys(reader: object) -> set[str]:
    if isinstance(reader, Table):
        return set(reader.keys) | {key for each in reader.keys.values() for key in _keys(each)}
    if isinstance(reader, Rows):
        return _keys(reader.shape)
    return _keys(reader.reader) if isinstance(reader, Named) else set()


@pytest.mark.parametrize("hook", SHAPES)
def test_the_products_file_explains_every_key_there_is(hook: str) -> None:
    text = (ROOT / "config" / "product.toml").read_text()
    for key in _keys(SHAPES[hook]):
        assert re.search(rf"\b{key}\b", text), key
