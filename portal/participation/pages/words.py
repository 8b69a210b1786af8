"""What young people read about taking part, in the language of the page being made.

Staff read the same answers in the words of `rules.choices`; a test holds the keys of both together.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.papers.rules.kinds import PaperKind
from portal.participation.operations import Comer
from portal.participation.rules.choices import QUESTIONS, Answers, Kind, Topic
from portal.participation.rules.times import SlotTime
from portal.variations.values import OrganisationKind
from portal.web.young import gettext as _
from portal.web.young import ngettext


def question(topic: Topic, part: str, day: str) -> str:
    """Return what one part of a question asks; ``day`` is the meeting's."""
    return {
        "way": {
            "way": _("How do you want to take part?"),
            "more": _("What would make it easier for you?"),
        },
        "times": {
            "hours": _("When can you not come on %(day)s?") % {"day": day},
            "because": _("What do you have on then?"),
        },
        "bring": {
            "who": _("Who do you want to bring?"),
            "name": _("What are they called?"),
        },
        "needs": {
            "language": _("Do you want an interpreter?"),
            "needs": _("What helps you?"),
            "more": _("What else should we know?"),
        },
        "adult": {"adult": _("What about your carer?")},
    }[topic.value][part]


def hint(part: str) -> str:
    """Return one short sentence of help; empty where none is needed."""
    return {
        "language": _("Write the language you speak"),
        "name": _("A first name is enough"),
        "hours": _("Choose all that you want"),
        "needs": _("Choose all that you want"),
        "more": _("In your own words"),
    }.get(part, "")


def choices(part: str) -> dict[str, str]:
    """Return the answers there are to one part, by key."""
    return {
        "way": {
            "in_person": _("I come to the meeting"),
            "call": _("I join by phone or video"),
            "recording": _("I send a recording"),
            "words": _("I send my words and somebody reads them out"),
            "not_at_all": _("I do not want to take part"),
            "not_sure": _("I am not sure yet"),
        },
        "hours": {
            "early": _("Before 10am"),
            "morning": _("From 10am to 12 noon"),
            "midday": _("From 12 noon to 2pm"),
            "afternoon": _("From 2pm to 4pm"),
            "late": _("After 4pm"),
        },
        "because": {
            "school": _("School"),
            "college": _("College"),
            "exam": _("An exam"),
            "work": _("Work"),
            "health": _("A health appointment"),
            "other": _("Something else"),
        },
        "who": {
            "nobody": _("Nobody"),
            "friend": _("A friend"),
            "family": _("Somebody from my family"),
            "carer": _("Somebody who looks after me"),
            "advocate": _("Somebody who speaks up for me (an advocate)"),
            "worker": _("A worker I trust"),
            "other": _("Somebody else"),
        },
        "needs": {
            "step_free": _("A way in without steps"),
            "sign_language": _("A sign language interpreter"),
            "hearing": _("Help with hearing"),
            "large_print": _("Large print"),
            "pictures": _("Easy words and pictures"),
            "read_aloud": _("Somebody who reads to me"),
            "quiet": _("A quiet place to wait"),
            "breaks": _("Breaks"),
            "see_first": _("To see the room before"),
            "few_people": _("Fewer people in the room"),
            "travel": _("Help to get there"),
        },
        "adult": {
            "come": _("They can know about it and come"),
            "told": _("They can know about it, but not come"),
            "no": _("Do not tell them"),
            "none": _("I have no carer"),
            "not_sure": _("I am not sure yet"),
        },
    }.get(part, {})


def title(topic: Topic) -> str:
    """Return a topic as a line of the list of questions."""
    return {
        Topic.WAY: _("How I take part"),
        Topic.TIMES: _("Times that do not suit me"),
        Topic.BRING: _("Who comes with me"),
        Topic.NEEDS: _("What I need"),
        Topic.CARER: _("My carer"),
    }[topic]


