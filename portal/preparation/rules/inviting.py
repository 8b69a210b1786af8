"""How a young person was invited and asked for their views, and what is wrong with an entry."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleError
from portal.kernel.wording import plain_date

LONG_AGO = timedelta(days=183)
"""An invitation of more than half a year before is to another panel: they meet more often (A12)."""


class Way(StrEnum):
    """In which way somebody was reached."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    MESSAGE = "message"
    LETTER = "letter"
    THROUGH_CARER = "through_carer"
    THROUGH_ADVOCATE = "through_advocate"
    WITH_INTERPRETER = "with_interpreter"

    @property
    def label(self) -> str:
        """The way in words."""
        return {
            Way.IN_PERSON: "Face to face",
            Way.PHONE: "By phone or video",
            Way.MESSAGE: "By text message or email",
            Way.LETTER: "By letter",
            Way.THROUGH_CARER: "Through those who look after them",
            Way.THROUGH_ADVOCATE: "Through their advocate",
            Way.WITH_INTERPRETER: "With an interpreter",
        }[self]


class Outcome(StrEnum):
    """What came of asking for views."""

    GIVEN = "given"
    NONE_GIVEN = "none_given"
    TRY_AGAIN = "try_again"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return {
            Outcome.GIVEN: "They gave their views",
            Outcome.NONE_GIVEN: "They chose to give none",
            Outcome.TRY_AGAIN: "Not reached, so we will try again",
        }[self]

    @property
    def settles(self) -> bool:
        """Whether nobody need ask again.

        That they gave views does not: it is done once the panel can read what they said.
        """
        return self is Outcome.NONE_GIVEN

    @property
    def found(self) -> str:
        """What stands beside the task, as a sentence."""
        if self is Outcome.GIVEN:
            return "They gave their views: write down what they said."
        return f"{self.label}."


def day_problem(day: date, born_on: date, today: date, field: str) -> RuleError | None:
    """Say what is wrong with the day on which somebody was asked, None where nothing is."""
    if day > today:
        return RuleError("The date must be today or in the past", field)
    if day < born_on:
        return RuleError("The date is before they were born", field)
    if day < today - LONG_AGO:
        return RuleError(
            f"The date must be after {plain_date(today - LONG_AGO)}: an earlier one was "
            "to another panel",
            field,
        )
    return None


def note_problem(outcome: Outcome, note: str) -> RuleError | None:
    """Say that what was tried must be written down where no views came of it (R52)."""
    if outcome is not Outcome.GIVEN and not note.strip():
        return RuleError("Enter what you tried, and what they said", "note")
    return None
