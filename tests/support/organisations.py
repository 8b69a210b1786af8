"""Where invented people come from: it decides which roles and seats are open to them."""

from __future__ import annotations

from sqlalchemy import select

from portal.database import session
from portal.people.models import Organisation
from portal.variations.values import OrganisationKind

COUNTY = "Invented County Council"


def organisation(
    name: str = COUNTY, kind: OrganisationKind = OrganisationKind.CHILDRENS_SERVICES
) -> Organisation:
    """Return the organisation of this name, added where it is not there: children's services."""
    found = session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
    if found is None:
        found = Organisation(name=name, kind=kind.value)
        session.add(found)
        session.flush()
    return found
