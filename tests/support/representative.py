"""A seat for whoever speaks for young people in general, which districts may list (R35, A18)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.kinds import PanelKind
from portal.settings import ROOT
from portal.variations.manager import DistrictVariation
from portal.variations.values import OrganisationKind, Seat

REPRESENTATIVE = Seat(
    "young_person_representative", "Young person representative", OrganisationKind.YOUNG_PERSON
)

LISTED = """
[leaving_care.membership_extensions]
seats = ["young_person_representative"]
"""


def rules_with_a_representative(folder: Path) -> Path:
    """Copy every district's rules into a folder, with that seat on Burnley's panel; return it."""
    rules = shutil.copytree(ROOT / "config", folder / "config")
    with (rules / "districts" / "burnley.toml").open("a", encoding="utf-8") as file:
        file.write(LISTED)
    return rules


def seats_a_representative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every district's leaving care panel have that seat."""
    usual = DistrictVariation.seats

    def with_representative(self: DistrictVariation, **asked: Any) -> Any:
        answer = usual(self, **asked)
        if asked["kind"] is not PanelKind.LEAVING_CARE:
            return answer
        return replace(answer, value=(*answer.value, REPRESENTATIVE))

    monkeypatch.setattr(DistrictVariation, "seats", with_representative)
