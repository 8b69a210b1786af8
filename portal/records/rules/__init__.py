"""What makes a panel day count and a record complete. Pure: values in, answers out.

A record is written in two steps. First how the young person took part: came, views shared, or none
given and what was tried (R52); only then the discussion, the decision in the words frozen with the
agenda, barriers (R8) and actions, each with an owner and a date (R9).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from portal.cases.rules import participation
from portal.cases.rules.participation import Participation
from portal.kernel.deadlines import END_OF_DAY, Deadline, DeadlineState, state
from portal.kernel.errors import RuleError
from portal.kernel.wording import clock_time, counted, long_date, plural
from portal.panels.rules import frozen, membership
from portal.panels.rules.frozen import FrozenAgenda
from portal.variations.values import DecisionWord, QuorumRule, Seat


class AttendanceState(StrEnum):
    """What became of a seat on the day."""

    EXPECTED = "expected"
    PRESENT = "present"
    DEPUTY = "deputy"
    APOLOGIES = "apologies"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return {
            AttendanceState.EXPECTED: "Not recorded yet",
            AttendanceState.PRESENT: "Present",
            AttendanceState.DEPUTY: "Deputy came",
            AttendanceState.APOLOGIES: "Apologies",
            AttendanceState.ABSENT: "Absent",
        }[self]


RECORDABLE = tuple(each for each in AttendanceState if each is not AttendanceState.EXPECTED)
_THERE = frozenset({AttendanceState.PRESENT, AttendanceState.DEPUTY})


class TookPart(StrEnum):
    """How the young person took part in their item (R51, R52)."""

    CAME = "came"
    VIEWS_SHARED = "views_shared"
    NONE_GIVEN = "none_given"

    @property
    def label(self) -> str:
        """The answer as people read it."""
        return {
            TookPart.CAME: "They came",
            TookPart.VIEWS_SHARED: "They did not come; their views were shared",
            TookPart.NONE_GIVEN: "They did not come and gave no views",
        }[self]


class ItemState(StrEnum):
    """How far an item's record has come."""

    NOT_STARTED = "not_started"
    TOOK_PART = "took_part"
    RECORDED = "recorded"
    FILED = "filed"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return {
            ItemState.NOT_STARTED: "Not started",
            ItemState.TOOK_PART: "Decision to record",
            ItemState.RECORDED: "Recorded, to be filed",
            ItemState.FILED: "Filed",
        }[self]


def _plain(name: str) -> str:
    """Return a name as it is compared: capitals and spaces do not tell two people apart."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class Out:
    """Who declared an interest in an item, by id and by name."""

    ids: Collection[UUID] = ()
    names: Collection[str] = ()


NOBODY_OUT = Out()


@dataclass(frozen=True, slots=True)
class SeatState:
    """One attendance row: a seat, who holds it and what became of it."""

    id: UUID
    seat_key: str
    person_id: UUID | None
    state: AttendanceState
    deputy_id: UUID | None = None
    """Who was sent in the holder's place, where they were named beforehand."""
    stand_in: str = ""
    """The deputy's name as typed on the day."""

    def is_out(self, out: Out) -> bool:
        """Whether who came declared an interest; a deputy typed on the day is known by name."""
        typed = self.state is AttendanceState.DEPUTY and _plain(self.stand_in)
        return self.counts_as in out.ids or typed in {_plain(name) for name in out.names}

    @property
    def counts_as(self) -> UUID:
        """Who this counts as: a holder in two seats is one person (A6), a deputy is another."""
        if self.state is AttendanceState.PRESENT and self.person_id is not None:
            return self.person_id
        if self.state is AttendanceState.DEPUTY and self.deputy_id is not None:
            return self.deputy_id
        return self.id


@dataclass(frozen=True, slots=True)
class DayRules:
    """The rules a meeting was published with: it is held and recorded by these, not by today's."""

    seats: tuple[Seat, ...]
    quorum: QuorumRule
    words: tuple[DecisionWord, ...]
    record: Deadline

    def seat(self, key: str) -> Seat | None:
        """Return a seat by its key."""
        return next((seat for seat in self.seats if seat.key == key), None)

    def word(self, key: str) -> DecisionWord | None:
        """Return a decision's word by its key."""
        return next((word for word in self.words if word.key == key), None)