def answered(topic: Topic, answers: Answers) -> tuple[str, ...]:
    """Return what they answered, one line for each thing, in their language and their own words."""
    said: list[str] = []
    for part in QUESTIONS[topic]:
        found = answers.get(part.key)
        if not found:
            continue
        if part.kind in {Kind.ONE, Kind.MANY}:
            words = choices(part.key)
            said += [words.get(key, key) for key in ([found] if isinstance(found, str) else found)]
        else:
            said.append(str(found))
    return tuple(said)


def length_words(slot: SlotTime) -> str:
    """Return how long it takes."""
    said = ngettext("about %(num)s minute", "about %(num)s minutes", slot.minutes)
    return said % {"num": slot.minutes}


_SAME = {
    "children_in_our_care_senior_manager": "leaving_care_senior_manager",
    "leaving_care_team_manager": "team_manager",
    "leaving_care_service": "team_manager",
    "external_providers": "supported_accommodation",
    "residential_manager": "fostering_manager",
    "carers": "foster_carer_representative",
}
"""Seats that are told of in the words of another."""


def who_they_are(comer: Comer) -> tuple[str, bool]:
    """Say who somebody is and why they come; and whether in the reader's language.

    A district says it of its own seats in its own words, in English alone.
    """
    if comer.seat is None:
        if comer.kind is OrganisationKind.PROVIDER:
            return _seats()["supported_accommodation"], True
        return _("They come for your part only, to help with one question."), True
    if comer.seat.for_young_people:
        return comer.seat.for_young_people, False
    key = _SAME.get(comer.seat.key, comer.seat.key)
    return _seats().get(key) or _("They come because your plan may need them."), True


def _seats() -> dict[str, str]:
    return {
        "leaving_care_senior_manager": _(
            "A senior manager. They usually lead the meeting, and make sure that you are heard."
        ),
        "team_manager": _(
            "A manager of a team that works with you. They make sure that your plan happens."
        ),
        "allocated_social_worker": _("Your social worker. They know you and your plan."),
        "personal_adviser": _("Your personal adviser. They help you now and after you are 18."),
        "housing_authority": _(
            "Somebody who gives out homes to rent. They say which ones you could get."
        ),
        "supported_accommodation": _(
            "Somebody who runs homes where you get support. They say what it is like there."
        ),
        "fostering_manager": _(
            "A manager from the people you live with now. They say how you get ready to move on."
        ),
        "access_to_resources": _(
            "Somebody who looks for places to live. They say what else there may be."
        ),
        "youth_justice": _(
            "Somebody who works with young people and the police or courts. They say how they can "
            "help."
        ),
        "iro_representative": _(
            "Somebody who checks that your plan is good. They speak up if it is not."
        ),
        "family_group_conferencing": _(
            "Somebody who brings families together, so that family can be part of your plan."
        ),
        "foster_carer_representative": _(
            "Somebody who looks after young people. They say what helps at home."
        ),
        "young_person_representative": _(
            "A young person who has been through this. They never see anything written about you."
        ),
        "outreach_services": _("Somebody who helps people where they live."),
        "advocacy": _("Somebody who helps young people to speak up."),
        "health": _("Somebody from the health service. They say what helps you to stay well."),
        "education": _("Somebody who helps with school, college, training or work."),
        "work_and_pensions": _("Somebody who helps with money and with finding work."),
        "adult_care": _("Somebody who gives support to adults, if you may need it after 18."),
    }


def isolated(name: str) -> str:
    """Return a name kept together in a line that may run the other way, where no markup goes."""
    return f"\u2068{name}\u2069"


def organisation_words(kind: OrganisationKind) -> str:
    """Say what kind of organisation somebody comes from."""
    return {
        OrganisationKind.HOUSING_AUTHORITY: _("They give out homes to rent"),
        OrganisationKind.PROVIDER: _("They run homes where you get support"),
        OrganisationKind.YOUTH_JUSTICE: _("They work with young people and the police or courts"),
        OrganisationKind.HEALTH: _("They help people to stay well"),
        OrganisationKind.EDUCATION: _("They help with school, college or training"),
        OrganisationKind.ADVOCACY: _("They help young people to speak up"),
    }.get(
        kind,
        _("They come to the meeting too")
        if not kind.is_childrens_services
        else _("They are part of the team that works with you"),
    )


