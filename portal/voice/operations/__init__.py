"""What can be done with views. Each is keyword-only, leaves one event, and never commits."""

from __future__ import annotations

from portal.voice.operations.answering import (
    Asking,
    answer,
    begin,
    chosen_words,
    keep_file,
    keep_piece,
    keep_statement,
    remove,
    share,
    take_back,
)
from portal.voice.operations.hearing import (
    Desk,
    bring_statement,
    opened,
    readable,
    reading,
    shown,
    still_given,
    summarise,
    write_down,
    writing,
)
from portal.voice.operations.shared import Theirs, item_at, said_by, theirs
from portal.voice.operations.shared import opened as open_file

__all__ = [
    "Asking",
    "Desk",
    "Theirs",
    "answer",
    "begin",
    "bring_statement",
    "chosen_words",
    "item_at",
    "keep_file",
    "keep_piece",
    "keep_statement",
    "open_file",
    "opened",
    "readable",
    "reading",
    "remove",
    "said_by",
    "share",
    "shown",
    "still_given",
    "summarise",
    "take_back",
    "theirs",
    "write_down",
    "writing",
]
