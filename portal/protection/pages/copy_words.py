"""A copy as whoever it is about reads it: codes in words, "you" throughout, no keys and no digests.

What is left out of the page stays in the tables and in `everything.json`, which hold all of it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from portal.participation.pages.words import answered
from portal.participation.pages.words import title as topic_title
from portal.participation.rules.choices import Topic, from_text
from portal.preparation.queries import answers_from_json
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.questions import in_words
from portal.protection.pages import young_words
from portal.protection.queries.files import File
from portal.protection.queries.holdings import Held, Record
from portal.protection.rules.inventory import INVENTORY, About
from portal.tenancy.door import registry

TITLES = {
    "young_person": "Who you are",
    "erased_child": "That a later return does not bring you back",
    "care_episode": "Your times in care",
    "care_review": "Reviews of your care",
    "return_row": "Other lines about you in the county’s return",
    "return_import": "Imports that mention you",
    "panel_case": "What a panel was asked about you",
    "item": "When a panel was to look at your plan",
    "agenda_version": "Agendas you were on",
    "meeting": "Meetings",
    "item_cost": "What your home costs",
    "visit": "Who was asked to come for one matter about you",
    "recusal": "Who was kept out because they may have an interest",
    "meeting_deputy": "Who came to a meeting for somebody else",
    "paper": "Papers about you",
    "paper_version": "Versions of papers about you",
    "paper_section": "What papers about you say",
    "paper_picture": "Pictures in papers about you",
    "paper_intake": "Papers about you that wait to be confirmed",
    "protected_address": "Your address, which is protected",
    "address_reveal": "Who asked to see your protected address",
    "contribution": "What agencies wrote for your panel",
    "invitation": "How you were invited, and what you answered",
    "views_sought": "How you were asked what you think",
    "reminder_sent": "Who was reminded to get ready for your panel",
    "participation_choice": "How you chose to take part",
    "meeting_ask": "What you asked for or said is wrong, and the answer you got",
    "pack_note": "What a reader of your papers wrote for themselves",
    "item_record": "What you said, what was said, and what the panel decided",
    "barrier": "What stood in the way",
    "action": "What somebody promised to do",
    "promise_answer": "What was said of a promise",
    "record_addition": "What was added to a record later",
    "attendance": "Who was in the room",
    "feedback": "What you thought of your panel",
    "agreement_state": "How often you were asked",
    "agreement_event": "What you were asked, and what you answered",
    "capacity_record": "Whether you could decide, as somebody found",
    "agreement_words": "Your words when you were asked",
    "agreement_override": "When a manager had you discussed without your agreement",
    "views_sheet": "What you were asked before a panel",
    "views_answer": "What you answered, in your own words",
    "views_heard": "When what you said was opened and shown",
    "views_summary": "What a worker made of what you said",
    "translation": "What was translated for you, or of what you said",
    "young_link": "Links you were given to your own pages",
    "young_link_ask": "When you asked for a new link",
    "young_code": "Codes you were given to your own pages",
    "young_word": "The word you chose to come back with",
    "young_visit": "When you were in your own pages",
    "young_kept": "What you typed and have not sent",
    "young_contact": "How you are reached",
    "audit_event": "What was done, and who looked",
    "audit_event_earlier": "What was done before that",
}
"""The inventory's titles, said to whoever it is about; others are said as they stand there."""
_PERSON = (
    ("themselves", "yourself"),
    ("theirs", "yours"),
    ("they", "you"),
    ("their", "your"),
    ("them", "you"),
)
SAID_OF_NOBODY = frozenset(
    {
        ("meeting", "held_on"),
        ("meeting", "place"),
        ("attendance", "seat_key"),
        ("attendance", "state"),
        ("meeting_deputy", "seat_key"),
        ("return_import", "year"),
    }
)
"""Of what is about nobody, what a record makes no sense without."""
KEPT_FOR_MACHINES = frozenset(
    {
        "asked_for",
        "covers",
        "facts",
        "frozen",
        "key",
        "key_number",
        "media",
        "module",
        "number",
        "question_key",
        "decision_key",
        "row_key",
        "seq",
        "step",
        "subject_kind",
        "topic",
    }
)
"""Keys, counts and what ties records together: in the tables and `everything.json` alone."""
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)*")
_CODES = {
    "am": "Morning",
    "pm": "Afternoon",
    "iro": "Independent reviewing officer",
    "iro_view": "What your independent reviewing officer thinks",
    "iro_representative": "Independent reviewing officers",
    "access_to_resources": "The team that finds homes",
    "refer_to_housing": "Telling the housing service",
    "future_homes": "Homes you could live in",
    "independence": "Getting ready to live on your own",
    "pdf": "As a PDF file",
    "typed": "Typed into the portal",
    "no_words": "No words could be read in it",
    "not_scanned": "It was not checked for viruses yet",
    "write": "Something was changed",
    "read": "Somebody looked",
    "listed": "You were in a list that somebody looked at",
    "refused": "Somebody was not let in",
}
"""Codes whose name says nothing; the name of any other is words joined by a line."""


