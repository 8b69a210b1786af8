"""What this room knows of a person: how far they have come with signing in.

See `portal.people.holdings`. Of a link only its end is said; the link itself is nowhere.
"""

from __future__ import annotations

from uuid import UUID

from portal.kernel.wording import plain_date
from portal.people import holdings
from portal.signin import queries
from portal.web import clock
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

    def came_in(self, person_id: UUID) -> bool:
        """Tell whether somebody has a way in already, so that a link goes to them alone."""
        person = queries.person(person_id)
        return person is not None and queries.came_in(person)
