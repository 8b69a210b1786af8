"""Forms of this room: which language, and one box for each text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import HiddenField

from portal.kernel.shown import plain
from portal.translations.operations import Desk, Given
from portal.translations.pages import tongue_of
from portal.translations.rules import (
    LONGEST_MADE_BY,
    LONGEST_NAME,
    LONGEST_WORDS,
    Standing,
    Tongue,
    digest_of,
    newest_in,
    standing,
)
from portal.translations.texts import Text
from portal.web.fields import LongTextField, RadioField, TextField
from portal.web.forms import PortalForm, leave_unsaid
from portal.web.languages import LANGUAGES, code_for

OTHER = "other"
WORDS = "words-"
_SEEN = re.compile(r"(\d{1,9})\.([0-9a-f]{64})")


class TongueForm(PortalForm):
    """A language that pages do not come in. It stands in the address: it changes nothing."""

    name = TextField(
        "Another language",
        max_length=LONGEST_NAME,
        missing="Enter the language",
        noun="The language",
        hint="Its English name, with the dialect if it matters. For example: Oromo, or Bengali",
    )
    direction = RadioField(
        "Which way do its lines run?",
        choices=[
            ("ltr", "From left to right, like English"),
            ("rtl", "From right to left, like Arabic"),
        ],
        missing="Choose which way its lines run",
    )

    @property
    def tongue(self) -> Tongue:
        """The language named, for a form that is filled in right; by its code if pages have it."""
        name = plain(self.name.data or "")
        listed = next(
            (each for each in LANGUAGES if each.english.casefold() == name.casefold()), None
        )
        if listed is not None:
            found = tongue_of(listed.code)
            assert found is not None  # it is on the list
            return found
        return Tongue(code_for(name), name, "rtl" if self.direction.data == "rtl" else "ltr")


def tongue_form(*, asked: bool) -> TongueForm:
    """Return the form, filled with what its address asks for where it does."""
    return TongueForm(formdata=request.args if asked else None, meta={"csrf": False})


class WordsForm(PortalForm):
    """One box for each text; ``seen`` says what its page was drawn with."""

    @property
    def given(self) -> tuple[Given, ...]:
        """What was sent, in the order of the texts, and what was typed for texts there are not."""
        sent = [self._given(each.short_name) for each in self if each.name.startswith(WORDS)]
        more = [
            Given(name.removeprefix(WORDS), value, 0, "")
            for name, value in request.form.items()
            if name.startswith(WORDS) and name not in self
        ]
        return (*sent, *more)

    def _given(self, name: str) -> Given:
        key = name.removeprefix(WORDS)
        found = _SEEN.fullmatch(self[f"seen-{key}"].data or "")
        seen, digest = (int(found[1]), found[2]) if found else (0, "")
        return Given(key, self[name].data or "", seen, digest)

    def draw_anew(self, desk: Desk, tongue: Tongue, box: str | None) -> None:
        """Let a box that was refused go by what its page shows now."""
        for text in desk.of(tongue):
            if box == f"{WORDS}{text.key}":
                self[f"seen-{text.key}"].data = _seen(desk, text, tongue)


def words_form(desk: Desk, tongue: Tongue) -> WordsForm:
    """Return the form of an item's texts, filled with what was sent, or with what stands."""
    fields: dict[str, Any] = {}
    filled: dict[str, str] = {"made_by": _made_by(desk, tongue)}
    for text in desk.of(tongue):
        fields[f"seen-{text.key}"] = HiddenField()
        fields[f"{WORDS}{text.key}"] = LongTextField(
            f"{text.title}, in {tongue.name}", max_length=LONGEST_WORDS, noun="A translation"
        )
        filled[f"seen-{text.key}"] = _seen(desk, text, tongue)
        filled[f"{WORDS}{text.key}"] = _stands(desk, text, tongue)
    fields["made_by"] = TextField(
        "Who translated it?",
        max_length=LONGEST_MADE_BY,
        noun="The name of who translated it",
        hint="An interpreter, for example. No family member, no friend. The young person reads it",
    )
    made: WordsForm = type("WordsOfAnItem", (WordsForm,), fields)(data=filled)
    leave_unsaid(made)  # each may be left empty; who translated may not be always
    return made


def _stands(desk: Desk, text: Text, tongue: Tongue) -> str:
    """Return what stands of a text; nothing where its words changed, so that nobody re-sends it."""
    newest = newest_in(desk.handed_of(text), tongue)
    if newest is None or standing(newest, text.made_of) is not Standing.CURRENT:
        return ""
    return newest.words


def _seen(desk: Desk, text: Text, tongue: Tongue) -> str:
    newest = newest_in(desk.handed_of(text), tongue)
    return f"{newest.number if newest else 0}.{digest_of(text.made_of)}"


def _made_by(desk: Desk, tongue: Tongue) -> str:
    """Return who translated what was handed over last in a language."""
    handed: Sequence[Any] = [
        found
        for text in desk.of(tongue)
        if (found := newest_in(desk.handed_of(text), tongue)) and found.made_by
    ]
    newest = max(handed, key=lambda each: each.handed_at, default=None)
    return newest.made_by if newest else ""
