"""Whose home page it is and what there is: every maker of tasks is given this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.home.queries import Facts
from portal.home.rules import Place
from portal.kernel.kinds import PanelKind
from portal.panels.queries import MeetingRow
from portal.people.policy import Actor, Permission
from portal.records.queries import ActionLine, ItemLine
from portal.variations.manager import DistrictVariation
from portal.variations.values import DistrictRef


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose home page it is, when, and what there is."""

    actor: Actor
    now_local: datetime
    facts: Facts
    districts: Mapping[str, DistrictRef]
    variations: Mapping[str, DistrictVariation]

    @property
    def today(self) -> date:
        """The day by the clock on the wall."""
        return self.now_local.date()

    def may(
        self,
        permission: Permission,
        district_id: str,
        panel_id: UUID | None = None,
        meeting_id: UUID | None = None,
    ) -> bool:
        """Tell whether this is the reader's to do, in a district that is open and readable."""
        return district_id in self.variations and self.actor.may(
            permission, district_id, panel_id, meeting_id
        )

    def may_at(self, permission: Permission, row: MeetingRow) -> bool:
        """Tell whether this is the reader's to do at a meeting."""
        return self.may(permission, row.district_id, row.panel_id, row.id)

    def may_for(self, permission: Permission, line: ItemLine | ActionLine) -> bool:
        """Tell whether this is the reader's to do for an item."""
        return self.may(permission, line.district_id, line.panel_id, line.meeting_id)

    @property
    def meetings(self) -> Iterator[MeetingRow]:
        """The meetings to come that are there for this reader: of the panels they belong to."""
        return (row for row in self.facts.meetings if self.may_at(Permission.PANEL_SEE, row))

    def place(self, district_id: str, kind: PanelKind | None = None) -> Place:
        """Return where a task is, in words."""
        return Place(district_id, self.districts[district_id].name, kind.label if kind else "")

    def place_or_none(self, line: ItemLine) -> Place | None:
        """Return where an item is, None where its district is not open or not readable."""
        if line.district_id not in self.variations:
            return None
        return self.place(line.district_id, line.kind)
