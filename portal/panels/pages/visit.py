"""What somebody who is asked to one item is shown: time, place, whose item, whom to ask (R40).

Made from the item, its slot and its meeting, never from the agenda: nothing of another slot is
read, so nothing of one can be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from portal.kernel.kinds import PanelKind
from portal.panels import hearing, queries
from portal.panels.agenda import AgendaPage, AgendaRow
from portal.panels.hearing import Asked, Hearing
from portal.panels.models import Meeting
from portal.panels.policy import NOT_HELD
from portal.panels.queries import ItemRow, VisitRow
from portal.panels.rules import windows
from portal.people import decisions
from portal.people.policy import Actor
from portal.tenancy.door import registry
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class YourItem:
    """One item for whoever is asked to it."""

    item_id: UUID
    young_person_id: UUID
    panel_name: str
    district_name: str
    day: date
    start: time
    minutes: int
    place: str
    who: str
    reason: str
    host: str
    host_email: str
    closes: datetime | None
    settled: bool
    """Whether the agenda is out; until then the time may still change."""
    sequence: int
    """Grows with each change, for calendars."""
    stopped: bool = False
    """Whether it may not be heard any more, and was not: whose item it was is not told then."""
    closed: bool = False
    """Whether it may not be discussed any more: then nothing is added to it, and no paper shown."""

    @property
    def last_day(self) -> date:
        """When whoever comes for it alone can read it no more, whatever was filed."""
        return windows.last_day(self.day)

    @property
    def calendar_page(self) -> AgendaPage:
        """The one slot as a calendar entry is made from; it names nobody (C17)."""
        return AgendaPage(
            heading="",
            panel_name=self.panel_name,
            district_name=self.district_name,
            panel_day=self.day,
            place=self.place,
            rows=(AgendaRow(start=self.start, minutes=self.minutes),),
        )


def your_items(*, actor: Actor, now: datetime) -> tuple[YourItem, ...]:
    """Return the items somebody is asked to now, the soonest first."""
    decisions.allowed("the items somebody is asked to")
    said = hearing.of(Asked(items={each.item_id: "" for each in actor.visits}, now=now))
    found = [
        _item(
            queries.item_row(asked.item_id),
            *queries.meeting(asked.meeting_id),
            visit,
            said[asked.item_id],
        )
        for asked in actor.visits
        for visit in queries.visits_at(asked.meeting_id, asked.item_id)
        if visit.person_id == actor.person_id and visit.is_open(now)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda item: (item.day, item.start)))


def your_item(*, actor: Actor, item_id: UUID, now: datetime) -> YourItem | None:
    """Return one of the items somebody is asked to now; None where it is none of theirs."""
    items = your_items(actor=actor, now=now)
    return next((item for item in items if item.item_id == item_id), None)


def still_so(items: Iterable[YourItem], *, now: datetime) -> Callable[[], bool]:
    """Return the question whether items still are as a page shows them: open, closed or stopped.

    Asked where the reading is written down, with the answers held until that is committed (C15).
    """
    shown = {each.item_id: (each.stopped, each.closed) for each in items}

    def ask() -> bool:
        said = hearing.of(Asked(items=dict.fromkeys(shown, ""), now=now, holding=True))
        return all((said[each].gone, said[each].lost) == stood for each, stood in shown.items())

    return ask


def _item(
    row: ItemRow, meeting: Meeting, kind: PanelKind, visit: VisitRow, said: Hearing
) -> YourItem:
    names = {ref.slug: ref.name for ref in registry().districts()}
    closes = visit.window.closes_at
    return YourItem(
        item_id=row.id,
        young_person_id=row.young_person_id,
        panel_name=kind.label,
        district_name=names.get(row.district_id, row.district_id),
        day=meeting.held_on,
        start=row.start,
        minutes=row.minutes,
        place=meeting.place,
        who="" if said.gone else _who(row, visit),
        reason="" if said.gone else visit.reason,
        host=visit.invited_by,
        host_email=visit.invited_by_email,
        closes=closes.astimezone(LONDON) if closes else None,
        settled=meeting.state != "planned",
        sequence=row.version + meeting.version,
        stopped=said.gone,
        closed=said.lost,
    )


def _who(row: ItemRow, visit: VisitRow) -> str:
    """Return whose item it is: the name where the invitation says so, else one initial."""
    name = row.preferred_name.strip()
    if not name:
        return row.reference or NOT_HELD
    if visit.tells_name:
        return name
    return f"{name[0].upper()}. · {row.reference}"
