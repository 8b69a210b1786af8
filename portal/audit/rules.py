"""The tables that hold no record of anybody, and why a change to each needs no entry in the trail.

Every other table does: a transaction that changes a row of it and says nothing in the trail is not
committed (C42). The list is reviewed; a new table is on it only with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NO_RECORDS: Mapping[str, str] = MappingProxyType(
    {
        "audit_event": "It is the trail.",
        "audit_head": "It is where the trail stands.",
        "audit_event_earlier": "It is the trail from before there was a chain.",
        "outbox_heartbeat": "It says that the worker runs, about nobody.",
        "outbox_job": "Work that a change asked for; the change is in the trail.",
        "outbox_message": "How far a message has got; what it tells of is in the trail.",
        "sign_in_session": "When somebody was last here; that they signed in is in the trail.",
        "young_visit": "When a young person was last here; that they came is in the trail.",
        "young_kept": "What was typed and not sent; it is nobody's word yet.",
        "kept_work": "What was typed and not sent; it is nobody's word yet.",
        "sign_in_tally": "How many wrong guesses there were, by a mark that names nobody.",
    }
)
