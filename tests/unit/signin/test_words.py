"""Which passwords are taken, one case for each rule (C24, ASVS 6.2)."""

from __future__ import annotations

import pytest

from portal.signin.rules import words

OWN = ("Casey Placeholder", "casey.placeholder@practice.example", "Lancashire County Council")
GOOD = "violet trombone umbrella"


@pytest.mark.control("C24")
@pytest.mark.parametrize(
    ("password", "beside_a_factor", "said"),
    [
        (GOOD, False, None),
        ("x7 gravel moth", True, None),
        ("x7 gravel moth", False, "15 characters or more"),
        ("gravel moth", True, "12 characters or more"),
        ("gravel moth ", True, None),
        ("gravelmoth kilnx", False, None),
        ("GRAVELMOTHKILNX", False, None),
        ("\N{SNOWMAN}" * 3 + " gravel kiln moth", False, None),
        (GOOD * 41, False, None),
        ("a" * 1_001, False, "1,000 characters or fewer"),
        ("passwordpassword", False, "not made from"),
        ("123456789012345", False, "easy to guess"),
        ("aaaaaaaaaaaaaaaaaaaa", False, "easy to guess"),
        ("qwertyuiopasdfghjkl", False, "easy to guess"),
        ("letmeinletmeinletmein", False, "easy to guess"),
        ("Casey Placeholder 1", False, "not made from"),
        ("Lancashire County 2026", False, "not made from"),
        ("lasting homes panel 7", False, "not made from"),
        ("casey.placeholder@practice.example", False, "not made from"),
        ("a" * 1_000, False, "easy to guess"),
    ],
)
@pytest.mark.slow  # the estimate of a long password takes a few milliseconds
def test_a_password_is_taken_or_refused_in_words(
    password: str, said: str | None, *, beside_a_factor: bool
) -> None:
    refused = words.refusal(password, OWN, beside_a_factor=beside_a_factor)
    assert refused is None if said is None else said in (refused or "")


@pytest.mark.slow  # the same
def test_a_letter_counts_the_same_however_a_keyboard_composes_it() -> None:
    apart, whole = "e\N{COMBINING ACUTE ACCENT}" * 8, "\N{LATIN SMALL LETTER E WITH ACUTE}" * 8
    refused = words.refusal(apart, (), beside_a_factor=True)
    assert refused == words.refusal(whole, (), beside_a_factor=True)
    assert "12 characters" in (refused or "")