def day_rules(agenda: FrozenAgenda) -> DayRules:
    """Read what shapes the day from the agenda as it went out."""
    return DayRules(
        seats=frozen.seats(agenda),
        quorum=frozen.quorum_rule(agenda),
        words=frozen.decision_words(agenda),
        record=agenda.record_deadline,
    )


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough people are there, and the sentence that says why."""

    met: bool
    sentence: str


def quorum(seats: Sequence[Seat], attended: Sequence[SeatState], rule: QuorumRule) -> Quorum:
    """Say how many core seats are filled and whether the meeting counts (R22, R72).

    A seat is filled by its holder or a deputy. Seats filled anew for each young person are left to
    ``item_quorum``.
    """
    standing = [seat for seat in seats if not seat.case_bound]
    present = _present(standing, attended)
    core = [seat for seat in standing if seat.core]
    here = sum(seat.key in present for seat in core)
    start = f"{here} of {len(core)} core {plural(len(core), 'seat')} filled"
    if not rule.least and not rule.required_seats:
        return Quorum(met=True, sentence=f"{start}; no quorum is set here.")
    checked = membership.check_quorum(rule, seats, present)
    if checked.met:
        return Quorum(met=True, sentence=f"{start}; quorum met.")
    return Quorum(met=False, sentence=f"{start}; quorum not met. {checked.sentence}")


def item_quorum(
    seats: Sequence[Seat],
    attended: Sequence[SeatState],
    rule: QuorumRule,
    own: Collection[UUID],
    out: Out = NOBODY_OUT,
) -> Quorum:
    """Say whether the right people are there for one young person's item (R22, R70, R71).

    ``own`` are the item's own people: besides people nobody named, only they fill the seats that
    are filled anew for each item. ``out`` declared an interest in it: they count nowhere here, so
    that where anybody is, the meeting's own number must be there without them.
    """
    here = [
        row
        for row in attended
        if is_for_item(seats, row.seat_key, row.person_id, own) and not row.is_out(out)
    ]
    checked = [membership.check_quorum(rule.item, seats, _present(seats, here))]
    if out.ids:
        standing = [seat for seat in seats if not seat.case_bound]
        checked.append(membership.check_quorum(rule, seats, _present(standing, here)))
    lacking = dict.fromkeys(each.sentence for each in checked if not each.met)
    if not lacking:
        return Quorum(met=True, sentence="Everyone needed for this item is here.")
    return Quorum(
        met=False, sentence=f"Not everyone needed for this item is here. {' '.join(lacking)}"
    )


def is_for_item(
    seats: Sequence[Seat], seat_key: str, person_id: UUID | None, own: Collection[UUID]
) -> bool:
    """Tell whether somebody sits at one item: in a standing seat, or as one of its own people."""
    bound = any(seat.key == seat_key and seat.case_bound for seat in seats)
    return not bound or person_id is None or person_id in own


def _present(seats: Sequence[Seat], attended: Iterable[SeatState]) -> dict[str, list[UUID]]:
    """Return who sits in each seat; a deputy counts as one person, whoever they are."""
    keys = {seat.key for seat in seats}
    found: dict[str, list[UUID]] = {}
    for row in attended:
        if row.state in _THERE and row.seat_key in keys:
            found.setdefault(row.seat_key, []).append(row.counts_as)
    return found


def attendance_problem(state_: AttendanceState, stand_in: str) -> RuleError | None:
    """Say what is wrong with one seat's answer: a deputy without a name (R22)."""
    if state_ is AttendanceState.DEPUTY and not stand_in:
        return RuleError("Enter the deputy's name", field="stand_in")
    return None


def took_part_problem(took_part: TookPart | None, note: str) -> RuleError | None:
    """Say what is missing of how the young person took part (R52).

    Views that were shared name who shared them; where none were given, what was tried is written.
    """
    if took_part is None:
        return RuleError("Choose how the young person took part", field="took_part")
    if took_part is TookPart.VIEWS_SHARED and not note:
        return RuleError("Enter what their views were and who shared them", field="note")
    if took_part is TookPart.NONE_GIVEN and not note:
        return RuleError("Enter what was tried to get their views", field="note")
    return None


