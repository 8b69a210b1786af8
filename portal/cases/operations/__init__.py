"""What can be done about young people: take in the county's return, place them, name them."""

from __future__ import annotations

from portal.cases.operations.importing import Imported, import_return
from portal.cases.operations.young_people import name_young_person, place_young_people

__all__ = ["Imported", "import_return", "name_young_person", "place_young_people"]
