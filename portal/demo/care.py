"""An invented statutory return: young people of every situation the panel meets.

Written as the return's own CSV files and taken in by the portal's own import, so that practice
starts where a county starts. Ages and nights follow from the day it is made for.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from portal.kernel.timeline import birthday

POSTCODES = {"burnley": "BB11 1AA", "preston": "PR1 1AA", "pendle": "BB9 1AA", None: "M1 1AA"}
"""One outward code of each district; the last is outside the county, so nobody is proposed."""


@dataclass(frozen=True, slots=True)
class Story:
    """One young person's situation: age in years and months, and days in care."""

    years: int
    months: int
    days_in_care: int
    ended: str = ""
    """The return's reason for the end of care, blank while it goes on."""
    days_since_end: int = 0
    place: str = "U4"
    alone: bool = False


STORIES = (
    Story(16, 1, 900),
    Story(16, 2, 400, place="K2"),
    Story(16, 3, 2200, place="U1"),
    Story(16, 5, 130, place="K3", alone=True),
    Story(16, 8, 700),
    Story(16, 11, 1500, place="K2"),
    Story(17, 0, 60, place="U6", alone=True),
    Story(17, 2, 800, place="K3"),
    Story(17, 5, 3000),
    Story(17, 9, 500, place="K3"),
    Story(17, 11, 1100),
    Story(15, 8, 600),
    Story(13, 2, 300, place="U3"),
    Story(17, 6, 900, ended="E4A", days_since_end=45),
    Story(18, 4, 1400, ended="E17", days_since_end=120),
    Story(19, 7, 1000, ended="E6", days_since_end=570),
    Story(16, 6, 95, ended="E8", days_since_end=10, place="T0"),
)


@dataclass(frozen=True, slots=True)
class InventedYoungPerson:
    """Somebody of the invented return."""

    child: str
    district: str | None
    story: Story
    born_on: date


def young_people(as_of: date) -> list[InventedYoungPerson]:
    """Return the invented young people of each practice district, and a few with none yet."""
    found = []
    number = 0
    for district in (*(d for d in POSTCODES if d), None):
        stories = STORIES if district else STORIES[:3]
        for story in stories:
            number += 1
            found.append(
                InventedYoungPerson(f"P{number:05d}", district, story, _born(as_of, story, number))
            )
    return found


def write_return(folder: Path, as_of: date) -> list[InventedYoungPerson]:
    """Write the return as CSV files into ``folder`` and return who is in it."""
    people = young_people(as_of)
    _write(
        folder / "header.csv",
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
        ([p.child, "F" if i % 2 else "M", _day(p.born_on), "NOBT", f"X{i:012d}", "", ""]
         for i, p in enumerate(people)),
    )  # fmt: skip
    _write(
        folder / "episodes.csv",
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
        "HOME_POST,PL_POST,URN",
        (_episode(p, as_of) for p in people),
    )
    _write(
        folder / "reviews.csv",
        "CHILD,DOB,REVIEW,REVIEW_CODE",
        ([p.child, _day(p.born_on), _day(as_of - timedelta(days=30 + i)), f"PN{1 + i % 7}"]
         for i, p in enumerate(people) if not p.story.ended),
    )  # fmt: skip
    _write(
        folder / "uasc.csv",
        "CHILD,SEX,DOB,DUC",
        ([p.child, "M", _day(p.born_on), _day(birthday(p.born_on, 18))]
         for p in people if p.story.alone),
    )  # fmt: skip
    return people


def _born(as_of: date, story: Story, number: int) -> date:
    """Return a birthday as long ago as the story says, the days spread a little."""
    months = as_of.month - 1 - story.months
    year = as_of.year - story.years + months // 12
    first = date(year, months % 12 + 1, 1)
    # The spread stays before the as-of day of its month, so the age in months is the story's.
    return first + timedelta(days=number % max(as_of.day, 1))


def _episode(person: InventedYoungPerson, as_of: date) -> list[str]:
    story = person.story
    ended_on = as_of - timedelta(days=story.days_since_end) if story.ended else None
    started_on = (ended_on or as_of) - timedelta(days=story.days_in_care)
    started_on = max(started_on, person.born_on)
    return [
        person.child,
        _day(started_on),
        "S",
        "V2" if story.alone else "C2",
        "N8" if story.alone else "N1",
        story.place,
        "PR1",
        _day(ended_on) if ended_on else "",
        story.ended,
        "",
        POSTCODES[person.district],
        POSTCODES[person.district],
        "",
    ]


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _write(path: Path, columns: str, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split(","))
        writer.writerows(rows)
