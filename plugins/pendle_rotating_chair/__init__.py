"""Pendle's chair goes round the eastern districts, one meeting month after another.

TOML can name one chair, or a chair from a date; it cannot say "whoever's turn it is". The turn
depends on the meeting's month alone, so the same meeting always has the same chair. The
arrangement is an invented example of a local variation.
"""

from __future__ import annotations

from datetime import date

from portal.variations.api import ChairRule, DistrictRef, PanelKind, hookimpl

TURNS = ("pendle", "burnley", "rossendale", "hyndburn")
"""Whose turn it is, from the first meeting month of 2026 on."""

MONTHS_BETWEEN_MEETINGS = 2


@hookimpl
def chair_rule(district: DistrictRef, as_of: date, kind: PanelKind) -> ChairRule | None:
    """Answer with the senior manager whose district's turn it is; a home manager stands in."""
    if kind is not PanelKind.LEAVING_CARE:
        return None
    turn = (as_of.year * 12 + as_of.month - 1) // MONTHS_BETWEEN_MEETINGS
    whose = TURNS[(turn - 2026 * 12 // MONTHS_BETWEEN_MEETINGS) % len(TURNS)]
    return ChairRule(
        seat="leaving_care_senior_manager",
        deputies=("leaving_care_team_manager",),
        reason=f"The chair goes round the eastern districts; this month it is {whose.title()}'s.",
        district=None if whose == district.slug else whose,
    )
