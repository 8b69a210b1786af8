"""What can be done with packs: read one, preview one, write a note beside it, let papers join.

Reading changes nothing; what is written is keyword-only, audited and never committed here.
"""

from __future__ import annotations

from portal.packs.operations.giving import Pack, Row, give, give_visitor, still_given
from portal.packs.operations.looking import look_through
from portal.packs.operations.notes import save_note
from portal.packs.operations.places import (
    give_places,
    late,
    late_in_words,
    put_in_pack,
    waiting,
    why_not_put_in,
)
from portal.packs.operations.previews import (
    Audience,
    Preview,
    audiences,
    preview,
    previews,
    readers_of_paper,
    who_can_see_shown,
)
from portal.packs.operations.readers import PackReader, readers_of
from portal.packs.operations.telling import tell_left

__all__ = [
    "Audience",
    "Pack",
    "PackReader",
    "Preview",
    "Row",
    "audiences",
    "give",
    "give_places",
    "give_visitor",
    "late",
    "late_in_words",
    "look_through",
    "preview",
    "previews",
    "put_in_pack",
    "readers_of",
    "readers_of_paper",
    "save_note",
    "still_given",
    "tell_left",
    "waiting",
    "who_can_see_shown",
    "why_not_put_in",
]
