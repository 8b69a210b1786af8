"""What can be done about people: invite, give roles, suspend, let go, sign in.

`register` and `grant_role` ask nobody who they are: they set up a county, practice and tests.
"""

from __future__ import annotations

from portal.people.operations.importing import ImportReport, import_people
from portal.people.operations.joining import (
    Details,
    Invitation,
    accept_invitation,
    change_person,
    invite,
    invite_to_panel,
)
from portal.people.operations.leaving import (
    hand_over,
    leave,
    next_in_chain,
    owned_by,
    restore,
    stay,
    suspend,
)
from portal.people.operations.organisations import (
    add_organisation,
    close_organisation,
    open_again,
    rename_organisation,
)
from portal.people.operations.registering import grant_role, register
from portal.people.operations.roles import end_role, give_role, keep_role

__all__ = [
    "Details",
    "ImportReport",
    "Invitation",
    "accept_invitation",
    "add_organisation",
    "change_person",
    "close_organisation",
    "end_role",
    "give_role",
    "grant_role",
    "hand_over",
    "import_people",
    "invite",
    "invite_to_panel",
    "keep_role",
    "leave",
    "next_in_chain",
    "open_again",
    "owned_by",
    "register",
    "rename_organisation",
    "restore",
    "stay",
    "suspend",
]
