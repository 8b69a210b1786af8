"""What is held about a young person, as they read it themselves (idea 24).

Built from the copy that data protection makes. What is about them alone is shown at once. Words
that may name somebody else, and what is only about others, are read by a person before they go out:
here they are counted, and the page says how to ask for them. Nothing of cost, of risk, or of what
staff think of each other is among the kinds that are shown (ux 4.3 line 19).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.cases.pages import ENDINGS, LEGAL, PARTICIPATION, PLACES
from portal.people.policy import Role
from portal.protection.queries.holdings import Holdings, Record
from portal.protection.rules.inventory import About
from portal.records.pages.young import Meeting
from portal.trail.queries import Looked, Own
from portal.trail.rules import Looker, key_in_words, to_you
from portal.web.clock import LONDON
from portal.web.languages import LANGUAGES


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
LABELS = {
    ("agreement_event", "kind"): "What we asked",
    ("agreement_event", "answer"): "What you answered",
    ("item", "nominated_on"): "Put forward for a meeting on",
    ("paper", "kind"): "What kind of paper",
    ("feedback", "face"): "How you said it was",
    ("translation", "handed_at"): "Handed over",
}
"""What a value is called here where the inventory's own name would say little."""
ASKED = {
    "be_discussed": "May the meeting talk about you?",
    "share_papers": "May papers about you be given to others?",
    "refer_to_housing": "May we ask the housing team for you?",
}
CODES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("agreement_event", "kind"): ASKED,
    ("care_episode", "place"): PLACES,
    ("care_episode", "legal_status"): LEGAL,
    ("care_episode", "reason_ended"): ENDINGS,
    ("care_review", "participation"): PARTICIPATION,
    ("translation", "source"): {
        "decision": "What was decided",
        "promise": "What somebody promised you",
        "promise_answer": "What somebody wrote to you about a promise",
        "ask_answer": "The answer to something you asked for",
        "views": "What you said",
    },
    ("young_contact", "language"): {each.code: each.english for each in LANGUAGES},
}
"""What codes mean; what has no line here is said as it is kept."""
AS_TYPED = frozenset({"preferred_name", "reference", "child_code", "phone", "email"})


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that is held: what it is, in English, and what it says."""

    label: str
    said: str


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
        part, values = KINDS.get(record.kind), _values(record)
        if part is not None and values:
            by_part.setdefault(part, []).append(values)
    return OwnPage(
        made_on=today,
        sections=tuple(Section(part, tuple(by_part[part])) for part in Part if part in by_part),
        meetings=meetings,
        kept_back=_kept_back(own.holdings),
        looked=_looked(own.looked),
    )


def _values(record: Record) -> tuple[Value, ...]:
    """Return what a record says of the young person alone."""
    return tuple(
        Value(
            LABELS.get((record.kind, held.column)) or to_you(held.label),
            _in_words(record.kind, held.column, held.shown),
        )
        for held in record.values
        if held.whose is About.THEM and held.shown and held.column not in NOT_SAID
    )


def _in_words(kind: str, column: str, shown: str) -> str:
    said = CODES.get((kind, column), {}).get(shown)
    if said is not None:
        return to_you(said)
    return shown if column in AS_TYPED else key_in_words(shown)


def _kept_back(holdings: Holdings) -> int:
    """Count what is not on the page: words that may name others, and every other kind of record."""
    shown = [record for record in holdings.records if record.kind in KINDS]
    others = sum(record.kind not in KINDS for record in holdings.records)
    return others + sum(len(record.words) for record in shown)


def _looked(found: Iterable[Looked]) -> tuple[LookedRow, ...]:
    """Put together who looked at the same thing on the same day, the newest day first."""
    counted = Counter(
        (_day(each.happened_at), looker(each.why), each.page) for each in found if each.page
    )
    ordered = sorted(counted.items(), key=lambda pair: (pair[0][1], pair[0][2]))
    ordered.sort(key=lambda pair: pair[0][0], reverse=True)
    return tuple(LookedRow(day, who, what, times) for (day, who, what), times in ordered)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
