"""What is new to a reader since they last opened their pack (idea 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from portal.packs.rules.giving import Given, ItemPages, Page

SITTING = timedelta(hours=1)
"""What was opened within the hour is the same sitting: opened twice, it still says what is new."""


class Change(StrEnum):
    """What happened to one paper since."""

    NEW = "new"
    NEW_VERSION = "new_version"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The change in words."""
        return {
            Change.NEW: "New since you last opened your pack",
            Change.NEW_VERSION: "New version since you last opened your pack",
            Change.WITHDRAWN: "Withdrawn since you last opened your pack",
        }[self]


def last_sitting(openings: Iterable[datetime], now: datetime) -> datetime | None:
    """Return when somebody last opened their pack before this sitting; None for the first time."""
    sitting = now
    for opened in sorted(openings, reverse=True):
        if sitting - opened > SITTING:
            return opened
        sitting = opened
    return None


def changes(before: ItemPages | None, now: ItemPages) -> Mapping[str, Change]:
    """Return what changed of one item, by place: ``before`` is what the reader was given then."""
    if before is None:
        return {}
    were = {page.place: page for page in before.pages if page.place}
    return {
        page.place: change
        for page in now.pages
        if page.place and (change := _change(were.get(page.place), page)) is not None
    }


def _change(was: Page | None, now: Page) -> Change | None:
    shown_before = was is not None and was.shown
    if now.given is Given.SHOWN:
        if was is None or not was.shown:
            return Change.NEW
        same = (was.version, was.parts, was.answers) == (now.version, now.parts, now.answers)
        return None if same else Change.NEW_VERSION
    return Change.WITHDRAWN if shown_before else None
