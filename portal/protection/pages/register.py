"""The register of what is shared with whom and why (UK GDPR Article 30), from what is in force.

Nothing of it is written by hand but the county's own words: the seats, what each may see and who
holds them are read from the districts' rules and the panels as they are today.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import capitalised
from portal.protection.queries.register import holders_today
from portal.tenancy.door import registry
from portal.variations.keeping import KeepingRule, RegisterWords
from portal.variations.values import OrganisationKind, PackSection, Seat

NOTHING_SAID = "No reason is written down. Add it to [register.recipients] in the county’s file."
COLUMNS = (
    "Organisations",
    "Why",
    "Ground",
    "Seat",
    "Panel",
    "Districts",
    "Data",
    "Names",
    "People today",
)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat, what it may see, and where it is."""

    label: str
    panel: str
    districts: tuple[str, ...]
    everywhere: bool
    data: tuple[str, ...]
    sees_names: bool
    people: int


@dataclass(frozen=True, slots=True)
class RecipientPart:
    """One kind of organisation and its seats."""

    label: str
    why: str
    basis: str
    said: bool
    seats: tuple[SeatLine, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register on a day."""

    as_of: date
    controller: str
    contact: str
    words: RegisterWords
    recipients: tuple[RecipientPart, ...]
    keeping: tuple[KeepingRule, ...]
    gaps: tuple[str, ...]
    """What a reader should know is not complete."""


@dataclass(slots=True)
class _Found:
    """A seat while it is put together from the districts that have it."""

    districts: list[str] = field(default_factory=list)
    people: int = 0


def register(today: date) -> Register:
    """Put the register together from what is in force. ConfigurationError for missing words."""
    rules, words = registry(), registry().register_words()
    held = holders_today(today)
    seats: dict[OrganisationKind, dict[tuple[Any, ...], _Found]] = {}
    gaps = []
    for ref in rules.districts(today):
        try:
            variation = rules.district(ref.slug)
        except ConfigurationError as error:
            gaps.append(f"{ref.name} is left out, because its file does not load: {error.reason}")
            continue
        for kind in PanelKind:
            for seat in variation.seats(as_of=today, kind=kind).value:
                lines = seats.setdefault(seat.organisation_kind, {})
                found = lines.setdefault(_like(seat, kind), _Found())
                found.districts.append(ref.name)
                found.people += held.get((ref.slug, kind.value, seat.key), 0)
    every = len(rules.districts(today))
    parts = tuple(
        _part(kind, seats[kind], words, every) for kind in OrganisationKind if kind in seats
    )
    gaps += [f"{part.label}: {part.why}" for part in parts if not part.said]
    return Register(
        as_of=today,
        controller=rules.authority.name,
        contact=rules.authority.help_email,
        words=words,
        recipients=parts,
        keeping=rules.keeping_rules(),
        gaps=tuple(gaps),
    )


def _like(seat: Seat, kind: PanelKind) -> tuple[Any, ...]:
    """Return what makes two districts' seats one line: the same words and the same sight."""
    return (seat.label, kind, tuple(sorted(seat.sections)), seat.sees_names)


def _part(
    kind: OrganisationKind,
    lines: dict[tuple[Any, ...], _Found],
    words: RegisterWords,
    every: int,
) -> RecipientPart:
    said = words.recipients.get(kind)
    return RecipientPart(
        label=capitalised(kind.value.replace("_", " ").replace("childrens", "children’s")),
        why=said.why if said else NOTHING_SAID,
        basis=said.basis if said else "",
        said=said is not None,
        seats=tuple(
            SeatLine(
                label=label,
                panel=panel.label,
                districts=tuple(found.districts),
                everywhere=len(found.districts) == every,
                data=tuple(_data(section, words) for section in sections),
                sees_names=names,
                people=found.people,
            )
            for (label, panel, sections, names), found in sorted(
                lines.items(), key=lambda pair: (pair[0][1], pair[0][0], pair[0][2:])
            )
        ),
    )


def _data(section: PackSection, words: RegisterWords) -> str:
    return words.sections.get(section, section.value.replace("_", " "))


def rows(found: Register) -> list[list[object]]:
    """Return the register's recipients as lines of a table."""
    return [
        [
            part.label,
            part.why,
            part.basis,
            seat.label,
            seat.panel,
            ", ".join(seat.districts),
            "; ".join(seat.data) or "The agenda alone",
            "By name" if seat.sees_names else "By initials and reference",
            seat.people,
        ]
        for part in found.recipients
        for seat in part.seats
    ]


def facts(found: Register) -> dict[str, Any]:
    """Return the register as plain facts for JSON."""
    words = found.words
    return {
        "as_of": found.as_of.isoformat(),
        "controller": found.controller,
        "contact": found.contact,
        "purpose": words.purpose,
        "basis": words.basis,
        "special_basis": words.special_basis,
        "people": list(words.people),
        "security": list(words.security),
        "abroad": words.abroad,
        "recipients": [
            {
                "organisations": part.label,
                "why": part.why,
                "basis": part.basis,
                "seats": [
                    {
                        "seat": seat.label,
                        "panel": seat.panel,
                        "districts": list(seat.districts),
                        "data": list(seat.data),
                        "sees_names": seat.sees_names,
                        "people": seat.people,
                    }
                    for seat in part.seats
                ],
            }
            for part in found.recipients
        ],
        "kept": [
            {
                "what": rule.kind.label,
                "keep": str(rule.keep),
                "after": rule.kind.after_words,
                "basis": rule.basis,
                "why": rule.why,
                "source": rule.source,
            }
            for rule in found.keeping
        ],
        "gaps": list(found.gaps),
    }
