"""What can be done about young people: take in the county's return, place them, name them."""

from __future__ import annotations

from portal.cases.operations.erased import is_kept_out, keep_out, let_back, who_was_erased
from portal.cases.operations.importing import Imported, import_return
from portal.cases.operations.uploads import (
    begin_again,
    begin_import,
    check_upload,
    forget_upload,
    keep_upload,
    progress_of,
    run_import,
)
from portal.cases.operations.young_people import name_young_person, place_young_people

__all__ = [
    "Imported",
    "begin_again",
    "begin_import",
    "check_upload",
    "forget_upload",
    "import_return",
    "is_kept_out",
    "keep_out",
    "keep_upload",
    "let_back",
    "name_young_person",
    "place_young_people",
    "progress_of",
    "run_import",
    "who_was_erased",
]
