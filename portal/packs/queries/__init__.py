"""Named reads of packs; every list has an order."""

from __future__ import annotations

from portal.packs.queries.facts import (
    ItemNow,
    comes_from,
    form_facts,
    hold_papers,
    items_now,
    listed_in_versions,
    listed_of_each,
    organisations,
    paper_facts,
)
from portal.packs.queries.notes import note_at, notes_of
from portal.packs.queries.openings import openings_of
from portal.packs.queries.waiting import Newest, forms_to_join, newest_of, to_join
from portal.packs.queries.words import Read, Section, picture_shown, sections_shown

__all__ = [
    "ItemNow",
    "Newest",
    "Read",
    "Section",
    "comes_from",
    "form_facts",
    "forms_to_join",
    "hold_papers",
    "items_now",
    "listed_in_versions",
    "listed_of_each",
    "newest_of",
    "note_at",
    "notes_of",
    "openings_of",
    "organisations",
    "paper_facts",
    "picture_shown",
    "sections_shown",
    "to_join",
]
