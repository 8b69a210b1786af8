"""Each wall stands in the real tree, and falls over when its fault is planted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from tests.architecture.walls import (
    choke_point,
    excuses,
    hook_table,
    limits,
    machine_traces,
    migrations_linear,
    ordered_queries,
    plugins_apart,
    purity,
    rooms,
)

ROOT = Path(__file__).resolve().parents[2]
WALLS = (
    choke_point,
    excuses,
    hook_table,
    limits,
    machine_traces,
    migrations_linear,
    ordered_queries,
    plugins_apart,
    purity,
    rooms,
)

# Spelled in two parts, or this file would itself be at fault.
NOQA = "# no" + "qa"
IGNORE = "# type: " + "ignore"
HOME = "/ho" + "me/avery/portal"
HOST = "https://py" + "pi.org/simple"
HOOK = '@hookspec(firstresult=True)\ndef chair_rule(district, as_of):\n    """Say."""\n'


class Planted(NamedTuple):
    """A fault: which wall must see it, in which file, and what the wall says."""

    wall: Callable[[Path], list[str]]
    path: str
    text: str
    says: str


PLANTED = {
    "Flask in rules.py": Planted(
        purity.find_faults,
        "portal/panels/rules.py",
        "from flask import request\n",
        "portal/panels/rules.py:1 imports flask.request",
    ),
    "os in a file of a rules folder": Planted(
        purity.find_faults, "portal/cases/rules/status.py", "import os\n", "imports os"
    ),
    "a library in the kernel": Planted(
        purity.find_faults, "portal/kernel/days.py", "import holidays\n", "imports holidays"
    ),
    "a clock in rules.py": Planted(
        purity.find_faults,
        "portal/panels/rules.py",
        "from datetime import date\n\n\ndef due():\n    return date.today()\n",
        "portal/panels/rules.py:5 looks at a clock",
    ),
    "an engine outside portal.database": Planted(
        choke_point.find_faults,
        "portal/panels/queries.py",
        "from sqlalchemy import create_engine\n",
        "imports sqlalchemy.create_engine",
    ),
    "a driver outside portal.database": Planted(
        choke_point.find_faults, "portal/cases/operations.py", "import sqlite3\n", "imports sqlite3"
    ),
    "SQL by hand": Planted(
        choke_point.find_faults,
        "portal/panels/queries.py",
        "import sqlalchemy as sa\n\nALL = sa.text('select * from meeting')\n",
        "portal/panels/queries.py:3 writes SQL by hand",
    ),
    "an operation that commits": Planted(
        choke_point.find_faults,
        "portal/panels/operations.py",
        "def publish(session):\n    session.commit()\n",
        "portal/panels/operations.py:2 commits",
    ),
    "a plugin that imports models": Planted(
        plugins_apart.find_faults,
        "plugins/burnley/__init__.py",
        "from portal.panels.models import Meeting\n",
        "imports portal.panels.models.Meeting",
    ),
    "a plugin that opens the database": Planted(
        plugins_apart.find_faults,
        "plugins/burnley/__init__.py",
        "import sqlalchemy\n",
        "imports sqlalchemy",
    ),
    "the portal importing a plugin": Planted(
        plugins_apart.find_faults,
        "portal/panels/operations.py",
        "import plugins.burnley\n",
        "imports plugins.burnley",
    ),
    "a file of 501 lines": Planted(
        limits.find_faults, "portal/cases/queries.py", "A = 1\n" * 501, "has 501 lines"
    ),
    "a function of 61 lines": Planted(
        limits.find_faults,
        "portal/cases/queries.py",
        "def long():\n" + "    a = 1\n" * 60,
        "portal/cases/queries.py:1 long has 61 lines",
    ),
    "a stray file in a room": Planted(
        rooms.find_faults, "portal/panels/helpers.py", "", "portal/panels/helpers.py is not one"
    ),
    "routes named for no audience": Planted(
        rooms.find_faults, "portal/panels/routes/misc.py", "", "is not named for an audience"
    ),
    "a template outside its room's own folder": Planted(
        rooms.find_faults, "portal/panels/templates/agenda.html", "", "would hide another room's"
    ),
    "a list in no order": Planted(
        ordered_queries.find_faults,
        "portal/panels/queries.py",
        "def meetings() -> list[Meeting]:\n    return list(session.scalars(select(Meeting)))\n",
        "portal/panels/queries.py:1 meetings returns a list in no order",
    ),
    "a silenced lint rule without a reason": Planted(
        excuses.find_faults,
        "portal/app.py",
        f"import os  {NOQA}: F401\n",
        "portal/app.py:1 silences",
    ),
    "a silenced lint rule without its code": Planted(
        excuses.find_faults, "portal/app.py", f"import os  {NOQA} - needed later\n", "silences"
    ),
    "a silenced type error without a reason": Planted(
        excuses.find_faults, "portal/app.py", f"a: int = ''  {IGNORE}[assignment]\n", "silences"
    ),
    "somebody's home folder": Planted(
        machine_traces.find_faults, "README.md", f"cd {HOME}\n", "README.md:1 names a machine"
    ),
    "a package host": Planted(
        machine_traces.find_faults, "requirements.lock", f"from {HOST}\n", "names a machine"
    ),
    "a gap in the migrations' numbers": Planted(
        migrations_linear.find_faults,
        "migrations/versions/0002_second.py",
        "revision = '0002'\ndown_revision = '0001'\n",
        "should be named 0001_what_it_does.py",
    ),
    "a migration that stands on nothing of ours": Planted(
        migrations_linear.find_faults,
        "migrations/versions/0001_first.py",
        "revision = '0001'\ndown_revision = 'abc'\n",
        "should stand on None",
    ),
    "a hook that the guide leaves out": Planted(
        hook_table.find_faults,
        "portal/variations/hookspecs.py",
        HOOK,
        "has no row for chair_rule (district, as_of)",
    ),
    "a hook in the guide that is none": Planted(
        hook_table.find_faults, "plugins/README.md", "| `open_door` | `who` |\n", "is no hook"
    ),
}


@pytest.mark.control("C1", "C46")
@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.__name__.rpartition(".")[2])
def test_the_wall_stands(wall: ModuleType) -> None:
    assert wall.find_faults(ROOT) == []


@pytest.mark.control("C1", "C46")
@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_seen(planted: Planted, tmp_path: Path) -> None:
    path = tmp_path / planted.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(planted.text, encoding="utf-8")

    faults = planted.wall(tmp_path)

    assert [fault for fault in faults if planted.says in fault], faults


def test_every_wall_has_a_planted_fault() -> None:
    tried = {planted.wall for planted in PLANTED.values()}
    assert tried == {wall.find_faults for wall in WALLS}


def test_every_wall_there_is_is_run() -> None:
    there = {path.stem for path in (ROOT / "tests/architecture/walls").glob("*.py")}
    assert there - {"sources"} == {wall.__name__.rpartition(".")[2] for wall in WALLS}
