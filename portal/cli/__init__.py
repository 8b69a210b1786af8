"""The commands: ``portal --help`` lists them. Each is one call into a room."""

from portal.cli import cases, districts, papers, people, protection, running, trail
from portal.cli.shared import main

__all__ = ["cases", "districts", "main", "papers", "people", "protection", "running", "trail"]