def kept_words(number: int) -> str:
    """Say how many papers somebody does not get."""
    said = ngettext("%(num)s paper they do not get", "%(num)s papers they do not get", number)
    return said % {"num": number}


def paper_words(kind: PaperKind) -> str:
    """Say what a paper is about."""
    return {
        PaperKind.CASE_SUMMARY: _("A short summary about you and your plan"),
        PaperKind.CARE_PLANNING_RECORD: _("Notes from your last review"),
        PaperKind.VIEWS: _("What you say yourself"),
        PaperKind.PLACEMENT_INFORMATION: _("How it goes where you live now"),
        PaperKind.INDEPENDENCE_SKILLS: _("What you can do already, and what you are learning"),
        PaperKind.PROVIDER_INFORMATION: _("What a home with support could offer you"),
        PaperKind.IRO_VIEW: _("What the person who checks your plan thinks"),
        PaperKind.HOUSING_OPTIONS: _("Which homes there may be for you"),
        PaperKind.OTHER: _("Another paper about you"),
    }[kind]


def part_words(kind: PaperKind, key: str, heading: str) -> str:
    """Say what a part of a paper is about; the heading as it stands where the portal gave it none.

    Staff write under the headings of `papers.rules.sections`; a test holds the keys together.
    """
    return _PARTS.get(kind, dict)().get(key, heading)


def _summary_parts() -> dict[str, str]:
    return {
        "about": _("Who you are and what you like"),
        "home_now": _("Where you live now"),
        "preferred_home": _("The home you want"),
        "plan": _("Your plan for when you are an adult"),
        "people": _("People who matter to you"),
        "health": _("How you are, and what helps you to stay well"),
        "learning": _("School, college, training and work"),
        "money": _("Your money"),
        "skills": _("What you need to know to live on your own"),
        "identity": _("Your background, culture and language"),
        "safety": _("What could go wrong, and what helps"),
        "question": _("What we ask the meeting"),
    }


def _views_parts() -> dict[str, str]:
    return {"views": _("What you said"), "how": _("How we asked you")}


def _living_parts() -> dict[str, str]:
    return {
        "going": _("How it goes where you live now"),
        "learnt": _("What we have learnt about what you need"),
        "availability": _("Which homes are free, and when"),
        "suitability": _("How they would suit you"),
    }


def _skills_parts() -> dict[str, str]:
    return {
        "can": _("What you can do already"),
        "support": _("What help you have had so far"),
        "next": _("What comes next, and when"),
    }


def _provider_parts() -> dict[str, str]:
    return {
        "scheme": _("What this home is like"),
        "meets": _("How it could help you"),
        "places": _("When there is a room"),
    }


def _plan_checked_parts() -> dict[str, str]:
    return {
        "view": _("What the person who checks your plan thinks"),
        "voice": _("What you told them"),
        "ask": _("What the meeting should look at closely"),
    }


def _homes_parts() -> dict[str, str]:
    return {
        "options": _("Which homes there may be for you"),
        "steps": _("What you need for each home, and by when"),
        "waiting": _("How long it usually takes"),
    }


def _one_part() -> dict[str, str]:
    return {"text": _("What the paper says")}


_PARTS: dict[PaperKind, Callable[[], dict[str, str]]] = {
    PaperKind.CASE_SUMMARY: _summary_parts,
    PaperKind.VIEWS: _views_parts,
    PaperKind.PLACEMENT_INFORMATION: _living_parts,
    PaperKind.INDEPENDENCE_SKILLS: _skills_parts,
    PaperKind.PROVIDER_INFORMATION: _provider_parts,
    PaperKind.IRO_VIEW: _plan_checked_parts,
    PaperKind.HOUSING_OPTIONS: _homes_parts,
    PaperKind.CARE_PLANNING_RECORD: _one_part,
    PaperKind.OTHER: _one_part,
}
