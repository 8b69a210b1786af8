"""Whom a district or the county lacks: a post that nobody holds, for whoever gives roles there."""

from __future__ import annotations

from portal.home.rules import Effect, Place, Task, Urgency

_WAITS = {
    True: "Nobody holds the role there today, so no agenda goes out and no record is filed.",
    False: "Nobody holds the role there today, so nobody is told of what stays late, and nobody "
    "decides for the district.",
}


def post_task(place: Place, label: str, *, pressing: bool) -> Task:
    """Give a role that nobody holds in a district to somebody (ux 4.1, 19).

    ``label`` is the role in words; ``pressing`` where panels stand still without it.
    """
    return Task(
        title=f"Find a {label[:1].lower()}{label[1:]} for {place.district}",
        why=f"{_WAITS[pressing]} Choose somebody and give them the role: it counts at once.",
        due=None,
        urgency=Urgency.TODAY if pressing else Urgency.UNDATED,
        effect=Effect.NOT_PREPARED if pressing else Effect.SEAT_EMPTY,
        district=place.district,
        page="directory.people",
        values={},
    )


def keeper_task(label: str) -> Task:
    """Have somebody appointed to the role that keeps the trail, which nobody holds.

    It leads to no page: nobody in the portal gives the role that watches all others.
    """
    return Task(
        title=f"Have an {label[:1].lower()}{label[1:]} appointed",
        why="Nobody holds the role today, so nobody in the council is told of unusual reading "
        "or reads the trail. Ask whoever runs the portal’s machine: they alone can give it.",
        due=None,
        urgency=Urgency.UNDATED,
        effect=Effect.SEAT_EMPTY,
        district="The whole county",
        page="",
        values={},
    )
