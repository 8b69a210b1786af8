"""The application that practice mode serves, built in each worker process."""

from __future__ import annotations

import os
import threading
import time

from flask import Flask

from portal.app import create_app
from portal.demo.clock import PracticeClock
from portal.demo.routes.practice import blueprint
from portal.settings import Settings

CLOCK_FILE = "clock.json"
WATCH_SECONDS = 1.0


def practice_app(settings: Settings) -> Flask:
    """Return the portal with the practice clock and the page that moves it."""
    return create_app(
        settings,
        clock=PracticeClock(settings.instance_dir / CLOCK_FILE),
        more_pages=(blueprint,),
    )


def application() -> Flask:
    """Build the application for a worker; it ends with the command that started it."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    return practice_app(Settings.from_environment(os.environ))


def _end_with_parent(parent: int) -> None:
    """Leave when the parent is gone, however it went: no practice server stays behind."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(0)
