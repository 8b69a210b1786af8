"""Tells people, at their own address, that how they sign in was changed.

They may not have done it, so the message is nobody's to stop: suspending somebody, which calls off
what waits to leave for them, leaves it alone.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from portal import outbox
from portal.database import current_scope
from portal.kernel.addresses import is_email
from portal.kernel.england import LONDON
from portal.outbox import Channel, Recipient
from portal.web.access import Audience

CHANGED = "sign_in_changed"
ACCOUNT = "/account"


def warn(*, address: str, now: datetime) -> None:
    """Queue word that something was changed; what it was stands on their account page.

    To the address alone, which is not looked up again. An odd one keeps nothing from being done.
    It stands among the messages of a district of whoever does it; a visitor to one item, who has
    none, reads of what they did themselves on their account page alone.
    """
    districts = current_scope().districts
    if not is_email(address) or districts == frozenset():
        return
    local = now.astimezone(LONDON)
    outbox.queue(
        message=CHANGED,
        key=f"{CHANGED}:{uuid4()}",
        recipient=Recipient(None, address, Channel.EMAIL, Audience.STAFF),
        now=now,
        district_id=None if districts is None else min(districts),
        given={"day": local.date(), "time": local.time()},
        page=ACCOUNT,
    )
