"""A worker that is killed at a step, as a machine that loses its power there: for tests alone.

STOP_AT=handed-over STOP_AFTER=2 python -m tests.support.worker_stopped_at
"""

from __future__ import annotations

import os
import signal

from portal.app import create_app
from portal.outbox.worker import Step, Worker
from portal.settings import Settings


def stopping(step: Step, after: int) -> Worker:
    """Return a worker that kills its own process when it comes to this step so many times."""
    seen = 0

    def at(reached: Step) -> None:
        nonlocal seen
        seen += reached is step
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)

    return Worker(create_app(Settings.from_environment(os.environ)), at=at)


if __name__ == "__main__":
    stopping(Step(os.environ["STOP_AT"]), int(os.environ["STOP_AFTER"])).empty()
