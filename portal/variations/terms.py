"""Terms of reference written out from the live variation, so that they can never be out of date.

Plain English for the people on the panel; the same facts come as data from `commands.terms`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel.deadlines import END_OF_DAY
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import clock_time, counted, joined, long_date, number_word
from portal.variations.district import DistrictVariation
from portal.variations.slots import Layout, lay_out
from portal.variations.values import (
    ChairRule,
    DecisionWord,
    MeetingFrequency,
    NoticePeriod,
    QuorumRule,
    Seat,
)

_RETRIEVAL = (
    "Case support fetches the papers within {} of a name being submitted, and never later than "
    "the agenda."
)
_RECORD = (
    "A brief record of the discussion and the agreed actions is on the young person's file "
    "within {} of the panel."
)
POINT = "* "
ATTENDS = {"as_required": "when needed", "term_time": "in term time only"}


@dataclass(frozen=True)
class Section:
    """A heading and its sentences; one that starts with POINT is a point of a list."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """One panel's terms of reference on a day, and the files and plugins they come from."""

    title: str
    as_of: date
    sections: tuple[Section, ...]
    sources: tuple[str, ...]


def terms_text(
    variation: DistrictVariation,
    *,
    as_of: date,
    kind: PanelKind,
    district_names: Mapping[str, str] | None = None,
) -> str:
    """Give the panel's terms of reference, ending with a line on where each rule comes from.

    `district_names` turns a district's slug into its name where another district's seat chairs.
    """
    found = terms_of(variation, as_of=as_of, kind=kind, district_names=district_names)
    blocks = [
        f"{found.title}\n{'=' * len(found.title)}",
        f"Terms of reference as they stand on {long_date(as_of)}.",
        *(_block(section.heading, section.lines) for section in found.sections),
        f"These rules come from {joined(found.sources)}.",
    ]
    title, *rest = blocks
    return title + "\n" + "\n\n".join(rest) + "\n"


def terms_of(
    variation: DistrictVariation,
    *,
    as_of: date,
    kind: PanelKind,
    district_names: Mapping[str, str] | None = None,
) -> Terms:
    """Give the same terms in sections, for a page."""
    names = district_names or {}
    chair = variation.chair_rule(as_of=as_of, kind=kind)
    seats = variation.seats(as_of=as_of, kind=kind)
    quorum = variation.quorum_rule(as_of=as_of, kind=kind)
    often = variation.meeting_frequency(as_of=as_of, kind=kind)
    plan = variation.slot_plan(as_of=as_of, kind=kind)
    words = variation.decision_words(as_of=as_of, kind=kind)
    agenda = variation.notice_period(as_of=as_of, kind=kind, deadline="agenda")
    retrieval = variation.notice_period(as_of=as_of, kind=kind, deadline="retrieval")
    record = variation.notice_period(as_of=as_of, kind=kind, deadline="record")
    labels = {seat.key: seat.label for seat in seats.value}
    before_and_after = (
        f"The agenda reaches everyone at least {_notice(agenda.value)} before the panel.",
        _RETRIEVAL.format(_notice(retrieval.value)),
        _RECORD.format(_notice(record.value)),
    )
    answers = (chair, seats, quorum, often, plan, words, agenda, retrieval, record)
    return Terms(
        title=f"{kind.label}: {variation.ref.name}",
        as_of=as_of,
        sections=(
            Section("Chair", tuple(_chair(chair.value, labels, names))),
            Section("Members", tuple(_members(seats.value))),
            Section("Who must be there", tuple(quorum_lines(quorum.value, labels))),
            Section("How often", tuple(_often(often.value))),
            Section("How long", tuple(_day(lay_out(plan.value)))),
            Section("Before and after", before_and_after),
            Section("What the panel may record", tuple(_words(words.value))),
        ),
        sources=tuple(sorted({answer.source for answer in answers})),
    )


def _block(heading: str, lines: Sequence[str]) -> str:
    return "\n".join((heading, "-" * len(heading), *lines))


