"""What a message may say, and when messages leave, as a county or a district writes it."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.variations.manager import Registry
from portal.variations.messages import MessageTimes, MessageWording
from portal.variations.values import ValueProblem
from tests.unit.variations.conftest import Write, fault

BODY = "Sign in: {link}"


@pytest.mark.control("C36")
@pytest.mark.control("C35")
@pytest.mark.parametrize(
    ("subject", "body", "key"),
    [
        ("", BODY, "subject"),
        ("Two\nlines", BODY, "subject"),
        ("Bell\a", BODY, "subject"),
        ("x" * 79, BODY, "subject"),
        ("Hello", "No place to sign in", "body"),
        ("Hello", "x" * 900 + "{link}", "body"),
        ("Hello", "{link} {", "body"),
        ("Hello", "{link} {link.__class__}", "body"),
        ("Hello", "{link} {link!r}", "body"),
        ("Hello", "{link} {0}", "body"),
        ("Hello", "{link} {{link}}", "body"),
        ("Hello", "{link}\rBcc: x", "body"),
        ("{subject:>9999999}", BODY, "subject"),
        ("The panel met", BODY, "subject"),
        ("Your housing", BODY, "subject"),
        ("Leaving Care", BODY, "subject"),
        ("Hello", "A child’s papers: {link}", "body"),
        ("Hello", "A chi\u200cld’s papers: {link}", "body"),
        ("Hello", "Turned \u202e round: {link}", "body"),
        ("Hel\u200clo", BODY, "subject"),
    ],
)
def test_a_wording_that_could_tell_or_break_out_is_refused(
    subject: str, body: str, key: str
) -> None:
    with pytest.raises(ValueProblem) as caught:
        MessageWording(subject, body)
    assert caught.value.key == key


def test_a_body_may_hold_the_joiners_with_which_farsi_is_spelt() -> None:
    body = "این همان کدی است که می\u200cنویسید: {link}"
    assert MessageWording("Hello", body).body == body


@pytest.mark.parametrize(
    "subject", ["A careful look", "Your household bill", "Something to read, {council}"]
)
def test_a_wording_may_hold_words_that_only_look_like_those(subject: str) -> None:
    assert MessageWording(subject, BODY).subject == subject


@pytest.mark.control("C35")
def test_a_district_is_told_which_message_has_a_name_it_is_not_given(write: Write) -> None:
    registry = write('[both.message_wording.reminder]\nsubject = "At {time}"\n')
    file, where, reason = fault(registry)
    assert (file, where) == (
        "config/districts/testdale.toml",
        "[leaving_care.message_wording.reminder] subject",
    )
    assert reason.startswith("This message has no {time}. It has: {council}, {day}")


def test_an_unknown_message_is_refused(write: Write) -> None:
    _, where, reason = fault(write('[both.message_wording.remainder]\nsubject = "x"\n'))
    assert where == "[both.message_wording] remainder"
    assert "Did you mean “reminder”?" in reason


def test_messages_settle_a_quarter_of_an_hour_and_are_quiet_at_night(lancashire: Registry) -> None:
    assert lancashire.message_times == MessageTimes(15, time(19), time(7, 30))


def test_a_county_may_change_when_messages_leave(write: Write) -> None:
    registry = write(county='[messages]\nsettle_minutes = 5\nquiet_from = "20:00"\n')
    assert registry.message_times == MessageTimes(5, time(20), time(7, 30))


def test_a_county_is_told_where_its_times_cannot_be(write: Write) -> None:
    registry = write(county="[messages]\nsettle_minutes = 1000\n")
    with pytest.raises(ConfigurationError) as caught:
        _ = registry.message_times
    assert caught.value.file == "config/layers/lancashire.toml"
    assert caught.value.where == "[messages] settle_minutes"


def test_a_district_has_no_times_of_its_own(write: Write) -> None:
    assert fault(write("[messages]\nsettle_minutes = 5\n"))[1] == "[messages]"


def test_the_countys_calendar_has_its_own_closure_days_and_no_districts(write: Write) -> None:
    registry = write(
        "[calendar]\nclosed_days = [2026-12-30]\n",
        county="",
    )
    assert registry.calendar.is_working_day(date(2026, 12, 30))
    own = registry.district("testdale").calendar(
        as_of=date(2026, 12, 1), kind=PanelKind.LEAVING_CARE
    )
    assert not own.value.is_working_day(date(2026, 12, 30))
    assert not registry.calendar.is_working_day(date(2026, 12, 25))


@pytest.mark.control("C44")
def test_a_county_names_who_keeps_the_trails_seal_elsewhere(
    write: Write, lancashire: Registry
) -> None:
    assert lancashire.trail_witnesses == ()
    registry = write(county='[trail]\nwitnesses = ["seals@auditor.example"]\n')
    assert registry.trail_witnesses == ("seals@auditor.example",)


@pytest.mark.parametrize(
    "said", ['"nobody"', '"a@x.example, b@x.example"', '"a@x.example\\r\\nBcc: b@x.example"']
)
def test_a_witness_that_is_not_one_address_is_refused(write: Write, said: str) -> None:
    registry = write(county=f"[trail]\nwitnesses = [{said}]\n")
    with pytest.raises(ConfigurationError) as caught:
        _ = registry.trail_witnesses
    assert caught.value.file == "config/layers/lancashire.toml"
    assert caught.value.where == "[trail] witnesses"


def test_a_district_names_no_witness(write: Write) -> None:
    assert fault(write('[trail]\nwitnesses = ["a@x.example"]\n'))[1] == "[trail]"
