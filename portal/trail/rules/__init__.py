"""How an entry is said in words, and what somebody looked at. Pure."""

from __future__ import annotations

from enum import StrEnum

ANSWERING = "answering "
"""How the purpose of a page's scope begins."""
WORKING = ("doing ", "taking messages", "writing down what was ")
"""How those of the worker begin."""
AS_A_FILE = ", as a "
"""How what a page shows is followed where it leaves as a file."""
WORDS = {
    "cases:young_person:allocated": "Who works with them set",
    "cases:young_person:named": "Name written down",
    "cases:young_person:placed": "District set",
    "cases:young_person:returned": "Changed by a return",
    # As it was called before; it told no more than what it is called now.
    "entry:link:left": "Link made to send it with a message",
    "entry:link:opened": "Opened a link that waits for a code or their own word",
    "entry:link:tried": "Link made to send it with a message",
    "entry:visit:began": "Came in to a young person’s own pages",
    "feedback:answer:given": "Said how their meeting was",
    "feedback:answer:taken_back": "Took back how their meeting was",
    "feedback:change:taken_off": "Took off what changed because of feedback",
    "feedback:change:written": "Wrote what changed because of feedback",
    "feedback:change:translated": "Put what changed because of feedback into another language",
    "panels:agenda:published": "Agenda published",
    "panels:agenda:reminded": "Somebody reminded of the agenda",
    "panels:agenda:taken_back": "Agenda taken back",
    "panels:meeting:moved": "Meeting moved to another day",
    "panels:meeting:told": "Messages about the meeting queued",
    "panels:item:moved": "Time on the agenda changed",
    "panels:item:passed_on": "Passed on to who works with them now",
    "panels:item:nominated": "Put on an agenda",
    "panels:item:withdrawn": "Taken off an agenda",
    "panels:meeting:cancelled": "Meeting cancelled",
    "panels:meeting:planned": "Meeting planned",
    "people:person:signed_in": "Signed in",
    "records:action:completed": "Action done",
    "papers:file:resealed": "File of a paper sealed with a new key",
    "papers:paper:unconfirmed": "Taken away because nobody confirmed it in time",
    "protection:keys:resealed": "Values sealed with a new key",
    "records:attendance:listed": "Put on the attendance list",
    "records:attendance:set": "Attendance saved",
    "records:day:opened": "Panel day started",
    "records:item:saved": "Record saved",
    "records:item:taken_away": "Decision taken away: written on the wrong item",
    "records:item:took_part": "Saved how the young person took part",
    "records:meeting:finished": "Meeting finished",
    "records:promise:happened": "Said that a promise was kept",
    "records:promise:not_happened": "Said that a promise was not kept",
    "records:record:added_to": "Record added to",
    "records:record:filed": "Record filed",
    "signin:app:resealed": "Secrets of authenticator apps sealed with a new key",
    "signin:person:app_begun": "Began to set up an authenticator app",
    "tenancy:county:entered": "Authority, districts and panels entered from the configuration",
}


def event_words(event: str) -> str:
    """Say an event in words; one with none of its own is taken apart: "Seat: ended"."""
    if event in WORDS:
        return WORDS[event]
    _, _, rest = event.partition(":")
    subject, _, happened = rest.partition(":")
    return f"{subject}: {happened}".replace("_", " ").strip(": ").capitalize() or event


def without_account(purpose: str) -> str:
    """Say who did something where nobody was signed in, by what the scope was opened for.

    Empty for a command: whoever runs the machine.
    """
    if purpose.startswith(ANSWERING):
        return "Somebody who was not signed in"
    return "The portal, by itself" if purpose.startswith(WORKING) else ""


def entry_words(kind: str, event: str, page: str) -> str:
    """Say an entry in words: what was done, or what was read."""
    if kind == "write":
        return event_words(event)
    lead = {"read": "Opened", "listed": "Named in", "refused": "Was refused"}[kind]
    return f"{lead}: {page[:1].lower()}{page[1:]}"


