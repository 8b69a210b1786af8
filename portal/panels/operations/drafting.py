"""The agenda as it would go out now: rows, the rules that shape it, and what stands in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.kernel import deadlines
from portal.kernel.kinds import PanelKind
from portal.panels import hearing, queries, taking_part
from portal.panels.hearing import Asked, Hearing
from portal.panels.models import AgendaVersion, Meeting
from portal.panels.operations.facts import KEPT_SLOT, chair_of, timetable_for
from portal.panels.operations.local import local
from portal.panels.policy import in_a_message
from portal.panels.queries import LiveItem, SlotRow
from portal.panels.rules import frozen, membership, publication
from portal.panels.rules.frozen import FrozenAgenda, FrozenRow
from portal.panels.rules.publication import Listed, Readiness
from portal.panels.taking_part import At, TakingPart
from portal.people.policy import Actor
from portal.tenancy.door import registry, variation_of
from portal.variations.explain import as_json
from portal.variations.manager import Answer, DistrictVariation


@dataclass(frozen=True, slots=True)
class Draft:
    """An agenda that is ready to be looked at. `mark` changes whenever its content does.

    `hearings` says of each of its items whether it may be heard, `parts` how its young person
    takes part in it.
    """

    meeting: Meeting
    kind: PanelKind
    slots: tuple[SlotRow, ...]
    live: Mapping[UUID, LiveItem]
    agenda: FrozenAgenda
    ready: Readiness
    state: deadlines.DeadlineState
    before: FrozenAgenda | None
    before_version: AgendaVersion | None
    mark: str
    hearings: Mapping[UUID, Hearing]
    parts: Mapping[UUID, TakingPart]

    @property
    def changed(self) -> bool:
        """Whether it differs from what is out."""
        return self.before is None or mark_of(self.agenda) != mark_of(self.before)


def draft_agenda(*, actor: Actor | None, now: datetime, meeting: Meeting, kind: PanelKind) -> Draft:
    """Put together the agenda of a meeting as it stands. Reads only; asks no permission.

    What `actor` has an interest in is in neither the draft nor the version before it.
    """
    slots = timetable_for(meeting.id, actor)
    live = queries.live_items(meeting.id)
    version = queries.latest_version(meeting.id)
    before = None if version is None else without(frozen.from_json(version.frozen), actor)
    variation = variation_of(meeting.district_id)
    agenda = _assemble(meeting, kind, slots, variation)
    agenda = replace(agenda, rows=tuple(_with_live(row, agenda, live) for row in agenda.rows))
    shown = {
        slot.item.id: in_a_message(slot.item.preferred_name, slot.item.reference)
        for slot in slots
        if slot.item
    }
    standing = deadlines.state(agenda.deadline, local(now))
    heard, parts = hearings_of(agenda, now), parts_of(agenda, actor)
    ready = publication.readiness(
        listed(agenda, shown), None if before is None else listed(before), agenda.deadline, standing
    )
    return Draft(
        meeting,
        kind,
        slots,
        live,
        agenda,
        replace(ready, warnings=(*ready.warnings, *_warned(agenda, heard, parts, shown))),
        standing,
        before,
        version,
        mark_of(agenda),
        heard,
        parts,
    )


def hearings_of(
    agenda: FrozenAgenda, now: datetime, *, holding: bool = False
) -> dict[UUID, Hearing]:
    """Say of each item of an agenda whether it may be heard."""
    items = {row.item_id: "" for row in agenda.rows if row.item_id is not None}
    due = agenda.deadline.due
    return hearing.of(Asked(items=items, now=now, ask_by=due, holding=holding))


def parts_of(agenda: FrozenAgenda, actor: Actor | None) -> dict[UUID, TakingPart]:
    """Say of each item of an agenda how its young person takes part, as far as it is theirs."""
    items = {
        row.item_id: At(agenda.panel_day, row.start, row.minutes)
        for row in agenda.rows
        if row.item_id is not None
    }
    return taking_part.of(actor, items)


def _warned(
    agenda: FrozenAgenda,
    heard: Mapping[UUID, Hearing],
    parts: Mapping[UUID, TakingPart],
    shown: Mapping[UUID, str],
) -> tuple[str, ...]:
    """Return what will end an agreement before the panel, and slots that do not suit (R45)."""
    return tuple(
        f"{shown.get(row.item_id, row.reference)}: {warning}"
        for row in agenda.rows
        if row.item_id is not None
        for warning in (heard[row.item_id].warning, parts[row.item_id].warning)
        if warning
    )


def without(agenda: FrozenAgenda, actor: Actor | None) -> FrozenAgenda:
    """Return an agenda with an empty slot wherever its reader has an interest in what stood there.

    A frozen agenda is one document, so nothing but this takes an item out of it.
    """
    if actor is None or not actor.recused.items:
        return agenda
    return replace(agenda, rows=tuple(_emptied(row, actor) for row in agenda.rows))


def _emptied(row: FrozenRow, actor: Actor) -> FrozenRow:
    out = row.item_id in actor.recused.items or row.young_person_id in actor.recused.young_people
    if row.item_id is None or not out:
        return row
    return FrozenRow(slot_id=row.slot_id, start=row.start, minutes=row.minutes, kind=KEPT_SLOT)


def listed(agenda: FrozenAgenda, shown: dict[UUID, str] | None = None) -> list[Listed]:
    """Return the items of an agenda as the rules compare them."""
    return [
        Listed(
            item_id=row.item_id,
            start=row.start.isoformat("minutes"),
            item_type=row.item_type,
            social_worker_id=row.social_worker_id,
            manager_id=row.manager_id,
            personal_adviser_id=row.personal_adviser_id,
            shown=(shown or {}).get(row.item_id, row.reference),
        )
        for row in agenda.rows
        if row.item_id is not None and row.social_worker_id is not None
    ]


def mark_of(agenda: FrozenAgenda) -> str:
    """Return a short mark of an agenda's content, to see whether it changed meanwhile."""
    facts = [replace(item, shown="") for item in listed(agenda)]
    whole = (facts, agenda.panel_day, agenda.place, agenda.chair)
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:16]


