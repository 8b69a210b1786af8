"""What of a meeting's place is words, what is looked for on a map, and what leads somewhere."""

from __future__ import annotations

import pytest

from portal.participation.rules.venues import Venue, venue

CALL = "https://meet.example.org/l/room-7?code=A%2Fb&with=(x)"


@pytest.mark.requirement("R92")
@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("", Venue("")),
        ("Room 2, Example House", Venue("Room 2, Example House", on_map=True)),
        (CALL[:-9], Venue("", join=CALL[:-9])),
        ("HTTPS://Meet.Example.org/7", Venue("", join="HTTPS://Meet.Example.org/7")),
        (f"Room 2 or by video: {CALL[:-9]}.", Venue("Room 2 or by video", join=CALL[:-9])),
        (
            "By video (https://meet.example.org/7), or Room 2",
            Venue("By video or Room 2", join="https://meet.example.org/7"),
        ),
        (
            "Call (https://meet.example.org/a_(b)).",
            Venue("Call", join="https://meet.example.org/a_(b)"),
        ),
        ("https://meet.example.org:8443/7", Venue("", join="https://meet.example.org:8443/7")),
    ],
)
def test_a_place_is_words_and_an_address_to_join_at(place: str, found: Venue) -> None:
    assert venue(place) == found


@pytest.mark.parametrize(
    "place",
    [
        "http://meet.example.org/7",
        "https://",
        "https:meet.example.org",
        "https:///meet.example.org",
        "https://meet.example.org@elsewhere.example/7",
        "https://somebody:word@meet.example.org/7",
        "https://elsewhere.example\\@meet.example.org",
        "https://meet",
        "https://192.0.2.7/7",
        "https://[2001:db8::7]/7",
        "https://[broken/7",
        "https://meet.example.org:door/7",
        "https://meet.example.org:99999/7",
        "https://m\N{CYRILLIC SMALL LETTER IE}et.example.org/7",
        "https://meet.example.org/\N{RIGHT-TO-LEFT OVERRIDE}7",
        "http://meet.example.org/7 https://meet.example.org/7",
    ],
)
def test_an_address_that_is_no_safe_link_stays_words_and_goes_to_no_map(place: str) -> None:
    assert venue(place) == Venue(place)


@pytest.mark.parametrize("place", ["javascript:alert(1)", "data:text/html,x", "//meet.example.org"])
def test_nothing_but_https_ever_leads_anywhere(place: str) -> None:
    assert venue(place).join == ""
