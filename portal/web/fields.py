"""Form fields that look like GOV.UK, clean what is typed and refuse in plain words.

Every field takes `missing`: the sentence shown when it is left empty. Without one the field is
optional and its label says so. A refused submit shows again everything that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

import wtforms
from werkzeug.datastructures import FileStorage
from wtforms import Field, Form
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import StopValidation

from portal.web import widgets
from portal.web.parsing import (
    PARTS,
    Refusal,
    clean_line,
    clean_lines,
    forbidden_character,
    line_as_typed,
    lines_as_typed,
    parse_date,
    parse_time,
)

Choices = Sequence[tuple[str, str]]
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_LONGEST_SHORT_ANSWER = 40
# A question is no subject of an error's sentence.
_ASKING = frozenset({"How", "What", "When", "Where", "Which", "Who", "Whose", "Why"})
OPTIONAL = " (optional)"


def _label(text: str, missing: str | None) -> str:
    return text if missing else f"{text}{OPTIONAL}"


def _noun(label: str, noun: str | None) -> str:
    asks = label.endswith("?") or label.partition(" ")[0] in _ASKING
    return noun or (f"Your answer to “{label}”" if asks else label)


def _shown(text: str) -> str:
    """Return a short answer as it may be shown again: cut, cleaned, nothing invisible in it."""
    line = clean_line(text[:_LONGEST_SHORT_ANSWER])
    return "".join(_REPLACEMENT if forbidden_character(c) else c for c in line)


class _Given:
    """Refuses an empty answer with the field's own sentence; lets an optional one pass."""

    def __init__(self, missing: str | None) -> None:
        self.missing = missing

    def __call__(self, _form: Form, field: Field) -> None:
        if field.data in (None, "", [], ()):
            if self.missing:
                raise StopValidation(self.missing)
            raise StopValidation


class _Plain:
    """Refuses control characters (NUL among them) and text over the limit."""

    def __init__(self, noun: str, max_length: int) -> None:
        self.noun = noun
        self.max_length = max_length

    def __call__(self, _form: Form, field: Field) -> None:
        text = field.data or ""
        if forbidden_character(text):
            field.data = "".join(_REPLACEMENT if forbidden_character(c) else c for c in text)
            raise StopValidation(f"{self.noun} must not include characters that cannot be seen")
        if len(text) > self.max_length:
            raise StopValidation(f"{self.noun} must be {self.max_length:,} characters or fewer")


class TextField(wtforms.StringField):
    """One line of text.

    ``as_typed`` is for a young person's own words: what no page can show is left out, not refused.
    """

    widget = widgets.TextInput()

    def __init__(
        self,
        label: str,
        *,
        max_length: int,
        missing: str | None = None,
        noun: str | None = None,
        hint: str = "",
        checks: Iterable[Any] = (),
        as_typed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            _label(label, missing),
            [_Given(missing), _Plain(_noun(label, noun), max_length), *checks],
            description=hint,
            **kwargs,
        )
        self.clean = line_as_typed if as_typed else clean_line

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean the line that was typed."""
        self.data = self.clean(str(valuelist[0])) if valuelist else ""


class LongTextField(wtforms.TextAreaField):
    """Running text; line breaks are kept. ``as_typed`` as in one line of text."""

    widget = widgets.TextArea()

    def __init__(
        self,
        label: str,
        *,
        max_length: int,
        missing: str | None = None,
        noun: str | None = None,
        hint: str = "",
        checks: Iterable[Any] = (),
        as_typed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            _label(label, missing),
            [_Given(missing), _Plain(_noun(label, noun), max_length), *checks],
            description=hint,
            **kwargs,
        )
        self.clean = lines_as_typed if as_typed else clean_lines

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean the text that was typed."""
        self.data = self.clean(str(valuelist[0])) if valuelist else ""


class EmailField(TextField):
    """An e-mail address, checked for shape only: whether it works is seen when it is used."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the address without any space."""
        self.data = "".join(str(valuelist[0]).split()) if valuelist else ""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        """Refuse what cannot be an address."""
        before, at, after = str(self.data or "").rpartition("@")
        if self.data and not (at and before and "." in after.strip(".") and "@" not in before):
            raise StopValidation(
                "Enter an email address in the right format, like name@example.org"
            )


class PasswordField(wtforms.PasswordField):
    """A password: taken exactly as typed, never shown again."""

    widget = widgets.PasswordInput()

    def __init__(self, label: str, *, missing: str, max_length: int = 256, **kwargs: Any) -> None:
        super().__init__(label, [_Given(missing), _Plain(label, max_length)], **kwargs)


