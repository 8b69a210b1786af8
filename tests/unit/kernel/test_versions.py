"""What two people saved of one thing differs by its parts."""

from __future__ import annotations

from portal.kernel.versions import Difference, differences


def test_differences_name_the_parts_that_differ() -> None:
    mine = {"Discussion": "Mine", "Decision": "Closed"}
    theirs = {"Discussion": "Theirs", "Decision": "Closed", "Reason": "Why"}
    assert differences(mine, theirs) == (
        Difference("Discussion", "Mine", "Theirs"),
        Difference("Reason", "", "Why"),
    )
