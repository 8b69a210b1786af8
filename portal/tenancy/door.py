"""The door: from an address to a district, and to the rules in force there.

``/d/<district>/...`` names the district. A district that is unknown, not started or ended does not
exist (404); one whose files do not load answers 503 with file, table and key, while others run.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, current_app, g, request

from portal.kernel.errors import NotFoundError
from portal.variations.manager import DistrictVariation, Registry
from portal.variations.values import DistrictRef

EXTENSION = "portal.variations"
ARGUMENT = "district"


def init_app(app: Flask, registry: Registry) -> None:
    """Take the district out of every address, and put it back into every link made there."""
    app.extensions[EXTENSION] = registry

    @app.url_value_preprocessor
    def take_district(endpoint: str | None, values: dict[str, Any] | None) -> None:
        del endpoint
        g.district_slug = values.pop(ARGUMENT, None) if values else None

    @app.url_defaults
    def give_district(endpoint: str, values: dict[str, Any]) -> None:
        slug = g.get("district_slug")
        if slug and app.url_map.is_endpoint_expecting(endpoint, ARGUMENT):
            values.setdefault(ARGUMENT, slug)


def registry() -> Registry:
    """Return the rules of every district of this instance's authority."""
    found: Registry = current_app.extensions[EXTENSION]
    return found


def open_door(today: date) -> DistrictRef | None:
    """Return the district in the address, None where there is none.

    Raises NotFoundError for a district that is not there today, DistrictUnavailable for one whose
    files do not load.
    """
    if request.endpoint is None or g.get("district_slug") is None:
        return None
    variation = registry().district(g.district_slug)
    if not variation.ref.is_open_on(today):
        raise NotFoundError("There is no such district today.")
    g.variation = variation
    return variation.ref


def current_variation() -> DistrictVariation:
    """Return the rules of the district in the address."""
    variation: DistrictVariation = g.variation
    return variation


def variation_of(district_id: str) -> DistrictVariation:
    """Return the rules of any district, for county pages and commands."""
    return registry().district(district_id)