def _assemble(
    meeting: Meeting, kind: PanelKind, slots: tuple[SlotRow, ...], variation: DistrictVariation
) -> FrozenAgenda:
    day = meeting.held_on

    def ask(hook: Callable[..., Answer[Any]], **more: Any) -> Answer[Any]:
        return hook(as_of=day, kind=kind, **more)

    template, seats = ask(variation.agenda_template), ask(variation.seats)
    notice = ask(variation.notice_period, deadline="agenda")
    record_notice = ask(variation.notice_period, deadline="record")
    chair_rule, quorum = ask(variation.chair_rule), ask(variation.quorum_rule)
    chairing = membership.who_chairs(
        rule=chair_rule.value,
        seats=seats.value,
        holders=queries.holders(meeting.panel_id),
        day=day,
        other_district=other_district(chair_rule.value.district),
    )
    calendars = {
        which: ask(variation.calendar, deadline=which).value for which in ("agenda", "record")
    }
    return FrozenAgenda(
        district_name=variation.ref.name,
        kind=kind.value,
        panel_name=kind.label,
        panel_day=day,
        part=meeting.part,
        place=meeting.place,
        heading=template.value.heading,
        columns=tuple((column.key, column.label) for column in template.value.columns),
        time_style=template.value.time_style,
        chair=chairing.name,
        chair_id=chairing.person_id,
        chair_sentence=chairing.sentence,
        quorum_sentence=membership.quorum_sentence(quorum.value, seats.value),
        deadline=deadlines.agenda_due(day, notice.value.as_notice(), calendars["agenda"]),
        record_deadline=deadlines.record_due(
            day, record_notice.value.as_notice(), calendars["record"]
        ),
        late=False,
        rows=tuple(_row(slot) for slot in slots),
        chain=chairing.chain,
        rules={
            "notice_period": _said(notice),
            "record_notice_period": _said(record_notice),
            "slot_plan": _said(ask(variation.slot_plan)),
            "agenda_template": _said(template),
            "chair_rule": _said(chair_rule),
            "seats": _said(seats),
            "quorum_rule": _said(quorum),
            "decision_words": _said(ask(variation.decision_words)),
        },
    )


def other_district(slug: str | None) -> str | None:
    """Return the name of the district whose seat chairs, where the rule names one."""
    if slug is None:
        return None
    names = {district.slug: district.name for district in registry().districts()}
    return names.get(slug, slug)


def _said(answer: Answer[Any]) -> dict[str, Any]:
    return {"value": as_json(answer.value), "source": answer.source, "layer": answer.layer}


def _row(slot: SlotRow) -> FrozenRow:
    item = slot.item
    if item is None:
        return FrozenRow(slot_id=slot.id, start=slot.start, minutes=slot.minutes, kind=slot.kind)
    return FrozenRow(
        slot_id=slot.id,
        start=slot.start,
        minutes=slot.minutes,
        kind=slot.kind,
        item_id=item.id,
        young_person_id=item.young_person_id,
        reference=item.reference,
        item_type=item.item_type,
        social_worker_id=item.social_worker_id,
        social_worker=item.social_worker,
        manager_id=item.manager_id,
        manager=item.manager,
        personal_adviser_id=item.personal_adviser_id,
        personal_adviser=item.personal_adviser,
        stand_in_id=item.stand_in_id,
        stand_in=item.stand_in,
    )


def _with_live(row: FrozenRow, agenda: FrozenAgenda, live: Mapping[UUID, LiveItem]) -> FrozenRow:
    """Write into a row who chairs its item, where that is not the usual chair."""
    if row.item_id is None or row.item_id not in live:
        return row
    handed_on = chair_of(agenda, live[row.item_id])
    if handed_on is None:
        return row
    return replace(row, chair_id=handed_on.person_id, chair=handed_on.name)
