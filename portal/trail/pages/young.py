"""What is held about a young person, as they read it themselves (idea 24).

Built from the copy that data protection makes. What is about them alone is shown at once. Words
that may name somebody else, and what is only about others, are read by a person before they go out:
here they are counted, and the page says how to ask for them. Nothing of cost, of risk, or of what
staff think of each other is among the kinds that are shown (ux 4.3 line 19).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.people.policy import Role
from portal.protection.queries.holdings import Held, Holdings, Record
from portal.protection.rules.inventory import About
from portal.records.pages.young import Meeting
from portal.trail.pages import young_words as words
from portal.trail.queries import Looked, Own
from portal.trail.rules import Looker, opened
from portal.web.clock import LONDON
from portal.web.languages import day_in
from portal.web.young import gettext as _
from portal.web.young import reader


class Part(StrEnum):
    """The parts of the page, in their order."""

    YOU = "you"
    REACHED = "reached"
    AGREED = "agreed"
    MEETINGS = "meetings"
    PAPERS = "papers"
    TOLD = "told"
    TRANSLATED = "translated"
    CARE = "care"


KINDS: dict[str, Part] = {
    "young_person": Part.YOU,
    "young_contact": Part.REACHED,
    "agreement_event": Part.AGREED,
    "item": Part.MEETINGS,
    "paper": Part.PAPERS,
    "feedback": Part.TOLD,
    "translation": Part.TRANSLATED,
    "care_episode": Part.CARE,
    "care_review": Part.CARE,
}
"""Which kind of record stands in which part; every other kind is counted as kept back."""
NOT_SAID = frozenset(
    {"receipt", "closed_at", "withdrawn_at", "covers", "state", "seq", "recorded_at"}
)
"""The portal's own bookkeeping in those records."""
WITH_SOMEBODY = frozenset({"need", "reason_place_change"})
"""Why care began and why a place changed, in the return's own categories: a judgement of staff that
names behaviour and allegations, which somebody reads through with them and a page does not. They
are counted as kept back."""
AS_ONE_DAY = "_at"
"""How a column that holds a moment ends: a young person is told the day."""


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that is held: what it is, and what it says, both in the reader's language.

    ``typed`` says that it stands as it was written down, in whatever language that was. ``tongue``
    is the code of the language that a language is named in: its own.
    """

    label: str
    said: str
    typed: bool
    tongue: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page; each of its entries is one record."""

    part: Part
    entries: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class LookedRow:
    """Who looked on one day, at what, and how often."""

    day: date
    who: Looker
    what: str
    times: int


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything the page says. ``kept_back`` counts what a person must read first."""

    made_on: date
    sections: tuple[Section, ...]
    meetings: tuple[Meeting, ...]
    """What was decided and promised, in the words that were written for them."""
    kept_back: int
    looked: tuple[LookedRow, ...]


_LOOKERS = {
    Role.SOCIAL_WORKER: Looker.SOCIAL_WORKER,
    Role.PERSONAL_ADVISER: Looker.PERSONAL_ADVISER,
    Role.CHAIR: Looker.LEADS,
    Role.CASE_SUPPORT: Looker.PREPARES,
    Role.TEAM_MANAGER: Looker.MANAGER,
    Role.DISTRICT_LEAD: Looker.MANAGER,
    Role.IRO_REPRESENTATIVE: Looker.REVIEWS,
    Role.INFORMATION_GOVERNANCE: Looker.DATA,
}


def looker(why: str) -> Looker:
    """Say who somebody is from the roles that let them read; all others sit at the panel."""
    roles = {each.strip() for each in why.split(",")}
    return next((said for role, said in _LOOKERS.items() if role.label in roles), Looker.SITS)


def own_page(own: Own, meetings: tuple[Meeting, ...], today: date) -> OwnPage:
    """Return what is held for whom it is about, with what they were told of their panels."""
    by_part: dict[Part, list[tuple[Value, ...]]] = {}
    for record in own.holdings.records:
        part, values = KINDS.get(record.kind), _values(record, own.district)
        if part is not None and values:
            by_part.setdefault(part, []).append(values)
    return OwnPage(
        made_on=today,
        sections=tuple(Section(part, tuple(by_part[part])) for part in Part if part in by_part),
        meetings=meetings,
        kept_back=_kept_back(own.holdings),
        looked=_looked(own.looked),
    )


def _values(record: Record, district: str) -> tuple[Value, ...]:
    """Return what a record says of the young person alone."""
    if record.kind not in KINDS:
        return ()
    labels = words.labels(record.kind)
    return tuple(
        _value(record.kind, held, labels[held.column], district)
        for held in record.values
        if _is_theirs(held) and held.column in labels
    )


def _is_theirs(held: Held) -> bool:
    """Tell whether a value says something of the young person alone."""
    return held.whose is About.THEM and bool(held.shown) and held.column not in NOT_SAID


def _value(kind: str, held: Held, label: str, district: str) -> Value:
    """Return one value in words; what is no key, day or yes and no stands as it was typed."""
    found = _in_words(kind, held)
    if found is None:
        return Value(label, district if held.column == "district_id" else held.shown, typed=True)
    tongue = str(held.value) if held.column == "language" else ""
    return Value(label, found, typed=False, tongue=tongue)


def _in_words(kind: str, held: Held) -> str | None:
    if isinstance(held.value, bool):
        return _("Yes") if held.value else _("No")
    value = str(held.value)
    if held.column.endswith("_on"):
        return day_in(reader().language, date.fromisoformat(value))
    if held.column.endswith(AS_ONE_DAY):
        return day_in(reader().language, _day(datetime.fromisoformat(value)))
    if held.column == "helped":
        return words.helped(value)
    return words.said(kind, held.column, value)


def _kept_back(holdings: Holdings) -> int:
    """Count what is not on the page.

    Words that may name others, every other kind of record, and what somebody reads with them.
    """
    shown = [record for record in holdings.records if record.kind in KINDS]
    others = sum(record.kind not in KINDS for record in holdings.records)
    with_somebody = sum(
        _is_theirs(held) and held.column in WITH_SOMEBODY
        for record in shown
        for held in record.values
    )
    return others + with_somebody + sum(len(record.words) for record in shown)


def _looked(found: Iterable[Looked]) -> tuple[LookedRow, ...]:
    """Put together who looked at the same thing on the same day, the newest day first."""
    counted = Counter(
        (_day(each.happened_at), looker(each.why), opened(each.page)) for each in found if each.page
    )
    ordered = sorted(counted.items(), key=lambda pair: (pair[0][1], pair[0][2]))
    ordered.sort(key=lambda pair: pair[0][0], reverse=True)
    return tuple(
        LookedRow(day, who, words.opened_words(what), times) for (day, who, what), times in ordered
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