_PROVIDERS = {
    "PR0": "Your parents, or somebody else who is responsible for you",
    "PR1": "This council",
    "PR2": "Another council",
    "PR3": "Another public body",
    "PR4": "A private company",
    "PR5": "A charity",
}
"""The return's codes for who provides a placement (SSDA903, PLACE_PROVIDER)."""
_LABELS = {
    "actor_id": "Who",
    "happened_at": "When",
    "place_provider": "Who ran your home",
    "seat_key": "Place on the panel",
    "stand_in": "Who came instead",
    "task": "What it was about",
}
"""What columns are called that have no label but their name."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is held, as it is read."""

    label: str
    said: str
    files: tuple[File, ...] = ()


def title(kind: str) -> str:
    """Return what the records of a kind are called."""
    return TITLES.get(kind) or to_you(INVENTORY[kind].title)


def label(kind: str, held: Held) -> str:
    """Return what a value is called, said to whoever it is about."""
    theirs = young_words.labels(kind) if kind in young_words.KINDS else {}
    return theirs.get(held.column) or _LABELS.get(held.column) or to_you(held.label)


def to_you(words: str) -> str:
    """Say "you" where the words of staff say "they"."""
    for they, you in _PERSON:
        words = re.sub(rf"\b{they}\b", you, words)
        words = re.sub(rf"\b{they.capitalize()}\b", you.capitalize(), words)
    return words


def told(record: Record) -> tuple[Told, ...]:
    """Return what a record says, in words."""
    found: list[Told] = []
    for held in record.values:
        if _is_read(record.kind, held):
            found += _told(record, held)
    return tuple(found)


def _is_read(kind: str, held: Held) -> bool:
    if (kind, held.column) in SAID_OF_NOBODY:
        return True
    hidden = held.whose is About.NOBODY or held.column in KEPT_FOR_MACHINES
    return bool(held.shown) and not hidden


def _told(record: Record, held: Held) -> list[Told]:
    kind, column = record.kind, held.column
    if held.files:
        named = held.shown in {each.name for each in held.files}
        return [Told(label(kind, held), "" if named else held.shown, held.files)]
    if (kind, column) == ("views_sheet", "asked") and isinstance(held.value, dict):
        asked = [str(each.get("wording", "")) for each in held.value.get("questions", ())]
        return [Told("The questions", "\n".join(asked))]
    if (kind, column) == ("views_answer", "asked") and isinstance(held.value, dict):
        return [Told("We asked", str(held.value.get("wording", "")))]
    answers = _json(held.value) if column == "answers" else None
    if isinstance(answers, dict) and kind == "participation_choice":
        topic = Topic(str(_value(record, "topic")))
        return [Told(topic_title(topic), "\n".join(answered(topic, from_text(str(held.value)))))]
    if isinstance(answers, dict) and kind == "contribution":
        agency = Agency(str(_value(record, "agency")))
        given = answers_from_json(str(held.value))
        return [Told(question, said) for question, said in in_words(agency, given) if said]
    return [Told(label(kind, held), _said(kind, held))]


def _said(kind: str, held: Held) -> str:
    """Return a value in words; what was typed stands as it was typed."""
    if held.column == "district_id":
        names = {each.slug: each.name for each in registry().districts()}
        return names.get(held.shown, held.shown)
    if held.column == "place_provider":
        known = _PROVIDERS.get(held.shown)
    elif held.column == "helped":
        known = young_words.helped(held.shown)
    else:
        known = young_words.said(kind, held.column, str(held.value))
    if known is not None:
        return known
    typed = _json(held.value)
    if typed is not None:
        return _lines(typed)
    if held.whose is not About.WORDS and _CODE.fullmatch(held.shown):
        if held.column == "agency" and held.shown in set(Agency):
            return Agency(held.shown).label
        return _CODES.get(held.shown) or held.shown.replace("_", " ").capitalize()
    return held.shown


def _json(value: object) -> dict[str, Any] | list[Any] | None:
    """Return what is kept as JSON in a text; None where it is no such text."""
    if not isinstance(value, str) or value[:1] not in {"{", "["}:
        return None
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, dict | list) else None


def _lines(value: object) -> str:
    """Return the words in what is kept as JSON, one thing a line."""
    if isinstance(value, dict):
        told_ = (
            f"{key.replace('_', ' ').capitalize()}: {_lines(each)}" for key, each in value.items()
        )
        return "\n".join(told_)
    if isinstance(value, list):
        return "\n".join(_lines(each) for each in value)
    return str(value)


def _value(record: Record, column: str) -> object:
    return next((held.value for held in record.values if held.column == column), None)
