"""Whether a paper names another young person."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.packs.rules.others import as_number, named_in, numbers_in

ALEX, WILL, OWN = UUID(int=1), UUID(int=2), UUID(int=3)


def found_in(words: str, *, own: str = "Jo", alex: str = "Alex Pretend") -> tuple[UUID, ...]:
    """Return who is named in the paper of somebody who is called ``own``."""
    return named_in(words, {ALEX: alex, WILL: "Will Example", OWN: own}, OWN)


@pytest.mark.control("C16")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ()),
        ("Alex Pretend lives there too.", (ALEX,)),
        ("Alex Pretend’s room, and (Will).", (ALEX, WILL)),
        ("He shares with Alex.", (ALEX,)),
        ("Alex  Pretend", (ALEX,)),
        ("Alex\nPretend", (ALEX,)),
        ("ALEX PRETEND", (ALEX,)),
        ("She will come.", ()),
        ("Willow Road", ()),
        ("alex pretend", ()),
        ("Alexandra", ()),
        ("Jo wants to stay.", ()),
    ],
)
def test_who_is_named(words: str, found: tuple[UUID, ...]) -> None:
    assert found_in(words) == found


@pytest.mark.control("C16")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zed O'Hara", "Zed O’Hara"),
        ("Zed O’Hara", "Zed O'Hara"),
        ("Siân Madeup", "Sia\u0302n Madeup"),
        ("Anne-Marie Madeup", "Anne\u2011Marie Madeup"),
        ("zed madeup", "Zed Madeup"),
        ("王小明", "他和王小明一起住"),
        ("سارة", "تعيش مع سارة"),
        ("A.B. (Bee) Madeup", "with A.B. (Bee) Madeup."),
    ],
)
def test_however_a_name_is_written(name: str, words: str) -> None:
    assert found_in(words, alex=name) == (ALEX,)


@pytest.mark.control("C16")
@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("Alex", "Alex wants to stay."),
        ("Alex Placeholder", "Alex wants to stay. Alex Placeholder said so."),
        ("Alex-Marie Pretend", "Alex-Marie Pretend wants to stay."),
        ("ALEX", "Alex wants to stay."),
    ],
)
def test_their_own_name_is_nobody_elses(own: str, words: str) -> None:
    assert found_in(words, own=own) == ()


@pytest.mark.control("C16")
def test_another_with_the_same_first_name_is_found_by_the_whole() -> None:
    assert found_in("Alex Pretend is here.", own="Alex Example") == (ALEX,)


@pytest.mark.control("C16")
def test_somebody_with_no_name_is_named_nowhere() -> None:
    assert named_in("Any words at all.", {ALEX: "", WILL: " "}, OWN) == ()


@pytest.mark.control("C16")
@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("See LH-00012.", "LH-00012"),
        ("see lh-00012, and LH-3", "LH-3"),
        ("LH 3", "LH-3"),
        ("LH3", "LH-3"),
        ("LH\u20113", "LH-3"),
        ("_LH-3_", "LH-3"),
        ("CHILD 589852 is at school.", "589852"),
        ("C77 and A1", "C77"),
        ("code AB/123", "AB/123"),
    ],
)
def test_what_could_be_a_reference(words: str, number: str) -> None:
    assert as_number(number) in numbers_in(words)


@pytest.mark.control("C16")
@pytest.mark.parametrize("words", ["", "At 9.30", "XLH-3-4", "LH-33", "LH-3b"])
def test_what_is_none(words: str) -> None:
    assert as_number("LH-3") not in numbers_in(words)
