"""What this room knows of a person: how far they have come with signing in.

See `portal.people.holdings`. Of a link only its end is said; the link itself is nowhere.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal.kernel.wording import plain_date
from portal.people import holdings
from portal.people.operations.access import day_of
from portal.signin import queries
from portal.signin.operations import passwords, sessions
from portal.web import clock
from portal.web.clock import Moment
from portal.web.wording import time_words


class WaysIn(holdings.Source):
    """Links, passwords and council accounts."""

    def way_in(self, person_id: UUID) -> str:
        """Return how far somebody has come with signing in, and what is next, in sentences."""
        at = clock.moment()
        link = queries.newest_link(person_id)
        if link is not None and link.used_at is None and at.real < link.expires_at:
            ends = (at.shown + (link.expires_at - at.real)).astimezone(clock.LONDON)
            return (
                "A link to set their password was made and not used yet. It works until "
                f"{plain_date(ends.date())} at {time_words(ends)}."
            )
        person = queries.person(person_id)
        if person is not None and person.password_hash is not None:
            return "They sign in with a password of their own."
        held = queries.council_identities_of(person_id)
        if any(each.linked_at for each in held):
            return "They sign in with their council account."
        if link is not None and self.came_in(person_id):
            return "The link made for them was not used in time. Send them a new one."
        if link is not None:
            return "The link made for them was not used in time. Make a new one and hand it over."
        return "They have no link yet. Make one to set their password and hand it over."

    def changed(self, *, person_id: UUID, now: datetime) -> None:
        """End the sessions and links of somebody who is suspended or has left: none wakes again."""
        person = queries.person(person_id)
        if person is None or not passwords.is_gone(person, day_of(now)):
            return
        sessions.end_all(person_id)
        passwords.revoke_links(person_id, Moment(now, clock.machine_now()))

    def leave(
        self, *, person_id: UUID, last_day: date, actor_id: UUID | None, now: datetime
    ) -> int:
        """Do the same where their last day is past already. There is no seat here to end."""
        del last_day, actor_id
        self.changed(person_id=person_id, now=now)
        return 0

    def came_in(self, person_id: UUID) -> bool:
        """Tell whether somebody has a way in already, so that a link goes to them alone."""
        person = queries.person(person_id)
        return person is not None and queries.came_in(person)
