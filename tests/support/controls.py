"""The table of security controls and the tests that show them, written from the tests' own markers.

`make controls` writes docs/controls.md; a test fails where the file and the markers differ. Every
control has a test, or says "not yet" and why.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.control_titles import IN_PART, NOT_YET, TITLES
from tests.support.requirements import markers

ROOT = Path(__file__).resolve().parents[2]
TABLE = "docs/controls.md"
INTRODUCTION = """# Security controls and the tests that show them

Written by `make controls` from the `control` markers in the tests: do not edit by hand. C1 to C52
are the controls, R1 to R19 the reliability list, of the security design the service is built to.
`make test` runs all of them.

| Number | Control | Shown by |
|---|---|---|
"""


class UnansweredControlError(ValueError):
    """A control has neither a test nor a reason, or has both; the message says which."""


def shown(root: Path) -> dict[str, list[str]]:
    """Each control's tests, as `path: what the test says`."""
    return markers(root, marker="control", titles=TITLES.keys(), also_named=())


def table(
    root: Path,
    *,
    not_yet: Mapping[str, str] = NOT_YET,
    in_part: Mapping[str, str] = IN_PART,
) -> str:
    """The whole text of docs/controls.md. Raises UnansweredControlError."""
    tests = shown(root)
    faults = [
        *(
            f"{n} has no test: say why in NOT_YET"
            for n in TITLES
            if not tests[n] and n not in not_yet
        ),
        *(f"{n} has a test: take it out of NOT_YET" for n in not_yet if tests[n]),
        *(f"{n} has no test: say so in NOT_YET, not IN_PART" for n in in_part if not tests[n]),
    ]
    if faults:
        raise UnansweredControlError("; ".join(faults))
    rows = []
    for number, title in TITLES.items():
        cell = "<br>".join(tests[number]) or f"**not yet**: {not_yet[number]}"
        if number in in_part:
            cell += f"<br>**still open**: {in_part[number]}"
        rows.append(f"| {number} | {title} | {cell} |")
    done = sum(bool(tests[number]) for number in TITLES)
    last = f"\n{done} of {len(TITLES)} are shown by tests, {len(in_part)} of them in part.\n"
    return INTRODUCTION + "\n".join(rows) + "\n" + last


def write(root: Path) -> None:
    """Write the table into the tree."""
    (root / TABLE).write_text(table(root), encoding="utf-8")


if __name__ == "__main__":
    try:
        write(ROOT)
    except UnansweredControlError as error:
        sys.exit(f"tests/support/control_titles.py: {error}")
    sys.stderr.write(f"Wrote {TABLE}\n")