def views_problem(took_part: TookPart | None, *, waiting: bool, given: bool) -> RuleError | None:
    """Say that views are there which must be opened first, or are told to be none (R52).

    ``waiting``: shared and not opened since; ``given``: answers are shared, or a paper is there.
    """
    if waiting:
        return RuleError("They shared their views. Open them before you go on")
    if took_part is TookPart.NONE_GIVEN and given:
        return RuleError("They did give views: the panel can read them", field="took_part")
    return None


def participation_problem(
    took_part: TookPart | None, code: Participation | None
) -> RuleError | None:
    """Say that a code tells something else than the answer before it."""
    if took_part is None or code is None:
        return None
    came, views = took_part is TookPart.CAME, took_part is TookPart.VIEWS_SHARED
    if participation.fits(code, came=came, views=views):
        return None
    return RuleError("This says something else than how they took part", field="participation")


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """One action as typed; ``id`` is set where it was saved before."""

    wording: str = ""
    owner_id: UUID | None = None
    due_on: date | None = None
    id: UUID | None = None
    plain_words: str = ""
    """The same as the young person is told it."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed, so that the row is left out."""
        typed = self.wording or self.plain_words
        return not typed and self.owner_id is None and self.due_on is None


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """The second step of an item's record as typed. Positions are those on the page."""

    discussion: str
    decision_key: str
    reason: str = ""
    who: str = ""
    until: date | None = None
    barriers: tuple[str, ...] = ()
    actions: tuple[ActionDraft, ...] = ()
    plain_words: str = ""
    """The decision as the young person is told it; needed before the record is filed."""


class RecordProblemsError(RuleError):
    """Everything a record lacks, each with the field to put right."""

    def __init__(self, problems: Sequence[RuleError]) -> None:
        super().__init__(problems[0].message, problems[0].field)
        self.problems = tuple(problems)


def words_of(draft: RecordDraft) -> dict[str, str]:
    """Return everything typed in words, by the field it stands in."""
    found = {
        "discussion": draft.discussion,
        "reason": draft.reason,
        "who": draft.who,
        "plain_words": draft.plain_words,
    }
    for place, wording in enumerate(draft.barriers):
        found[f"barrier-{place}-wording"] = wording
    for place, action in enumerate(draft.actions):
        found[f"action-{place}-wording"] = action.wording
        found[f"action-{place}-plain_words"] = action.plain_words
    return found


def record_problems(
    draft: RecordDraft,
    words: Sequence[DecisionWord],
    panel_day: date,
    owners: Collection[UUID],
) -> list[RuleError]:
    """List what a draft lacks before it can be saved, in the order of the page.

    ``words`` are those frozen with the agenda; ``owners`` the people an action may be given to.
    Fields of an action are named ``action-0-wording`` and so on.
    """
    found: list[RuleError] = []
    if not draft.discussion:
        found.append(RuleError("Enter what was discussed", field="discussion"))
    word = next((each for each in words if each.key == draft.decision_key), None)
    if word is None:
        found.append(RuleError("Choose what the panel decided", field="decision"))
    else:
        found += _asked_for(word, draft, panel_day)
    for place, action in enumerate(draft.actions):
        if not action.is_blank:
            found += _action_problems(place, action, panel_day, owners)
    return found


def _asked_for(word: DecisionWord, draft: RecordDraft, panel_day: date) -> list[RuleError]:
    found: list[RuleError] = []
    if "reason" in word.asks_for and not draft.reason:
        found.append(RuleError(f"Enter the reason for “{word.label}”", field="reason"))
    if "who" in word.asks_for and not draft.who:
        found.append(RuleError(f"Enter who “{word.label}” goes to or waits for", field="who"))
    if "until" in word.asks_for and draft.until is None:
        found.append(RuleError(f"Enter the date for “{word.label}”", field="until"))
    if draft.until is not None and draft.until < panel_day:
        found.append(RuleError(_not_before(panel_day), field="until"))
    if "actions" in word.asks_for and all(action.is_blank for action in draft.actions):
        message = f"“{word.label}” needs at least one action with an owner and a date"
        found.append(RuleError(message, field="action-0-wording"))
    return found


