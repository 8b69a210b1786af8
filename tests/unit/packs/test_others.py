"""Whether a paper names another young person."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.packs.rules.others import named_in, numbers_in

ALEX, WILL, OWN = UUID(int=1), UUID(int=2), UUID(int=3)
NAMES = {ALEX: "Alex Pretend", WILL: "Will", OWN: "Jo"}


@pytest.mark.control("C16")
@pytest.mark.parametrize(
    ("words", "own", "found"),
    [
        ("", "Jo", ()),
        ("Alex Pretend lives there too.", "Jo", (ALEX,)),
        ("Alex Pretend’s room, and Will.", "Jo", (ALEX, WILL)),
        ("(Will)", "Jo", (WILL,)),
        ("She will come.", "Jo", ()),
        ("Willow Road", "Jo", ()),
        ("alex pretend", "Jo", ()),
        ("Alex Pretendson", "Jo", ()),
        ("Jo wants to stay.", "Jo", ()),
        ("Jo wants to stay.", "JO", ()),
        ("Jo wants to stay.", "Sam", (OWN,)),
        ("Will wants to stay.", "Will", ()),
    ],
)
def test_who_is_named(words: str, own: str, found: tuple[UUID, ...]) -> None:
    assert named_in(words, NAMES, own) == found


@pytest.mark.control("C16")
def test_somebody_with_no_name_is_named_nowhere() -> None:
    assert named_in("Any words at all.", {ALEX: "", WILL: " "}, "") == ()


@pytest.mark.control("C16")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", set()),
        ("See LH-00012.", {"LH-00012"}),
        ("see lh-00012, and LH-3", {"LH-00012", "LH-3"}),
        ("CHILD 589852 is at school.", {"589852"}),
        ("In 14 days, at 9.30", set()),
        ("XLH-00012-4", set()),
        ("C77 and A1", {"C77", "A1"}),
    ],
)
def test_what_could_be_a_reference(words: str, found: set[str]) -> None:
    assert numbers_in(words) == found
