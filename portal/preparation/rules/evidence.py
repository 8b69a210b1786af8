"""What is there of an item's preparation: the facts from which a task's state follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.preparation.rules.agencies import Agency


class Ask(StrEnum):
    """What a young person is asked to agree to, each by itself (R49, R50)."""

    SHARE_PAPERS = "share_papers"
    BE_DISCUSSED = "be_discussed"
    REFER_TO_HOUSING = "refer_to_housing"


class Answered(StrEnum):
    """How a young person answered the invitation (R51)."""

    NO_ANSWER = "no_answer"
    COMING = "coming"
    BY_CALL = "by_call"
    NOT_SURE = "not_sure"
    NOT_COMING = "not_coming"

    @property
    def label(self) -> str:
        """The answer in words."""
        return {
            Answered.NO_ANSWER: "They have not answered yet",
            Answered.COMING: "They are coming",
            Answered.BY_CALL: "They take part by phone or video",
            Answered.NOT_SURE: "They are not sure",
            Answered.NOT_COMING: "They are not coming",
        }[self]

    @property
    def takes_part(self) -> bool:
        """Whether they speak for themselves, so that nobody need read their views out."""
        return self in {Answered.COMING, Answered.BY_CALL}


@dataclass(frozen=True, slots=True)
class Given:
    """Something that is there: since when, by whom, and the day its content is of."""

    on: date
    by: str
    written_on: date | None = None

    @property
    def content_day(self) -> date:
        """The day its content is of."""
        return self.written_on or self.on


@dataclass(frozen=True, slots=True)
class Again:
    """Why an agreement that was asked must be asked again, as a sentence, and since which day."""

    sentence: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known of one item's preparation, with names for readers of tasks."""

    case_summary: Given | None = None
    last_review: date | None = None
    """The young person's last statutory review, by the return."""
    care_planning_record: Given | None = None
    asked: Mapping[Ask, Given] = field(default_factory=dict)
    """Each agreement that was asked and answered, whatever the answer was."""
    ask_again: Mapping[Ask, Again] = field(default_factory=dict)
    """What was asked and must be asked again."""
    invited: Given | None = None
    answered: Answered | None = None
    views: Given | None = None
    """Their views, or what was tried where they gave none."""
    views_words: str = ""
    forms: Mapping[Agency, Given] = field(default_factory=dict)
    placement_paper: Given | None = None
    skills_paper: Given | None = None
    provider_paper: Given | None = None
    iro_paper: Given | None = None
    housing_paper: Given | None = None
    place: str | None = None
    """Where they live, by the return's newest placement code; None where it does not say."""
    in_care: bool = True
    provider_asked: bool = False
    iro_sits: bool = True
    """Whether the panel has an IRO representative's seat in use (A7)."""
    manager: str = ""
    stand_in: str = ""
    stand_in_since: date | None = None
