"""A district's rules in plain words: one function for each of the values a hook may give.

Pure: values in, words out. Every function is total: whatever a layer may say has a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.deadlines import END_OF_DAY
from portal.kernel.wording import (
    capitalised,
    clock_time,
    counted,
    joined,
    number_word,
    plain_date,
    plural,
)
from portal.kernel.working_days import Calendar
from portal.variations.guides import Guide
from portal.variations.messages import MessageWording
from portal.variations.questions import ViewsQuestion
from portal.variations.slots import Layout, lay_out
from portal.variations.terms import ATTENDS, how_often, quorum_lines
from portal.variations.values import (
    AgendaTemplate,
    Block,
    ChairRule,
    ClosedDay,
    Deadline,
    DecisionWord,
    MeetingFrequency,
    NoticePeriod,
    QuorumRule,
    Seat,
    SlotPlan,
)

PARTS = {"am": "Morning", "pm": "Afternoon", "full": "Whole day"}
ASKED = {
    "reason": "a reason",
    "actions": "actions",
    "until": "a date",
    "who": "the name of whoever acts",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True)
class Said:
    """A value in words: one line, then sentences, then a list that may be long."""

    headline: str
    points: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    list_title: str = ""

    @property
    def words(self) -> str:
        """Everything it says, for a search."""
        return " ".join((self.headline, *self.points, *self.listed))


def say_chair(rule: ChairRule, labels: Mapping[str, str], names: Mapping[str, str]) -> Said:
    """Say who chairs and who stands in (R20, R21).

    `labels` are seats' names by key, `names` districts' by slug.
    """
    who = _seat(rule.seat, labels)
    if rule.district:
        who += f" of {names.get(rule.district, capitalised(rule.district))}"
    deputies = [_seat(key, labels) for key in rule.deputies]
    if not deputies:
        stands_in = "Nobody is named to stand in."
    elif len(deputies) == 1:
        stands_in = f"If they cannot: {deputies[0]}."
    else:
        stands_in = f"If they cannot, in this order: {', '.join(deputies)}."
    return Said(f"{who} chairs", _sentences(stands_in, rule.reason))


def say_members(
    core: Sequence[Seat], added: Sequence[Seat], said_by: Mapping[str, str] | None = None
) -> Said:
    """Say every seat: the core ones and those added (R23-R39).

    `said_by` names the file or plugin that adds a seat, by the seat's key.
    """
    extra = joined([seat.label for seat in added])
    headline = f"{capitalised(counted(len(core), 'core seat'))}, "
    headline += f"and {number_word(len(added))} added: {extra}" if added else "and none added"
    listed = [_member(seat) for seat in core]
    listed += [_member(seat, (said_by or {}).get(seat.key)) for seat in added]
    return Said(headline, (), tuple(listed), f"All {len(listed)} seats")


def say_added(seats: Sequence[Seat]) -> Said:
    """Say what one layer adds to the core seats; nothing is on purpose."""
    if not seats:
        return Said("Adds no seats")
    return Said(f"Adds {joined([seat.label for seat in seats])}")


def say_core_change(here: Sequence[Seat], usual: Sequence[Seat]) -> tuple[str, ...]:
    """Say how the core seats differ from the county's usual ones."""
    now, then = {seat.key: seat for seat in here}, {seat.key: seat for seat in usual}
    lines = [f"Core here only: {now[key].label}." for key in now if key not in then]
    lines += [f"Left out here: {then[key].label}." for key in then if key not in now]
    lines += [
        f"Described differently here: {seat.label}."
        for key, seat in now.items()
        if key in then and then[key] != seat
    ]
    return tuple(lines)


def say_quorum(rule: QuorumRule, labels: Mapping[str, str]) -> Said:
    """Say who must be there for the meeting and for each item."""
    named = {key: _seat(key, labels) for key in _quorum_keys(rule)}
    first, *rest = quorum_lines(rule, named)
    return Said(first.rstrip("."), (*rest, *_sentences(rule.reason)))


