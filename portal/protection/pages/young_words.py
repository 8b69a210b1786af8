"""What is held about a young person, in the words and the language of whoever it is about.

The statutory return's codes are said here as a young person would say them; staff read them in the
words of `portal.cases.pages`, and a test holds the codes of both together. Everything is made for
each page, because the language is the reader's. Their own page and the copy that is handed over say
it with these words.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.agreements.rules import Kind
from portal.papers.rules.kinds import PaperKind
from portal.participation.pages.words import paper_words
from portal.voice.rules.answers import AUDIENCE_WORDS
from portal.web.languages import LANGUAGES
from portal.web.young import gettext as _

Words = dict[str, str]


def labels(kind: str) -> Words:
    """Return what each column of a kind of record is called; what has no line is not shown."""
    return _LABELS[kind]()


def said(kind: str, column: str, value: str) -> str | None:
    """Return what a key or a code means; None where the value is no such thing."""
    found = _SAID.get((kind, column))
    return None if found is None else found().get(value, _("Something else"))


def _you() -> Words:
    return {
        "district_id": _("Your area"),
        "reference": _("Your number here"),
        "child_code": _("Your number with the council"),
        "preferred_name": _("What we call you"),
        "born_on": _("Born on"),
        "sex": _("Written down as"),
        "arrived_alone": _("You came to this country alone"),
        "address_protected": _("Your address is kept secret"),
    }


def _reached() -> Words:
    return {
        "phone": _("Phone"),
        "email": _("Email"),
        "language": _("Your language"),
        "safe_to_text": _("We may send you texts"),
        "safe_to_email": _("We may send you emails"),
        "text_stopped_at": _("You stopped texts on"),
        "email_stopped_at": _("You stopped emails on"),
        "said_on": _("We were told on"),
    }


def _agreed() -> Words:
    return {
        "kind": _("What we asked"),
        "answer": _("What you answered"),
        "answered_on": _("The day you answered"),
        "way_asked": _("How we asked you"),
        "way_answered": _("How you answered"),
        "helped": _("Who helped you"),
    }


def _papers() -> Words:
    return {
        "kind": _("What it is about"),
        "place": _("Its number in the list of papers"),
        "written_on": _("The day it is from"),
        "added_at": _("Added on"),
    }


def _choices() -> Words:
    return {"told_at": _("You told us on"), "way_told": _("How you told us")}


def _asks() -> Words:
    return {
        "kind": _("What you asked for"),
        "person_id": _("Who should not be there"),
        "whom": _("Who should not be there"),
        "why": _("Why"),
        "asked_at": _("You asked on"),
        "taken_back_at": _("You took it back on"),
        "outcome": _("What we said"),
        "answer": _("What we wrote to you"),
        "answered_at": _("We answered on"),
    }


def _link_asks() -> Words:
    return {
        "asked_at": _("You asked for a new link on"),
        "for_code": _("You asked for a code"),
        "answered_at": _("You could come back in on"),
    }


def _sheets() -> Words:
    return {
        "started_at": _("You began on"),
        "shared_at": _("You shared it on"),
        "taken_back_at": _("You took it back on"),
    }


def _said_it() -> Words:
    return {
        "words": _("Your words"),
        "not_sure": _("You were not sure"),
        "how": _("How you answered"),
        "scribe": _("Who wrote it for you"),
        "written_by": _("Who wrote it down or added it"),
        "way": _("How we asked you"),
        "audience": _("Who it is for"),
        "language": _("Your language"),
        "answered_at": _("You answered on"),
        "shared_at": _("You shared it on"),
        "draft": _("Nobody but you can read it"),
    }


def _told() -> Words:
    return {
        "face": _("How you said it was"),
        "words": _("Your words"),
        "show_words": _("The people at the meeting may read my words, without my name"),
        "given_on": _("You told us on"),
    }


def _translated() -> Words:
    return {
        "source": _("What was translated"),
        "language_name": _("Into which language"),
        "handed_at": _("Added on"),
    }


def _lived() -> Words:
    return {
        "started_on": _("From"),
        "reason_new": _("What happened then"),
        "legal_status": _("Who decided it"),
        "place": _("Where you lived"),
        "ended_on": _("Until"),
        "reason_ended": _("How it ended"),
    }


_LABELS: dict[str, Callable[[], Words]] = {
    "young_person": _you,
    "young_contact": _reached,
    "agreement_event": _agreed,
    "item": lambda: {"nominated_on": _("Put forward for a meeting on")},
    "participation_choice": _choices,
    "meeting_ask": _asks,
    "young_link_ask": _link_asks,
    "views_sheet": _sheets,
    "views_answer": _said_it,
    "young_kept": dict,
    "paper": _papers,
    "feedback": _told,
    "translation": _translated,
    "care_episode": _lived,
    "care_review": lambda: {
        "held_on": _("We looked at your plan on"),
        "participation": _("How you took part"),
    },
}


KINDS = frozenset(_LABELS)
"""The kinds of record whose columns are named here."""


def _kinds_asked() -> Words:
    return {
        Kind.BE_DISCUSSED: _("May we talk about you and your plans at this meeting?"),
        Kind.SHARE_PAPERS: _("May others read papers about you?"),
        Kind.REFER_TO_HOUSING: _(
            "May we tell the people who give out homes that you may need one?"
        ),
    }


def _ways_asked() -> Words:
    return {
        "together": _("In person"),
        "video": _("In a video call"),
        "phone": _("On the phone"),
        "writing": _("In a letter or a message"),
        "unasked": _("You said it without being asked"),
        "portal": _("On these pages"),
    }


def _ways_answered() -> Words:
    return {
        "said": _("You said it"),
        "signed": _("You signed it"),
        "wrote": _("You wrote it in a message"),
        "showed": _("You showed it"),
        "portal": _("On these pages"),
    }


def _sources() -> Words:
    return {
        "decision": _("What was decided"),
        "addition": _("What was decided"),
        "promise": _("What was promised to you"),
        "promise_answer": _("What somebody wrote to you about a promise"),
        "ask_answer": _("The answer to something you asked for"),
        "override": _("What a manager wrote to you"),
        "views": _("What you said"),
        "wrong": _("What you told us is wrong"),
    }


def _answers() -> Words:
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "stopped": _("You stopped this."),
        "thinking": _("You are not sure yet."),
    }


def helped(keys: str) -> str:
    """Say who helped them, one after the other; ``keys`` stand with spaces between."""
    names = {
        "advocate": _("Somebody who speaks up for you"),
        "interpreter": _("An interpreter"),
        "scribe": _("Somebody who wrote down what you said"),
        "supporter": _("Somebody else you chose"),
    }
    return " · ".join(names.get(each, _("Somebody else")) for each in keys.split())


def _ways_reached() -> Words:
    return {
        "in_person": _("In person"),
        "phone": _("On the phone"),
        "message": _("In a text or an email"),
        "letter": _("In a letter"),
        "through_carer": _("Through somebody who looks after you"),
        "through_advocate": _("Through somebody who speaks up for you"),
        "with_interpreter": _("With an interpreter"),
    }


def _kinds_of_asks() -> Words:
    return {
        "not_there": _("You asked that somebody is not there"),
        "advocate": _("You asked for somebody who speaks up for you"),
        "help_deciding": _("You asked that somebody explains what you say yes or no to"),
        "wrong": _("You said that something is wrong"),
    }


def _answers_to_asks() -> Words:
    return {
        "granted": _("Yes"),
        "not_granted": _("No"),
        "changed": _("We changed it."),
        "not_changed": _("We did not change it."),
    }


def said_wrong() -> Words:
    """Return what stands in the place of the names of a request that says something is wrong."""
    return {"kind": _("What you said"), "why": _("Your words"), "asked_at": _("You told us on")}


def _ways_of_saying() -> Words:
    return {
        "typed": _("You typed it"),
        "chosen": _("You chose it"),
        "recording": _("You recorded it"),
        "picture": _("You sent a picture"),
        "drawing": _("You drew it"),
        "scribe": _("Somebody wrote down what you said"),
        "statement": _("You made it somewhere else"),
    }


def file_words(media: str) -> str:
    """Say what a file is."""
    kinds = {"image": _("A picture"), "audio": _("A recording"), "text": _("A text file")}
    return kinds.get(media.partition("/")[0], _("A PDF file"))


def _faces() -> Words:
    return {
        "good": _("It was good"),
        "mixed": _("Some good, some not"),
        "bad": _("It was not good"),
    }


def _places() -> Words:
    adopted, stay, other = (
        _("With people who adopt you"),
        _("A short stay somewhere else"),
        _("Another place"),
    )
    return {
        "A3": adopted,
        "A4": adopted,
        "A5": adopted,
        "A6": adopted,
        "H5": _("A home where you get support"),
        "K1": _("A secure children’s home"),
        "K2": _("A children’s home"),
        "K3": _("A home where you get support"),
        "P1": _("With your parents"),
        "P2": _("On your own"),
        "P3": _("A home that comes with work"),
        "R1": _("A home where people care for you"),
        "R2": _("A hospital, or another health place"),
        "R3": _("A place for families"),
        "R5": _("A place where a court sent you"),
        "S1": _("A school where you live"),
        "U1": _("With family or friends, for a long time"),
        "U2": _("With family or friends who may adopt you"),
        "U3": _("With family or friends"),
        "U4": _("With foster carers, for a long time"),
        "U5": _("With foster carers who may adopt you"),
        "U6": _("With foster carers"),
        **dict.fromkeys(("T0", "T1", "T2", "T3", "T4"), stay),
        **dict.fromkeys(("Z1", "Z11", "Z12", "Z13", "Z14"), other),
    }


def _legal() -> Words:
    adoption, short = _("A court, so that you can be adopted"), _("Short stays were agreed")
    return {
        "C1": _("A court, for a time"),
        "C2": _("A court"),
        "D1": adoption,
        "E1": adoption,
        "J1": _("A court, before it decided about you"),
        "J2": _("The police"),
        "J3": _("A court, after something that happened"),
        "L1": _("The police, to keep you safe"),
        "L2": _("A court, to keep you safe at once"),
        "L3": _("A court, to find out how you were"),
        "V2": _("It was agreed, without a court"),
        "V3": short,
        "V4": short,
    }


def _beginnings() -> Words:
    return {
        "S": _("You came into care"),
        "L": _("What the law says about it changed"),
        "P": _("You moved to another place"),
        "T": _("Your place changed. You kept the same carers."),
        "B": _("You moved, and what the law says changed"),
        "U": _("Your place and what the law says changed. You kept the same carers."),
    }


def _endings() -> Words:
    adopted, guardian, other = (
        _("You were adopted"),
        _("A court gave you a guardian"),
        _("For another reason"),
    )
    return {
        "X1": _("Something changed, and it went on"),
        "E2": other,
        "E3": _("Another council took over"),
        "E4A": _("You went home, as planned"),
        "E4B": _("You went home, and it was not planned"),
        "E5": _("You moved to your own place, with support"),
        "E6": _("You moved to your own place"),
        "E7": _("You moved to a home that cares for adults"),
        "E8": other,
        "E9": _("A court sent you to another place"),
        "E11": adopted,
        "E12": adopted,
        "E13": _("You went home to somebody who looks after you"),
        "E14": _("Your time of waiting for the court ended"),
        "E15": _("It was decided that you are an adult"),
        "E16": _("You moved to another country"),
        "E17": _("You turned 18 and stayed with your carers"),
        "E41": _("A court said who you live with"),
        **dict.fromkeys(("E45", "E46", "E47", "E48"), guardian),
    }


def _took_part() -> Words:
    return {
        "PN0": _("You were under 4"),
        "PN1": _("You came and spoke for yourself"),
        "PN2": _("You came, and somebody spoke for you"),
        "PN3": _("You came and showed what you think"),
        "PN4": _("You came and did not say what you think"),
        "PN5": _("You did not come. Somebody spoke for you."),
        "PN6": _("You did not come. You sent what you think."),
        "PN7": _("You did not come"),
    }


_SAID: dict[tuple[str, str], Callable[[], Words]] = {
    ("young_person", "sex"): lambda: {"M": _("Male"), "F": _("Female"), "U": _("Not known")},
    ("young_contact", "language"): lambda: {each.code: each.name for each in LANGUAGES},
    ("agreement_event", "kind"): _kinds_asked,
    ("agreement_event", "answer"): _answers,
    ("agreement_event", "way_asked"): _ways_asked,
    ("agreement_event", "way_answered"): _ways_answered,
    ("participation_choice", "way_told"): _ways_reached,
    ("meeting_ask", "kind"): _kinds_of_asks,
    ("meeting_ask", "outcome"): _answers_to_asks,
    ("views_answer", "how"): _ways_of_saying,
    ("views_answer", "way"): _ways_reached,
    ("views_answer", "audience"): lambda: {
        each.value: _(words) for each, words in AUDIENCE_WORDS.items()
    },
    ("views_answer", "language"): lambda: {each.code: each.name for each in LANGUAGES},
    ("paper", "kind"): lambda: {each.value: paper_words(each) for each in PaperKind},
    ("feedback", "face"): _faces,
    ("translation", "source"): _sources,
    ("care_episode", "reason_new"): _beginnings,
    ("care_episode", "legal_status"): _legal,
    ("care_episode", "place"): _places,
    ("care_episode", "reason_ended"): _endings,
    ("care_review", "participation"): _took_part,
}
