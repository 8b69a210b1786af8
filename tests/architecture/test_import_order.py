"""The import contracts of pyproject.toml are broken by what they forbid."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BROKEN = {
    "a lower room importing a higher one": (
        "rooms",
        {"portal/cases/models.py": "import portal.panels.models", "portal/panels/models.py": ""},
    ),
    "a room nobody wrote down": ("rooms", {"portal/helpers.py": ""}),
    "schemes importing voice": (
        "rooms",
        {"portal/schemes/queries.py": "import portal.voice.models", "portal/voice/models.py": ""},
    ),
    "queries importing operations": (
        "files-of-a-room",
        {
            "portal/panels/queries.py": "import portal.panels.operations",
            "portal/panels/operations.py": "",
        },
    ),
    "Flask in rules.py": ("pure-rules", {"portal/panels/rules.py": "import flask"}),
    "SQLAlchemy in rules.py by way of another file": (
        "pure-rules",
        {
            "portal/panels/rules.py": "import portal.kernel.days",
            "portal/kernel/days.py": "import sqlalchemy",
        },
    ),
    "os in the kernel": ("pure-kernel", {"portal/kernel/days.py": "import os"}),
    "the portal importing a plugin": (
        "no-plugins",
        {"portal/app.py": "import plugins.burnley", "plugins/burnley.py": ""},
    ),
    "a plugin importing models": (
        "plugins-apart",
        {"plugins/burnley.py": "import portal.panels.models", "portal/panels/models.py": ""},
    ),
}


def _check(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run contracts (all, or the one named) in their own process."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", *options],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def _plant(tree: Path, files: dict[str, str]) -> None:
    shutil.copy(ROOT / "pyproject.toml", tree)
    # The contract about rules needs a rules file and a kernel to look at.
    base = {"portal/kernel/days.py": "", "portal/panels/rules.py": "", "plugins/__init__.py": ""}
    for name, text in {**base, **files}.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for folder in path.relative_to(tree).parents[:-1]:
            (tree / folder / "__init__.py").touch()


@pytest.mark.parametrize(("contract", "files"), BROKEN.values(), ids=BROKEN.keys())
def test_the_contract_is_broken_by(contract: str, files: dict[str, str], tmp_path: Path) -> None:
    _plant(tmp_path, files)
    checked = _check(tmp_path, "--contract", contract)
    assert "BROKEN" in checked.stdout, checked.stdout + checked.stderr
    assert checked.returncode == 1


def test_every_contract_is_kept_by_a_tree_without_faults(tmp_path: Path) -> None:
    _plant(
        tmp_path,
        {
            "plugins/burnley.py": "import portal.variations.api",
            "portal/variations/api.py": "import portal.kernel.days",
            "portal/panels/operations.py": "import portal.panels.rules",
        },
    )
    checked = _check(tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_contract_has_a_planted_fault() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}
    assert contracts == {contract for contract, _ in BROKEN.values()}
