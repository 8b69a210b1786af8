"""Hyndburn asks in winter whether a young person's home is warm.

TOML can ask a question from one date to another; it cannot say "every winter". The question is an
invented example of a local variation.
"""

from __future__ import annotations

from datetime import date

from portal.variations.api import QuestionKind, ViewsQuestion, hookimpl

WINTER = frozenset({11, 12, 1, 2, 3})
"""November to March: the months in which the question is asked."""


@hookimpl
def views_questions(as_of: date) -> tuple[ViewsQuestion, ...] | None:
    """Ask from November to March; say nothing in the other months."""
    if as_of.month not in WINTER:
        return None
    return (
        ViewsQuestion(
            key="warm",
            wording="Is the place where you live warm enough?",
            easy="Is it warm where you live?",
            hint="We ask everybody this in winter",
            kind=QuestionKind.CHOICE,
            place=15,
            choices=("Yes", "Some of the time", "No"),
        ),
    )
