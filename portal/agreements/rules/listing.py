"""What an agreement means for an agenda, in a sentence with its next step (A11)."""

from __future__ import annotations

from datetime import date, datetime

from portal.agreements.rules.in_force import (
    THEY,
    History,
    InForce,
    Question,
    Why,
    in_force,
    of_age_at,
)
from portal.agreements.rules.kinds import Kind
from portal.kernel.england import LONDON
from portal.kernel.wording import day_and_month, plain_date

ROUTES = (
    "They stay on the list of who is due: not heard, no agreement. You can ask again, take them "
    "off this agenda, or go to their manager, who can decide otherwise on a ground in law."
)
"""What is open where they said no: nothing is closed by itself."""
ASKS = frozenset({Why.NOT_ASKED, Why.THINKING, Why.TURNED_18})
"""Where asking is the next step."""
NOT_LOST = frozenset({Why.NOT_ASKED, Why.OVER})
"""Where there never was a yes to be lost, or where its time is over."""


_PLAIN = (THEY, "The ", "This ", "It ")
"""How a sentence begins that does not begin with a name."""


def is_lost(found: InForce) -> bool:
    """Tell whether an item cannot be heard that was agreed to, or about which a no was said."""
    return not found.yes and found.why not in NOT_LOST


def listing_sentence(found: InForce, *, ask_by: date, today: date) -> str:
    """Say whether an item can be listed, why, and what to do next, by when."""
    if found.yes:
        return found.sentence
    said = f"Cannot be listed: {_small(found.sentence)}"
    if found.why in ASKS:
        return f"{said} {_ask(ask_by, today)}"
    return said if found.why is Why.OVER else f"{said} {ROUTES}"


def before_the_panel(
    history: History, question: Question, *, at: datetime, panel_day: date, who: str = THEY
) -> str:
    """Warn of an agreement that ends before the panel, because they turn 18; else nothing."""
    of_age = of_age_at(history.born_on)
    if question.kind is not Kind.BE_DISCUSSED or not at < of_age:
        return ""
    if of_age.date() > panel_day or not in_force(history, question, at).yes:
        return ""
    turns = "turn" if who == THEY else "turns"
    return (
        f"{who} {turns} 18 on {plain_date(of_age.date())}, on or before the day of the panel. Ask "
        "again on that day or later: what was agreed before does not count from then."
    )


def _ask(ask_by: date, today: date) -> str:
    if today > ask_by:
        return f"Ask now: the agenda was due on {day_and_month(ask_by)}."
    if today == ask_by:
        return "Ask today: the agenda is due."
    return f"Ask before {day_and_month(ask_by)}."


def _small(sentence: str) -> str:
    """Start a sentence small where it begins with a word, and leave a name as it is."""
    return sentence[:1].lower() + sentence[1:] if sentence.startswith(_PLAIN) else sentence


def day_of(at: datetime) -> date:
    """Return the date in England."""
    return at.astimezone(LONDON).date()
