"""The county, its districts and the organisations it works with."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    ARRANGEMENTS,
    Entry,
    Way,
    columns,
)

COUNTY: dict[str, Entry] = {
    "authority": Entry("The county", Way.NONE, columns(nobody="name"), stays=ARRANGEMENTS),
    "area": Entry("Areas", Way.NONE, columns(nobody="name"), stays=ARRANGEMENTS),
    "district": Entry(
        "Districts",
        Way.NONE,
        columns(nobody="name ons_code area_id starts_on ends_on"),
        stays=ARRANGEMENTS,
    ),
    "district_succession": Entry(
        "Who takes over from a district",
        Way.NONE,
        columns(nobody="district_id successor"),
        stays=ARRANGEMENTS,
    ),
    "organisation": Entry(
        "Organisations",
        Way.NONE,
        columns(nobody="name kind closed_on version"),
        stays=ARRANGEMENTS,
    ),
}
