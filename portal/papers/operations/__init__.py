"""What can be done with papers, one keyword-only function for each use.

A second saver of the same version gets a ConflictError before anything changes, so that the page
can show both versions and let them choose.
"""

from __future__ import annotations

from portal.papers.operations.addresses import (
    Address,
    ask,
    decide,
    decides,
    may_ask,
    person_for,
    record_address,
    show,
)
from portal.papers.operations.confirming import (
    Removal,
    WaitingSection,
    confirm_file,
    confirm_word,
    intake_for,
    refuse,
    waiting_pictures,
    waiting_sections,
)
from portal.papers.operations.keeping import Resealed, Swept, reseal_files, sweep
from portal.papers.operations.looking import address_problems, look_again, refuse_address
from portal.papers.operations.reading import read_blob
from portal.papers.operations.shared import Desk, desk
from portal.papers.operations.taking_in import Brought, Result, take_in_file, tell_of_virus
from portal.papers.operations.writing import Typed, save_typed, withdraw

__all__ = [
    "Address",
    "Brought",
    "Desk",
    "Removal",
    "Resealed",
    "Result",
    "Swept",
    "Typed",
    "WaitingSection",
    "address_problems",
    "ask",
    "confirm_file",
    "confirm_word",
    "decide",
    "decides",
    "desk",
    "intake_for",
    "look_again",
    "may_ask",
    "person_for",
    "read_blob",
    "record_address",
    "refuse",
    "refuse_address",
    "reseal_files",
    "save_typed",
    "show",
    "sweep",
    "take_in_file",
    "tell_of_virus",
    "waiting_pictures",
    "waiting_sections",
    "withdraw",
]
