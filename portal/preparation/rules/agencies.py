"""Which agencies bring something to an item, and by what they are known."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from portal.variations.values import OrganisationKind, Seat


class Agency(StrEnum):
    """Whoever has a short form of their own, in the order in which a page lists them."""

    HOUSING = "housing"
    ACCESS_TO_RESOURCES = "access_to_resources"
    FOSTERING = "fostering"
    RESIDENTIAL = "residential"
    PROVIDER = "provider"
    IRO = "iro"
    PERSONAL_ADVISER = "personal_adviser"
    YOUTH_JUSTICE = "youth_justice"
    GUEST = "guest"
    """Somebody asked to one item for another matter (R40)."""

    @property
    def label(self) -> str:
        """The agency in words."""
        return _LABELS[self]

    @property
    def brings(self) -> str:
        """What it writes, as the title of its form."""
        return _BRINGS[self]

    @property
    def each_its_own(self) -> bool:
        """Whether each of its organisations writes for itself: none reads another's answers."""
        return self in {Agency.PROVIDER, Agency.GUEST, Agency.HOUSING}


_LABELS = {
    Agency.HOUSING: "Housing authority",
    Agency.ACCESS_TO_RESOURCES: "Access to Resources Team",
    Agency.FOSTERING: "Fostering service",
    Agency.RESIDENTIAL: "Residential service",
    Agency.PROVIDER: "Provider of homes",
    Agency.IRO: "Independent reviewing officers’ representative",
    Agency.PERSONAL_ADVISER: "Personal adviser",
    Agency.YOUTH_JUSTICE: "Child and Youth Justice Service",
    Agency.GUEST: "Asked to this item",
}
_BRINGS = {
    Agency.HOUSING: "Housing options",
    Agency.ACCESS_TO_RESOURCES: "Where they live now, and homes to come",
    Agency.FOSTERING: "Getting ready to live independently",
    Agency.RESIDENTIAL: "Getting ready to live independently",
    Agency.PROVIDER: "What your scheme offers",
    Agency.IRO: "The independent reviewing officer’s view",
    Agency.PERSONAL_ADVISER: "The personal adviser’s view",
    Agency.YOUTH_JUSTICE: "What a plan for a home must fit",
    Agency.GUEST: "What the panel should know",
}
_BY_SEAT = {
    "access_to_resources": Agency.ACCESS_TO_RESOURCES,
    "fostering_manager": Agency.FOSTERING,
    "residential_manager": Agency.RESIDENTIAL,
    "iro_representative": Agency.IRO,
    "personal_adviser": Agency.PERSONAL_ADVISER,
}
_BY_ORGANISATION = {
    OrganisationKind.HOUSING_AUTHORITY: Agency.HOUSING,
    OrganisationKind.PROVIDER: Agency.PROVIDER,
    OrganisationKind.YOUTH_JUSTICE: Agency.YOUTH_JUSTICE,
    OrganisationKind.FOSTERING: Agency.FOSTERING,
    OrganisationKind.RESIDENTIAL: Agency.RESIDENTIAL,
    OrganisationKind.ACCESS_TO_RESOURCES: Agency.ACCESS_TO_RESOURCES,
    OrganisationKind.IRO_SERVICE: Agency.IRO,
}


def stream_of(agency: Agency, organisation_id: UUID | None, person_id: UUID) -> str:
    """Return whose versions follow each other: of an agency, or of one organisation of it."""
    if not agency.each_its_own:
        return agency.value
    return f"{agency.value}:{organisation_id or person_id}"


def of_seat(seat: Seat) -> Agency | None:
    """Return the agency that a seat speaks for: by its key, else by its kind of organisation."""
    return _BY_SEAT.get(seat.key) or _BY_ORGANISATION.get(seat.organisation_kind)


def of_guest(kind: OrganisationKind | None) -> Agency:
    """Return the agency of somebody asked to one item, by where they come from."""
    found = None if kind is None else _BY_ORGANISATION.get(kind)
    return found or Agency.GUEST
