"""What can be done about districts: enter them as the configuration has them."""

from __future__ import annotations

from sqlalchemy import select

from portal.database import session
from portal.tenancy.models import Area, Authority, District, Succession
from portal.variations.manager import Registry


def enter_districts(*, registry: Registry) -> list[str]:
    """Enter the authority, its areas and its districts, or bring them up to date.

    Returns the districts' slugs in order. A district that left the configuration stays: its
    history needs it.
    """
    authority = session.scalars(select(Authority)).one_or_none()
    if authority is None:
        session.add(Authority(name=registry.authority.name))
    else:
        authority.name = registry.authority.name
    areas = {area.id: area for area in session.scalars(select(Area).order_by(Area.id))}
    for reference in registry.areas:
        area = areas.get(reference.slug)
        if area is None:
            session.add(Area(id=reference.slug, name=reference.name))
        else:
            area.name = reference.name
    session.flush()
    known = {row.id: row for row in session.scalars(select(District).order_by(District.id))}
    for district in registry.districts():
        row = known.get(district.slug)
        if row is None:
            row = District(id=district.slug)
            session.add(row)
        row.name = district.name
        row.ons_code = district.ons_code
        row.area_id = district.area
        row.starts_on = district.starts_on
        row.ends_on = district.ends_on
    session.flush()
    _enter_successions(registry)
    return sorted(district.slug for district in registry.districts())


def _enter_successions(registry: Registry) -> None:
    """Enter who takes over from each district; one that is no longer named is taken out."""
    known = {
        (row.district_id, row.successor): row
        for row in session.scalars(select(Succession).order_by(Succession.id))
    }
    wanted = {(d.slug, name) for d in registry.districts() for name in d.successors}
    for key, row in known.items():
        if key not in wanted:
            session.delete(row)
    for district_id, successor in sorted(wanted - known.keys()):
        session.add(Succession(district_id=district_id, successor=successor))
    session.flush()
