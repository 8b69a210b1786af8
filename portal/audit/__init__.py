"""The trail: one entry for every write, in its transaction, and one for every reading.

Entries are links of one keyed chain for each authority (``chain``). They wait until their
transaction is committed, and are sealed then.
"""

from portal.audit.operations import (
    Opening,
    erase_facts,
    init_app,
    log,
    log_refusal,
    nothing_opened,
    opened,
    record,
    seal_earlier,
    take_openings,
)

__all__ = [
    "Opening",
    "erase_facts",
    "init_app",
    "log",
    "log_refusal",
    "nothing_opened",
    "opened",
    "record",
    "seal_earlier",
    "take_openings",
]
