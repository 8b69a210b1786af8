"""The questions every young person is asked, and the choices that come with the portal.

Their words are messages: each is shown in the reader's language. None of a question's words may be
in the list of words that young people's pages avoid, nor tell whoever looks on.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal.variations.questions import QuestionKind, ViewsQuestion

_ = str  # marks what is translated where it is shown

HOMES: dict[str, str] = {
    "staying_put": _("Stay with my foster family"),
    "staying_close": _("Near my children’s home, with help from people I know"),
    "supported_lodgings": _("A room in somebody’s home, with their help"),
    "supported_accommodation": _("A place with staff to help me"),
    "social_housing": _("My own place from the council or a housing association"),
    "private_rent": _("My own place that I rent from a landlord"),
    "family": _("With my family, or with people I know"),
    "adult_care": _("A home with extra care for adults"),
    "other_option": _("Somewhere else"),
}
"""Kinds of homes, under the keys of the outcomes a panel records, so that both can be compared."""

SCALE: dict[str, str] = {
    "very_bad": _("Very bad"),
    "bad": _("Bad"),
    "middle": _("In the middle"),
    "good": _("Good"),
    "very_good": _("Very good"),
}
"""The steps of a scale, each with a picture of the same name."""

SYMBOLS: dict[str, tuple[str, str]] = {
    "money": ("money", _("Money")),
    "practical": ("home", _("Cooking and looking after a home")),
    "talk": ("listen", _("Somebody to talk to")),
    "people": ("family", _("Family and friends")),
    "learning": ("book", _("School, college or work")),
    "health": ("heart", _("Feeling well")),
    "safe": ("key", _("Feeling safe")),
    "papers": ("letter", _("Letters and official papers")),
}
"""Symbols to choose from, as many as somebody likes: the picture's name, and its words."""

ANYTHING = "say"
"""The key of the question under which anything at all may be said."""

CORE: tuple[ViewsQuestion, ...] = (
    ViewsQuestion(
        key="home",
        wording=_("What is good, and what is not so good, about where you live now?"),
        easy=_("How is it where you live now?"),
        kind=QuestionKind.WORDS,
        place=10,
    ),
    ViewsQuestion(
        key="preferred_home",
        wording=_("What kind of home would you like next?"),
        easy=_("Where would you like to live next?"),
        hint=_("It may not be possible. They must still know what you want, and say why if not"),
        kind=QuestionKind.CHOICE,
        place=20,
        choices=tuple(HOMES.values()),
    ),
    ViewsQuestion(
        key="matters",
        wording=_("What matters most to you in a home?"),
        easy=_("What must a good home have?"),
        hint=_("Like a pet, a quiet room, a bus stop, or being near college"),
        kind=QuestionKind.WORDS,
        place=30,
    ),
    ViewsQuestion(
        key="people",
        wording=_("Who matters to you, and who do you want to be near?"),
        easy=_("Who is important to you?"),
        kind=QuestionKind.WORDS,
        place=40,
    ),
    ViewsQuestion(
        key="worries",
        wording=_("What worries you when you think about the next few years?"),
        easy=_("What worries you?"),
        kind=QuestionKind.WORDS,
        place=50,
    ),
    ViewsQuestion(
        key="feel",
        wording=_("How do you feel about the plan for where you will live?"),
        easy=_("How do you feel about the plan?"),
        kind=QuestionKind.SCALE,
        place=60,
    ),
    ViewsQuestion(
        key="help",
        wording=_("What would help you?"),
        easy=_("What would help you?"),
        hint=_("Choose as many as you like"),
        kind=QuestionKind.SYMBOLS,
        place=70,
    ),
    ViewsQuestion(
        key=ANYTHING,
        wording=_("What do you want to say to the people at the meeting?"),
        easy=_("What do you want to tell them?"),
        kind=QuestionKind.WORDS,
        place=80,
    ),
)


def options(question: ViewsQuestion) -> dict[str, str]:
    """Return a question's choices by key, in order; nothing where it is answered in words."""
    if question.kind is QuestionKind.SCALE:
        return SCALE
    if question.kind is QuestionKind.SYMBOLS:
        return {key: words for key, (_picture, words) in SYMBOLS.items()}
    if question.key == "preferred_home":
        return HOMES
    return {str(place): words for place, words in enumerate(question.choices, 1)}


def asked(extra: Iterable[ViewsQuestion]) -> tuple[ViewsQuestion, ...]:
    """Return what is asked, in order: the core questions, whatever is asked besides."""
    return tuple(sorted((*CORE, *extra), key=lambda question: question.order))
