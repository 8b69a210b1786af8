"""What many tests begin with is made once, and given only to those who would have made the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal.people.policy import Role
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.panels.conftest import register
from tests.support.kept import Beginnings, begin_anew


def moment(clock: MovableClock) -> list[datetime]:
    """What a fixture may make: when it was made."""
    return [clock.instant]


def test_it_is_made_once_and_every_test_has_its_own_copy(
    app: Flask, beginnings: Beginnings, clock: MovableClock
) -> None:
    assert app is beginnings.app
    first = beginnings.give(moment, clock=clock)
    first.clear()
    second = beginnings.give(moment, clock=clock)
    assert second == [clock.instant]
    assert len(beginnings.layers) == 1


def test_it_is_not_given_to_who_would_have_made_it_at_another_moment(
    app: Flask, beginnings: Beginnings, clock: MovableClock
) -> None:
    assert app is beginnings.app
    beginnings.give(moment, clock=clock)
    clock.instant += timedelta(hours=1)
    with pytest.raises(AssertionError, match="A clock was moved before moment was asked for"):
        beginnings.give(moment, clock=clock)


def test_what_is_made_after_a_test_wrote_something_is_not_kept(
    working: ScopeOpener, beginnings: Beginnings, clock: MovableClock
) -> None:
    with working():
        register("Quinn Pretend", Role.MEMBER)
    assert beginnings.give(moment, clock=clock) == [clock.instant]
    assert beginnings.layers == []


def test_after_a_test_that_changed_more_than_rows_nothing_stands(
    app: Flask, beginnings: Beginnings, clock: MovableClock
) -> None:
    """Neither what was made nor the transaction, in which SQLite would go on slowly."""
    beginnings.give(moment, clock=clock)
    before = beginnings.savepoint
    begin_anew(app)
    beginnings.close()
    assert (beginnings.connection, beginnings.layers) == (None, [])
    beginnings.open(())
    assert beginnings.savepoint is not before
    assert beginnings.give(moment, clock=clock) == [clock.instant]