def say_notice(notice: NoticePeriod, deadline: Deadline) -> Said:
    """Say one of the three deadlines: how many days, counted how, until when (R55, R62, R75).

    How the days are counted matters for the agenda alone: the other two are limits on acting.
    """
    days = counted(notice.days, "working day")
    until = _until(notice)
    explained: tuple[str, ...]
    if deadline == "agenda":
        headline = f"Send {days} before the panel, counted {notice.counting}, {until}"
        explained = (_counted(notice),)
    elif deadline == "retrieval":
        headline = f"Fetch within {days} of a name coming in, {until}"
        explained = ("The day the name comes in is day 0.", "Never later than the agenda.")
    else:
        headline = f"File within {days} of the panel, {until}"
        explained = ("The panel day is day 0.",)
    closed = (
        (f"Not worked for this deadline: {_closed(notice.closed_days)}.",)
        if notice.closed_days
        else ()
    )
    return Said(headline, (*explained, *closed, *_sentences(notice.note)))


def say_frequency(rule: MeetingFrequency) -> Said:
    """Say how often the panel meets (R42)."""
    gap = counted(rule.alert_after_days, "day")
    return Said(f"At least {how_often(rule)}", (f"A gap of more than {gap} raises an alert.",))


def say_slots(plan: SlotPlan) -> Said:
    """Say how the day is cut (R43, R44, R64, R68)."""
    length = f"{plan.slot_minutes} {plural(plan.slot_minutes, 'minute')}"
    headline = f"Slots of {length}, {_blocks(plan.blocks())}"
    points = [f"Usually {part_name(plan.part).lower()}: {_filled(lay_out(plan))}"]
    points += [
        f"{part_name(name)}: {_filled(lay_out(plan, name))}"
        for name, _ in plan.parts
        if name != plan.part
    ]
    points += [
        f"{each.label} at {clock_time(each.start)}: {each.minutes} minutes." for each in plan.breaks
    ]
    if plan.buffer_minutes:
        points.append(f"After every slot {counted(plan.buffer_minutes, 'minute')} are left free.")
    if plan.hold_back:
        kept = "slot" if plan.hold_back == 1 else counted(plan.hold_back, "slot")
        points.append(f"Kept for urgent cases: the last {kept}.")
    if plan.most_cases is not None:
        points.append(f"At most {counted(plan.most_cases, 'case')} in a meeting.")
    if plan.least_lunch_minutes:
        points.append(f"A lunch under {plan.least_lunch_minutes} minutes gives a warning.")
    for name, _ in plan.parts:
        points += [
            f"Warning, {part_name(name).lower()}: {each}" for each in lay_out(plan, name).warnings
        ]
    return Said(headline, tuple(points))


def say_agenda(template: AgendaTemplate) -> Said:
    """Say the agenda's heading, columns and sections (R66, R67)."""
    columns = [f"“{column.label}”" for column in template.columns]
    sections = [
        section.label + (" (left out of a visitor’s copy)" if section.confidential else "")
        for section in template.sections
    ]
    times = "“10.50”" if template.time_style == "dotted" else "“10:50am”"
    points = [f"Columns: {joined(columns)}."]
    points += [f"Sections, in order: {'; '.join(sections)}."] if sections else []
    return Said(
        f"Headed “{' – '.join(template.heading)}”, with {counted(len(columns), 'column')}",
        (*points, f"Times are written {times}."),
    )


def say_outcomes(words: Sequence[DecisionWord]) -> Said:
    """Say the outcomes the panel may record."""
    if not words:
        return Said("The panel records no outcome of its own")
    title = f"All {len(words)} outcomes" if len(words) > 1 else "The outcome"
    headline = f"{capitalised(counted(len(words), 'outcome'))} the panel may record"
    return Said(headline, (), tuple(_outcome(word) for word in words), title)


def say_wording(wording: MessageWording) -> Said:
    """Say a message as it is written, with its names in braces."""
    lines = tuple(line for line in wording.body.split("\n") if line.strip())
    return Said(f"“{wording.subject}”", lines)


def say_guides(guides: Sequence[Guide], said_by: Mapping[str, str] | None = None) -> Said:
    """Say which guides there are (R86, R87, R89).

    `said_by` names the file or plugin that adds one, by its name.
    """
    if not guides:
        return Said("No guides, on purpose")
    parts = [guide for guide in guides if guide.adds_to is not None]
    headline = capitalised(counted(len(guides) - len(parts), "guide"))
    if parts:
        headline += f", and {counted(len(parts), 'part')} added to them"
    listed = []
    for guide in guides:
        where = f", at the end of “{guide.adds_to}”" if guide.adds_to else ""
        source = (said_by or {}).get(guide.name)
        by = f" ({source})" if source else ""
        listed.append(f"{guide.name}{where}: {guide.about}{by}")
    return Said(headline, (), tuple(listed), f"All {len(listed)}")


