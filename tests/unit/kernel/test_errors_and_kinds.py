"""The portal's own errors say what is wrong in the words they were given."""

from __future__ import annotations

import pytest

from portal.kernel.errors import (
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PortalError,
    RuleError,
)
from portal.kernel.kinds import PanelKind


def test_a_rule_error_carries_its_message_and_its_field() -> None:
    error = RuleError("Choose a day the panel can meet.", field="panel_day")
    assert error.message == str(error) == "Choose a day the panel can meet."
    assert error.field == "panel_day"


def test_a_rule_error_need_not_belong_to_a_field() -> None:
    assert RuleError("No slot is free.").field is None


def test_a_configuration_error_names_the_file_and_the_place_in_it() -> None:
    error = ConfigurationError("burnley.toml", "notice_period.days", "must be a whole number")
    assert error.message == "burnley.toml: notice_period.days: must be a whole number"
    assert (error.file, error.where) == ("burnley.toml", "notice_period.days")


@pytest.mark.parametrize("kind", [NotFoundError, ForbiddenError, ConflictError, RuleError])
def test_every_error_is_the_portals_own(kind: type[PortalError]) -> None:
    assert kind("Someone else changed this.").message == "Someone else changed this."


def test_not_found_says_the_same_whatever_was_asked_for() -> None:
    assert NotFoundError().message == "Not found"


@pytest.mark.parametrize(
    ("kind", "value", "label"),
    [
        (PanelKind.LEAVING_CARE, "leaving_care", "Leaving Care \N{EN DASH} Lasting Homes Panel"),
        (PanelKind.LASTING_HOME, "lasting_home", "Lasting Home Panel"),
    ],
)
def test_a_panel_kind_is_stored_by_value_and_shown_by_label(
    kind: PanelKind, value: str, label: str
) -> None:
    assert kind == value
    assert kind.label == label


def test_every_panel_kind_has_a_label_of_its_own() -> None:
    assert len({kind.label for kind in PanelKind}) == len(PanelKind)
