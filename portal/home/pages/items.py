"""What the items of coming meetings need: from their own people, agencies, and who builds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.entry.operations import asking
from portal.home import rules
from portal.home.pages.desk import Desk
from portal.home.rules import Sitting, Task, heard, preparing, taking_over
from portal.kernel.wording import clock_time
from portal.panels.policy import is_out
from portal.participation.operations import tasks_for
from portal.participation.queries import AskRow
from portal.people.policy import Permission
from portal.preparation.pages.meeting import asked_of, late_of
from portal.preparation.queries import ItemPrepared, Preparation
from portal.preparation.rules.owners import Part, Post
from portal.preparation.rules.tasks import Task as Prepared
from portal.preparation.rules.tasks import views_pressing
from portal.records.pages import shown_name
from portal.records.policy import seen
from portal.records.queries import ItemLine
from portal.voice.rules import standing


def own_item_tasks(desk: Desk) -> Iterator[Task]:
    """What an item's own people do for it: social worker, manager, adviser, who stands in."""
    missing = {
        each.item.id: [
            task
            for task in _but_views(desk, each, each.tasks)
            if task.is_open and task.post is Post.SOCIAL_WORKER
        ]
        for prepared in desk.facts.preparing
        for each in prepared.items
    }
    for line in seen(desk.facts.own_items, desk.actor):
        place = desk.place_or_none(line)
        if place is None or line.meeting_state == "held":
            continue
        sitting = Sitting(str(line.meeting_id), line.held_on)
        who = f"{shown_name(desk.actor, line)}, {clock_time(line.starts_at)}"
        hearing = desk.facts.hearings[line.item_id]
        if not hearing.may:
            if not hearing.heard_before:
                yield rules.agreement_task(place, sitting, str(line.item_id), who, hearing.sentence)
            continue
        stands_in = line.stand_in_id == desk.actor.person_id
        if stands_in:
            instead_of = line.social_worker or "their social worker"
            yield taking_over.stand_in_task(place, sitting, who, instead_of, desk.today)
        elif line.meeting_state == "published" and not _is_stood_in_for(desk, line):
            yield rules.attend_task(place, sitting, who, desk.today)
        open_tasks = missing.get(line.item_id)
        if open_tasks:
            item_id, found = str(line.item_id), _missing([open_tasks])
            yield preparing.prepare_task(place, who, item_id, found, desk.now_local)


def _is_stood_in_for(desk: Desk, line: ItemLine) -> bool:
    """Tell whether this is the reader's item, and somebody else comes in their place (R71)."""
    return line.social_worker_id == desk.actor.person_id and line.stand_in_id is not None


def views_tasks(desk: Desk) -> Iterator[Task]:
    """What young people want to say: shared and opened by nobody, or soon to be missing (R52)."""
    own = {line.item_id: line for line in seen(desk.facts.own_items, desk.actor)}
    for prepared in desk.facts.preparing:
        meeting = prepared.meeting
        if meeting.district_id not in desk.variations or meeting.state == "held":
            continue
        there = [each for each in prepared.items if not is_out(desk.actor, each.about)]
        for each in there:
            if each.item.id in own:
                yield from _own_views(desk, each, own[each.item.id])
        if desk.may(Permission.AGENDA_BUILD, meeting.district_id, meeting.panel_id, meeting.id):
            others = [each for each in there if each.item.id not in own]
            yield from _views_of(desk, prepared, others)


def _own_views(desk: Desk, each: ItemPrepared, line: ItemLine) -> Iterator[Task]:
    """One line for one's own young person, who is named."""
    place = desk.place(line.district_id, line.kind)
    sitting, item_id = Sitting(str(line.meeting_id), line.held_on), str(line.item_id)
    who = shown_name(desk.actor, line)
    if _unread(desk, each):
        yield heard.read_task(place, sitting, item_id, who, desk.today)
    pressing = _pressing(desk, each)
    if pressing is not None:
        yield heard.ask_task(place, item_id, who, pressing.due, desk.now_local)


def _views_of(desk: Desk, prepared: Preparation, items: Sequence[ItemPrepared]) -> Iterator[Task]:
    """One line of each kind for a meeting whose agenda somebody builds; nobody is named."""
    place = desk.place(prepared.meeting.district_id, prepared.kind)
    sitting = Sitting(str(prepared.meeting.id), prepared.meeting.held_on)
    closed = [each.item for each in items if _waits(desk, each)]
    if closed:
        first = closed[0]
        unopened = heard.Unopened(str(first.id), clock_time(first.start), len(closed))
        yield heard.open_some_task(place, sitting, unopened, desk.today)
    pressing = [task for task in (_pressing(desk, one) for one in items) if task is not None]
    if pressing:
        due = min((task.due for task in pressing), key=lambda each: (each.due, each.cut_off))
        yield heard.ask_some_task(place, sitting, len(pressing), due, desk.now_local)


def _unread(desk: Desk, each: ItemPrepared) -> bool:
    """Tell whether something is shared with the panel that this reader has not read since."""
    facts = desk.facts.views.get(each.item.id)
    if facts is None or not facts.shared or facts.shared_at is None or each.item.closed_at:
        return False
    read = desk.facts.views_read.get(each.item.id)
    return read is None or read < facts.shared_at


