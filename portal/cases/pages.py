"""The return's codes in words, and a young person's care as events, for pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.cases.models import CareEpisode, CareReview, ReturnImport
from portal.cases.rules.participation import Participation
from portal.kernel.wording import capitalised, joined, plural

PLACES = {
    "A3": "adopters, with consent",
    "A4": "adopters, by placement order",
    "A5": "adopters who were foster carers",
    "A6": "adopters who were foster carers",
    "H5": "semi-independent living",
    "K1": "a secure children’s home",
    "K2": "a children’s home",
    "K3": "supported accommodation",
    "P1": "parents",
    "P2": "independent living",
    "P3": "a home that comes with work",
    "R1": "a residential care home",
    "R2": "an NHS place",
    "R3": "a family centre",
    "R5": "a young offender institution",
    "S1": "a residential school",
    "U1": "family or friends, long term",
    "U2": "family or friends who may adopt",
    "U3": "family or friends",
    "U4": "foster carers, long term",
    "U5": "foster carers who may adopt",
    "U6": "foster carers",
}
LEGAL = {
    "C1": "interim care order",
    "C2": "full care order",
    "D1": "freeing order",
    "E1": "placement order",
    "J1": "remand",
    "J2": "police and criminal evidence detention",
    "J3": "youth rehabilitation order",
    "L1": "police protection",
    "L2": "emergency protection order",
    "L3": "child assessment order",
    "V2": "agreed with the parents (section 20)",
    "V3": "short breaks",
    "V4": "a short break",
}
ENDINGS = {
    "E2": "They died",
    "E3": "Another authority took over",
    "E4A": "They went home as planned",
    "E4B": "They went home, not as planned",
    "E5": "They moved to live independently with support",
    "E6": "They moved to live independently",
    "E7": "They moved to adult residential care",
    "E8": "Care ended for another reason",
    "E9": "They were sentenced to custody",
    "E11": "They were adopted",
    "E12": "They were adopted",
    "E13": "They went home to someone without parental responsibility",
    "E14": "Their time on remand ended",
    "E15": "An age assessment found them to be an adult",
    "E16": "They moved abroad",
    "E17": "They turned 18 and stayed with their carers",
    "E41": "A child arrangements order was made",
    "E45": "A special guardianship order was made",
    "E46": "A special guardianship order was made",
    "E47": "A special guardianship order was made",
    "E48": "A special guardianship order was made",
}
SAME_DAY_CHANGE = "X1"


@dataclass(frozen=True, slots=True)
class CareEvent:
    """Something that happened in someone's care; `kind` is care or reviews."""

    when: date
    title: str
    text: str
    kind: str
    by: str = ""
    href: str = ""


def care_events(episodes: Sequence[CareEpisode], reviews: Sequence[CareReview]) -> list[CareEvent]:
    """Return a young person's care as events, newest first."""
    events = [_began(each) for each in episodes]
    events += [
        CareEvent(each.ended_on, ENDINGS.get(each.reason_ended, "Care ended"), _code(each), "care")
        for each in episodes
        if each.ended_on and each.reason_ended != SAME_DAY_CHANGE
    ]
    events += [
        CareEvent(
            each.held_on,
            "Care review",
            _took_part(each.participation),
            "reviews",
        )
        for each in reviews
    ]
    return sorted(events, key=lambda event: (event.when, event.kind), reverse=True)


def _began(episode: CareEpisode) -> CareEvent:
    started = episode.reason_new in {"", "S"}
    title = "Came into care" if started else "Something changed in care"
    if episode.reason_new in {"P", "T", "B", "U"}:
        title = "Moved home or carer" if episode.reason_new in {"P", "B"} else "Their home changed"
    elif episode.reason_new == "L":
        title = "Legal status changed"
    place = PLACES.get(episode.place, _temporary(episode.place))
    legal = LEGAL.get(episode.legal_status, "not known")
    return CareEvent(
        episode.started_on, title, f"Living with or in: {place}. Legal status: {legal}.", "care"
    )


def _took_part(code: str) -> str:
    if code not in set(Participation):
        return "How they took part is not known."
    return f"{Participation(code).meaning}."


def _temporary(place: str) -> str:
    return "a temporary home" if place.startswith("T") else "another place"