def say_questions(questions: Sequence[ViewsQuestion]) -> Said:
    """Say what young people are asked besides the core questions (R52)."""
    if not questions:
        return Said("The core questions alone")
    listed = tuple(f"{each.wording} ({each.kind.label})" for each in questions)
    headline = f"The core questions, and {counted(len(listed), 'question')} more"
    return Said(headline, (), listed, f"All {len(listed)}")


def say_working_days(calendar: Calendar) -> Said:
    """Say which days are not worked (A5)."""
    closed = tuple(ClosedDay(day, why) for day, why in sorted(calendar.closed_days.items()))
    headline = "Monday to Friday, without the bank holidays of England and Wales"
    years = f"{calendar.first_year} to {calendar.last_year}"
    points = (
        f"Closed: {_closed(closed)}." if closed else "No local closure days are entered.",
        f"Bank holidays are known from {years}; a date outside is refused.",
    )
    more = f" and {counted(len(closed), 'local closure day')}" if closed else ""
    return Said(headline + more, points)


def part_name(part: str) -> str:
    """Name a part of the day as people read it."""
    return PARTS.get(part, capitalised(part.replace("_", " ")))


def instead(of: Said, other: Said) -> str:
    """Say what another value says instead: its headline, else the sentences that `of` lacks."""
    if of.headline != other.headline:
        return other.headline
    held = (*of.points, *of.listed)
    return " ".join(x for x in (*other.points, *other.listed) if x not in held) or "Nothing more"


def matches(search: str, words: str) -> bool:
    """Say whether every word of a search is somewhere in the words, capitals or not."""
    held = words.casefold()
    return all(word in held for word in search.casefold().split())


def _seat(key: str, labels: Mapping[str, str]) -> str:
    """Name a seat; one that no file describes is a plugin's, so its key is made readable."""
    return labels.get(key, capitalised(key.replace("_", " ")))


def _sentences(*texts: str) -> tuple[str, ...]:
    return tuple(text if text.endswith(".") else f"{text}." for text in texts if text)


def _member(seat: Seat, source: str | None = None) -> str:
    apart = [ATTENDS[seat.attends]] if seat.attends in ATTENDS else []
    if seat.case_bound:
        apart.append("for their own young person")
    if not seat.counts_to_quorum:
        apart.append("does not count to the number needed")
    if source:
        apart.append(f"added by {source}")
    return seat.label + (f" ({', '.join(apart)})" if apart else "")


def _quorum_keys(rule: QuorumRule) -> tuple[str, ...]:
    return (*rule.required_seats, *rule.item.required_seats, *rule.item.one_of)


def _until(notice: NoticePeriod) -> str:
    return (
        "by the end of the day"
        if notice.cut_off == END_OF_DAY
        else f"by {clock_time(notice.cut_off)}"
    )


def _counted(notice: NoticePeriod) -> str:
    if notice.counting == "clear":
        return f"Counted clear: {counted(notice.days, 'whole working day')} must lie between."
    return f"Counted plain: the {_ordinal(notice.days)} working day before the panel is in time."


def _ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _closed(days: Sequence[ClosedDay]) -> str:
    return joined([f"{plain_date(each.day)} ({each.reason})" for each in days])


def _blocks(blocks: Sequence[Block]) -> str:
    return joined([f"{clock_time(each.start)} to {clock_time(each.end)}" for each in blocks])


def _filled(layout: Layout) -> str:
    rows = layout.bookable
    if not rows:
        return "no slot fits."
    said = f"{counted(len(rows), 'slot')}, the first at {clock_time(rows[0].start)}"
    return said + (f" and the last at {clock_time(rows[-1].start)}." if len(rows) > 1 else ".")


def _outcome(word: DecisionWord) -> str:
    said = word.label + (f": {word.meaning}" if word.meaning else "")
    parts = _sentences(said, f"In law: {word.legal_consequence}" if word.legal_consequence else "")
    asked = [ASKED[key] for key in word.asks_for]
    return " ".join((*parts, *_sentences(f"Asks for {joined(asked)}" if asked else "")))
