"""Organisations: added, renamed, closed and opened again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import RuleError
from portal.people import queries
from portal.people.models import Organisation
from portal.people.operations.access import day_of, require_county
from portal.people.policy import Actor, Permission
from portal.variations.values import OrganisationKind

TAKEN = "There is an organisation with this name already"


def add_organisation(
    *, actor: Actor | None, now: datetime, name: str, kind: OrganisationKind
) -> Organisation:
    """Add an organisation that people may come from. RuleError (field `name`) where it is there."""
    require_county(actor, Permission.ORGANISATION_MANAGE)
    _refuse_taken(name, now)
    organisation = Organisation(name=name, kind=kind.value)
    session.add(organisation)
    flush()
    _tell(actor, now, "people:organisation:added", organisation.id, {"kind": kind.value})
    return organisation


def rename_organisation(
    *, actor: Actor | None, now: datetime, organisation_id: UUID, name: str
) -> None:
    """Give an organisation another name. RuleError (field `name`) where another has it."""
    require_county(actor, Permission.ORGANISATION_MANAGE)
    organisation = queries.organisation(organisation_id)
    _refuse_taken(name, now, but=organisation_id)
    organisation.name = name
    flush()
    _tell(actor, now, "people:organisation:renamed", organisation.id)


def close_organisation(*, actor: Actor | None, now: datetime, organisation_id: UUID) -> None:
    """Let no more people be added to an organisation.

    RuleError where people still come from it: they must be moved or leave first, so that nobody
    keeps a role by an organisation that is no more.
    """
    require_county(actor, Permission.ORGANISATION_MANAGE)
    organisation = queries.organisation(organisation_id)
    today = day_of(now)
    people = next(
        row.people for row in queries.organisations(today) if row.organisation.id == organisation_id
    )
    if people:
        raise RuleError(
            "People still come from this organisation. Move them to another, or set their last day"
        )
    organisation.closed_on = today
    flush()
    _tell(actor, now, "people:organisation:closed", organisation.id)


def open_again(*, actor: Actor | None, now: datetime, organisation_id: UUID) -> None:
    """Let people be added to a closed organisation again."""
    require_county(actor, Permission.ORGANISATION_MANAGE)
    organisation = queries.organisation(organisation_id)
    organisation.closed_on = None
    flush()
    _tell(actor, now, "people:organisation:opened_again", organisation.id)


def _refuse_taken(name: str, now: datetime, but: UUID | None = None) -> None:
    for row in queries.organisations(day_of(now)):
        same = row.organisation.name.casefold() == name.casefold()
        if same and row.organisation.id != but:
            raise RuleError(TAKEN, "name")


def _tell(
    actor: Actor | None,
    now: datetime,
    event: str,
    organisation_id: UUID,
    facts: dict[str, object] | None = None,
) -> None:
    audit.record(
        event=event,
        subject=("organisation", organisation_id),
        actor_id=actor.person_id if actor else None,
        now=now,
        facts=facts,
    )