def _code(episode: CareEpisode) -> str:
    return f"Reason in the return: {episode.reason_ended}." if episode.reason_ended else ""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import in the list."""

    id: UUID
    started_at: datetime
    year: int
    as_of: date
    state: str
    colour: str | None


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one code."""

    code: str
    message: str
    count: int
    refused: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A finished import: its report, one page of its findings."""

    id: UUID
    year: int
    as_of: date
    started_at: datetime
    state: str
    reason: str
    changes: str
    older: bool
    files: tuple[Mapping[str, Any], ...]
    counts: tuple[tuple[str, int], ...]
    groups: tuple[FindingGroup, ...]
    findings: tuple[Mapping[str, Any], ...]
    findings_total: int
    findings_sentence: str
    next_href: str | None
    first_href: str | None


STATES = {
    "running": "Running",
    "interrupted": "Interrupted",
    "done": "Finished",
    "refused": "Refused",
    "failed": "Failed",
}
COHORT_WORDS = (
    ("in_care", "In care"),
    ("in_care_16_17", "In care, aged 16 or 17"),
    ("eligible", "Eligible"),
    ("relevant", "Relevant"),
    ("former_relevant", "Former relevant"),
    ("qualifying", "Qualifying"),
)
TABLE_WORDS = (
    ("young_people", "young person", "young people"),
    ("episodes", "episode", "episodes"),
    ("reviews", "review", "reviews"),
    ("other", "other row", "other rows"),
)
FINDINGS_SHOWN = 100


def import_row(row: ReturnImport, *, alive: bool) -> ImportRow:
    """Return one import for the list."""
    state = "interrupted" if row.state == "running" and not alive else row.state
    colour = {"running": "blue", "interrupted": "yellow", "refused": "red", "failed": "red"}
    return ImportRow(row.id, row.started_at, row.year, row.as_of, STATES[state], colour.get(state))


def import_page(
    row: ReturnImport, *, code: str | None, start: int, address: Callable[..., str]
) -> ImportPage:
    """Return the report of an import that ended, with the findings of one code or of all."""
    report = row.report
    warnings: list[Mapping[str, Any]] = report.get("warnings", [])
    wanted = [each for each in warnings if code is None or each["code"] == code]
    start = start if 0 <= start < len(wanted) else 0
    shown = wanted[start : start + FINDINGS_SHOWN]
    further = start + FINDINGS_SHOWN
    return ImportPage(
        id=row.id,
        year=row.year,
        as_of=row.as_of,
        started_at=row.started_at,
        state=row.state,
        reason=str(report.get("reason", "")),
        changes=_changes(report.get("changes", {})),
        older=bool(report.get("older")),
        files=tuple(report.get("files", ())),
        counts=tuple((words, report.get("cohort", {}).get(key, 0)) for key, words in COHORT_WORDS),
        groups=_groups(warnings, code, address),
        findings=tuple(shown),
        findings_total=len(warnings),
        findings_sentence=(
            f"{start + 1:,} to {start + len(shown):,} of {len(wanted):,} are shown."
            if len(shown) < len(wanted)
            else ""
        ),
        next_href=address(code=code, start=further) if further < len(wanted) else None,
        first_href=address(code=code) if start else None,
    )


def _groups(
    warnings: Sequence[Mapping[str, Any]], code: str | None, address: Callable[..., str]
) -> tuple[FindingGroup, ...]:
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for each in warnings:
        by_code.setdefault(str(each["code"]), []).append(each)
    groups = [
        FindingGroup(
            code=name,
            message=str(found[0]["message"]),
            count=len(found),
            refused=sum(bool(each["refused"]) for each in found),
            href=address(code=name),
            current=name == code,
        )
        for name, found in by_code.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-group.refused, -group.count, group.code)))


def _changes(changes: Mapping[str, Mapping[str, int]]) -> str:
    """Say in a sentence what an import changed."""
    parts = []
    for what in ("added", "changed", "removed"):
        counts = [
            f"{count:,} {plural(count, one, many)}"
            for table, one, many in TABLE_WORDS
            if (count := changes.get(table, {}).get(what, 0))
        ]
        if counts:
            parts.append(f"{capitalised(what)}: {joined(counts)}.")
    return " ".join(parts) or "Nothing changed: the portal already held all of this."
