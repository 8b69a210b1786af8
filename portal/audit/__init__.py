"""The trail: one entry for every write, in its transaction, and one for every reading.

Entries are links of one keyed chain for each authority (``chain``). They wait until their
transaction is committed, and are sealed then.
"""

from portal.audit.chain.links import NO_LINK
from portal.audit.operations import (
    Opening,
    Subject,
    UnrecordedChangeError,
    add_keeper,
    erase_facts,
    init_app,
    keep_head,
    keep_head_after,
    keeps_heads,
    log,
    log_refusal,
    newest_kept,
    nothing_opened,
    opened,
    record,
    rotate_key,
    seal_earlier,
    signed_head,
    take_openings,
)

__all__ = [
    "NO_LINK",
    "Opening",
    "Subject",
    "UnrecordedChangeError",
    "add_keeper",
    "erase_facts",
    "init_app",
    "keep_head",
    "keep_head_after",
    "keeps_heads",
    "log",
    "log_refusal",
    "newest_kept",
    "nothing_opened",
    "opened",
    "record",
    "rotate_key",
    "seal_earlier",
    "signed_head",
    "take_openings",
]
