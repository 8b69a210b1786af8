"""What is taken of a file that comes in, before anything reads it."""

from __future__ import annotations

from typing import IO

from flask import request

from portal.entry import visiting
from portal.papers.routes.staff.shared import InMemory
from portal.voice import forms

LARGEST_SENT = 40 * 1024 * 1024
"""In bytes: a photograph as the largest phones take it. It is made smaller here."""
LARGEST_READ = 256 * 1024 * 1024
"""In bytes: so much is read, and left out, to find the words that were sent beside a file."""
OWN_FILE = frozenset({"saying.another_way_submit", "saying.add_submit"})
BROUGHT_FILE = "voice.statement_submit"


def expect_a_file() -> None:
    """Take no file onto a disk, where it would lie open; before anything reads the body.

    Of a young person's own file that is too large the rest is let go as it comes, so that the page
    says so with every word that was typed.
    """
    if request.endpoint == BROUGHT_FILE:
        own = request.max_content_length or LARGEST_SENT
        request.max_content_length = min(own, LARGEST_SENT)
        request.form_data_parser_class = InMemory
    elif request.endpoint in OWN_FILE and visiting.is_in():
        request.max_content_length = LARGEST_READ
        request.form_data_parser_class = _NoMoreThanTaken


class _NoMoreThanTaken(InMemory):
    """Holds a file in memory, and no more of it than is taken."""

    def hold(self) -> IO[bytes]:
        """Return what lets the rest go."""
        return forms.CutOff(LARGEST_SENT)
