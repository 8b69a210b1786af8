"""The frozen values the templates show, made from a district's rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import groupby

from portal.kernel.errors import ConfigurationError, RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import clock_time, counted
from portal.people.policy import Actor, Permission
from portal.terms.queries import Group, Reader, Setting
from portal.terms.rules import Said, instead, matches, part_name
from portal.variations import commands
from portal.variations.manager import DistrictVariation, PluginFailure, Registry
from portal.variations.slots import Slot, lay_out
from portal.variations.terms import POINT, terms_of
from portal.variations.values import SlotPlan

_PLACE = re.compile(r"\[+(?P<table>[^\]]+)\]+\s*(?P<key>\S.*)?")
BOTH_PANELS = "Both panels"
DUE_LABELS = {
    "retrieval": "Papers fetched by",
    "agenda": "Agenda sent by",
    "record": "Record filed by",
}


@dataclass(frozen=True)
class Change:
    """One setting that will be different from a day on."""

    name: str
    panels: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeDay:
    """A day from which the files say something else, with what."""

    day: date
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class WhatVaries:
    """The settings to show. `differing` and `total` count all of them, whatever is shown."""

    district: str
    as_of: date
    groups: tuple[Group, ...]
    shown: int
    total: int
    differing: tuple[Setting, ...]
    changes: tuple[ChangeDay, ...]
    filtered: bool


@dataclass(frozen=True)
class DueDate:
    """A deadline with the steps that led to it. `source` is the file or plugin of its rule."""

    label: str
    due: date
    steps: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Row:
    """A slot or break of a day."""

    start: time
    minutes: int
    what: str


@dataclass(frozen=True)
class PartOfDay:
    """A part of the day laid out; `usual` marks the one the panel usually sits."""

    name: str
    usual: bool
    slots: int
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The part in one line."""
        usual = " (the usual)" if self.usual else ""
        if not self.slots:
            return f"{self.name}{usual}: no slots"
        first, last = self.rows[0], self.rows[-1]
        end = clock_time(time(*divmod(last.start.hour * 60 + last.start.minute + last.minutes, 60)))
        slots = counted(self.slots, "slot")
        return f"{self.name}{usual}: {slots}, {clock_time(first.start)} to {end}"


@dataclass(frozen=True)
class TriedDay:
    """What a panel day would bring for one kind of panel, or both where it is the same."""

    panels: str
    dates: tuple[DueDate, ...]
    parts: tuple[PartOfDay, ...]
    slots_source: str


@dataclass(frozen=True)
class Tried:
    """A panel day tried out. `warning` is why the day is an odd choice."""

    day: date
    warning: str | None
    panels: tuple[TriedDay, ...]


@dataclass(frozen=True)
class Paragraph:
    """A run of sentences or of list points."""

    lines: tuple[str, ...]
    points: bool


@dataclass(frozen=True)
class TermsSection:
    """A heading of the terms and what stands under it."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class PanelTerms:
    """One panel's terms of reference, or why they cannot be written."""

    panel: str
    key: str
    sections: tuple[TermsSection, ...] = ()
    sources: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True)
class Fault:
    """Why a district cannot be used: where to look and what is wrong there."""

    file: str
    table: str | None
    key: str | None
    place: str
    reason: str


@dataclass(frozen=True)
class DistrictRow:
    """A district in the county's list. `fault` is set where its files do not load."""

    slug: str
    name: str
    area: str
    starts_on: date | None
    ends_on: date | None
    successors: tuple[str, ...]
    is_open: bool
    sees_settings: bool
    sees_terms: bool
    fault: Fault | None = None


def what_varies(
    registry: Registry,
    variation: DistrictVariation,
    *,
    as_of: date,
    search: str = "",
    only_differing: bool = False,
) -> WhatVaries:
    """Read every setting, then keep those asked for."""
    groups = Reader(registry, variation, as_of).groups()
    everything = [setting for group in groups for setting in group.settings]
    kept = [
        Group(
            group.topic,
            tuple(
                setting
                for setting in group.settings
                if (setting.differs or not only_differing)
                and matches(search, _all_words(group, setting))
            ),
            group.left_out,
        )
        for group in groups
    ]
    return WhatVaries(
        district=variation.ref.name,
        as_of=as_of,
        groups=tuple(group for group in kept if group.settings),
        shown=sum(len(group.settings) for group in kept),
        total=len(everything),
        differing=tuple(setting for setting in everything if setting.differs),
        changes=_changes(registry, variation, as_of),
        filtered=bool(search) or only_differing,
    )


def _all_words(group: Group, setting: Setting) -> str:
    return f"{group.topic.title} {group.topic.about} {group.topic.hook} {setting.words}"


def _changes(
    registry: Registry, variation: DistrictVariation, as_of: date
) -> tuple[ChangeDay, ...]:
    """Every later day on which a file of this district changes what it says."""
    found = []
    for day in variation.change_days:
        if day > as_of and variation.ref.is_open_on(day):
            before = _by_panel(registry, variation, day - timedelta(days=1))
            after = _by_panel(registry, variation, day)
            changes = tuple(
                Change(name, kind.label, instead(now, was), instead(was, now))
                for (name, kind), now in after.items()
                if (was := before[name, kind]) != now
            )
            if changes:
                found.append(ChangeDay(day, _both_panels(changes)))
    return tuple(found)


