"""The register of what is shared with whom and why (UK GDPR Article 30), from what is in force.

Nothing of it is written by hand but the county's own words: the seats, what each may see and who
holds them are read from the districts' rules and the panels as they are today; who is asked to one
item or holds a role from what stands today; the services that carry data from the settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app

from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import capitalised, counted
from portal.people.policy import ROLE_PERMISSIONS, Permission, Role
from portal.protection.queries.register import asked_today, holders_today, roles_today
from portal.settings import Settings
from portal.tenancy.door import registry
from portal.variations.keeping import KeepingRule, RegisterWords
from portal.variations.values import OrganisationKind, PackSection, Seat

NOTHING_SAID = "No reason is written down. Add it to [register.recipients] in the county’s file."
NOBODY = "Nobody today"
ASKED = "Asked to one item, for one matter"
ONE_ITEM = "Their one item, and of its papers what was agreed for their organisation"
NOTHING = "Nothing about a young person"
_OPENS = (
    (Permission.AGENDA_SEE, "agendas"),
    (Permission.PACK_SEE, "papers, as far as agreed"),
    (Permission.COST_SEE, "what homes cost"),
    (Permission.RECORD_SEE, "records of panels"),
    (Permission.COHORT_SEE, "who was heard"),
    (Permission.PROTECTION_MANAGE, "everything held about somebody who asks for it"),
    (Permission.TRAIL_SEE, "who looked at what"),
)
"""What a role opens, in words for the register; all of it stands on a page of its own."""
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
class OtherLine:
    """Who receives something by no seat: asked to an item, or by a role."""

    label: str
    data: str
    people: int


@dataclass(frozen=True, slots=True)
class Service:
    """A service that carries data for the county, and what it carries; never where it is."""

    label: str
    carries: str


@dataclass(frozen=True, slots=True)
class RecipientPart:
    """One kind of organisation: its seats, and who else of it receives something."""

    label: str
    why: str
    basis: str
    said: bool
    seats: tuple[SeatLine, ...]
    others: tuple[OtherLine, ...]

    @property
    def people(self) -> int:
        """How many places of somebody there are today; whoever has two is in both."""
        seated = sum(each.people for each in self.seats)
        return seated + sum(each.people for each in self.others)


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register on a day."""

    as_of: date
    controller: str
    contact: str
    words: RegisterWords
    recipients: tuple[RecipientPart, ...]
    services: tuple[Service, ...]
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
    others, from_nowhere = _others(today)
    parts = tuple(
        _part(kind, seats.get(kind, {}), others.get(kind, []), words, every)
        for kind in OrganisationKind
        if kind in seats or kind in others or kind in words.recipients
    )
    gaps += [f"{part.label}: {part.why}" for part in parts if not part.said]
    if from_nowhere:
        who = counted(from_nowhere, "place is", "places are")
        gaps.append(f"{who} held by people of no organisation. Say where they come from.")
    return Register(
        as_of=today,
        controller=rules.authority.name,
        contact=rules.authority.help_email,
        words=words,
        recipients=parts,
        services=tuple(_services(current_app.config["PORTAL_SETTINGS"])),
        keeping=rules.keeping_rules(),
        gaps=tuple(gaps),
    )


def _like(seat: Seat, kind: PanelKind) -> tuple[Any, ...]:
    """Return what makes two districts' seats one line: the same words and the same sight."""
    return (seat.label, kind, tuple(sorted(seat.sections)), seat.sees_names)


def _others(today: date) -> tuple[dict[OrganisationKind, list[OtherLine]], int]:
    """Return who receives something by no seat, by kind, and how many come from nowhere known.

    The teams of children's services are one: the county's own, with one reason.
    """
    counts: dict[tuple[str | None, str, str], int] = {}
    for named, people in asked_today(today).items():
        _add(counts, named, (ASKED, ONE_ITEM), people)
    for (named, role), people in roles_today(today).items():
        _add(counts, named, (Role(role).label, _opened_by(Role(role))), people)
    found: dict[OrganisationKind, list[OtherLine]] = {}
    from_nowhere = 0
    for (named, label, data), people in counts.items():
        if named is None:
            from_nowhere += people
        else:
            found.setdefault(OrganisationKind(named), []).append(OtherLine(label, data, people))
    return found, from_nowhere


def _add(
    counts: dict[tuple[str | None, str, str], int],
    named: str | None,
    line: tuple[str, str],
    people: int,
) -> None:
    if named is not None and OrganisationKind(named).is_childrens_services:
        named = OrganisationKind.CHILDRENS_SERVICES.value
    counts[named, *line] = counts.get((named, *line), 0) + people


def _opened_by(role: Role) -> str:
    opened = [words for permission, words in _OPENS if permission in ROLE_PERMISSIONS[role]]
    return capitalised("; ".join(opened)) if opened else NOTHING


def _services(settings: Settings) -> Iterator[Service]:
    """Give the services that are set up, each by what it carries."""
    neutral = "a neutral line and a link, the day and place of a meeting; no name and no paper"
    mail = settings.mail
    if mail.smtp_url is not None:
        yield Service("The mail server", f"Addresses of staff and young people, and {neutral}")
    if mail.notify_email_template:
        yield Service("GOV.UK Notify, mail", f"Addresses of staff and young people, and {neutral}")
    if mail.notify_sms_template:
        yield Service("GOV.UK Notify, texts", "Phone numbers, with a neutral line and a link")
    if settings.council is not None:
        yield Service(
            "The council’s own sign-in",
            "Who of the staff signs in and when; nothing about a young person",
        )
    if settings.scanner is not None:
        yield Service("The virus scanner", "Each file that is brought, whole, to be looked through")


def _part(
    kind: OrganisationKind,
    lines: dict[tuple[Any, ...], _Found],
    others: list[OtherLine],
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
        others=tuple(others),
    )


def _data(section: PackSection, words: RegisterWords) -> str:
    return words.sections.get(section, section.value.replace("_", " "))


def rows(found: Register) -> list[list[object]]:
    """Return the register's recipients as lines of a table, then the services that carry data."""
    lines: list[list[object]] = [
        [part.label, part.why, part.basis, *line] for part in found.recipients for line in _in(part)
    ]
    services: list[list[object]] = [
        [each.label, "", "", "", "", "", each.carries, "", ""] for each in found.services
    ]
    return [*lines, *services]


def _in(part: RecipientPart) -> Iterator[list[object]]:
    for seat in part.seats:
        data = "; ".join(seat.data) or "The agenda alone"
        names = "By name" if seat.sees_names else "By initials and reference"
        yield [seat.label, seat.panel, ", ".join(seat.districts), data, names, seat.people]
    for other in part.others:
        yield [other.label, "", "", other.data, "", other.people]
    if not part.seats and not part.others:
        yield [NOBODY, "", "", "", "", 0]


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
                "others": [
                    {"who": each.label, "data": each.data, "people": each.people}
                    for each in part.others
                ],
                "people": part.people,
            }
            for part in found.recipients
        ],
        "services": [{"service": each.label, "carries": each.carries} for each in found.services],
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
