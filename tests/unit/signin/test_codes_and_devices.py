"""One-time codes and recovery codes, and a device in words."""

from __future__ import annotations

import pytest

from portal.signin.rules import codes
from portal.signin.rules.devices import device_words


def code_of(step: int) -> str:
    return f"{step % 1_000_000:06}"


@pytest.mark.control("C24")
@pytest.mark.parametrize(
    ("typed", "last_step", "found"),
    [
        ("000100", None, 100),
        ("000099", None, 99),
        ("000101", None, 101),
        ("000098", None, None),
        ("000102", None, None),
        ("000 100", None, 100),
        (" 000100 ", None, 100),
        ("000100", 99, 100),
        ("000100", 100, None),
        ("000099", 100, None),
        ("000101", 100, 101),
        ("00100", None, None),
        ("0000100", None, None),
        ("", None, None),
        ("abcdef", None, None),
        ("\N{ARABIC-INDIC DIGIT ZERO}" * 6, None, None),
    ],
)
def test_a_code_counts_one_step_either_way_and_never_twice(
    typed: str, last_step: int | None, found: int | None
) -> None:
    assert codes.matching_step(typed, code_of, 100, last_step) == found


@pytest.mark.parametrize(
    ("seconds", "step"), [(0, 0), (29, 0), (30, 1), (59, 1), (1_795_000_000, 59_833_333)]
)
def test_a_step_is_half_a_minute(seconds: int, step: int) -> None:
    assert codes.step_of(seconds) == step


@pytest.mark.parametrize(
    "typed",
    ["ABCDEFGHIJKLMNO2", "abcd-efgh-ijkl-mno2", " abcd efgh ijkl mno2 ", "ABCD-EFGH-1JKL-MN02"],
)
def test_a_recovery_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.recovery_typed(typed) == "ABCDEFGHIJKLMNO2"
    assert codes.recovery_words("ABCDEFGHIJKLMNO2") == "abcd-efgh-ijkl-mno2"


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
SAMSUNG = "AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0 Safari/537.36"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("(Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (f"(Windows NT 10.0; Win64; x64) {CHROME} Edg/140.0.0.0", "Edge on Windows"),
        (f"(iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT}", "Safari on an iPhone"),
        (f"(Linux; Android 15; SM-S928B) {SAMSUNG}", "Samsung Internet on Android"),
        (f"(Macintosh; Intel Mac OS X 10_15_7) {CHROME}", "Chrome on a Mac"),
        ("Werkzeug/3.1", "A browser"),
        ("", "A browser"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)
def test_a_device_in_words(said: str, words: str) -> None:
    assert device_words(said) == words
