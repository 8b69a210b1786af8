"""Where a role may count: the whole county, an area, a district or one panel. Pure values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

WHOLE_COUNTY = "county"
_COUNTY_NAMES = frozenset({"county", "the county", "whole county", "the whole county"})


@dataclass(frozen=True, slots=True)
class Place:
    """The narrowest thing that is set counts; nothing set is the whole county.

    `districts` are those of an area, so that what counts there can be worked out from it alone.
    """

    area_id: str | None = None
    district_id: str | None = None
    panel_id: UUID | None = None
    name: str = "the whole county"
    districts: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What stands for it in a form."""
        if self.panel_id is not None:
            return f"panel:{self.panel_id}"
        if self.district_id is not None:
            return f"district:{self.district_id}"
        return f"area:{self.area_id}" if self.area_id is not None else WHOLE_COUNTY

    @property
    def label(self) -> str:
        """What it is called in a list."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def covers(self) -> tuple[str | None, ...]:
        """The districts it covers, in order; (None,) is every district there is or will be.

        An area that has no district yet counts as the whole county: nobody with less decides on it.
        """
        if self.district_id is not None:
            return (self.district_id,)
        return tuple(sorted(self.districts)) or (None,)

    def meets(self, districts: frozenset[str] | None) -> bool:
        """Tell whether it covers any of these districts; None stands for all of them."""
        return districts is None or self.covers == (None,) or not districts.isdisjoint(self.covers)


def place_with(key: str, places: Iterable[Place]) -> Place | None:
    """Return the place that a form's value stands for, None for one that is not among these."""
    return next((place for place in places if place.key == key), None)


def place_called(text: str, places: Sequence[Place]) -> Place | None:
    """Return the place that a spreadsheet names, by its name or its key; None for no such place.

    Where an area and a district share a name, the district is meant: it is the narrower.
    """
    wanted = _plain(text)
    if wanted in _COUNTY_NAMES:
        return next((place for place in places if place.key == WHOLE_COUNTY), None)
    found = [place for place in places if wanted in {_plain(place.name), _plain(place.key)}]
    found += [
        place
        for place in places
        if place.panel_id is None and wanted in {place.district_id, place.area_id}
    ]
    return min(found, key=lambda place: len(place.covers), default=None)


def _plain(text: str) -> str:
    """Return text without what people type differently: capitals, spaces, kinds of dash."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.replace("\N{EN DASH}", "-").replace("\N{EM DASH}", "-").split())
