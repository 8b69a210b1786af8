"""What somebody has to do about the actions of panels, and what young people say of promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.home.rules import Effect, Place, Task, Urgency, on_day, urgency_of, values_of
from portal.kernel.wording import capitalised, counted, joined, long_date


def own_action_task(
    place: Place, action_id: str, wording: str, due: date, today: date, *, disputed: bool = False
) -> Task:
    """Do what one was asked to at a panel (R9); first of all where they say it has not happened."""
    late = due < today
    why = "You were given this at the panel."
    if disputed:
        why += " The young person says that it has not happened. Tell them how it stands."
    elif late:
        why += " The young person is still waiting for it."
    return Task(
        title=capitalised(wording),
        why=why,
        due=due,
        urgency=Urgency.TODAY if disputed and not late else urgency_of(due, today),
        effect=Effect.PROMISE_LATE if late or disputed else Effect.PROMISE_DUE,
        district=place.district,
        page="records.action",
        values=values_of(place, f"action_id={action_id}"),
        when=on_day(due, today),
    )


def late_actions_task(place: Place, owners: Sequence[str], oldest: date) -> Task:
    """Chase the actions whose date has passed (R9)."""
    number = len(owners)
    waits = "waits" if number == 1 else "wait"
    return Task(
        title=f"Chase {counted(number, 'action')} that {waits} past the date",
        why=f"Given to {joined(sorted(set(owners)))}.",
        due=oldest,
        urgency=Urgency.LATE,
        effect=Effect.PROMISE_LATE,
        district=place.district,
        page="records.actions",
        values=values_of(place),
        when=f"The oldest was due on {long_date(oldest)}",
    )


def open_again_task(place: Place, owners: Sequence[str], oldest: date, today: date) -> Task:
    """See to promises that young people say were not kept (idea 1)."""
    number = counted(len(owners), "promise")
    return Task(
        title=f"{capitalised(number)} open again: the young person says it has not happened",
        why=f"Given to {joined(sorted(set(owners)))}. Nobody is blamed: find out how it stands.",
        due=oldest,
        urgency=Urgency.LATE if oldest < today else Urgency.TODAY,
        effect=Effect.PROMISE_LATE,
        district=place.district,
        page="records.actions",
        values=values_of(place),
        when=on_day(oldest, today),
    )
