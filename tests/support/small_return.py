"""A statutory return of one invented young person in two files, as a county would upload it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

AWAY = "M1 1AA"
"""A postcode outside the county, so that the portal proposes no district."""


def write(folder: Path, child: str, *, born_on: date, as_of: date) -> list[Path]:
    """Write header and episodes of one child in care for two years, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    header = {
        "CHILD": child,
        "SEX": "F",
        "DOB": _day(born_on),
        "ETHNIC": "NOBT",
        "UPN": "X000000000000",
        "MOTHER": "",
        "MC_DOB": "",
    }
    episode = {
        "CHILD": child,
        "DECOM": _day(as_of - timedelta(days=730)),
        "RNE": "S",
        "LS": "C2",
        "CIN": "N1",
        "PLACE": "U4",
        "PLACE_PROVIDER": "PR1",
        "DEC": "",
        "REC": "",
        "REASON_PLACE_CHANGE": "",
        "HOME_POST": AWAY,
        "PL_POST": AWAY,
        "URN": "",
    }
    return [_write(folder / "header.csv", header), _write(folder / "episodes.csv", episode)]


def _write(path: Path, row: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return path


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
