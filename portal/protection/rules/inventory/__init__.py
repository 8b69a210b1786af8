"""What every column is: about the young person, about somebody else, or about nobody.

A test walks every table and fails where a column is not here, so that nothing can be held about
somebody without being found when they ask (C39).
"""

from __future__ import annotations

from portal.protection.rules.inventory.agreements import AGREEMENTS
from portal.protection.rules.inventory.care import CARE
from portal.protection.rules.inventory.county import COUNTY
from portal.protection.rules.inventory.entry import ENTRY
from portal.protection.rules.inventory.feedback import FEEDBACK
from portal.protection.rules.inventory.kinds import KEYS, About, Entry, Way
from portal.protection.rules.inventory.outbox import OUTBOX
from portal.protection.rules.inventory.packs import PACKS
from portal.protection.rules.inventory.panels import PANELS
from portal.protection.rules.inventory.papers import PAPERS
from portal.protection.rules.inventory.participation import PARTICIPATION
from portal.protection.rules.inventory.preparation import PREPARATION
from portal.protection.rules.inventory.protection import PROTECTION
from portal.protection.rules.inventory.records import RECORDS
from portal.protection.rules.inventory.staff import STAFF
from portal.protection.rules.inventory.trail import TRAIL_TABLES
from portal.protection.rules.inventory.translations import TRANSLATIONS
from portal.protection.rules.inventory.voice import VOICE

__all__ = ["INVENTORY", "KEYS", "About", "Entry", "Way", "about", "label"]

INVENTORY: dict[str, Entry] = {
    **CARE,
    **PANELS,
    **PAPERS,
    **PREPARATION,
    **PARTICIPATION,
    **PACKS,
    **RECORDS,
    **FEEDBACK,
    **OUTBOX,
    **AGREEMENTS,
    **VOICE,
    **TRANSLATIONS,
    **ENTRY,
    **TRAIL_TABLES,
    **PROTECTION,
    **STAFF,
    **COUNTY,
}


def about(table: str, column: str) -> About:
    """Return whom a column says something of. KeyError where nobody has said."""
    if column in KEYS:
        return About.NOBODY
    return INVENTORY[table].columns[column]


def label(table: str, column: str) -> str:
    """Return a column's name for a reader."""
    said = INVENTORY[table].labels.get(column)
    if said:
        return said
    words = column.removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]
