"""Each agency's own short form: a few questions on one page, and what is wrong with an answer.

No form asks what a home costs: that has a page of its own, for children's services alone (A19).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleError
from portal.kernel.versions import Difference, differences
from portal.kernel.wording import long_date
from portal.preparation.rules.agencies import Agency

Answer = str | tuple[str, ...]
Answers = Mapping[str, Answer]
WORDS_LENGTH, LINE_LENGTH = 4_000, 200
CURRENT_FOR = timedelta(days=28)
"""How old information on housing options may be (R57, "current"): half of the 56 days in which the
law has a council act when a home may be lost, so that what the panel reads is of that same time."""
TELLS_COST = "Leave out what it costs. That is written down on a page of its own"
_MONEY = re.compile(r"£\s?\d|\d\s?(?:pounds|GBP)\b", re.IGNORECASE)


class AnswerProblemsError(RuleError):
    """Everything that is wrong with an agency's answers, each with its field."""

    def __init__(self, problems: Sequence[RuleError]) -> None:
        super().__init__(problems[0].message, problems[0].field)
        self.problems = tuple(problems)


class Kind(StrEnum):
    """What is asked for."""

    WORDS = "words"
    LINE = "line"
    CHOICE = "choice"
    SELECT = "select"
    MANY = "many"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `missing` is said where it is left empty; without it it may be.

    One that is `general` is about no young person, so that an answer may serve for another.
    """

    key: str
    label: str
    kind: Kind
    missing: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    general: bool = False
    group: str = ""

    @property
    def legend(self) -> str:
        """What stands above the questions of its group."""
        return GROUPS[self.group] if self.group else ""

    def said(self, answer: Answer | None) -> str:
        """Return an answer in words; nothing where there is none."""
        if not answer:
            return ""
        labels = dict(self.choices)
        if isinstance(answer, tuple):
            return ", ".join(labels.get(each, each) for each in answer)
        if self.kind is Kind.DAY:
            return long_date(date.fromisoformat(answer))
        return labels.get(answer, answer)


GROUPS = {
    "skills": "Where they are with each skill",
    "suitability": "How suitable would each be?",
}
"""What stands above the questions of a group."""
SUITABILITY = (
    ("preferred", "Preferred"),
    ("suitable", "Suitable but not preferred"),
    ("unsuitable", "Unsuitable"),
    ("not_specified", "Not specified"),
)
"""The scale of the placements data standard, so that ART says the same to us as to providers."""
HOMES = (
    ("foster", "A foster home, or staying put after 18"),
    ("residential", "A children’s home"),
    ("supported", "Supported accommodation"),
    ("own_home", "A home of their own"),
)
SKILLS = (
    ("cooking", "Shopping and cooking"),
    ("cleaning", "Washing and keeping a home clean"),
    ("money", "Managing money and bills"),
    ("health", "Looking after their health, with a GP and dentist"),
    ("travel", "Getting around by themselves"),
    ("papers", "Identity papers, post and forms"),
    ("people", "Asking for help, and keeping safe with people"),
    ("tenancy", "What a tenancy asks of them"),
)
HOW_FAR = (
    ("not_started", "Not started"),
    ("learning", "Is learning it"),
    ("with_help", "Does it with help"),
    ("alone", "Does it alone"),
)
ROUTES = (
    ("register", "The housing register"),
    ("nomination", "A direct nomination or let"),
    ("supported", "A supported scheme"),
    ("private", "A private rent, with help"),
    ("duty", "Homelessness prevention or relief"),
    ("none", "None at the moment"),
)
_NO_COST = "Leave out what it costs, which has a page of its own"

_INDEPENDENCE = (
    Question(
        "placement",
        "What do those who look after them say?",
        Kind.WORDS,
        missing="Enter what those who look after them say",
        hint=_NO_COST,
    ),
    *(
        Question(f"skill_{key}", label, Kind.SELECT, choices=HOW_FAR, group="skills")
        for key, label in SKILLS
    ),
    Question(
        "support",
        "What is being done to build these skills?",
        Kind.WORDS,
        missing="Enter what is being done to build these skills",
    ),
)
FORMS: dict[Agency, tuple[Question, ...]] = {
    Agency.HOUSING: (
        Question(
            "as_of",
            "Of which day is this information?",
            Kind.DAY,
            missing="Enter the day this information is of",
            hint="It counts as current for 28 days, counted to the panel",
        ),
        Question(
            "routes",
            "Which routes are open?",
            Kind.MANY,
            missing="Choose the routes that are open, or none",
            choices=ROUTES,
        ),
        Question(
            "options",
            "What are the options?",
            Kind.WORDS,
            missing="Enter what the options are",
            hint="Name the schemes or areas, as far as you know now",
        ),
        Question("available_from", "When could the first be available?", Kind.DAY),
        Question("band", "Band or priority, in words", Kind.LINE),
        Question(
            "needed",
            "What would be needed first?",
            Kind.WORDS,
            hint="Such as identity papers, an application or a reference",
        ),
    ),
    Agency.ACCESS_TO_RESOURCES: (
        Question(
            "placement",
            "What does the placement say?",
            Kind.WORDS,
            missing="Enter what the placement says",
            hint=_NO_COST,
        ),
        *(
            Question(
                f"suits_{key}",
                label,
                Kind.SELECT,
                missing=f"Choose how suitable this is: {label[:1].lower()}{label[1:]}",
                choices=SUITABILITY,
                group="suitability",
            )
            for key, label in HOMES
        ),
        Question(
            "availability",
            "What is available, and from when?",
            Kind.WORDS,
            missing="Enter what is available, and from when",
            hint=_NO_COST,
        ),
        Question("move_on", "Options for moving on from where they are", Kind.WORDS),
    ),
    Agency.FOSTERING: _INDEPENDENCE,
    Agency.RESIDENTIAL: _INDEPENDENCE,
    Agency.PROVIDER: (
        Question(
            "scheme",
            "Name of the scheme",
            Kind.LINE,
            missing="Enter the name of the scheme",
            general=True,
        ),
        Question(
            "offers",
            "What does it offer?",
            Kind.WORDS,
            missing="Enter what the scheme offers",
            hint="Say nothing about the people who live there",
            general=True,
        ),
        Question("places", "Places, and from when", Kind.LINE),
        Question("meets", "How could it meet the needs you were told of?", Kind.WORDS),
        Question("needed", "What would be needed first?", Kind.WORDS),
    ),
    Agency.IRO: (
        Question(
            "view",
            "Your own view of the plan",
            Kind.WORDS,
            missing="Enter your own view of the plan",
        ),
        Question(
            "voice",
            "What the child’s own reviewing officer asks you to say",
            Kind.WORDS,
        ),
        Question(
            "challenge",
            "Do you challenge the plan?",
            Kind.CHOICE,
            missing="Choose whether you challenge the plan",
            choices=(("no", "No"), ("yes", "Yes")),
        ),
        Question(
            "challenge_words",
            "What do you challenge, and what do you ask for?",
            Kind.WORDS,
            hint="Needed if you challenge the plan",
        ),
    ),
    Agency.PERSONAL_ADVISER: (
        Question(
            "going_well",
            "What is going well, and what worries you?",
            Kind.WORDS,
            missing="Enter what is going well and what worries you",
        ),
        Question("plan", "What would you add to the pathway plan?", Kind.WORDS),
    ),
    Agency.YOUTH_JUSTICE: (
        Question(
            "fits",
            "What must a plan for a home fit?",
            Kind.WORDS,
            missing="Enter what a plan for a home must fit",
            hint="Such as an order, a place to stay away from, or nothing",
        ),
        Question("support", "What support do you give?", Kind.WORDS),
    ),
    Agency.GUEST: (
        Question(
            "words",
            "What should the panel know?",
            Kind.WORDS,
            missing="Enter what the panel should know",
            hint="Only what you were asked for",
        ),
    ),
}
"""The form of each agency, in the order of its page (R12-R19, R57-R61)."""
_NEVER_COSTS = frozenset(
    {Agency.ACCESS_TO_RESOURCES, Agency.FOSTERING, Agency.RESIDENTIAL, Agency.PROVIDER}
)


def form_of(agency: Agency) -> tuple[Question, ...]:
    """Return the questions of an agency."""
    return FORMS[agency]


def problems(agency: Agency, answers: Answers, today: date) -> list[RuleError]:
    """Say everything that is wrong with an agency's answers, by the field."""
    questions = FORMS[agency]
    found = [wrong for each in questions if (wrong := _problem(each, answers.get(each.key)))]
    if agency in _NEVER_COSTS:
        found += [
            RuleError(TELLS_COST, each.key)
            for each in questions
            if isinstance(said := answers.get(each.key), str) and _MONEY.search(said)
        ]
    if agency is Agency.HOUSING:
        found += _housing_problems(answers, today)
    challenges = agency is Agency.IRO and answers.get("challenge") == "yes"
    if challenges and not answers.get("challenge_words"):
        missing = "Enter what you challenge, and what you ask for"
        found.append(RuleError(missing, "challenge_words"))
    return found


