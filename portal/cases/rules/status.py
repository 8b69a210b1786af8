"""Which care-leaver duties are owed to a young person, and the reasons in full sentences.

The law: Children Act 1989 Schedule 2 paragraph 19B (eligible), section 23A (relevant), section
23C (former relevant), section 24 (qualifying); SI 2010/959 regulation 40 (13 weeks after 14);
SI 2010/2571 regulation 3 (who else is relevant, and who stops being).

What the return cannot show, and so is an argument or said in the reasons:

* whether someone who went home stayed there six months (IN_TOUCH code RHOM does show it);
* whether someone not in care on their 16th birthday was then detained or in hospital;
* whether a special guardianship order is still in force;
* care by another authority, private fostering, and time in hospital or school.

Nobody loses a status because the return is silent: the doubt is written down for a person to
settle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.cases.rules.history import CareHistory, Episode, read_history, refuse_unborn
from portal.kernel.timeline import add_months, age_on, birthday
from portal.kernel.wording import counted, plain_date

NIGHTS_NEEDED = 91
COUNT_FROM_AGE = 14
ELIGIBLE_AGE = 16
ADULT_AGE = 18
QUALIFYING_UNTIL = 21
SUPPORT_UNTIL = 25
SETTLED_MONTHS = 6

SPECIAL_GUARDIANSHIP = frozenset({"E43", "E44", "E45", "E46", "E47", "E48"})
WENT_HOME = frozenset({"E4", "E4A", "E4B", "E41"}) | SPECIAL_GUARDIANSHIP
CUSTODY = "E9"
_ENDS_DUTIES = {
    "E2": "The return says they died on {on}.",
    "E3": (
        "Another authority took over their care on {on}, so this authority owes them no "
        "care-leaver duties (Children Act 1989 section 23A(4))."
    ),
    "E11": "They were adopted on {on}, so care-leaver duties do not apply.",
    "E12": "They were adopted on {on}, so care-leaver duties do not apply.",
    "E15": (
        "An age assessment on {on} found that they were already an adult, so their time in care "
        "does not count as a child's."
    ),
}


class Category(StrEnum):
    """The care-leaver categories of the Children Act 1989."""

    ELIGIBLE = "eligible"
    RELEVANT = "relevant"
    FORMER_RELEVANT = "former_relevant"
    QUALIFYING = "qualifying"
    NONE = "none"

    @property
    def label(self) -> str:
        """The category as people read it."""
        return "No care-leaver status" if self is Category.NONE else _words(self)


def _words(category: Category) -> str:
    return category.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Status:
    """A young person's care-leaver category on one day, with its reasons as full sentences.

    `days_since_14` and `days_since_16` count nights in care from those birthdays to the as-of
    date. `in_care` is False from 18, when nobody is a looked-after child. `eligible_from` is the
    day the person becomes or became an eligible child if care goes on; None if it never comes.
    """

    category: Category
    reasons: tuple[str, ...]
    days_since_14: int
    days_since_16: int
    in_care: bool
    age: int
    eligible_from: date | None


@dataclass(frozen=True, slots=True)
class _Facts:
    dob: date
    as_of: date
    history: CareHistory
    settled_at_home: bool | None
    held_at_16: bool | None

    @property
    def age(self) -> int:
        return age_on(self.dob, self.as_of)

    @property
    def sixteen(self) -> date:
        return birthday(self.dob, ELIGIBLE_AGE)

    @property
    def eighteen(self) -> date:
        return birthday(self.dob, ADULT_AGE)

    @property
    def in_care(self) -> bool:
        return self.history.in_care and self.age < ADULT_AGE

    def as_child(self, since_age: int) -> int:
        """Nights since a birthday that were spent in care as a child: before 18."""
        since = birthday(self.dob, since_age)
        return self.history.nights(since, min(self.as_of, self.eighteen))

    @property
    def long_enough(self) -> bool:
        return self.as_child(COUNT_FROM_AGE) >= NIGHTS_NEEDED and self.as_child(ELIGIBLE_AGE) >= 1

    @property
    def held_long_enough(self) -> bool:
        return bool(self.held_at_16) and self.as_child(COUNT_FROM_AGE) >= NIGHTS_NEEDED

    @property
    def left_for(self) -> str:
        return (self.history.ending.reason if self.history.ending else None) or ""


def care_leaver_status(
    dob: date,
    episodes: Iterable[Episode],
    as_of: date,
    *,
    settled_at_home: bool | None = None,
    held_at_16: bool | None = None,
) -> Status:
    """Work out the care-leaver category on `as_of` from a care history (R4, R6).

    `settled_at_home`: six months or more with a parent or someone with parental responsibility
    (RHOM in the return). `held_at_16`: detained or in hospital on the 16th birthday. None means
    not known. RuleError when `as_of` is before birth.
    """
    refuse_unborn(dob, as_of)
    facts = _Facts(dob, as_of, read_history(episodes, as_of), settled_at_home, held_at_16)
    category, reasons = _decide(facts)
    return Status(
        category=category,
        reasons=(*reasons, *_left_out(facts)),
        days_since_14=facts.history.nights(birthday(dob, COUNT_FROM_AGE)),
        days_since_16=facts.history.nights(facts.sixteen),
        in_care=facts.in_care,
        age=facts.age,
        eligible_from=_eligible_from(facts),
    )


_Decision = tuple[Category, list[str]]


def _decide(facts: _Facts) -> _Decision:
    ending = facts.history.ending
    if not facts.history.spells and not facts.in_care:
        return Category.NONE, ["The return shows no time in care that counts."]
    if ending and ending.reason in _ENDS_DUTIES:
        return Category.NONE, [_ENDS_DUTIES[ending.reason].format(on=plain_date(ending.on))]
    if facts.age < ELIGIBLE_AGE:
        return Category.NONE, [
            (
                f"They are {facts.age}. Care-leaver duties start at 16, which they reach on "
                f"{plain_date(facts.sixteen)} (Children Act 1989 Schedule 2 paragraph 19B)."
            )
        ]
    if facts.age >= ADULT_AGE:
        return _adult(facts)
    return _in_care(facts) if facts.in_care else _left_at_16_or_17(facts)


def _in_care(facts: _Facts) -> _Decision:
    reasons = [f"They are {facts.age} and in care.", *_nights(facts)]
    if facts.long_enough:
        return Category.ELIGIBLE, [
            *reasons,
            "So they are an eligible child (Children Act 1989 Schedule 2 paragraph 19B).",
        ]
    ahead = _eligible_from(facts)
    if ahead is None:
        return Category.NONE, [*reasons, "They turn 18 before they could become eligible."]
    return Category.NONE, [
        *reasons,
        f"They become an eligible child on {plain_date(ahead)} if they stay in care.",
    ]


def _left_at_16_or_17(facts: _Facts) -> _Decision:
    reasons = [f"They are {facts.age} and not in care.", *_left(facts)]
    if facts.long_enough:
        reasons += _nights(facts)
        if facts.settled_at_home:
            return Category.QUALIFYING, [*reasons, _SETTLED, _QUALIFYING_CARE]
        return Category.RELEVANT, [
            *reasons,
            (
                "They were an eligible child when they left, so they are a relevant child "
                "(Children Act 1989 section 23A)."
            ),
            *_doubt_about_home(facts),
        ]
    if facts.held_long_enough:
        return Category.RELEVANT, [
            *reasons,
            *_nights(facts),
            (
                "They were detained or in hospital on their 16th birthday and had been in care "
                "long enough before, so they are a relevant child (SI 2010/2571 regulation 3)."
            ),
        ]
    return _qualifying_or_none(facts, reasons)


def _adult(facts: _Facts) -> _Decision:
    if facts.age >= SUPPORT_UNTIL:
        return Category.NONE, [
            f"They are {facts.age}. Care-leaver duties end at 25 (Children Act 1989 section 23CZB)."
        ]
    reasons = [f"They are {facts.age}.", *_left(facts)]
    if facts.history.in_care:
        reasons.append(
            f"The return still shows them in care, but care as a child ended when they turned 18 "
            f"on {plain_date(facts.eighteen)}."
        )
    if facts.long_enough and facts.history.was_in_care_into(facts.eighteen):
        return Category.FORMER_RELEVANT, [
            *reasons,
            *_nights(facts),
            (
                "They were in care and an eligible child when they turned 18, so they are a former "
                "relevant child (Children Act 1989 section 23C(1)(b))."
            ),
            *_from_21(facts),
        ]
    if (facts.long_enough or facts.held_long_enough) and not facts.settled_at_home:
        return Category.FORMER_RELEVANT, [
            *reasons,
            *_nights(facts),
            (
                "They were a relevant child before they turned 18, so they are a former relevant "
                "child (Children Act 1989 section 23C(1)(a))."
            ),
            *_doubt_about_home(facts),
            *_from_21(facts),
        ]
    if facts.long_enough:
        reasons += [*_nights(facts), _SETTLED]
    return _qualifying_or_none(facts, reasons)


_SETTLED = (
    "They went home and stayed six months or more, so they stopped being a relevant child "
    "(SI 2010/2571 regulation 3)."
)
_QUALIFYING_CARE = (
    "They were in care at 16 or 17 and are under 21, so they qualify for advice and help "
    "(Children Act 1989 section 24(1B))."
)


def _qualifying_or_none(facts: _Facts, reasons: list[str]) -> _Decision:
    if not facts.long_enough:
        reasons = [*reasons, *_nights(facts)]
    if facts.age >= QUALIFYING_UNTIL:
        return Category.NONE, [
            *reasons,
            (
                "They are 21 or over, so they no longer qualify for advice and help (Children Act "
                "1989 section 24)."
            ),
        ]
    if facts.as_child(ELIGIBLE_AGE) >= 1:
        return Category.QUALIFYING, [*reasons, _QUALIFYING_CARE]
    if facts.left_for in SPECIAL_GUARDIANSHIP:
        return Category.QUALIFYING, [
            *reasons,
            (
                "They left care to a special guardian and are 16 to 20, so they qualify for advice "
                "and help (Children Act 1989 section 24(1A)). The return does not show whether the "
                "order is still in force, or was when they turned 18: check."
            ),
        ]
    return Category.NONE, [
        *reasons,
        "They were not in care after they turned 16, so care-leaver duties do not apply.",
        *_doubt_about_custody(facts),
    ]


def _nights(facts: _Facts) -> list[str]:
    since_14, since_16 = facts.as_child(COUNT_FROM_AGE), facts.as_child(ELIGIBLE_AGE)
    return [
        (
            f"They spent {counted(since_14, 'night')} in care after they turned 14 on "
            f"{plain_date(birthday(facts.dob, COUNT_FROM_AGE))}: 13 weeks, which is 91 nights, are "
            f"needed (SI 2010/959 regulation 40)."
        ),
        (
            f"They spent {counted(since_16, 'night')} in care after they turned 16 on "
            f"{plain_date(facts.sixteen)}: at least one is needed (Children Act 1989 Schedule 2 "
            f"paragraph 19B)."
        ),
    ]


def _left(facts: _Facts) -> list[str]:
    ending = facts.history.ending
    return [f"They left care on {plain_date(ending.on)}."] if ending else []


def _doubt_about_home(facts: _Facts) -> list[str]:
    """Say what the return leaves open about someone who went home long enough ago to settle."""
    ending = facts.history.ending
    if facts.settled_at_home is not None or ending is None or ending.reason not in WENT_HOME:
        return []
    settled = add_months(ending.on, SETTLED_MONTHS)
    if settled > min(facts.as_of, facts.eighteen):
        return []
    return [
        (
            f"They left care to go home or to someone with parental responsibility. If they stayed "
            f"there six months, to {plain_date(settled)}, they stopped being a relevant child "
            f"(SI 2010/2571 regulation 3). The return does not show whether they did: check."
        )
    ]


def _doubt_about_custody(facts: _Facts) -> list[str]:
    enough = facts.as_child(COUNT_FROM_AGE) >= NIGHTS_NEEDED
    if facts.left_for != CUSTODY or not enough or facts.held_at_16 is not None:
        return []
    return [
        (
            "They left care for custody. If they were still detained on their 16th birthday they "
            "are a relevant child (SI 2010/2571 regulation 3). The return does not show it: check."
        )
    ]


def _from_21(facts: _Facts) -> list[str]:
    if facts.age < QUALIFYING_UNTIL:
        return []
    return [
        (
            "From 21 to 24 they get a personal adviser if they say they want support (Children Act "
            "1989 section 23CZB)."
        )
    ]


def _left_out(facts: _Facts) -> list[str]:
    if not facts.history.short_breaks:
        return []
    are = "is" if facts.history.short_breaks == 1 else "are"
    return [
        (
            f"{counted(facts.history.short_breaks, 'short break').capitalize()} {are} left out "
            f"(legal status V3 or V4; SI 2010/959 regulation 48)."
        )
    ]


def _eligible_from(facts: _Facts) -> date | None:
    """Find the first day on which both counts are met, if that day comes before 18."""
    enough = facts.history.day_reached(birthday(facts.dob, COUNT_FROM_AGE), NIGHTS_NEEDED)
    after_16 = facts.history.day_reached(facts.sixteen, 1)
    if enough is None or after_16 is None:
        return None
    first = max(enough, after_16)
    return first if first <= facts.eighteen else None
