"""The return's codes in words, and a young person's care as events, for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.cases.models import CareEpisode, CareReview

PLACES = {
    "A3": "adopters, with consent",
    "A4": "adopters, by placement order",
    "A5": "adopters who were foster carers",
    "A6": "adopters who were foster carers",
    "H5": "semi-independent living",
    "K1": "a secure children’s home",
    "K2": "a children’s home",
    "K3": "supported accommodation",
    "P1": "parents",
    "P2": "independent living",
    "P3": "a home that comes with work",
    "R1": "a residential care home",
    "R2": "an NHS place",
    "R3": "a family centre",
    "R5": "a young offender institution",
    "S1": "a residential school",
    "U1": "family or friends, long term",
    "U2": "family or friends who may adopt",
    "U3": "family or friends",
    "U4": "foster carers, long term",
    "U5": "foster carers who may adopt",
    "U6": "foster carers",
}
LEGAL = {
    "C1": "interim care order",
    "C2": "full care order",
    "D1": "freeing order",
    "E1": "placement order",
    "J1": "remand",
    "J2": "police and criminal evidence detention",
    "J3": "youth rehabilitation order",
    "L1": "police protection",
    "L2": "emergency protection order",
    "L3": "child assessment order",
    "V2": "agreed with the parents (section 20)",
    "V3": "short breaks",
    "V4": "a short break",
}
ENDINGS = {
    "E2": "They died",
    "E3": "Another authority took over",
    "E4A": "They went home as planned",
    "E4B": "They went home, not as planned",
    "E5": "They moved to live independently with support",
    "E6": "They moved to live independently",
    "E7": "They moved to adult residential care",
    "E8": "Care ended for another reason",
    "E9": "They were sentenced to custody",
    "E11": "They were adopted",
    "E12": "They were adopted",
    "E13": "They went home to someone without parental responsibility",
    "E14": "Their time on remand ended",
    "E15": "An age assessment found them to be an adult",
    "E16": "They moved abroad",
    "E17": "They turned 18 and stayed with their carers",
    "E41": "A child arrangements order was made",
    "E45": "A special guardianship order was made",
    "E46": "A special guardianship order was made",
    "E47": "A special guardianship order was made",
    "E48": "A special guardianship order was made",
}
PARTICIPATION = {
    "PN0": "They were under 4.",
    "PN1": "They came and spoke for themselves.",
    "PN2": "They came and an advocate spoke for them.",
    "PN3": "They came and gave their views in signs or symbols.",
    "PN4": "They came and did not give views.",
    "PN5": "They did not come. An advocate gave their views.",
    "PN6": "They did not come. They sent their views.",
    "PN7": "They did not come and gave no views.",
}
SAME_DAY_CHANGE = "X1"


@dataclass(frozen=True, slots=True)
class CareEvent:
    """Something that happened in someone's care; `kind` is care or reviews."""

    when: date
    title: str
    text: str
    kind: str
    by: str = ""
    href: str = ""


def care_events(episodes: Sequence[CareEpisode], reviews: Sequence[CareReview]) -> list[CareEvent]:
    """Return a young person's care as events, newest first."""
    events = [_began(each) for each in episodes]
    events += [
        CareEvent(each.ended_on, ENDINGS.get(each.reason_ended, "Care ended"), _code(each), "care")
        for each in episodes
        if each.ended_on and each.reason_ended != SAME_DAY_CHANGE
    ]
    events += [
        CareEvent(
            each.held_on,
            "Care review",
            PARTICIPATION.get(each.participation, "How they took part is not known."),
            "reviews",
        )
        for each in reviews
    ]
    return sorted(events, key=lambda event: (event.when, event.kind), reverse=True)


def _began(episode: CareEpisode) -> CareEvent:
    started = episode.reason_new in {"", "S"}
    title = "Came into care" if started else "Something changed in care"
    if episode.reason_new in {"P", "T", "B", "U"}:
        title = "Moved home or carer" if episode.reason_new in {"P", "B"} else "Their home changed"
    elif episode.reason_new == "L":
        title = "Legal status changed"
    place = PLACES.get(episode.place, _temporary(episode.place))
    legal = LEGAL.get(episode.legal_status, "not known")
    return CareEvent(
        episode.started_on, title, f"Living with or in: {place}. Legal status: {legal}.", "care"
    )


def _temporary(place: str) -> str:
    return "a temporary home" if place.startswith("T") else "another place"


def _code(episode: CareEpisode) -> str:
    return f"Reason in the return: {episode.reason_ended}." if episode.reason_ended else ""
