"""A plain text file as something they made elsewhere: their words, exactly, and harmless."""

from __future__ import annotations

import io
from html import unescape

import pytest

from portal.voice import forms, queries
from portal.voice.rules.answers import LONGEST_WORDS, STATEMENT
from tests.integration.records.conftest import enter, panel
from tests.integration.voice.conftest import Saying
from tests.integration.voice.test_hearing import Room, room

__all__ = ["enter", "panel", "room"]
WRITTEN = "I want to stay near school.\r\n\tNot \u202eereht\u202c, and <b>not</b> alone.\x07"
SHOWN = (
    "I want to stay near school.\n\tNot [U+202E]ereht[U+202C], and &lt;b&gt;not&lt;/b&gt; alone."
    "\N{SYMBOL FOR BELL}"
)


def sent(saying: Saying, held: bytes, name: str = "letter.txt") -> tuple[int, str]:
    answer = saying.client.post(
        "/y/say/add", data={"file": (io.BytesIO(held), name), "audience": "panel"}
    )
    return answer.status_code, unescape(answer.text)


@pytest.mark.requirement("R52")
@pytest.mark.control("C29", "C33")
def test_a_text_is_kept_to_the_letter_and_shown_so_that_nothing_in_it_acts(
    saying: Saying,
) -> None:
    assert "a picture, a PDF or a text file" in saying.client.get("/y/say/add").text
    assert sent(saying, WRITTEN.encode())[0] == 303
    with saying.working(writes=False):
        row = queries.answer_to(saying.item_id, f"{STATEMENT}-1")
        assert row is not None
        assert (row.words, row.media, row.blob, row.how) == (WRITTEN, "", None, "statement")
    page = saying.client.get("/y/say/check").text
    assert f'<div class="young-words" dir="auto">{SHOWN}</div>' in page
    assert saying.client.get("/y/say/added/1").status_code == 404


@pytest.mark.parametrize(
    "held",
    [
        "Tôi muốn ở gần trường.".encode("utf-8-sig"),
        "Tôi muốn ở gần trường.".encode("utf-16"),
        "Je veux être près.".encode("cp1252"),
    ],
    ids=["utf-8 that says so", "utf-16", "an old program on Windows"],
)
def test_a_text_is_read_as_phones_and_computers_write_it(saying: Saying, held: bytes) -> None:
    assert sent(saying, held)[0] == 303
    page = saying.client.get("/y/say/check").text
    assert "près." in page or "gần trường." in page
    assert "U+FEFF" not in page


@pytest.mark.control("C33")
@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"  \n ", forms.NO_FILE),
        (b"x" * (LONGEST_WORDS + 1), "This file is too large to send."),
        (b"<html><script>alert(1)</script>", forms.OTHER_FILE_WORDS),
        (b"{\\rtf1 words}", forms.OTHER_FILE_WORDS),
        (b"MZ\x90\x00\x03\x00 a program", forms.OTHER_FILE_WORDS),
        (b"PK\x03\x04 a zip", forms.OTHER_FILE_WORDS),
        (b"some\x00thing", forms.OTHER_FILE_WORDS),
    ],
)
def test_what_is_no_text_or_none_that_fits_is_refused_kindly_and_keeps_nothing(
    saying: Saying, held: bytes, said: str
) -> None:
    status, page = sent(saying, held)
    assert (status, said in page) == (422, True)
    with saying.working(writes=False):
        assert queries.answers_of(saying.item_id) == []


def test_staff_bring_a_text_and_its_readers_read_it_as_plain_text(room: Room) -> None:
    worker = room.enter("worker")
    data = {"way": "message", "audience": "panel", "agreed": "y"}
    answer = worker.post(
        room.views("/statement"), data={**data, "file": (io.BytesIO(WRITTEN.encode()), "app.txt")}
    )
    assert answer.status_code == 303
    for who in ("worker", "chair"):
        assert SHOWN in room.enter(who).get(room.views()).text