class WholeNumberField(Field):
    """A whole number in a text box. `data` is an int or None; what was typed is shown again."""

    widget = widgets.TextInput()
    data: int | None

    def __init__(
        self,
        label: str,
        *,
        least: int = 0,
        most: int,
        missing: str | None = None,
        noun: str | None = None,
        hint: str = "",
        checks: Iterable[Any] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            _label(label, missing), [_Given(missing), *checks], description=hint, **kwargs
        )
        self.noun = _noun(label, noun)
        self.least = least
        self.most = most
        self._typed = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number that was typed. Raises ValueError, shown beside the box."""
        self._typed = _shown(str(valuelist[0])) if valuelist else ""
        self.data = None
        if not self._typed:
            return
        digits = self._typed.replace(",", "")
        if not (digits.isascii() and digits.isdecimal()):
            raise ValueError(f"{self.noun} must be a whole number")
        if not self.least <= int(digits) <= self.most:
            raise ValueError(f"{self.noun} must be between {self.least:,} and {self.most:,}")
        self.data = int(digits)

    def _value(self) -> str:
        return self._typed or ("" if self.data is None else str(self.data))


class _ChoiceMixin:
    """Takes choices as pairs; says the field's own sentence when an answer was not among them."""

    choices: Any

    def offer(self, choices: Choices) -> None:
        """Set the choices of a bound form's field: (value, label) pairs."""
        self.choices = _offered(choices)

    def _unlisted(self) -> str:
        return getattr(self, "missing", None) or "Choose one of the answers on the list"


class RadioField(_ChoiceMixin, wtforms.RadioField):
    """One choice of a few. `choices`: (value, label) pairs, or `offer` them on the bound form."""

    grouped = True  # the label is a legend round several boxes
    widget = widgets.Radios()

    def __init__(
        self,
        label: str,
        *,
        choices: Choices = (),
        missing: str | None = None,
        hint: str = "",
        **kwargs: Any,
    ) -> None:
        self.missing = missing
        super().__init__(
            _label(label, missing),
            [_Given(missing)],
            choices=_offered(choices),
            description=hint,
            validate_choice=False,
            **kwargs,
        )

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        """Refuse a value that is not on the list."""
        if self.data and self.data not in _values(self.choices):
            raise StopValidation(self._unlisted())


class SelectField(_ChoiceMixin, wtforms.SelectField):
    """One choice of many, starting from an empty entry that chooses nothing.

    `gone`: the sentence for a value that was on the list when the page was shown and is no more.
    """

    widget = widgets.Select()

    def __init__(
        self,
        label: str,
        *,
        choices: Choices = (),
        missing: str | None = None,
        gone: str | None = None,
        hint: str = "",
        **kwargs: Any,
    ) -> None:
        self.missing = missing
        self.gone = gone
        super().__init__(
            _label(label, missing),
            [_Given(missing)],
            choices=_offered(choices),
            description=hint,
            validate_choice=False,
            **kwargs,
        )

    def iter_choices(self) -> Any:
        """Return the empty entry, then the choices."""
        yield ("", "Choose one", not self.data, {})
        for value, text in _pairs(self.choices):
            yield (value, text, value == self.data, {})

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        """Refuse a value that is not on the list."""
        if self.data and self.data not in _values(self.choices):
            raise StopValidation(self.gone or self._unlisted())


class CheckboxesField(_ChoiceMixin, wtforms.SelectMultipleField):
    """Any choices of a few."""

    grouped = True  # the label is a legend round several boxes
    widget = widgets.Checkboxes()
    option_widget = wtforms.widgets.CheckboxInput()

    def __init__(
        self,
        label: str,
        *,
        choices: Choices = (),
        missing: str | None = None,
        hint: str = "",
        **kwargs: Any,
    ) -> None:
        self.missing = missing
        super().__init__(
            _label(label, missing),
            [_Given(missing)],
            choices=_offered(choices),
            description=hint,
            validate_choice=False,
            **kwargs,
        )

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        """Refuse values that are not on the list."""
        if set(self.data or ()) - _values(self.choices):
            raise StopValidation(self._unlisted())


def _values(choices: Any) -> set[str]:
    return {value for value, _ in _pairs(choices)}


def _offered(choices: Choices) -> list[Any]:
    return [SelectChoice(value, label) for value, label in choices]


def _pairs(choices: Any) -> list[tuple[str, str]]:
    return [(str(choice.value), str(choice.label)) for choice in choices or ()]