def _chair(rule: ChairRule, labels: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    who = labels.get(rule.seat, rule.seat)
    lent = f" of {names.get(rule.district, rule.district)}" if rule.district else ""
    lines = [f"{who}{lent} chairs the panel."]
    if rule.deputies:
        deputies = [labels.get(seat, seat) for seat in rule.deputies]
        lines.append(f"If they cannot, then in this order: {', '.join(deputies)}.")
    if rule.reason:
        lines.append(rule.reason)
    return lines


def _members(seats: Sequence[Seat]) -> list[str]:
    lines = []
    for seat in seats:
        apart = [ATTENDS[seat.attends]] if seat.attends in ATTENDS else []
        if seat.case_bound:
            apart.append("for their own young person")
        if not seat.core:
            apart.append("added locally")
        lines.append(f"{POINT}{seat.label}" + (f" ({', '.join(apart)})" if apart else ""))
    return [*lines, "Every member attends or sends a deputy."]


def quorum_lines(rule: QuorumRule, labels: Mapping[str, str]) -> list[str]:
    """Give who must be there in sentences, the meeting first; `labels` are the seats' names."""
    lines = [
        f"At least {counted(rule.least, 'member')} must be there for the meeting to count."
        if rule.least
        else "No number is set for the meeting to count."
    ]
    if rule.required_seats:
        lines.append(f"The meeting needs: {_named(rule.required_seats, labels)}.")
    if rule.item.least:
        lines.append(f"Each item needs at least {counted(rule.item.least, 'member')}.")
    if rule.item.required_seats:
        lines.append(f"Each item needs: {_named(rule.item.required_seats, labels)}.")
    if rule.item.one_of:
        lines.append(f"Each item needs one of: {_named(rule.item.one_of, labels, 'or')}.")
    return lines


def _named(seats: Sequence[str], labels: Mapping[str, str], word: str = "and") -> str:
    return joined([labels.get(seat, seat) for seat in seats], word)


def how_often(rule: MeetingFrequency) -> str:
    """Say the frequency: "every two months, on a Thursday"."""
    number, unit = rule.every_months or rule.every_weeks or 1, "month"
    if rule.every_weeks is not None:
        unit = "week"
    every = f"every {unit}" if number == 1 else f"every {number_word(number)} {unit}s"
    day = f", on a {rule.weekday.title()}" if rule.weekday else ""
    after = f", straight after {rule.follows}" if rule.follows else ""
    return f"{every}{day}{after}"


def _often(rule: MeetingFrequency) -> list[str]:
    return [
        f"The panel meets at least {how_often(rule)}.",
        f"A gap of more than {counted(rule.alert_after_days, 'day')} raises an alert.",
    ]


def _day(layout: Layout) -> list[str]:
    rows = layout.bookable
    if not rows:
        return list(layout.warnings)
    minutes = sorted({row.minutes for row in rows})
    lengths = joined([str(length) for length in minutes], "or")
    lines = [
        f"There are {counted(len(rows), 'slot')} of {lengths} minutes.",
        f"The first is at {clock_time(rows[0].start)}, the last at {clock_time(rows[-1].start)}.",
    ]
    lines += [
        f"{row.label}: {row.minutes} minutes from {clock_time(row.start)}."
        for row in layout.slots
        if row.kind == "break"
    ]
    kept = sum(row.kind == "hold_back" for row in rows)
    if kept:
        lines.append(f"Kept for urgent cases: the last {counted(kept, 'slot')}.")
    if layout.most_cases is not None:
        lines.append(f"The panel hears at most {counted(layout.most_cases, 'case')} in a meeting.")
    return [*lines, "Each young person has a time slot, which is kept to."]


def _notice(notice: NoticePeriod) -> str:
    kind = "clear working day" if notice.counting == "clear" else "working day"
    when = "" if notice.cut_off == END_OF_DAY else f" (by {clock_time(notice.cut_off)})"
    return f"{counted(notice.days, kind)}{when}"


def _words(words: Sequence[DecisionWord]) -> list[str]:
    if not words:
        return ["The panel records no outcome of its own."]
    lines = []
    for word in words:
        said = f"{POINT}{word.label}" + (f": {word.meaning}" if word.meaning else "")
        lines.append(
            said + (f" In law: {word.legal_consequence}" if word.legal_consequence else "")
        )
    return lines