def _action_problems(
    place: int, action: ActionDraft, panel_day: date, owners: Collection[UUID]
) -> list[RuleError]:
    name = f"action-{place}"
    said = f"action {place + 1}"
    found: list[RuleError] = []
    if not action.wording:
        found.append(RuleError(f"Enter what {said} is", field=f"{name}-wording"))
    if action.owner_id is None or action.owner_id not in owners:
        found.append(RuleError(f"Choose who does {said}", field=f"{name}-owner"))
    if action.due_on is None:
        found.append(RuleError(f"Enter the date {said} is due", field=f"{name}-due"))
    elif action.due_on < panel_day:
        found.append(RuleError(_not_before(panel_day), field=f"{name}-due"))
    return found


def _not_before(panel_day: date) -> str:
    return f"The date must be on or after the panel day, {long_date(panel_day)}"


def item_state(*, took_part: bool, decided: bool, filed: bool) -> ItemState:
    """Say how far a record has come."""
    if filed:
        return ItemState.FILED
    if decided:
        return ItemState.RECORDED
    return ItemState.TOOK_PART if took_part else ItemState.NOT_STARTED


def lacks(state_: ItemState) -> str | None:
    """Say what an item still lacks before its record can be filed; None where nothing is."""
    return {
        ItemState.NOT_STARTED: "how the young person took part, the discussion and the decision",
        ItemState.TOOK_PART: "the discussion and the decision",
    }.get(state_)


def receipt_problem(receipt: str, state_: ItemState) -> RuleError | None:
    """Say why a record cannot be filed (R75): incomplete, filed already, or no receipt."""
    if state_ is ItemState.FILED:
        return RuleError("This record is filed already. You can add to it, but not change it.")
    missing = lacks(state_)
    if missing:
        return RuleError(f"This record cannot be filed yet. It lacks {missing}.")
    if not receipt:
        return RuleError("Enter the reference the case system gave", field="receipt")
    return None


NO_PLACE = "Nothing can be moved to that item any more. Choose again"


def taking_away_problem(done: Sequence[str]) -> RuleError | None:
    """Say why a decision is not taken away: actions of it, by their words, are marked as done."""
    if not done:
        return None
    named = "”, “".join(done)
    are, them = ("An action is", "it") if len(done) == 1 else ("Actions are", "them")
    return RuleError(
        f"{are} marked as done: “{named}”. Take {them} out of the record first, so that nobody’s "
        "work is lost unseen."
    )


def due_sentence(deadline: Deadline, now_local: datetime) -> str:
    """Say where a deadline stands: due on a day, tomorrow, today by an hour, or how late."""
    stands = state(deadline, now_local)
    today = now_local.date()
    hour = "" if deadline.cut_off.replace(second=0) == END_OF_DAY else clock_time(deadline.cut_off)
    if stands is DeadlineState.LATE:
        days = (today - deadline.due).days
        late = f"Late by {counted(days, 'day')}" if days else "Late"
        return f"{late}: it was due {f'by {hour} ' if hour else ''}on {long_date(deadline.due)}"
    if stands is DeadlineState.DUE_TODAY:
        return f"Due today{f' by {hour}' if hour else ''}"
    by = f"{f'by {hour} ' if hour else ''}"
    if deadline.due == today + timedelta(days=1):
        return f"Due {by}tomorrow, {long_date(deadline.due)}"
    return f"Due {by}on {long_date(deadline.due)}"


class Timed(Protocol):
    """Anything with a start and a length in minutes."""

    @property
    def starts_at(self) -> time:
        """The local time it starts."""

    @property
    def minutes(self) -> int:
        """Its length."""


TimedT = TypeVar("TimedT", bound=Timed)


def in_slot_order(rows: Iterable[TimedT]) -> list[TimedT]:
    """Return the rows by their start."""
    return sorted(rows, key=lambda row: row.starts_at)


def ends_at(row: Timed) -> time:
    """Return the local time a slot ends; never past the last minute of the day."""
    end = row.starts_at.hour * 60 + row.starts_at.minute + row.minutes
    return time(*divmod(min(end, 24 * 60 - 1), 60))


def current(rows: Iterable[TimedT], now_local: datetime, panel_day: date) -> TimedT | None:
    """Return the row whose slot it is now, None outside every slot and on any other day (R65)."""
    if now_local.date() != panel_day:
        return None
    at = now_local.time().replace(tzinfo=None)
    return next((row for row in in_slot_order(rows) if row.starts_at <= at < ends_at(row)), None)