def _waits(desk: Desk, each: ItemPrepared) -> bool:
    """Tell whether something is shared with the panel that nobody has opened."""
    facts = desk.facts.views.get(each.item.id)
    return facts is not None and each.item.closed_at is None and standing.unopened(facts)


def _pressing(desk: Desk, each: ItemPrepared) -> Prepared | None:
    """Return the task to ask for views where a line of its own tells of it.

    Nobody is asked about a panel that may not hear them: that line comes first.
    """
    hearing = desk.facts.hearings.get(each.item.id)
    if each.item.closed_at is not None or (hearing is not None and not hearing.may):
        return None
    return views_pressing(each.tasks, desk.today)


def _but_views(desk: Desk, each: ItemPrepared, tasks: Sequence[Prepared]) -> list[Prepared]:
    """Leave out of an item's tasks the views where a line of their own tells of them."""
    pressing = _pressing(desk, each)
    return [task for task in tasks if task is not pressing]


def _missing(of_each: Sequence[Sequence[Prepared]]) -> preparing.Missing:
    """Put together what is not here yet of some young people, the first date first."""
    found = sorted((task for tasks in of_each for task in tasks), key=lambda task: task.due.due)
    return preparing.Missing(tuple(task.key.short for task in found), len(of_each), found[0].due)


def _fetched(
    of_each: Sequence[Sequence[Prepared]], *, otherwise: bool = False
) -> list[list[Prepared]]:
    """Return of each item what case support fetches, or everything else; items with none not."""
    found = (
        [task for task in tasks if (task.post is Post.CASE_SUPPORT) is not otherwise]
        for tasks in of_each
    )
    return [tasks for tasks in found if tasks]


def preparation_tasks(desk: Desk) -> Iterator[Task]:
    """What somebody's agency is asked for, and for whoever builds agendas what is late."""
    own = {line.item_id for line in desk.facts.own_items}
    for prepared in desk.facts.preparing:
        meeting = prepared.meeting
        if not desk.may(Permission.PANEL_SEE, meeting.district_id, meeting.panel_id, meeting.id):
            continue
        place = desk.place(meeting.district_id, prepared.kind)
        sitting = Sitting(str(meeting.id), meeting.held_on)
        asked, found = (
            [
                _but_views(desk, each, tasks)
                for each, tasks in asked_of(prepared, desk.actor, part)
                if each.item.id not in own
            ]
            for part in (Part.DOES, Part.FINDS)
        )
        for words, wanted in (
            (preparing.fetch_task, _fetched(asked)),
            (preparing.write_task, _fetched(asked, otherwise=True)),
            (preparing.find_task, _fetched(found, otherwise=True)),
        ):
            if wanted:
                yield words(place, sitting, _missing(wanted), desk.now_local)
        late = [_but_views(desk, each, tasks) for each, tasks in late_of(prepared, desk.actor)]
        builds = desk.may(
            Permission.AGENDA_BUILD, meeting.district_id, meeting.panel_id, meeting.id
        )
        if any(late) and builds:
            missing = _missing([tasks for tasks in late if tasks])
            yield preparing.chase_task(place, sitting, missing, desk.today)


def pack_tasks(desk: Desk) -> Iterator[Task]:
    """What waits to join a pack that is out until case support has looked at it (C16)."""
    for prepared in desk.facts.preparing:
        meeting = prepared.meeting
        if any(is_out(desk.actor, each.about) for each in prepared.items):
            continue  # they are not shown the whole pack: a colleague looks
        late = desk.facts.late.get(meeting.id)
        if late and desk.may(
            Permission.AGENDA_PUBLISH, meeting.district_id, meeting.panel_id, meeting.id
        ):
            place = desk.place(meeting.district_id, prepared.kind)
            sitting = Sitting(str(meeting.id), meeting.held_on)
            yield preparing.join_task(place, sitting, late, desk.today)


def asked_tasks(desk: Desk) -> Iterator[Task]:
    """What young people ask for and this reader answers, one task for each district."""
    waiting: dict[str, list[AskRow]] = {}
    for row in tasks_for(actor=desk.actor, now=desk.now_local, districts=desk.variations):
        waiting.setdefault(row.district_id, []).append(row)
    for district_id, rows in waiting.items():
        kinds = tuple(dict.fromkeys(row.kind.label for row in rows))
        due = min(row.answer_by for row in rows)
        yield rules.asked_task(desk.place(district_id), len(rows), due, desk.today, kinds)


def link_tasks(desk: Desk) -> Iterator[Task]:
    """Who asked for a new link, and waits for this reader to give it."""
    for each in asking.waiting_for(actor=desk.actor, districts=desk.variations, now=desk.now_local):
        item, meeting = each.item.item, each.item.meeting
        place = desk.place(item.district_id, each.item.kind)
        sitting = Sitting(str(meeting.id), meeting.held_on)
        yield rules.link_task(
            place, sitting, str(item.id), each.since, desk.today, for_code=each.for_code
        )
