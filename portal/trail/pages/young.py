"""What is held about a young person, as they read it themselves (idea 24).

Built from the copy that data protection makes. What is about them alone is shown at once, and what
they said themselves, shared or not, with what was written to them in answer. Words of others that
may name somebody else, and what is only about others, are read by a person before they go out:
here they are counted, and the page says how to ask for them. Nothing of cost, of risk, or of what
staff think of each other is among the kinds that are shown (ux 4.3 line 19).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any
from uuid import UUID

from flask import url_for

from portal.entry.kept import href_of
from portal.participation.pages.words import answered, isolated
from portal.participation.pages.words import title as topic_title
from portal.participation.rules.asks import AskKind
from portal.participation.rules.choices import Topic, from_text
from portal.people.policy import Role
from portal.protection.pages import young_words as words
from portal.protection.queries.holdings import Held, Holdings, Plain, Record
from portal.protection.rules.inventory import About
from portal.records.pages.young import Meeting
from portal.trail.pages.opened import opened_words
from portal.trail.queries import Looked, Own
from portal.trail.rules import Looker, opened
from portal.variations.questions import ViewsQuestion
from portal.voice.pages.young import chosen_then
from portal.voice.rules.answers import STATEMENT
from portal.voice.rules.frozen import thaw
from portal.web.clock import LONDON
from portal.web.languages import LANGUAGES, day_in
from portal.web.young import gettext as _
from portal.web.young import reader


class Part(StrEnum):
    """The parts of the page, in their order."""

    YOU = "you"
    REACHED = "reached"
    AGREED = "agreed"
    MEETINGS = "meetings"
    TAKING_PART = "taking_part"
    ASKED = "asked"
    SAID = "said"
    NOT_SENT = "not_sent"
    PAPERS = "papers"
    TOLD = "told"
    TRANSLATED = "translated"
    CARE = "care"


KINDS: dict[str, Part] = {
    "young_person": Part.YOU,
    "young_contact": Part.REACHED,
    "agreement_event": Part.AGREED,
    "item": Part.MEETINGS,
    "participation_choice": Part.TAKING_PART,
    "meeting_ask": Part.ASKED,
    "young_link_ask": Part.ASKED,
    "views_sheet": Part.SAID,
    "views_answer": Part.SAID,
    "young_kept": Part.NOT_SENT,
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
NOT_SAID_OF = frozenset(
    {
        ("meeting_ask", "answer_by"),
        ("participation_choice", "topic"),
        ("participation_choice", "number"),
        ("participation_choice", "asked_for"),
        ("views_sheet", "asked"),
        ("views_answer", "asked"),
        ("views_answer", "chosen"),
        ("views_answer", "question_key"),
        ("views_answer", "media"),
        ("young_link_ask", "asked_on"),
        ("young_kept", "kept_until"),
    }
)
"""Bookkeeping of one kind alone, or what is said there in another way."""
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
    is the code of the language that a language is named in: its own. ``href`` is where a file is
    opened.
    """

    label: str
    said: str
    typed: bool
    tongue: str = ""
    href: str = ""


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
    before: bool
    """Whether there is something they said for another panel than the one they are in for."""
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


@dataclass(frozen=True, slots=True)
class _Around:
    """What records say of each other: the panel's day by item, and what was asked there."""

    district: str
    days: Mapping[str, str]
    asked: Mapping[str, Mapping[str, ViewsQuestion]]
    items: Mapping[str, int]
    """By item the number under which what they said for it is opened; 0 for the one they are in."""
    changed: frozenset[tuple[str, str]]
    """Item and question of each answer of which something newer is theirs alone."""


def looker(why: str) -> Looker:
    """Say who somebody is from the roles that let them read; all others sit at the panel."""
    roles = {each.strip() for each in why.split(",")}
    return next((said for role, said in _LOOKERS.items() if role.label in roles), Looker.SITS)


def own_page(
    own: Own,
    meetings: tuple[Meeting, ...],
    today: date,
    item_id: UUID,
    before: Iterable[UUID] = (),
) -> OwnPage:
    """Return what is held for whom it is about, with what they were told of their panels.

    ``item_id`` is the item for which they are in, ``before`` are those of `queries.said_before`.
    """
    around = _around(own, (item_id, *before))
    by_part: dict[Part, list[tuple[_Order, tuple[Value, ...]]]] = {}
    for record in own.holdings.records:
        part, values = KINDS.get(record.kind), _values(record, around)
        if part is not None and values:
            by_part.setdefault(part, []).append((_order(record, around), values))
    items = {_value_of(each, "item_id") for each in _of(own.holdings, "views_sheet")}
    return OwnPage(
        made_on=today,
        sections=tuple(
            Section(part, tuple(values for _, values in sorted(by_part[part], key=itemgetter(0))))
            for part in Part
            if part in by_part
        ),
        before=bool(items - {str(item_id)}),
        meetings=meetings,
        kept_back=_kept_back(own.holdings),
        looked=_looked(own.looked),
    )


