"""What a message may hold and to what it may be sent: no break into a header, no name (C36)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from portal.kernel.errors import RuleError
from portal.kernel.seals import Seal
from portal.outbox.rules.kinds import RANKS, URGENCIES, Channel
from portal.outbox.rules.wording import (
    check_address,
    check_calendar,
    check_key,
    check_page,
    masked,
    written,
)
from portal.variations.messages import MESSAGES, MessageWording
from portal.web.access import Audience

INJECTIONS = [
    "a@practice.example\r\nBcc: all@practice.example",
    "a@practice.example\nBcc: all@practice.example",
    "a@practice.example\rBcc: all@practice.example",
    "a@practice.example\r\n\r\nA body of one's own",
    "a@practice.example\0",
    "a@practice.example\x0bBcc: b@practice.example",
    "a@practice.example\x0cBcc: b@practice.example",
    "a@practice.example\x85Bcc: b@practice.example",
    "a@practice.example\N{LINE SEPARATOR}Bcc: b@practice.example",
    "a@practice.example\N{PARAGRAPH SEPARATOR}Bcc: b@practice.example",
    "a@practice.example%0d%0aBcc:b@practice.example",
    "a@practice.example,b@practice.example",
    "a@practice.example;b@practice.example",
    "a@practice.example b@practice.example",
    "A <a@practice.example>",
    '"a\\r\\nb"@practice.example',
    "a@practice.example\r\n DATA",
    "a%b@practice.example",
    "practice.example!a@practice.example",
    "@relay.example:a@practice.example",
    "a@[127.0.0.1]",
    "a(comment)@practice.example",
    "-oQ@practice.example",
    "=?utf-8?q?a=0d=0aBcc?=@practice.example",
    "а@practice.example",  # noqa: RUF001 - a Cyrillic letter, on purpose
    "a@practice..example",
    "a..b@practice.example",
    "a@practice",
    "a@",
    "",
    "a" * 250 + "@practice.example",
]


@pytest.mark.control("C36")
@pytest.mark.parametrize("address", INJECTIONS)
def test_an_address_that_could_be_more_than_one_is_refused(address: str) -> None:
    assert len(INJECTIONS) >= 20
    with pytest.raises(RuleError) as caught:
        check_address(address, Channel.EMAIL)
    assert caught.value.field == "address"
    assert "practice" not in caught.value.message


@pytest.mark.parametrize(
    "address",
    ["a@practice.example", "o'brien.x+y@sub.practice.example", "n_1@a-b.gov.uk"],
)
def test_an_ordinary_address_is_taken(address: str) -> None:
    check_address(address, Channel.EMAIL)


@pytest.mark.parametrize("address", ["07700900000", "+447700900000"])
def test_a_mobile_number_is_taken(address: str) -> None:
    check_address(address, Channel.SMS)


@pytest.mark.parametrize(
    "address", ["", "0770090000", "07700 900000", "+4477009000001", "01632960000", "07700900000\n"]
)
def test_what_is_no_mobile_number_is_refused(address: str) -> None:
    with pytest.raises(RuleError):
        check_address(address, Channel.SMS)


def test_somebody_who_gets_no_messages_has_no_address() -> None:
    check_address("", Channel.NONE)
    with pytest.raises(RuleError):
        check_address("a@practice.example", Channel.NONE)


@pytest.mark.parametrize("key", ["", "a b", "naïve", "a\n", "x" * 201, "slot;1"])
def test_a_key_holds_ids_and_words_of_ours(key: str) -> None:
    check_key("agenda:1c9b/member-2.x_y")
    with pytest.raises(RuleError):
        check_key(key)


@pytest.mark.parametrize("calendar", [b"", b"<html>", b"BEGIN:VCALENDAR\r\n" + b"x" * 20_000])
def test_only_a_small_calendar_file_is_attached(calendar: bytes) -> None:
    check_calendar(None)
    check_calendar(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    with pytest.raises(RuleError):
        check_calendar(calendar)


WORDING = MessageWording("On {day}", "Hello\n\nAt {time}: {link}\n{council} {help_email}")
ALWAYS = {"council": "Example Council", "help_email": "help@practice.example", "link": "https://x"}


def test_days_and_times_are_written_as_people_read_them() -> None:
    given: dict[str, date | time] = {"day": date(2026, 12, 17), "time": time(9, 50)}
    subject, body = written(WORDING, given, ALWAYS)
    assert subject == "On Thursday 17 December 2026"
    assert body == "Hello\n\nAt 9:50am: https://x\nExample Council help@practice.example\n"


def test_a_name_has_no_way_into_a_message() -> None:
    given: Any = {"day": "Zanzibarina Pretend", "time": time(9)}
    with pytest.raises(TypeError, match="a day, a time of day or a seal"):
        written(WORDING, given, ALWAYS)


def test_a_seal_is_written_as_it_is_printed() -> None:
    seal = Seal(12, "ab" * 32)
    assert written(MessageWording("x", "{seal} {link}"), {"seal": seal}, ALWAYS)[1] == (
        f"12:{'ab' * 32} https://x\n"
    )


@pytest.mark.control("C36")
@pytest.mark.parametrize(
    "page",
    [
        "trail",
        "/",
        "//elsewhere.example",
        "/trail/../x",
        "/young-people/7d5b0d9e-0000-4000-8000-000000000000",
        "/trail?month=2026-13",
        "/trail?month=2026-10-05",
        "/trail?month=2026-10&person=7",
        "/y?lang=zanzibarina",
        "/y?lang=pl&lang=ar",
        "/trail#zanzibarina",
        "/Zanzibarina",
        "/trail\n/x",
        "/trail/unusual/",
    ],
)
def test_a_link_leads_to_words_and_never_to_somebody(page: str) -> None:
    check_page("")
    check_page("/trail/unusual")
    check_page("/trail/unusual?month=2026-10")
    check_page("/y?lang=ckb")
    with pytest.raises(RuleError, match="words alone"):
        check_page(page)


@pytest.mark.control("C36")
@pytest.mark.parametrize(
    ("given", "council"),
    [
        ({"day": date(2026, 12, 17)}, "Example Council"),
        ({}, "Example Council"),
    ],
    ids=["no time", "nothing"],
)
def test_what_a_wording_needs_must_be_given(given: dict[str, Any], council: str) -> None:
    with pytest.raises(RuleError, match="The message needs"):
        written(WORDING, given, ALWAYS | {"council": council})


@pytest.mark.control("C36")
@pytest.mark.parametrize("council", ["x" * 100, "Two\r\nBcc: lines", "Two\nlines"])
def test_a_subject_stays_one_short_line_once_it_is_filled(council: str) -> None:
    with pytest.raises(RuleError):
        written(MessageWording("From {council}", "{link}"), {}, ALWAYS | {"council": council})


def test_a_brace_in_a_value_is_not_filled_again() -> None:
    _, body = written(MessageWording("x", "{council} {link}"), {}, ALWAYS | {"council": "{link}"})
    assert body == "{link} https://x\n"


@pytest.mark.parametrize(
    ("address", "shown"),
    [("casey@practice.example", "c…@practice.example"), ("07700900123", "…123"), ("", "")],
)
def test_a_list_shows_enough_of_an_address_to_find_a_mistake(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_every_message_has_its_urgency_and_every_audience_its_rank() -> None:
    assert URGENCIES.keys() == MESSAGES.keys()
    assert RANKS.keys() == {each.value for each in Audience} - {"public", "signed_in"}
    assert min(RANKS, key=lambda name: RANKS[name]) == "young_person"
