"""Hold unit tests to their time budget, measured in this process's own processor time.

Processor time and not the clock on the wall, so that a busy machine does not fail a quick test;
and against a yardstick that is measured beside it, so that a slow machine does not either.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Generator
from pathlib import Path

import pytest

BUDGET_SECONDS = 0.010
LIMIT_SECONDS = 0.250
PROPERTY_FACTOR = 20
"""A property runs many cases in one test, so it has that many times the budget and the limit."""

WORDS = 100_000
YARDSTICK_SECONDS = 0.025
"""What the yardstick takes where the limit was set: a quiet core of the year 2026."""

_OVER = "over_budget"


def slowness() -> float:
    """Return how many times slower than where the limit was set this process runs now, at least 1.

    Two busy threads of one core halve each other's speed without a second more on the clock of
    either, and no processor says so: only work of a known size tells.
    """
    started = time.process_time()
    words: dict[str, int] = {}
    for number in range(WORDS):
        word = f"word {number % 997}"
        words[word] = words.get(word, 0) + len(word)
    return max(1.0, (time.process_time() - started) / YARDSTICK_SECONDS)


def _factor(item: pytest.Item) -> int:
    is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return PROPERTY_FACTOR if is_property else 1


class Budget:
    """A pytest plugin: fails unit tests far over the budget and lists those that are over it."""

    def __init__(self, unit_tests: Path) -> None:
        self.unit_tests = unit_tests
        self.over: list[tuple[float, str]] = []

    def _governs(self, item: pytest.Item) -> bool:
        return item.path.is_relative_to(self.unit_tests) and not item.get_closest_marker("slow")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Time the test itself, without its fixtures; fail it where it is far over."""
        # Collecting what other tests left behind is not this test's time.
        gc.disable()
        started = time.process_time()
        try:
            yield
        finally:
            seconds = time.process_time() - started
            gc.enable()
        if not self._governs(item):
            return
        factor = _factor(item)
        if seconds > BUDGET_SECONDS * factor:
            item.user_properties.append((_OVER, seconds))
        limit = LIMIT_SECONDS * factor
        if seconds > limit and seconds > limit * (slower := slowness()):
            pytest.fail(
                f"this unit test took {seconds:.3f} s of processor time and may take "
                f"{limit * slower:.2f} s here: make it quicker, or mark it slow with the reason",
                pytrace=False,
            )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what the summary lists; runs in the controlling process too."""
        if report.when != "call":
            return
        for name, value in report.user_properties:
            if name == _OVER and isinstance(value, float):
                self.over.append((value, report.nodeid))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List the slowest unit tests over their budget, worst first."""
        if not self.over:
            return
        terminalreporter.section(f"unit tests over {BUDGET_SECONDS * 1000:.0f} ms", sep="-")
        for seconds, name in sorted(self.over, reverse=True)[:10]:
            terminalreporter.write_line(f"{seconds * 1000:7.0f} ms  {name}")
