"""Districts to test with: Lancashire's own, and invented ones written by the test."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest

from portal.kernel.errors import ConfigurationError
from portal.variations.district import DistrictVariation
from portal.variations.manager import Registry

ROOT = Path(__file__).parents[3]
IDENTITY = '[district]\nname = "Testdale"\narea = "east"\n'


class Write(Protocol):
    """Writes an invented district, with anything added to the layers below it."""

    def __call__(
        self, district: str = "", *, plugins: str = "", county: str = "", area: str = ""
    ) -> Registry: ...


@pytest.fixture(scope="session")
def lancashire() -> Registry:
    return Registry(ROOT / "config")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration folder of the test's own, with the county but no district."""
    folder = tmp_path / "config"
    (folder / "districts").mkdir(parents=True)
    shutil.copy(ROOT / "config" / "product.toml", folder)
    shutil.copytree(ROOT / "config" / "layers", folder / "layers")
    return folder


@pytest.fixture
def write(config: Path) -> Write:
    def written(
        district: str = "", *, plugins: str = "", county: str = "", area: str = ""
    ) -> Registry:
        listed = f"plugins = {plugins}\n" if plugins else ""
        (config / "districts" / "testdale.toml").write_text(IDENTITY + listed + district)
        for name, extra in (("lancashire", county), ("east", area)):
            path = config / "layers" / f"{name}.toml"
            path.write_text(path.read_text() + "\n" + extra)
        return Registry(config)

    return written


class Plug(Protocol):
    """Makes a district with one plugin, whose functions the test gives."""

    def __call__(self, *functions: object, district: str = "") -> DistrictVariation: ...


@pytest.fixture
def plug(write: Write, monkeypatch: pytest.MonkeyPatch) -> Plug:
    def plugged(*functions: object, district: str = "") -> DistrictVariation:
        module = ModuleType("invented_plugin")
        for function in functions:
            setattr(module, function.__name__, function)  # type: ignore[attr-defined] # all are functions
        monkeypatch.setitem(sys.modules, "invented_plugin", module)
        return write(district, plugins='["invented_plugin"]').district("testdale")

    return plugged


def fault(registry: Registry) -> tuple[str, str, str]:
    """The invented district's error: file, place and reason."""
    found = registry.problems["testdale"]
    assert isinstance(found, ConfigurationError)
    return found.file, found.where, found.reason
