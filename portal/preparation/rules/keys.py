"""What must be ready for an item, by name."""

from __future__ import annotations

from enum import StrEnum


class TaskKey(StrEnum):
    """What must be ready, in the order in which a page lists it."""

    BE_DISCUSSED = "be_discussed"
    SHARE_PAPERS = "share_papers"
    REFER_TO_HOUSING = "refer_to_housing"
    INVITATION = "invitation"
    VIEWS = "views"
    CASE_SUMMARY = "case_summary"
    SUMMARY_FETCHED = "summary_fetched"
    CARE_PLANNING_RECORD = "care_planning_record"
    HOUSING = "housing"
    PLACEMENT = "placement"
    FUTURE_HOMES = "future_homes"
    INDEPENDENCE = "independence"
    PROVIDER = "provider"
    IRO_VIEW = "iro_view"
    WHO_COMES = "who_comes"

    @property
    def label(self) -> str:
        """What must be ready, in words."""
        return _LABELS[self]

    @property
    def short(self) -> str:
        """The same in two or three words, for a wide table and a file."""
        return _SHORT[self]


_LABELS = {
    TaskKey.BE_DISCUSSED: "Ask whether their case may be discussed",
    TaskKey.SHARE_PAPERS: "Ask whether their papers may be shared",
    TaskKey.REFER_TO_HOUSING: "Ask whether they may be referred to housing",
    TaskKey.INVITATION: "Invite them to their panel",
    TaskKey.VIEWS: "Ask for their views",
    TaskKey.CASE_SUMMARY: "Update the case summary",
    TaskKey.SUMMARY_FETCHED: "Fetch the case summary, without “why we are involved”",
    TaskKey.CARE_PLANNING_RECORD: "Fetch the record of the last care planning meeting",
    TaskKey.HOUSING: "Look up current housing options",
    TaskKey.PLACEMENT: "Ask the placement how it is going",
    TaskKey.FUTURE_HOMES: "Find which homes are available and suitable",
    TaskKey.INDEPENDENCE: "Say how they are getting ready to live independently",
    TaskKey.PROVIDER: "Say what the scheme offers",
    TaskKey.IRO_VIEW: "Give the reviewing officer’s own view",
    TaskKey.WHO_COMES: "Name who comes if the social worker cannot",
}
_SHORT = {
    TaskKey.BE_DISCUSSED: "Agreed to be discussed",
    TaskKey.SHARE_PAPERS: "Agreed to share",
    TaskKey.REFER_TO_HOUSING: "Agreed to refer",
    TaskKey.INVITATION: "Invitation",
    TaskKey.VIEWS: "Views",
    TaskKey.CASE_SUMMARY: "Case summary",
    TaskKey.SUMMARY_FETCHED: "Summary fetched",
    TaskKey.CARE_PLANNING_RECORD: "Care planning record",
    TaskKey.HOUSING: "Housing options",
    TaskKey.PLACEMENT: "Placement",
    TaskKey.FUTURE_HOMES: "Homes to come",
    TaskKey.INDEPENDENCE: "Independence",
    TaskKey.PROVIDER: "Provider",
    TaskKey.IRO_VIEW: "IRO’s view",
    TaskKey.WHO_COMES: "Who comes",
}
