"""The commands: ``portal --help`` lists them. Each is one call into a room."""

from portal.cli import cases, people, protection, rules, running, trail
from portal.cli.shared import main

__all__ = ["cases", "main", "people", "protection", "rules", "running", "trail"]
