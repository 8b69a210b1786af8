"""The county's capacity goes on when one district's plugin fails (R4)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from portal.coverage.queries import panel_years
from portal.variations.manager import Registry

ROOT = Path(__file__).parents[3]
PLUGIN = """
from portal.variations.api import hookimpl

@hookimpl
def slot_plan(as_of, kind):
    return 42
"""
DISTRICT = '[district]\nname = "Failham"\narea = "east"\nplugins = ["failing_for_failham"]\n'


@pytest.mark.requirement("R4")
def test_a_failing_plugin_takes_only_its_own_district_out_of_the_county(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config", config)
    (config / "districts" / "failham.toml").write_text(DISTRICT)
    (tmp_path / "failing_for_failham.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    registry, day = Registry(config), date(2026, 11, 23)
    assert registry.district("failham").ref.slug == "failham"
    assert panel_years(registry, ["failham"], day) == []
    assert panel_years(registry, ["failham", "burnley"], day) == panel_years(
        registry, ["burnley"], day
    )