_Order = tuple[str, int, int, str]
_WHEN = {
    "participation_choice": "told_at",
    "meeting_ask": "asked_at",
    "young_link_ask": "asked_at",
    "views_sheet": "started_at",
    "views_answer": "answered_at",
}
"""What those kinds stand in the order of, panel by panel; the others stand as they were read."""


def _around(own: Own, items: Iterable[UUID]) -> _Around:
    days = {
        str(each.row_id): str(_value_of(each, "held_on")) for each in _of(own.holdings, "meeting")
    }
    return _Around(
        own.district,
        {
            str(each.row_id): days.get(str(_value_of(each, "meeting_id")), "")
            for each in _of(own.holdings, "item")
        },
        {
            str(_value_of(each, "item_id")): {
                question.key: question for question in thaw(_json(each, "asked"))
            }
            for each in _of(own.holdings, "views_sheet")
        },
        {str(each): number for number, each in enumerate(items)},
        frozenset(
            _answer_to(each)
            for each in _of(own.holdings, "views_answer")
            if _value_of(each, "draft")
        ),
    )


def _answer_to(record: Record) -> tuple[str, str]:
    return str(_value_of(record, "item_id")), str(_value_of(record, "question_key"))


def _of(holdings: Holdings, kind: str) -> list[Record]:
    return [record for record in holdings.records if record.kind == kind]


def _value_of(record: Record, column: str) -> Plain:
    return next((held.value for held in record.values if held.column == column), None)


def _json(record: Record, column: str) -> Mapping[str, Any]:
    found = _value_of(record, column)
    return found if isinstance(found, dict) else {}


def _order(record: Record, around: _Around) -> _Order:
    """Return where a record stands in its part: by its panel's day, then by when it was said.

    Answers stand as they were asked; one as it is shared before the same as it is theirs alone.
    """
    column = _WHEN.get(record.kind)
    if column is None:
        return "", 0, 0, ""
    day = around.days.get(str(_value_of(record, "item_id")), "")
    when = str(_value_of(record, column))
    if record.kind != "views_answer":
        return day, 0, 0, when
    number = _json(record, "asked").get("number") or MOST_QUESTIONS
    return day, number, int(bool(_value_of(record, "draft"))), when


def _values(record: Record, around: _Around) -> tuple[Value, ...]:
    """Return what a record says of the young person alone, and what they said themselves."""
    if record.kind not in KINDS:
        return ()
    if record.kind == "young_kept":
        return _not_sent(record)
    labels = words.labels(record.kind)
    if record.kind == "meeting_ask" and _value_of(record, "kind") == AskKind.WRONG:
        labels |= words.said_wrong()
    found = tuple(
        _value(record.kind, held, labels[held.column], around.district)
        for held in record.values
        if _is_shown(record.kind, held) and held.column in labels
    )
    return (*_first(record, around), *found)


BOXES = frozenset({"words", "why", "more", "name", "language", "scribe"})
"""The fields of young people's pages into which words are typed; in others they choose."""


def _not_sent(record: Record) -> tuple[Value, ...]:
    """Return what they typed and have not sent, where they go on with it, and until when."""
    page = str(_value_of(record, "page"))
    fields = json.loads(str(_value_of(record, "fields")))
    typed = "\n".join(value for name, value in fields if name in BOXES and value.strip())
    until = datetime.fromisoformat(str(_value_of(record, "kept_until")))
    found = (
        Value(
            _("Nobody but you can read it"),
            _("Go on there") if page else "",
            typed=False,
            href=href_of(page),
        ),
        Value(_("Your words"), typed, typed=True),
        Value(_("We keep it until"), _day_words(_day(until)), typed=False),
    )
    return tuple(each for each in found if each.said)


def _first(record: Record, around: _Around) -> tuple[Value, ...]:
    """Return what is said of a record before its own values: for which panel, and what of it."""
    day = around.days.get(str(_value_of(record, "item_id")), "")
    if record.kind not in _WHEN or record.kind == "young_link_ask" or not day:
        return ()
    when = Value(_("For the meeting on"), _day_words(date.fromisoformat(day)), typed=False)
    if record.kind == "participation_choice":
        topic = Topic(str(_value_of(record, "topic")))
        said = answered(topic, from_text(str(_value_of(record, "answers") or "")))
        words_ = "\n".join(map(isolated, said)) or _("You skipped this.")
        return when, Value(topic_title(topic), words_, typed=bool(said))
    if record.kind == "views_answer":
        asked = _json(record, "asked")
        wording = Value(
            _("We asked"),
            str(asked.get("wording", "")),
            typed=True,
            tongue=str(asked.get("language", "")),
        )
        question = around.asked.get(str(_value_of(record, "item_id")), {}).get(
            str(_value_of(record, "question_key"))
        )
        chosen = chosen_then(asked, str(_value_of(record, "chosen") or ""), question)
        choice = Value(_("What you chose"), " · ".join(chosen), typed=True, tongue=wording.tongue)
        return when, wording, *((choice,) if chosen else ()), *_file(record, around)
    return (when,)