class Looker(StrEnum):
    """Who looked, as a young person is told it: what somebody is there for, never their name."""

    LEADS = "leads"
    PREPARES = "prepares"
    SOCIAL_WORKER = "social_worker"
    PERSONAL_ADVISER = "personal_adviser"
    MANAGER = "manager"
    REVIEWS = "reviews"
    DATA = "data"
    SITS = "sits"


class Opened(StrEnum):
    """What somebody looked at, as a young person is told it: one word for what stands together."""

    PAPERS = "papers"
    SERVICES = "services"
    AGREED = "agreed"
    VIEWS = "views"
    PART = "part"
    RECORD = "record"
    PROMISES = "promises"
    PLAN = "plan"
    PERSON = "person"
    REACHED = "reached"
    CARE = "care"
    ADDRESS = "address"
    HELD = "held"
    LOOKED = "looked"
    LISTED = "listed"
    OTHER = "other"


_OPENED = {
    "A paper of an item": Opened.PAPERS,
    "A paper of an item, before it is confirmed": Opened.PAPERS,
    "A paper of their pack": Opened.PAPERS,
    "A picture in a paper of their pack": Opened.PAPERS,
    "Who can see a paper of their pack": Opened.PAPERS,
    "The papers of an item": Opened.PAPERS,
    "The papers of the item they are asked to": Opened.PAPERS,
    "Their own note on a paper": Opened.PAPERS,
    "Their pack of papers": Opened.PAPERS,
    "What others are given of an item’s papers": Opened.PAPERS,
    "The form for the item they are asked to": Opened.SERVICES,
    "What is brought to an item before its panel": Opened.SERVICES,
    "What a young person agreed to": Opened.AGREED,
    "What they want to say": Opened.VIEWS,
    "How a young person takes part in their panel": Opened.PART,
    "The record: how the young person took part": Opened.PART,
    "The record: a decision to take away": Opened.RECORD,
    "The list of records to file": Opened.RECORD,
    "The panel day": Opened.RECORD,
    "The record, to file or to add to": Opened.RECORD,
    "The record, to read": Opened.RECORD,
    "The record, to write": Opened.RECORD,
    "Words for a young person in another language": Opened.RECORD,
    "An action": Opened.PROMISES,
    "The list of open actions": Opened.PROMISES,
    "An item, and who can see it": Opened.PLAN,
    "The agenda": Opened.PLAN,
    "The agenda as it is built": Opened.PLAN,
    "The agenda, to be checked before it goes out": Opened.PLAN,
    "The form that puts a young person on the agenda": Opened.PLAN,
    "The item they are asked to": Opened.PLAN,
    "The list of whom one may put on the agenda": Opened.PLAN,
    "The meeting, as a calendar entry without names": Opened.PLAN,
    "The young person’s page": Opened.PERSON,
    "Who works with the young person": Opened.PERSON,
    "How a young person gets in and is reached": Opened.REACHED,
    "The report on a return, with what was wrong in it": Opened.CARE,
    "A protected address": Opened.ADDRESS,
    "Who asked to see a protected address": Opened.ADDRESS,
    "The copy of everything held about them": Opened.HELD,
    "What was decided about their data": Opened.HELD,
    "What is due to be deleted": Opened.HELD,
    "What waits for somebody in data protection": Opened.HELD,
    "The list of unusual reading": Opened.LOOKED,
    "The whole trail": Opened.LOOKED,
    "Who has looked, and what was done": Opened.LOOKED,
    "The list of what to do": Opened.LISTED,
    "The list of whom somebody works with": Opened.LISTED,
    "The list of who the panel has heard": Opened.LISTED,
}
"""What each page that shows young people is to them, by what the page itself says that it shows."""


def opened(page: str) -> Opened:
    """Say what somebody looked at; a page that is no more is something about them."""
    return _OPENED.get(page.partition(AS_A_FILE)[0], _OPENED.get(page, Opened.OTHER))
