"""What a log may hold of an error: its kind and its place, never its words."""

from __future__ import annotations

import logging
import sys

import pytest

from portal.web.logs import without_words

SAID = "Avery Pretend lives at 1 Invented Street"


def fail(error: type[Exception], cause: type[Exception] | None) -> None:
    """Fail with somebody's words in hand, perhaps because of something else."""
    if cause is None:
        raise error(SAID)
    try:
        fail(cause, None)
    except cause as first:
        raise error(SAID) from first


def a_record(error: type[Exception], cause: type[Exception] | None = None) -> logging.LogRecord:
    """Return the line that a fault leaves in the log."""
    try:
        fail(error, cause)
    except error:
        found = sys.exc_info()
    return logging.LogRecord("portal", logging.ERROR, __file__, 1, "a fault", (), found)


@pytest.mark.control("C41")
@pytest.mark.parametrize("error", [ValueError, KeyError, AssertionError, RuntimeError])
def test_an_error_is_told_by_kind_and_place(error: type[Exception]) -> None:
    record = a_record(error)
    assert without_words(record)
    written = logging.Formatter().format(record)
    assert SAID not in written
    assert written.startswith("a fault\n")
    assert f"builtins.{error.__name__}" in written
    assert "in fail" in written


@pytest.mark.control("C41")
def test_what_an_error_came_from_is_told_first_and_as_silently() -> None:
    record = a_record(RuntimeError, KeyError)
    without_words(record)
    written = logging.Formatter().format(record)
    assert SAID not in written
    assert (
        written.index("KeyError") < written.index("which led to:") < written.index("RuntimeError")
    )


def test_a_line_without_an_error_is_left_as_it_is() -> None:
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, "page %s shown", (500,), None)
    assert without_words(record)
    assert logging.Formatter().format(record) == "page 500 shown"
