"""Whether anybody holds the post that something waits for; on its page, for those who do not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from portal.panels.models import Meeting
from portal.panels.rules import timetable
from portal.panels.rules.posts import who_fills
from portal.people import queries as people
from portal.people.policy import ROLE_PERMISSIONS, Actor, Permission, Role

NOT_OUT = "the agenda cannot go out"
"""What waits for whoever publishes it."""


def nobody_publishes(actor: Actor, meeting: Meeting, today: date) -> str:
    """Say, of a meeting to come, that nobody is there to publish its agenda, and who can fill that.

    Empty where somebody is, and for whoever publishes.
    """
    publish, at = Permission.AGENDA_PUBLISH, (meeting.district_id, meeting.panel_id, meeting.id)
    if not timetable.is_open(meeting.state, meeting.held_on, today) or actor.may(publish, *at):
        return ""
    return nobody_at(meeting, publish, NOT_OUT, today=today)


def nobody_at(
    meeting: Meeting,
    permission: Permission,
    waits: str,
    *,
    today: date,
    besides: Collection[UUID] = (),
) -> str:
    """Say the same as `nobody_to` of what waits at one meeting."""
    return nobody_to(
        permission,
        waits,
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        meeting_id=meeting.id,
        today=today,
        besides=besides,
    )


def nobody_answers(today: date) -> str:
    """Say who can fill a post, where nobody is there who could answer for a young person (R71)."""
    held = people.held_today(Role.PEOPLE_ADMINISTRATOR, today=today)
    return who_fills(
        waits="nobody can answer for them on an agenda",
        post="social worker, team manager or district lead",
        givers=list(dict.fromkeys(person.name for person, _ in held)),
    )


def nobody_to(
    permission: Permission,
    waits: str,
    *,
    district_id: str,
    panel_id: UUID | None = None,
    meeting_id: UUID | None = None,
    today: date,
    besides: Collection[UUID] = (),
    whole_district: bool = False,
) -> str:
    """Say who can fill the post without which something waits; empty where somebody holds it.

    Without a panel it is asked of the district: somebody who holds it for one panel is there,
    unless what waits is of the ``whole_district``.
    ``besides`` are those who hold it and may not do this, such as whoever asked for it.
    """
    able = [role for role in Role if permission in ROLE_PERMISSIONS[role]]
    held = people.held_today(*able, Role.PEOPLE_ADMINISTRATOR, today=today)
    here = [grant for person, grant in held if grant.role in able and person.id not in besides]
    if panel_id is None and not whole_district:
        here = [grant for grant in here if grant.district_id in {None, district_id}]
    else:
        here = [grant for grant in here if grant.counts(district_id, panel_id, meeting_id)]
    if here:
        return ""
    givers = [person.name for person, grant in held if grant.role is Role.PEOPLE_ADMINISTRATOR]
    post = " or ".join(role.label.lower() for role in able)
    others = any(person.id in besides and grant.role in able for person, grant in held)
    return who_fills(waits=waits, post=post, givers=list(dict.fromkeys(givers)), others=others)
