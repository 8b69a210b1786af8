"""What is said where nobody holds the post that something waits for: who can fill it. Pure.

An unfilled post never blocks: the page names the next person in the chain (ux 4.1, 19).
"""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.wording import joined


def who_fills(*, waits: str, post: str, givers: Sequence[str], others: bool = False) -> str:
    """Say that something waits for a post nobody holds, and who can give it to somebody.

    ``waits`` is what waits, such as "the agenda cannot go out"; ``givers`` are those who give
    roles, by name. Where there is none of them either, whoever runs the machine takes one in.
    ``others``: somebody holds the post, and it takes another than them.
    """
    nobody = "Nobody else here" if others else "Nobody here"
    return f"{nobody} is {post} today, so {waits}. {who_gives(givers)}."


def who_gives(givers: Sequence[str]) -> str:
    """Say who gives the role of an empty post, by name, as a sentence without its full stop."""
    named = joined(list(givers), "or")
    who = f"{named} (people administrator)" if named else "Whoever runs the portal’s machine"
    return f"{who} can give somebody the role, and it counts at once"
