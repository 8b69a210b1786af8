"""The commands: ``portal --help`` lists them. Each is one call into a room."""

import gc

# Loading the portal makes two hundred thousand objects and throws none away: looking for what may
# be thrown away meanwhile, and again at each later look, is a quarter of the time a command takes.
gc.disable()

# fmt: off
from portal.cli import cases, districts, papers, people, protection, running, trail  # noqa: E402, I001 - after the above
from portal.cli.shared import main  # noqa: E402 - the same
# fmt: on

gc.freeze()
gc.enable()

__all__ = ["cases", "districts", "main", "papers", "people", "protection", "running", "trail"]