class TickField(wtforms.BooleanField):
    """One box to tick. With `missing`, it must be ticked to go on."""

    self_labelled = True  # the label stands beside its own box
    widget = widgets.Checkbox()

    def __init__(
        self, label: str, *, missing: str | None = None, hint: str = "", **kwargs: Any
    ) -> None:
        self.missing = missing
        super().__init__(label, description=hint, **kwargs)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        """Refuse an empty box that must be ticked."""
        if self.missing and not self.data:
            raise StopValidation(self.missing)


class FileField(wtforms.FileField):
    """One file. `data` is a werkzeug FileStorage, or None; what it holds is checked elsewhere."""

    widget = widgets.FileInput()

    def __init__(
        self, label: str, *, missing: str | None = None, hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(_label(label, missing), [_Given(missing)], description=hint, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first real file; an empty chooser sends a file with no name."""
        files = (item for item in valuelist if isinstance(item, FileStorage) and item.filename)
        self.data = next(files, None)


class DateField(Field):
    """A date in three boxes. What was typed stays typed; only the wrong boxes are marked.

    `data` is a date or None. `wrong_parts` names the boxes to mark; `error_id` is the first of
    them, which the error summary links to.
    """

    grouped = True  # the label is a legend round several boxes
    widget = widgets.DateInput()
    data: date | None

    def __init__(
        self,
        label: str,
        *,
        missing: str | None = None,
        noun: str | None = None,
        hint: str = "",
        checks: Iterable[Any] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            _label(label, missing), [_Given(missing), *checks], description=hint, **kwargs
        )
        self.noun = _noun(label, noun)
        self.typed = dict.fromkeys(PARTS, "")
        self._refused: frozenset[str] = frozenset()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes, or the value the form was opened with."""
        del extra_filters  # a date has none
        problems: list[str] = []
        self.process_errors = problems
        default = self.default() if callable(self.default) else self.default
        opened_with = data if isinstance(data, date) else default
        self.object_data = self.data = opened_with
        names = {part: f"{self.name}-{part}" for part in PARTS}
        if formdata is not None and any(name in formdata for name in names.values()):
            self.raw_data = [str(formdata.get(name, "")) for name in names.values()]
            self._read(problems)
        elif isinstance(opened_with, date):
            day = opened_with
            self.typed = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}

    def _read(self, problems: list[str]) -> None:
        raw = self.raw_data or ["", "", ""]
        shown = (_shown(text) for text in raw)
        self.typed = dict(zip(PARTS, shown, strict=True))
        result = parse_date(**self.typed, noun=self.noun)
        self.data = None
        if isinstance(result, Refusal):
            self._refused = result.parts
            problems.append(result.message)
        else:
            self.data = result

    @property
    def wrong_parts(self) -> frozenset[str]:
        """The boxes to mark: those refused, or all three when the date as a whole is wrong."""
        if not self.errors:
            return frozenset()
        return self._refused or frozenset(PARTS)

    @property
    def error_id(self) -> str:
        """The id of the first wrong box."""
        first = next((part for part in PARTS if part in self.wrong_parts), PARTS[0])
        return f"{self.id}-{first}"


class VersionField(wtforms.IntegerField):
    """The version a page was drawn with, hidden; nonsense counts as version 0."""

    widget = wtforms.widgets.HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if re.fullmatch(r"\d{1,9}", text) else 0

    def _value(self) -> str:
        """Write the version there is now: the one typed would bring the same conflict again."""
        return str(self.data or 0)


class TimeField(Field):
    """A time of day in one box. `data` is a time or None; what was typed is shown again."""

    widget = widgets.TextInput()
    data: time | None

    def __init__(
        self,
        label: str,
        *,
        missing: str | None = None,
        noun: str | None = None,
        hint: str = "For example, 10:50am or 1pm",
        checks: Iterable[Any] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            _label(label, missing), [_Given(missing), *checks], description=hint, **kwargs
        )
        self.noun = _noun(label, noun)
        self._typed = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time that was typed. Raises ValueError, shown beside the box."""
        if not valuelist:
            return
        self._typed = _shown(str(valuelist[0]))
        self.data = None
        result = parse_time(self._typed, noun=self.noun)
        if isinstance(result, Refusal):
            raise ValueError(result.message)  # noqa: TRY004 - WTForms shows ValueErrors
        self.data = result

    def _value(self) -> str:
        if self._typed:
            return self._typed
        return self.data.strftime("%H:%M") if isinstance(self.data, time) else ""