def _by_panel(
    registry: Registry, variation: DistrictVariation, day: date
) -> dict[tuple[str, PanelKind], Said]:
    """Every setting of a day in words, by its name and panel."""
    return {
        (setting.name, kind): setting.said or Said(setting.problem or "")
        for group in Reader(registry, variation, day).groups()
        for setting in group.settings
        for kind in setting.panels
    }


def _both_panels(changes: Sequence[Change]) -> tuple[Change, ...]:
    """One change for both panels where it is the same for both."""
    found: list[Change] = []
    for change in changes:
        last = found[-1] if found else None
        if last is not None and replace(last, panels=change.panels) == change:
            found[-1] = replace(last, panels=BOTH_PANELS)
        else:
            found.append(change)
    return tuple(found)


def try_day(
    registry: Registry,
    variation: DistrictVariation,
    *,
    panel_day: date,
    submitted_on: date | None = None,
) -> Tried:
    """Work out a panel day. RuleError, naming its field, for a day that cannot be worked out."""
    ref = variation.ref
    calendar = variation.calendar(as_of=panel_day, kind=PanelKind.LEAVING_CARE).value
    try:
        why_not = calendar.why_not(panel_day)
    except RuleError as error:
        raise RuleError(error.message, field="panel_day") from error
    if not ref.is_open_on(panel_day):
        raise RuleError(f"{ref.name} is not a district on that day.", field="panel_day")
    if submitted_on is not None and submitted_on > panel_day:
        raise RuleError("The name must come in on or before the panel day.", field="submitted_on")
    tried = [_tried(registry, ref.slug, kind, panel_day, submitted_on) for kind in PanelKind]
    first, *rest = tried
    if all(replace(each, panels=first.panels) == first for each in rest):
        tried = [replace(first, panels=BOTH_PANELS)]
    warning = None if why_not is None else f"This day is not a working day ({why_not})."
    return Tried(panel_day, warning, tuple(tried))


def _tried(
    registry: Registry, slug: str, kind: PanelKind, panel_day: date, submitted_on: date | None
) -> TriedDay:
    try:
        found = commands.deadlines(
            registry, district=slug, kind=kind, panel_day=panel_day, submitted_on=submitted_on
        )
    except RuleError as error:  # the count leaves the years the calendar knows
        raise RuleError(error.message, field="panel_day") from error
    dates = tuple(
        DueDate(
            label,
            date.fromisoformat(found[f"{name}_due"]),
            tuple(found["explain"][name]),
            found["sources"][name],
        )
        for name, label in DUE_LABELS.items()
    )
    plan = registry.district(slug).slot_plan(as_of=panel_day, kind=kind)
    parts = tuple(_part(plan.value, name) for name, _ in plan.value.parts)
    return TriedDay(kind.label, dates, parts, plan.source)


def _part(plan: SlotPlan, name: str) -> PartOfDay:
    layout = lay_out(plan, name)
    rows = tuple(Row(slot.start, slot.minutes, _what(slot)) for slot in layout.slots)
    usual = name == plan.part
    return PartOfDay(part_name(name), usual, len(layout.bookable), rows, layout.warnings)


def _what(slot: Slot) -> str:
    if slot.kind == "break":
        return slot.label
    return "Slot, kept for an urgent case" if slot.kind == "hold_back" else "Slot"


def panel_terms(
    registry: Registry, variation: DistrictVariation, *, as_of: date, kind: PanelKind
) -> PanelTerms:
    """Write one panel's terms out from the rules as they stand that day."""
    names = {ref.slug: ref.name for ref in registry.districts()}
    try:
        terms = terms_of(variation, as_of=as_of, kind=kind, district_names=names)
    except PluginFailure as failure:
        return PanelTerms(kind.label, kind.value, problem=failure.message)
    sections = tuple(
        TermsSection(section.heading, _paragraphs(section.lines)) for section in terms.sections
    )
    return PanelTerms(kind.label, kind.value, sections, terms.sources)


def _paragraphs(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(tuple(line.removeprefix(POINT) for line in run), points)
        for points, run in groupby(lines, key=lambda line: line.startswith(POINT))
    )


def districts(registry: Registry, actor: Actor, *, today: date) -> tuple[DistrictRow, ...]:
    """The districts in which the actor holds a role, by name; those that cannot be used too."""
    areas = {area.slug: area.name for area in registry.areas}
    refs = {ref.slug: ref for ref in registry.districts()}
    rows = []
    for slug in registry.slugs:
        if not actor.roles(slug):
            continue
        ref, problem = refs.get(slug), registry.problems.get(slug)
        rows.append(
            DistrictRow(
                slug=slug,
                name=ref.name if ref else slug,
                area=areas.get(ref.area, ref.area) if ref else "",
                starts_on=ref.starts_on if ref else None,
                ends_on=ref.ends_on if ref else None,
                successors=ref.successors if ref else (),
                is_open=ref is not None and ref.is_open_on(today),
                sees_settings=actor.may_within(Permission.VARIATION_SEE, slug),
                sees_terms=actor.may_within(Permission.PANEL_SEE, slug),
                fault=_fault(problem) if problem else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.name, row.slug)))


def _fault(error: ConfigurationError) -> Fault:
    found = _PLACE.fullmatch(error.where)
    return Fault(
        file=error.file,
        table=found["table"] if found else None,
        key=found["key"] if found else None,
        place=error.where,
        reason=error.reason,
    )