def _problem(question: Question, answer: Answer | None) -> RuleError | None:
    if not answer:
        return RuleError(question.missing, question.key) if question.missing else None
    given = answer if isinstance(answer, tuple) else (answer,)
    if question.choices and not set(given) <= {value for value, _ in question.choices}:
        return RuleError("Choose one of the answers on the list", question.key)
    return None


def _housing_problems(answers: Answers, today: date) -> list[RuleError]:
    found = []
    as_of = day_in(answers, "as_of")
    if as_of is not None and as_of > today:
        found.append(RuleError("The day this information is of cannot be in the future", "as_of"))
    if as_of is not None and as_of < today - CURRENT_FOR:
        found.append(
            RuleError("This is more than 28 days old. Look it up again, then enter today", "as_of")
        )
    routes = answers.get("routes") or ()
    if "none" in routes and len(routes) > 1:
        found.append(RuleError("Choose the routes that are open, or none, not both", "routes"))
    return found


def day_in(answers: Answers, key: str) -> date | None:
    """Return the day an answer gives."""
    said = answers.get(key)
    return date.fromisoformat(said) if isinstance(said, str) and said else None


def in_words(agency: Agency, answers: Answers) -> list[tuple[str, str]]:
    """Return each question with its answer in words; nothing where it was left empty."""
    return [(each.label, each.said(answers.get(each.key))) for each in FORMS[agency]]


def as_read(agency: Agency, answers: Answers) -> list[tuple[str, tuple[str, ...]]]:
    """Return what was answered as headings with their lines, a group's answers under its own."""
    found: dict[str, list[str]] = {}
    for each in FORMS[agency]:
        said = each.said(answers.get(each.key))
        if said and each.group:
            found.setdefault(each.legend, []).append(f"{each.label}: {said}")
        elif said:
            found[each.label] = [line for line in said.splitlines() if line.strip()]
    return [(heading, tuple(lines)) for heading, lines in found.items()]


def compared(agency: Agency, mine: Answers, theirs: Answers) -> tuple[Difference, ...]:
    """Return what differs between two people's answers, in the order of the form."""
    return differences(dict(in_words(agency, mine)), dict(in_words(agency, theirs)))


def from_last_time(agency: Agency, answers: Answers, *, same_person: bool) -> dict[str, Answer]:
    """Return what a form opens with from an earlier answer.

    About the same young person everything but a day, which must be given anew; about another
    only what is about nobody.
    """
    return {
        each.key: answers[each.key]
        for each in FORMS[agency]
        if each.key in answers and (each.general or (same_person and each.kind is not Kind.DAY))
    }