def _file(record: Record, around: _Around) -> tuple[Value, ...]:
    """Return that there is a file, where it is opened, and that they added it where they did.

    What is shared of an answer that they changed since is opened on paper and by others: here the
    newer one is.
    """
    media = str(_value_of(record, "media") or "")
    if not media:
        return ()
    item, key = _answer_to(record)
    older = not _value_of(record, "draft") and (item, key) in around.changed
    href = "" if older else _opened_at(record, around.items.get(item))
    found = Value(_("We have"), words.file_words(media), typed=False, href=href)
    themselves = _value_of(record, "written_by") is None
    return found, *((Value(_("Who added it"), _("You"), typed=False),) if themselves else ())


def _opened_at(record: Record, place: int | None) -> str:
    """Return the address of an answer's file; "" where none of their pages shows it."""
    _item, key = _answer_to(record)
    added = key.startswith(f"{STATEMENT}-")
    position = int(key.rpartition("-")[2]) if added else _json(record, "asked").get("number")
    if place is None or position is None:
        return ""
    if not place:
        return url_for("saying.added_file" if added else "saying.file", number=position)
    view = "said_before.added" if added else "said_before.file"
    return url_for(view, number=place, position=position)


MOST_QUESTIONS = 1_000
"""More than are ever asked: what answers none of them stands after all that do."""
OWN_WORDS = frozenset(
    {
        ("feedback", "words"),
        ("meeting_ask", "person_id"),
        ("meeting_ask", "whom"),
        ("meeting_ask", "why"),
        ("meeting_ask", "answer"),
        ("participation_choice", "answers"),
        ("views_answer", "words"),
        ("views_answer", "scribe"),
        ("views_answer", "blob"),
        ("views_answer", "written_by"),
    }
)
"""What they said themselves, and what was written to them: theirs to read whomever it names."""
NAMED = frozenset({("meeting_ask", "person_id"), ("views_answer", "written_by")})
"""Somebody of the staff whom they named, or who wrote down what they said."""


def _is_theirs(held: Held) -> bool:
    """Tell whether a value says something of the young person alone."""
    return held.whose is About.THEM and bool(held.shown) and held.column not in NOT_SAID


def _is_shown(kind: str, held: Held) -> bool:
    own = (kind, held.column) in OWN_WORDS and bool(held.shown)
    return own or (_is_theirs(held) and (kind, held.column) not in NOT_SAID_OF)


_BY_ENGLISH_NAME = {language.english: language for language in LANGUAGES}


def _value(kind: str, held: Held, label: str, district: str) -> Value:
    """Return one value in words; what is no key, day or yes and no stands as it was typed."""
    if (kind, held.column) in NAMED:
        return Value(label, held.shown.partition(",")[0], typed=True)  # without their post
    if held.column == "language_name":
        listed = _BY_ENGLISH_NAME.get(str(held.value))  # each in its own letters, as in its list
        if listed is not None:
            return Value(label, listed.name, typed=False, tongue=listed.code)
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
        return _day_words(date.fromisoformat(value))
    if held.column.endswith(AS_ONE_DAY):
        return _day_words(_day(datetime.fromisoformat(value)))
    if held.column == "helped":
        return words.helped(value)
    return words.said(kind, held.column, value)


def _day_words(day: date) -> str:
    return day_in(reader().language, day)


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
    others_too = sum(
        (record.kind, held.column) not in OWN_WORDS for record in shown for held in record.words
    )
    return others + with_somebody + others_too


def _looked(found: Iterable[Looked]) -> tuple[LookedRow, ...]:
    """Put together who looked at the same thing on the same day, the newest day first."""
    counted = Counter(
        (_day(each.happened_at), looker(each.why), opened(each.page)) for each in found if each.page
    )
    ordered = sorted(counted.items(), key=lambda pair: (pair[0][1], pair[0][2]))
    ordered.sort(key=lambda pair: pair[0][0], reverse=True)
    return tuple(
        LookedRow(day, who, opened_words(what), times) for (day, who, what), times in ordered
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
