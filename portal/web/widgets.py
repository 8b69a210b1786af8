"""The GOV.UK widgets with their faults put right.

The packaged ones put `required` on inputs (the browser's own bubbles then hide our summary), draw
an empty hint for choices without one, write every box from the side of the page's language, and
cannot carry a date that is only partly typed.
"""

from __future__ import annotations

from typing import Any

from govuk_frontend_wtf import wtforms_widgets as packaged
from wtforms import Field

from portal.web.parsing import PARTS, line_as_typed, lines_as_typed

_BOXES = {"day": ("Day", 2), "month": ("Month", 2), "year": ("Year", 4)}


class _Mended:
    """Takes `required` and empty hints away from a packaged widget's parameters."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)  # type: ignore[misc] # mixin
        attributes = params.get("attributes") or {}
        for name in ("required", "minlength", "maxlength"):
            attributes.pop(name, None)
        # A young person writes from the side from which their own language is written.
        if getattr(field, "clean", None) in {line_as_typed, lines_as_typed}:
            params["attributes"] = attributes | {"dir": "auto"}
        hint = params.get("hint")
        if not hint or not (hint.get("text") or hint.get("html")):
            params.pop("hint", None)
        if field.errors:
            params["errorMessage"] = {"text": str(field.errors[0])}
        return params


class TextInput(_Mended, packaged.GovTextInput):  # type: ignore[misc] # the package has no types
    """A single-line box."""


class PasswordInput(_Mended, packaged.GovPasswordInput):  # type: ignore[misc] # the same
    """A password box with a button to show what is typed."""


class TextArea(_Mended, packaged.GovTextArea):  # type: ignore[misc] # the same
    """A box for running text."""


class Select(_Mended, packaged.GovSelect):  # type: ignore[misc] # the same
    """A drop-down list, for long lists only."""


class Radios(_Mended, packaged.GovRadioInput):  # type: ignore[misc] # the same
    """One choice of a few."""


class Checkboxes(_Mended, packaged.GovCheckboxesInput):  # type: ignore[misc] # the same
    """Any choices of a few."""


class Checkbox(_Mended, packaged.GovCheckboxInput):  # type: ignore[misc] # the same
    """One yes-or-no box."""


class FileInput(_Mended, packaged.GovFileInput):  # type: ignore[misc] # the same
    """A file chooser."""


class DateInput(_Mended, packaged.GovFormBase):  # type: ignore[misc] # the same
    """Three boxes with names and ids of their own; only the wrong ones are marked."""

    template = "govuk_frontend_wtf/date.html"

    def __call__(self, field: Field, **kwargs: Any) -> Any:
        """Render the three boxes."""
        kwargs.setdefault("id", field.id)
        return super().__call__(field, **kwargs)

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the component's parameters."""
        params = super().map_gov_params(field, **kwargs)
        params.setdefault("fieldset", {"legend": {"text": field.label.text}})
        params["items"] = [_box(field, part) for part in PARTS]
        return params


def _box(field: Any, part: str) -> dict[str, Any]:
    label, width = _BOXES[part]
    error = " govuk-input--error" if part in field.wrong_parts else ""
    return {
        "label": label,
        "id": f"{field.id}-{part}",
        "name": f"{field.name}-{part}",
        "classes": f"govuk-input--width-{width}{error}",
        "value": field.typed[part],
    }
