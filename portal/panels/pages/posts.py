"""Whether anybody holds the post that something waits for; on its page, for those who do not."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from portal.panels.rules.posts import who_fills
from portal.people import queries as people
from portal.people.policy import ROLE_PERMISSIONS, Permission, Role


def nobody_to(
    permission: Permission,
    waits: str,
    *,
    district_id: str,
    panel_id: UUID | None = None,
    meeting_id: UUID | None = None,
    today: date,
) -> str:
    """Say who can fill the post without which something waits; empty where somebody holds it.

    Without a panel it is asked of the district: somebody who holds it for one panel is there.
    """
    able = [role for role in Role if permission in ROLE_PERMISSIONS[role]]
    grants = people.grants_of(*able, Role.PEOPLE_ADMINISTRATOR, today=today)
    there = people.there_today({person_id for person_id, _ in grants}, today)
    held = [(there[person_id], grant) for person_id, grant in grants if person_id in there]
    here = [grant for _, grant in held if grant.role in able]
    if panel_id is None:
        here = [grant for grant in here if grant.district_id in {None, district_id}]
    else:
        here = [grant for grant in here if grant.counts(district_id, panel_id, meeting_id)]
    if here:
        return ""
    givers = [person.name for person, grant in held if grant.role is Role.PEOPLE_ADMINISTRATOR]
    post = " or ".join(role.label.lower() for role in able)
    return who_fills(waits=waits, post=post, givers=list(dict.fromkeys(givers)))
