"""A recording is kept without what a phone says of where and when it was made (C33)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.voice.rules.media import text_in, without_tags

PLACE = b"+53.7889-002.2450/Canary Street"
SOUND = b"\x01\x02sound\xff" * 9


def box(kind: bytes, held: bytes, *, long: bool = False) -> bytes:
    """One box of MPEG-4, with its size before its kind or, where it is long, after it."""
    if long:
        return b"\0\0\0\1" + kind + (len(held) + 16).to_bytes(8, "big") + held
    return (len(held) + 8).to_bytes(4, "big") + kind + held


def id3(held: bytes) -> bytes:
    """A tag of MP3 before its sound; its length is written in sevens of bits."""
    size = len(held)
    length = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x40" + length + held


START = box(b"ftyp", b"M4A isom")
BY_PHONE = {
    "a voice memo": START + box(b"mdat", SOUND) + box(b"moov", box(b"udta", PLACE)),
    "a film": START
    + box(b"moov", box(b"trak", box(b"meta", PLACE)) + box(b"trak", SOUND))
    + box(b"mdat", SOUND),
    "a long box": START + box(b"moov", box(b"uuid", PLACE, long=True)) + box(b"mdat", SOUND),
    "a box to the end": START + box(b"mdat", SOUND) + b"\0\0\0\0udta" + PLACE,
    "an mp3": id3(b"TIT2" + PLACE) + b"\xff\xfb" + SOUND,
    "an mp3 with a long tag": id3(PLACE * 20) + b"\xff\xfb" + SOUND,
}


@pytest.mark.control("C33")
@pytest.mark.parametrize("held", BY_PHONE.values(), ids=BY_PHONE)
def test_where_it_was_made_is_gone_and_the_sound_is_where_it_was(held: bytes) -> None:
    assert PLACE in held
    kept = without_tags(held)
    assert b"Canary" not in kept
    assert len(kept) == len(held)
    assert kept.find(SOUND) == held.find(SOUND)


def test_what_a_browser_records_stays_byte_for_byte() -> None:
    held = b"\x1a\x45\xdf\xa3\x42\x82\x84webm" + SOUND + b"udta"
    assert without_tags(held) == held


@given(
    st.binary(max_size=60), st.sampled_from([b"", START, b"ID3\4\0\0", START + b"\0\0\0\x08moov"])
)
def test_whatever_is_sent_keeps_its_length(rest: bytes, front: bytes) -> None:
    assert len(without_tags(front + rest)) == len(front + rest)


@pytest.mark.parametrize("words", ["<3 my room", "< 5 minutes to college", "1 < 2"])
def test_a_sign_that_begins_no_page_is_their_words(words: str) -> None:
    assert text_in(words.encode()) == words


@pytest.mark.parametrize("held", [" <html>", "<!doctype html>", "<?xml version='1.0'?>", "</p>"])
def test_a_page_is_no_text(held: str) -> None:
    assert text_in(held.encode()) is None
