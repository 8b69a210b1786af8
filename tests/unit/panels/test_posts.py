"""What is said where a post is empty: what waits, and who can fill it."""

from __future__ import annotations

import pytest

from portal.panels.rules.posts import who_fills


@pytest.mark.parametrize(
    ("givers", "who"),
    [
        ([], "Whoever runs the portal’s machine can"),
        (["Pat Example"], "Pat Example (people administrator) can"),
        (["Pat Example", "Lee Sample"], "Pat Example or Lee Sample (people administrator) can"),
    ],
)
def test_an_empty_post_names_who_can_fill_it(givers: list[str], who: str) -> None:
    said = who_fills(waits="the agenda cannot go out", post="case support", givers=givers)
    assert said.startswith("Nobody here is case support today, so the agenda cannot go out.")
    assert who in said


def test_who_holds_it_and_may_not_do_this_is_not_nobody() -> None:
    said = who_fills(waits="nobody can decide", post="case support", givers=[], others=True)
    assert said.startswith("Nobody else here is case support today, so nobody can decide.")
